#include "core/levers/levers.h"
#include "core/studies/lever_gains.h"
#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/switch_box.h"
#include "ui/editors/lever_line.h"
#include "ui/editors/lever_list.h"

#include <QLabel>
#include <QScrollArea>
#include <QTextDocument>

using namespace ridge;
using namespace ridge::test;

namespace {

/// The editor with its section of levers opened by a click.
struct LeverBench : EditorBench {
    explicit LeverBench(Scenario start) : EditorBench(std::move(start))
    {
        for (SectionHeader* header : editor.findChildren<SectionHeader*>()) {
            if (header->text() == "Levers") {
                QTest::mouseClick(header, Qt::LeftButton);
            }
        }
        QCoreApplication::processEvents();
    }

    LeverLine& line(const char* id)
    {
        for (LeverLine* each : editor.findChildren<LeverLine*>()) {
            if (std::string_view(each->lever().id) == id) {
                return *each;
            }
        }
        throw std::logic_error("no such lever");
    }
    QComboBox& switchOf(const char* id) { return *line(id).findChild<SwitchBox*>(); }
    QString gainOf(const char* id)
    {
        QTextDocument text;
        text.setHtml(line(id).findChild<QLabel*>("gain")->text());
        return text.toPlainText();
    }
    bool shows(const QString& words)
    {
        for (const QLabel* label : editor.findChildren<QLabel*>()) {
            if (label->isVisible() && label->text().contains(words)) {
                return true;
            }
        }
        return false;
    }
    LeverList& list = *editor.findChild<LeverList*>();
    QLineEdit& filter = *editor.findChild<QLineEdit*>("leverFilter");
};

} // namespace

TEST_CASE("levers stand in the order in which they are applied, under the names of their kinds", "[editors][levers]")
{
    LeverBench bench(decoderScenario());
    int last = -1;
    std::optional<LeverKind> kind;
    for (const LeverText* lever : leverTexts()) {
        LeverLine& line = bench.line(lever->id);
        if (!line.isVisible()) {
            continue;
        }
        const int y = line.mapTo(&bench.editor, QPoint()).y();
        CHECK(y > last);
        last = y;
        if (kind != lever->kind) {
            CHECK(bench.shows("· " + qs(labelOf(lever->kind))));
            kind = lever->kind;
        }
        CHECK(line.toolTip().contains(qs(lever->caveat).toHtmlEscaped()));
    }
    CHECK(last > 0);
}

TEST_CASE("no lever has a line before the section is opened, whose heading counts them all the same",
          "[editors][levers]")
{
    EditorBench bench(decoderScenario());
    const auto& list = *bench.editor.findChild<LeverList*>();
    const auto lines = [&bench] { return bench.editor.findChildren<LeverLine*>().size(); };
    CHECK(lines() == 0);
    const QString closed = list.summary();
    CHECK(closed.startsWith("1 of ")); // fusion
    Scenario pulled = decoderScenario();
    pulled.levers["lever.gqa"] = 1;
    bench.editor.setScenario(std::make_shared<const Scenario>(pulled), bench.baseline);
    CHECK(list.summary() == QString(closed).replace(0, 1, "2"));
    CHECK(lines() == 0);
    CHECK_FALSE(bench.editor.focusParameter("lever.none")); // leads nowhere, and opens nothing
    CHECK(lines() == 0);
    CHECK(bench.editor.focusParameter("lever.gqa.kv_heads"));
    CHECK(lines() == int(leverTexts().size()));
    CHECK(list.summary() == QString(closed).replace(0, 1, "2"));
    REQUIRE(bench.row("lever.gqa.kv_heads"));
    CHECK(bench.row("lever.gqa.kv_heads")->editor()->hasFocus());
    CHECK(bench.row("lever.gqa")->isChanged());
}

TEST_CASE("a section of levers that was open when the program closed has its lines at once", "[editors][levers]")
{
    EditorBench bench(decoderScenario());
    bench.editor.setFoldState({});
    QCoreApplication::processEvents();
    CHECK(bench.row("lever.gqa")->isVisible());
    bench.editor.setFoldState({"closed:levers"});
    CHECK_FALSE(bench.row("lever.gqa")->isVisible());
}

TEST_CASE("every lever says what it would give, and one that finds nothing says that", "[editors][levers]")
{
    LeverBench bench(layerScenario()); // convolutions, none of them depthwise
    const auto gains = leverGains(bench.current, {.jobs = 1});
    bench.list.setGains(gains);
    for (const LeverGain& gain : gains->levers) {
        if (gain.refusal.empty() && !gainText(gain).empty()) {
            CHECK(bench.gainOf(gain.lever->id) == qs(gainText(gain)));
        }
    }
    CHECK(bench.gainOf("in_place") == "finds nothing to change here");
    CHECK(bench.switchOf("in_place").accessibleDescription().startsWith("Would give: finds nothing to change here."));
}

TEST_CASE("a switch pulls its lever, by mouse and by keyboard, and its numbers and caveat unfold", "[editors][levers]")
{
    LeverBench bench(decoderScenario());
    const QString caveat = qs(findLever("gqa")->caveat);
    CHECK_FALSE(bench.row("lever.gqa.kv_heads"));
    CHECK_FALSE(bench.shows(caveat));
    QTest::mouseClick(&bench.switchOf("gqa"), Qt::LeftButton);
    REQUIRE(bench.edits.size() == 1);
    CHECK(bench.edits[0].text == "Grouped-query attention off → on");
    CHECK(bench.edits[0].field == "lever.gqa");
    CHECK(bench.last.levers.at("lever.gqa") == 1);
    REQUIRE(bench.row("lever.gqa.kv_heads"));
    CHECK(bench.row("lever.gqa.kv_heads")->isVisible());
    CHECK(bench.shows(caveat));
    bench.switchOf("gqa").setFocus();
    QTest::keyClick(&bench.switchOf("gqa"), Qt::Key_Space);
    CHECK(bench.last.levers.empty());
    QTest::keyClick(&bench.switchOf("gqa"), Qt::Key_Return);
    CHECK(bench.last.levers.at("lever.gqa") == 1);
    CHECK(bench.rejections.isEmpty());
}

TEST_CASE("a lever that a setting elsewhere pulls has a switch too, and a way to the setting", "[editors][levers]")
{
    LeverBench bench(decoderScenario());
    const Fusion before = bench.current->deployment.fusion;
    REQUIRE(before != Fusion::None);
    CHECK(bench.switchOf("fusion").currentIndex() == 1);
    QTest::mouseClick(&bench.switchOf("fusion"), Qt::LeftButton);
    REQUIRE(bench.edits.size() == 1);
    CHECK(bench.edits[0].text == "Fusion on → off");
    CHECK(bench.last.deployment.fusion == Fusion::None);
    CHECK(bench.switchOf("fusion").currentIndex() == 0);
    QTest::mouseClick(&bench.switchOf("fusion"), Qt::LeftButton);
    CHECK(bench.last.deployment.fusion == Fusion::Attention);
    QTest::mouseClick(bench.line("fusion").findChild<LinkButton*>(), Qt::LeftButton);
    CHECK(bench.row("deployment.fusion")->editor()->hasFocus());
}

TEST_CASE("levers are found by their names and by what they reduce", "[editors][levers]")
{
    LeverBench bench(decoderScenario());
    bench.filter.setFocus();
    QTest::keyClicks(&bench.filter, "KV cache");
    CHECK(bench.line("gqa").isVisible()); // reduces the KV cache and what decode reads of it
    CHECK_FALSE(bench.line("fusion").isVisible());
    CHECK_FALSE(bench.shows("No lever is called so."));
    QTest::keyClicks(&bench.filter, " zzz");
    CHECK_FALSE(bench.line("gqa").isVisible());
    CHECK(bench.shows("No lever is called so."));
    QTest::keyClick(&bench.filter, Qt::Key_Escape);
    CHECK(bench.filter.text().isEmpty());
    CHECK(bench.line("fusion").isVisible());
}

TEST_CASE("levers that mean nothing for the model are folded away with the reason", "[editors][levers]")
{
    LeverBench bench(layerScenario());
    CHECK_FALSE(bench.line("gqa").isVisible());
    const char* const reason = "the model has no decoder whose heads keep keys and values";
    CHECK_FALSE(bench.shows(reason));
    for (SectionHeader* header : bench.editor.findChildren<SectionHeader*>()) {
        if (header->text() == "Not applicable here") {
            QTest::keyClick(header, Qt::Key_Space);
        }
    }
    CHECK(bench.shows(reason));
    LeverBench led(layerScenario());
    CHECK(led.editor.focusParameter("lever.gqa")); // a message that speaks of it leads there
    CHECK(led.shows(reason));
}

TEST_CASE("the section of levers says how many are on, resets all of them, and leads to each", "[editors][levers]")
{
    LeverBench bench(decoderScenario());
    QTest::mouseClick(&bench.switchOf("gqa"), Qt::LeftButton);
    CHECK(bench.list.summary().startsWith("2 of ")); // with fusion
    bench.filter.setFocus();
    QTest::keyClicks(&bench.filter, "no such lever");
    CHECK(bench.editor.focusParameter("lever.gqa.kv_heads"));
    CHECK(bench.filter.text().isEmpty());
    CHECK(bench.row("lever.gqa.kv_heads")->editor()->hasFocus());
    emit bench.row("lever.gqa.kv_heads")->valueEdited(2, 0);
    CHECK(bench.last.levers.at("lever.gqa.kv_heads") == 2);
    for (LinkButton* link : bench.editor.findChildren<LinkButton*>()) {
        if (link->accessibleName() == "Reset Levers to the preset") {
            QTest::mouseClick(link, Qt::LeftButton);
        }
    }
    CHECK(bench.last == *bench.baseline);
    CHECK(bench.edits.back().text == "Reset levers");
}

TEST_CASE("a student is chosen where the lever is, also for a model that the lever means nothing for without one",
          "[editors][levers]")
{
    LeverBench bench(layerScenario());
    CHECK_FALSE(bench.line("distillation").isVisible()); // no stack of transformer layers
    Model smaller = layerScenario().model;
    smaller.name = "Smaller";
    smaller.layers()->blocks[1].repeat = 1;
    bench.list.setStudents({smaller});
    QComboBox& box = *bench.line("distillation").findChild<QComboBox*>("student");
    CHECK(box.isVisible());
    CHECK(bench.shows("Distilled student"));
    CHECK(box.currentText() == "none");
    box.setFocus();
    QTest::keyClick(&box, Qt::Key_Down);
    REQUIRE(bench.edits.size() == 1); // the choice and the switch
    CHECK(bench.edits[0].text == "Distilled student: student none → Smaller");
    CHECK(bench.last.student == smaller);
    CHECK(bench.last.levers.at("lever.distillation") == 1);
    CHECK(bench.switchOf("distillation").currentIndex() == 1);
    CHECK(box.isVisible());
    CHECK(box.currentText() == "Smaller");
    QTest::keyClick(&box, Qt::Key_Up);
    REQUIRE(bench.edits.size() == 2);
    CHECK_FALSE(bench.last.student);
    CHECK(box.currentText() == "none");
}

TEST_CASE("a decoder has a student of its own making, or another model with no layers to keep", "[editors][levers]")
{
    LeverBench bench(decoderScenario());
    Model smaller = decoderScenario().model;
    smaller.name = "Smaller";
    smaller.decoder()->layers = 1;
    bench.list.setStudents({smaller});
    QComboBox& box = *bench.line("distillation").findChild<QComboBox*>("student");
    CHECK_FALSE(box.isVisible()); // until the lever is pulled
    QTest::mouseClick(&bench.switchOf("distillation"), Qt::LeftButton);
    CHECK(box.isVisible());
    CHECK(box.currentText() == "fewer layers");
    CHECK(bench.row("lever.distillation.depth"));
    box.setFocus();
    QTest::keyClick(&box, Qt::Key_Down);
    CHECK(bench.last.student == smaller);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    CHECK_FALSE(bench.row("lever.distillation.depth"));
    for (LinkButton* link : bench.editor.findChildren<LinkButton*>()) {
        if (link->accessibleName() == "Reset Levers to the preset") {
            QTest::mouseClick(link, Qt::LeftButton);
        }
    }
    CHECK(bench.last == *bench.baseline);
}

TEST_CASE("the levers that are not applicable are counted as the filter leaves them", "[editors][levers]")
{
    LeverBench bench(layerScenario());
    const auto others = [&bench] {
        for (const SectionHeader* header : bench.editor.findChildren<SectionHeader*>()) {
            if (header->text() == "Not applicable here") {
                return header->isVisible() ? header->accessibleDescription().toInt() : 0;
            }
        }
        return -1;
    };
    const int all = others();
    REQUIRE(all > 3);
    bench.filter.setText("grouped");
    CHECK(others() == 1);
    bench.filter.setText("zzz");
    CHECK(others() == 0);
    bench.filter.clear();
    CHECK(others() == all);
}

TEST_CASE("levers that are opened come into view", "[editors][levers]")
{
    EditorBench bench(decoderScenario());
    bench.host.resize(300, 500);
    bench.editor.resize(300, 500);
    QCoreApplication::processEvents();
    for (SectionHeader* header : bench.editor.findChildren<SectionHeader*>()) {
        if (header->text() == "Levers") {
            bench.editor.findChild<QScrollArea*>()->ensureWidgetVisible(header);
            QTest::mouseClick(header, Qt::LeftButton);
            QCoreApplication::processEvents();
            CHECK(header->mapTo(&bench.editor, QPoint()).y() < 60); // the levers have the height
            CHECK(header->mapTo(&bench.editor, QPoint()).y() >= 0);
        }
    }
}
