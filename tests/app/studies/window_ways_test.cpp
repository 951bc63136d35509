#include "app/window/dialogs/target_dialog.h"
#include "app/window/target_actions.h"
#include "core/evaluate/evaluate.h"
#include "tests/app/window/window_fixture.h"
#include "ui/panels/number_card.h"
#include "ui/ways/ways_view.h"

#include <QComboBox>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

using namespace ridge;
using namespace ridge::test;

namespace {

struct WaysBench : WindowBench {
    using WindowBench::WindowBench;

    /// Once it was shown.
    WaysView* view() const
    {
        auto* shown = window.findChild<WaysView*>();
        REQUIRE(shown);
        return shown;
    }
    QStringList texts() const
    {
        QStringList all;
        for (const QLabel* label : view()->findChild<QWidget*>("waysLines")->findChildren<QLabel*>()) {
            if (label->isVisible()) {
                all << label->text();
            }
        }
        return all;
    }
    bool says(const QString& start)
    {
        const auto isThere = [&] {
            for (const QString& text : texts()) {
                if (text.startsWith(start)) {
                    return true;
                }
            }
            return false;
        };
        const bool is = QTest::qWaitFor(isThere, 30000);
        QCoreApplication::processEvents(); // what is new has its place
        return is;
    }
    QPushButton* button(const QString& start)
    {
        for (QPushButton* each : view()->findChildren<QPushButton*>()) {
            if (each->isVisible() && each->accessibleName().startsWith("Apply: " + start)) {
                return each;
            }
        }
        return nullptr;
    }
    /// The number's menu, as a right click opens it.
    void choose(const char* metric, const QString& start)
    {
        for (NumberCard* card : window.findChildren<NumberCard*>()) {
            if (card->figure().ref.id == metric && card->isVisible()) {
                const QPoint at = card->rect().center();
                QContextMenuEvent event(QContextMenuEvent::Mouse, at, card->mapToGlobal(at));
                QCoreApplication::sendEvent(card, &event);
                break;
            }
        }
        auto* menu = window.findChild<QMenu*>("numberMenu");
        REQUIRE(menu);
        for (QAction* action : menu->actions()) {
            if (QString(action->text()).remove('&').startsWith(start)) {
                action->trigger();
            }
        }
        delete menu;
        QCoreApplication::processEvents();
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
};

/// So large a batch that its cache makes every token wait.
Scenario slow()
{
    Scenario scenario = preset("llama-3-8b", "h100-sxm");
    scenario.workload.batch = 128;
    return scenario;
}

} // namespace

TEST_CASE("which batch answers in 10 ms: set the target, type it, reach it, apply", "[window][ways]")
{
    WaysBench bench(slow());
    const double before = metricOf(*bench.window.evaluation(), "tpot");
    REQUIRE(before > 0.0101);
    const auto start = bench.window.document().current();
    bench.choose("tpot", "Set target"); // 1
    bench.type("10 ms");                // 2
    bench.choose("tpot", "Reach it");   // 3
    REQUIRE(bench.view()->isVisible());
    REQUIRE(bench.says("Batch 128 → "));
    CHECK(bench.texts().contains("Run otherwise"));
    QPushButton* button = bench.button("Batch 128 → ");
    REQUIRE(button);
    QTest::mouseClick(button, Qt::LeftButton); // 4
    bench.settle();
    const Scenario& now = *bench.window.document().current();
    CHECK(now.workload.batch < 128);
    CHECK(metricOf(*bench.window.evaluation(), "tpot") <= 0.01);
    Scenario one = now; // the largest batch that does
    one.workload.batch += 1;
    CHECK(metricOf(evaluate(one), "tpot") > 0.01);
    CHECK(bench.says("Time per output token "));
    CHECK(bench.window.document().history().undoText().startsWith("Batch 128 → "));
    bench.window.undo();
    CHECK(*bench.window.document().current() == *start);
    bench.settle();
    CHECK(bench.says("Batch 128 → ")); // and it is missed again
}

TEST_CASE("a target that is set and missed offers the ways to it at once", "[window][ways]")
{
    WaysBench bench(slow());
    bench.choose("tpot", "Set target");
    bench.type("10 ms");
    QToolButton* offer = nullptr;
    for (QToolButton* each : bench.window.findChildren<QToolButton*>()) {
        offer = each->isVisible() && each->text() == "Reach it…" ? each : offer;
    }
    REQUIRE(offer);
    QTest::mouseClick(offer, Qt::LeftButton);
    CHECK(bench.view()->isVisible());
    CHECK(bench.says("Batch 128 → "));
}

TEST_CASE("the page says why there are no ways, and which of several targets is meant can be chosen", "[window][ways]")
{
    WaysBench bench(slow());
    bench.window.showView("ways");
    CHECK(bench.says("There is no target."));
    bench.window.document().setTargets({{"memory_footprint", {true, 1e12}}, {"tpot", {true, 0.01}}}, "Targets");
    CHECK(bench.says("Batch 128 → ")); // the one that is missed
    auto* targets = bench.view()->findChild<QComboBox*>("waysTargets");
    REQUIRE(targets->count() == 2);
    CHECK(targets->currentText().startsWith("Time per output token ≤ 10.0 ms"));
    targets->setFocus();
    QTest::keyClick(targets, Qt::Key_Up);
    CHECK(bench.says("Memory footprint "));
    QTest::keyClick(targets, Qt::Key_Down);
    CHECK(bench.says("Batch 128 → "));
    bench.window.document().chooseModel(modelPreset("resnet-50"));
    bench.settle();
    CHECK(bench.says("Time per output token means nothing here: "));
}

TEST_CASE("what nothing reaches alone is said so, with what comes nearest", "[window][ways]")
{
    WaysBench bench(slow());
    bench.window.document().setTargets({{"tpot", {true, 1e-7}}}, "Target");
    bench.window.showView("ways");
    CHECK(bench.says("No parameter and no lever reaches it alone."));
    CHECK(bench.texts().contains("Nearer, but not enough"));
    CHECK(bench.says("Batch 128 → 1: Time per output token "));
}
