#include "app/window/dialogs/target_dialog.h"
#include "app/window/target_actions.h"
#include "core/formats/json/project.h"
#include "tests/app/window/session_fixture.h"
#include "ui/panels/number_card.h"

#include <QComboBox>
#include <QMenu>
#include <QPushButton>

using namespace ridge;
using namespace ridge::test;

namespace {

struct TargetBench : WindowBench {
    TargetBench() : WindowBench(preset("llama-3-8b", "h100-sxm")) {}

    NumberCard* card(const char* metric)
    {
        for (NumberCard* each : window.findChildren<NumberCard*>()) {
            if (each->figure().ref.id == metric && each->isVisible()) {
                return each;
            }
        }
        return nullptr;
    }
    /// Chooses in the menu of a card what starts so.
    bool choose(const char* metric, const QString& start)
    {
        NumberCard* shown = card(metric);
        const QPoint at = shown->rect().center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, shown->mapToGlobal(at));
        QCoreApplication::sendEvent(shown, &event);
        auto* menu = window.findChild<QMenu*>("numberMenu");
        REQUIRE(menu);
        bool isFound = false;
        for (QAction* action : menu->actions()) {
            if (QString(action->text()).remove('&').startsWith(start)) {
                isFound = true;
                action->trigger();
            }
        }
        delete menu;
        QCoreApplication::processEvents();
        return isFound;
    }
    void type(const QString& value)
    {
        auto* dialog = window.findChild<TargetDialog*>();
        REQUIRE(dialog);
        auto* field = dialog->findChild<QLineEdit*>();
        field->selectAll();
        QTest::keyClicks(field, value);
        QTest::keyClick(field, Qt::Key_Return);
        QCoreApplication::processEvents();
    }
    QString inSheet(const QString& label)
    {
        const QAbstractItemModel& sheet = *window.findChild<QTreeView*>("metricSheet")->model();
        for (int row = 0; row < sheet.rowCount(); ++row) {
            if (sheet.index(row, 0).data().toString() == label) {
                return sheet.index(row, 1).data().toString();
            }
        }
        return {};
    }
    const Targets& targets() { return window.document().targets(); }
};

} // namespace

TEST_CASE("a target is set from a number's menu; card and sheet say whether it is met, and undo takes it back",
          "[window]")
{
    TargetBench bench;
    const QString note = bench.card("tpot")->figure().note;
    REQUIRE(bench.choose("tpot", "Set target"));
    bench.type("20 ms");
    CHECK(bench.targets() == Targets{{"tpot", {true, 0.02}}});
    CHECK(bench.card("tpot")->figure().note == note + "\n✓ ≤ 20.0 ms");
    CHECK(bench.card("tpot")->accessibleName().contains("≤ 20.0 ms"));
    CHECK(bench.inSheet("Time per output token").endsWith("✓ ≤ 20.0 ms"));
    CHECK(bench.message() == "Target Time per output token ≤ 20.0 ms.");
    REQUIRE(bench.choose("tpot", "Change target"));
    bench.type("1 ms");
    const double tpot = metricOf(*bench.window.evaluation(), "tpot");
    const QString missing = QString::fromStdString(format(tpot - 1e-3, Unit::Seconds));
    CHECK(bench.card("tpot")->figure().note == note + "\n" + missing + " too much");
    CHECK(bench.card("tpot")->figure().noteWarns);
    CHECK(bench.inSheet("Time per output token").endsWith(missing + " too much"));
    bench.window.undo();
    CHECK(bench.targets() == Targets{{"tpot", {true, 0.02}}});
    CHECK(bench.card("tpot")->figure().note == note + "\n✓ ≤ 20.0 ms");
    REQUIRE(bench.choose("tpot", "Remove target"));
    CHECK(bench.targets().empty());
    CHECK(bench.card("tpot")->figure().note == note);
    bench.window.undo();
    bench.window.undo();
    CHECK(bench.targets().empty());
}

TEST_CASE("a target follows edits of the scenario, and is no part of what is evaluated", "[window]")
{
    TargetBench bench;
    const auto evaluated = bench.window.evaluation();
    bench.window.document().setTargets({{"tpot", {true, 0.02}}}, "Target");
    bench.settle();
    CHECK(bench.window.evaluation() == evaluated);
    applyBatch(bench.window, 4096);
    bench.settle();
    CHECK(bench.inSheet("Time per output token").contains(" too "));
    bench.window.document().chooseModel(modelPreset("resnet-50"));
    bench.settle();
    CHECK(bench.targets().size() == 1);
    CHECK(bench.issues().findItems("The target Time per output token", Qt::MatchStartsWith).size() == 1);
    bench.window.document().load(preset("resnet-50", "h100-sxm"), {});
    CHECK(bench.targets().empty());
}

TEST_CASE("what is no number is refused in the dialog with one sentence, and the dialog stays", "[window]")
{
    TargetBench bench;
    REQUIRE(bench.choose("memory_footprint", "Set target"));
    bench.type("large");
    auto* dialog = bench.window.findChild<TargetDialog*>();
    REQUIRE(dialog->isVisible());
    CHECK(bench.targets().empty());
    CHECK(dialog->findChild<QLineEdit*>()->accessibleDescription() == "“large” is no number in B.");
    dialog->findChild<QComboBox*>()->setCurrentIndex(1);
    bench.type("1 GB");
    CHECK(bench.targets() == Targets{{"memory_footprint", {false, 1e9}}});
}

TEST_CASE("Reach it is offered of a missed target, and of no other", "[window]")
{
    TargetBench bench;
    QStringList asked;
    QObject::connect(&bench.window.targetActions(), &TargetActions::targetActivated,
                     [&asked](const QString& metric) { asked << metric; });
    CHECK_FALSE(bench.choose("tpot", "Reach it"));
    bench.window.document().setTargets({{"tpot", {true, 10}}}, "Target");
    CHECK_FALSE(bench.choose("tpot", "Reach it"));
    bench.window.document().setTargets({{"tpot", {true, 1e-6}}}, "Target");
    CHECK(bench.choose("tpot", "Reach it"));
    CHECK(asked == QStringList{"tpot"});
}

TEST_CASE("targets are saved with the scenario and opened with it, and a crash loses none", "[window]")
{
    forgetEverything();
    QTemporaryDir folder;
    const QString path = folder.filePath("s.ridge");
    {
        TargetBench bench;
        bench.window.document().setTargets({{"tpot", {true, 0.02}}}, "Target");
        CHECK_FALSE(bench.window.document().history().isClean());
        bench.window.document().markSaved({path});
        REQUIRE(bench.window.files().save());
        CHECK(readScenarioFileJson(readFile(path)).targets == bench.targets());
    }
    {
        TargetBench again;
        REQUIRE(again.open(path));
        CHECK(again.targets() == Targets{{"tpot", {true, 0.02}}});
        CHECK(again.inSheet("Time per output token").endsWith("✓ ≤ 20.0 ms"));
    }

    ProgramRun program;
    program.window.document().setTargets({{"latency", {true, 1}}}, "Target");
    REQUIRE(QTest::qWaitFor([] {
        const auto kept = keptIn(Session::recoveryPath());
        return kept && kept->targets == Targets{{"latency", {true, 1}}};
    }));
    program.close();
}
