#include "core/formats/json/project.h"
#include "tests/support/catch.h"
#include "tests/support/locale.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/parameter_field.h"
#include "ui/editors/layers/layer_edit.h"

#include <QLocale>

using namespace ridge;
using namespace ridge::test;

namespace {

/// What Qt's application object does to the process of a user in such a country.
struct InCountry {
    InCountry(const std::string& name, QLocale::Language language) : inC(name)
    {
        QLocale::setDefault(QLocale(language));
    }
    ~InCountry() { QLocale::setDefault(before); }

    InLocale inC;
    QLocale before;
};

} // namespace

TEST_CASE("A space and Return in any field change nothing, in countries with a decimal comma", "[editors]")
{
    const std::pair<const char*, QLocale::Language> countries[] = {
        {"C", QLocale::C}, {"de_DE.UTF-8", QLocale::German}, {"tr_TR.UTF-8", QLocale::Turkish}};
    for (const auto& [name, language] : countries) {
        const InCountry country(name, language);
        INFO(name);
        Scenario start = expertScenario();
        start.device.mainMemory()->bandwidth = 3.3499999e12; // not what "3.35 TB/s" says
        start.device.mainMemory()->energyPerByte = 1.23456e-13;
        EditorBench bench(start);
        int fields = 0;
        for (ParameterField* field : bench.editor.findChildren<ParameterField*>()) {
            INFO(field->objectName().toStdString() << ": " << field->text().toStdString());
            const QString shown = field->text();
            CHECK_FALSE(shown.contains(u','));
            field->setFocus();
            field->end(false);
            QTest::keyClick(field, Qt::Key_Space);
            QTest::keyClick(field, Qt::Key_Return);
            CHECK(field->text() == shown);
            ++fields;
        }
        CHECK(fields > 20);
        CHECK(bench.edits.empty());
        CHECK(bench.rejections.isEmpty());
    }
}

TEST_CASE("What stood there comes back when its text is typed again, with the digits that are not shown", "[editors]")
{
    Scenario start = decoderScenario();
    start.device.mainMemory()->bandwidth = 3.3499999e12;
    EditorBench bench(start);
    auto* field = bench.control<ParameterField>("device.memory.bandwidth");
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "3.35 TB/s");
    CHECK(bench.last == *bench.baseline);
}

TEST_CASE("A decimal comma is refused with a sentence and changes nothing", "[editors]")
{
    EditorBench bench(decoderScenario());
    auto* field = bench.control<ParameterField>("environment.price");
    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, "0,160");
    QTest::keyClick(field, Qt::Key_Return);
    CHECK(bench.last == *bench.baseline);
    REQUIRE(bench.rejections.size() == 1);
    CHECK(bench.rejections[0] == "Electricity price: \"0,160\": its comma could separate decimals or thousands; write "
                                 "decimals with a point and thousands without separators");
}

TEST_CASE("A cell takes what a file may hold and no more", "[editors]")
{
    LayerList list = *layerScenario().model.layers();
    const auto set = [&](LayerColumn column, const char* text) { return setCell(list, {0, 0}, column, text); };
    CHECK(set(LayerColumn::Kernel, "1024").empty());
    CHECK(set(LayerColumn::Kernel, "1025") == "Kernel: \"1025\" is not a whole number from 1 to 1024");
    CHECK(set(LayerColumn::Stride, "1024").empty());
    CHECK_FALSE(set(LayerColumn::Stride, "5000").empty());
    CHECK_FALSE(set(LayerColumn::Dilation, "1025").empty());
    CHECK_FALSE(set(LayerColumn::Padding, "1025").empty());
    CHECK(set(LayerColumn::Channels, "×1.5").empty());
    CHECK(set(LayerColumn::Channels, "1,500").find("its comma could") != std::string::npos);
    Scenario scenario = layerScenario();
    *scenario.model.layers() = list;
    CHECK(readScenarioJson(writeScenarioJson(scenario)) == scenario);
}

TEST_CASE("A cell whose text is not changed keeps the digits that it does not show", "[editors]")
{
    LayerList list = *layerScenario().model.layers();
    list.blocks[0].layers[0].expand = 4.0 / 3;
    const LayerList before = list;
    CHECK(setCell(list, {0, 0}, LayerColumn::Channels, cellText(list, {0, 0}, LayerColumn::Channels) + " ").empty());
    CHECK(list == before);
}

TEST_CASE("A block holds no more layers than a file may", "[editors]")
{
    LayerList list = *layerScenario().model.layers();
    for (int i = 0; i < 1100; ++i) {
        if (!duplicateRow(list, {0, 0}).isValid()) {
            break;
        }
    }
    CHECK(list.blocks[0].layers.size() == 1000);
    CHECK_FALSE(addLayer(list, {0, 0}).isValid());
    CHECK_FALSE(moveRow(list, {1, 0}, -1).isValid());
}
