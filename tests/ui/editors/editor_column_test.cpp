#include "tests/support/catch.h"
#include "tests/support/sampled.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/value_scale.h"
#include "ui/editors/preset_picker.h"
#include "ui/editors/section_box.h"

using namespace ridge;
using namespace ridge::test;

namespace {

std::vector<Scenario> scenarios() { return {decoderScenario(), expertScenario(), layerScenario()}; }

LinkButton* resetOf(EditorBench& bench, const char* section)
{
    for (LinkButton* link : bench.editor.findChildren<LinkButton*>()) {
        if (link->accessibleName() == QStringLiteral("Reset %1 to the preset").arg(QLatin1String(section))) {
            return link;
        }
    }
    return nullptr;
}

} // namespace

TEST_CASE("showing an equal value emits nothing, whatever the parameter", "[editors]")
{
    for (const Scenario& start : scenarios()) {
        EditorBench bench(start);
        for (const Parameter& p : parametersOf(start)) {
            INFO(p.id);
            bench.editor.setScenario(std::make_shared<const Scenario>(start), bench.baseline);
            Scenario moved = start;
            assignParameter(moved, p, p.maximum);
            bench.editor.setScenario(std::make_shared<const Scenario>(moved), bench.baseline);
            bench.editor.setScenario(bench.baseline, bench.baseline);
        }
        CHECK(bench.edits.empty());
        CHECK(bench.rejections.isEmpty());
    }
}

TEST_CASE("there is one row for every parameter that applies, and each shows its value", "[editors]")
{
    for (const Scenario& start : scenarios()) {
        EditorBench bench(start);
        bench.editor.setFoldState({}); // everything is open: levers have rows from then on
        const std::vector<Parameter> parameters = parametersOf(start);
        CHECK(bench.editor.findChildren<ParameterRow*>().size() == qsizetype(parameters.size()));
        for (const Parameter& p : parameters) {
            INFO(p.id);
            ParameterRow* row = bench.row(p.id.c_str());
            REQUIRE(row);
            CHECK(row->value() == *p.get(start));
            CHECK_FALSE(row->isChanged());
            for (QWidget* control : row->tabStops()) {
                CHECK(control->accessibleName().contains(qs(p.label)));
                CHECK(control->accessibleDescription() == qs(p.help));
                CHECK((control->focusPolicy() & Qt::TabFocus) != 0);
            }
            CHECK(row->toolTip().contains(qs(p.id)));
        }
    }
}

TEST_CASE("every parameter can be edited from its own row and returned", "[editors]")
{
    for (const Scenario& start : sampled(scenarios())) {
        for (const Parameter& p : parametersOf(start)) {
            INFO(p.id);
            EditorBench bench(start, false);
            bench.editor.setFoldState({});
            ParameterRow* row = bench.row(p.id.c_str());
            const double other = *p.get(start) == p.minimum ? std::min(p.maximum, p.minimum + 1) : p.minimum;
            emit row->valueEdited(other, 0);
            REQUIRE(bench.edits.size() == 1);
            CHECK(p.get(bench.last) == other);
            CHECK(row->isChanged()); // shown even before the document answers
            emit row->returnRequested();
            CHECK(bench.last == start);
        }
    }
}

TEST_CASE("slider positions and values agree for every number", "[editors]")
{
    for (const Scenario& start : scenarios()) {
        for (const Parameter& p : parametersOf(start)) {
            if (p.unit == Unit::Choice) {
                continue;
            }
            INFO(p.id);
            CHECK(sliderValue(p, 0) == p.minimum);
            CHECK(sliderValue(p, 1) == p.maximum);
            double last = p.minimum;
            for (int i = 0; i <= 200; ++i) {
                const double value = sliderValue(p, i / 200.0);
                CHECK(value >= last);
                CHECK((!p.integral || value == std::round(value)));
                last = value;
                CHECK(sliderValue(p, sliderFraction(p, value)) == value); // a handle put onto a value means that value
            }
            CHECK(steppedValue(p, p.maximum, 1, false) == p.maximum);
            CHECK(steppedValue(p, p.minimum, -1, true) == p.minimum);
        }
    }
}

TEST_CASE("resetting a section returns all of it and nothing else", "[editors]")
{
    EditorBench bench(layerScenario());
    Scenario edited = *bench.baseline;
    edited.workload.batch = 7;
    edited.model.layers()->widthMultiplier = 0.5;
    edited.model.layers()->blocks[0].layers[0].channels = 32; // no parameter row shows this
    bench.editor.setScenario(std::make_shared<const Scenario>(edited), bench.baseline);
    REQUIRE_FALSE(resetOf(bench, "Model")->isHidden());
    QTest::mouseClick(resetOf(bench, "Model"), Qt::LeftButton);
    REQUIRE(bench.edits.size() == 1);
    CHECK(bench.last.model == bench.baseline->model);
    CHECK(bench.last.workload.batch == 7);
    CHECK(resetOf(bench, "Model")->isHidden());
    CHECK(resetOf(bench, "Device")->isHidden());
}

TEST_CASE("focusing a parameter opens what hides it", "[editors]")
{
    EditorBench bench(decoderScenario());
    for (const char* id : {"convention.causal", "model.context_length", "device.peak.int8"}) {
        INFO(id);
        REQUIRE(bench.editor.focusParameter(id));
        CHECK(bench.row(id)->isVisible());
        CHECK(bench.row(id)->editor()->hasFocus());
    }
    CHECK_FALSE(bench.editor.focusParameter("model.input.height")); // no decoder has one
    CHECK(bench.edits.empty());
}

TEST_CASE("only the peak of the precision in use is shown at first", "[editors]")
{
    EditorBench bench(decoderScenario());
    CHECK(bench.row("device.peak.bf16")->isVisible());
    CHECK_FALSE(bench.row("device.peak.int8")->isVisible());
    Scenario quantized = *bench.baseline;
    quantized.deployment.activations = Precision::INT8;
    bench.editor.setScenario(std::make_shared<const Scenario>(quantized), bench.baseline);
    CHECK(bench.row("device.peak.int8")->isVisible());
    CHECK_FALSE(bench.row("device.peak.bf16")->isVisible());
}

TEST_CASE("the fold state survives being stored and set again", "[editors]")
{
    EditorBench bench(decoderScenario());
    CHECK(bench.editor.foldState() == QStringList{"closed:levers", "closed:environment", "closed:convention"});
    bench.editor.setFoldState({"closed:model", "more:device"});
    EditorBench other(decoderScenario());
    other.editor.setFoldState(bench.editor.foldState());
    CHECK(other.editor.foldState() == QStringList{"closed:model", "more:device"});
    CHECK_FALSE(other.row("model.layers")->isVisible());
    CHECK(other.row("device.idle_power")->isVisible());
}

TEST_CASE("another model class brings its own rows and keeps those that stay", "[editors]")
{
    EditorBench bench(decoderScenario());
    ParameterRow* batch = bench.row("workload.batch");
    const auto layers = std::make_shared<const Scenario>(layerScenario());
    bench.editor.setScenario(layers, layers);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    CHECK(bench.row("workload.batch") == batch);
    CHECK(bench.row("model.layers") == nullptr);
    CHECK(bench.row("model.width_multiplier") != nullptr);
}

TEST_CASE("Tab walks through the column from top to bottom", "[editors]")
{
    EditorBench bench(layerScenario());
    const auto decoder = std::make_shared<const Scenario>(decoderScenario());
    bench.editor.setScenario(decoder, decoder); // rows were made late and must still stand in order
    QWidget* at = bench.row("model.layers")->editor();
    int lastY = -1;
    std::set<QWidget*> seen;
    while (seen.insert(at).second) {
        if (bench.editor.isAncestorOf(at) && at->isVisible() && (at->focusPolicy() & Qt::TabFocus) != 0) {
            const int y = at->mapTo(&bench.editor, QPoint(0, at->height() / 2)).y();
            if (lastY > y + 200) {
                break; // round again from the top
            }
            CHECK(y >= lastY - 14); // controls of one row share a line
            lastY = y;
        }
        at = at->nextInFocusChain();
    }
    CHECK(seen.size() > 30);
}

TEST_CASE("the picker filters by any words and Enter chooses", "[editors]")
{
    EditorBench bench(decoderScenario());
    bench.editor.setModels({{"llama-3-8b", "Llama-3-8B", "Language model", "Decoders"},
                            {"llama-3-70b", "Llama-3-70B", "Language model", "Decoders"},
                            {"resnet-50", "ResNet-50", "CNN", "Networks"}});
    QString chosen;
    QObject::connect(&bench.editor, &ScenarioEditor::modelChosen, [&](const QString& id) { chosen = id; });
    auto* picker = bench.editor.findChildren<PresetPicker*>()[0];
    QTest::mouseClick(picker, Qt::LeftButton);
    REQUIRE(picker->popup());
    auto* filter = picker->popup()->findChild<QLineEdit*>();
    QTest::keyClicks(filter, "70 LLAMA");
    QTest::keyClick(filter, Qt::Key_Return);
    CHECK(chosen == "llama-3-70b");
    bench.editor.setFoldState({"closed:device"});
    bench.editor.chooseDevice();
    auto* devices = bench.editor.findChildren<PresetPicker*>()[1];
    CHECK(devices->isVisible());
    REQUIRE(devices->popup());
    devices->popup()->close();

    chosen.clear();
    QTest::keyClick(picker, Qt::Key_Down);
    filter = picker->popup()->findChild<QLineEdit*>();
    QTest::keyClicks(filter, "cnn");
    QTest::keyClick(filter, Qt::Key_Escape);
    CHECK(chosen.isEmpty());

    QTest::keyClick(picker, Qt::Key_Down);
    filter = picker->popup()->findChild<QLineEdit*>();
    QTest::keyClick(filter, Qt::Key_Down); // past the first entry and over the heading
    QTest::keyClick(filter, Qt::Key_Down);
    QTest::keyClick(filter, Qt::Key_Return);
    CHECK(chosen == "resnet-50");

    chosen.clear();
    QTest::keyClick(picker, Qt::Key_Down);
    filter = picker->popup()->findChild<QLineEdit*>();
    QTest::keyClicks(filter, "no such thing");
    QTest::keyClick(filter, Qt::Key_Return);
    CHECK(chosen.isEmpty());
    CHECK(bench.edits.empty());
}

TEST_CASE("a program-wide style sheet can change after a column was closed", "[editors]")
{
    for (const Theme& theme : {Theme::light(), Theme::darkTheme()}) {
        qApp->setStyleSheet(theme.styleSheet());
        EditorBench bench(layerScenario());
        bench.editor.setTheme(theme);
        QCoreApplication::processEvents();
        CHECK(bench.edits.empty());
    }
    qApp->setStyleSheet({});
}

TEST_CASE("in training the tokens of a sequence are no prompt, and are one again afterwards", "[editors]")
{
    EditorBench bench(decoderScenario());
    CHECK(bench.row("workload.prompt_tokens")->parameter().label == "Prompt tokens");
    emit bench.row("workload.task")->valueEdited(1, 0);
    CHECK(bench.last.trains());
    CHECK(bench.row("workload.prompt_tokens")->parameter().label == "Sequence length");
    emit bench.row("workload.task")->valueEdited(0, 0);
    CHECK(bench.row("workload.prompt_tokens")->parameter().label == "Prompt tokens");
}
