#include "ui/charts/arena/arena_chart.h"

#include "core/scenario/model_body.h"
#include "core/studies/memory/arena_table.h"
#include "tests/support/scenarios.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/theme/theme.h"

#include <QMenu>
#include <QToolButton>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

struct ShownArena {
    explicit ShownArena(const Scenario& scenario)
    {
        settle(chart);
        chart.setEvaluation(evaluated(scenario));
        settle(chart);
    }
    const Evaluation& evaluation() const { return *chart.evaluation(); }
    const Stage& stage() const { return evaluation().program.stages[chart.stage()]; }
    const ArenaChart::Box& largest() const
    {
        return *std::ranges::max_element(chart.boxes(), {}, [](const ArenaChart::Box& box) {
            return box.part.size * (box.part.last - box.part.first + 1);
        });
    }
    ArenaChart chart;
};

Scenario small() { return preset("mobilenet-v2", "stm32f746"); }

QToolButton& button(ArenaChart& chart, const QString& name)
{
    for (QToolButton* each : chart.findChildren<QToolButton*>()) {
        if (each->accessibleName() == name) {
            return *each;
        }
    }
    FAIL("no such button");
    throw std::logic_error("no such button");
}

} // namespace

TEST_CASE("every tensor in memory is a box from its first to its last operator, and none covers another", "[arena]")
{
    ShownArena shown(small());
    const ArenaTask task = arenaTaskOf(shown.evaluation(), 0, 0);
    std::size_t parts = 0;
    for (const ArenaBuffer& buffer : task.buffers) {
        parts += buffer.parts.size();
    }
    REQUIRE(shown.chart.boxes().size() == parts);
    const QRectF area = plotOf(shown.chart).axisRect()->rect();
    const double step = area.width() / double(shown.stage().operators.size());
    for (const ArenaChart::Box& box : shown.chart.boxes()) {
        const QRectF drawn = shown.chart.areaOf(box);
        CHECK(drawn.left() == Approx(area.left() + step * box.part.first).margin(1));
        CHECK(drawn.width() == Approx(step * (box.part.last - box.part.first + 1)).margin(1));
        CHECK(area.adjusted(-1, -1, 1, 1).contains(drawn));
        for (const ArenaChart::Box& other : shown.chart.boxes()) {
            const QRectF both = drawn.adjusted(0.1, 0.1, -0.1, -0.1) & shown.chart.areaOf(other);
            const bool isCovered = &other != &box && both.width() > 0.2 && both.height() > 0.2;
            CHECK_FALSE(isCovered);
        }
    }
}

TEST_CASE("a click on a buffer selects the operator that made it, and its buffers stand out", "[arena]")
{
    ShownArena shown(small());
    Said said(shown.chart);
    const ArenaChart::Box box = shown.largest();
    clickAt(shown.chart, shown.chart.areaOf(box).center());
    REQUIRE(said.count == 1);
    CHECK(said.last == box.maker);
    const Operator& op = shown.stage().operators[static_cast<std::size_t>(said.last.op)];
    CHECK(op.output == static_cast<TensorId>(box.part.tensor));
    const std::vector<std::size_t> marked = shown.chart.selectedBoxes();
    CHECK(marked.size() == 1 + op.inputCount); // what it reads and what it writes
    for (const std::size_t i : marked) {
        const auto at = static_cast<std::size_t>(said.last.op);
        CHECK(shown.chart.boxes()[i].part.covers(at)); // both live while it runs
    }
}

TEST_CASE("the card of a buffer says its size, where it begins and from which operator to which it lives", "[arena]")
{
    ShownArena shown(small());
    const ArenaChart::Box& box = shown.largest();
    hoverAt(shown.chart, shown.chart.areaOf(box).center());
    const auto text = [&](double bytes) {
        return QString::fromStdString(format(bytes, Unit::Bytes, shown.evaluation().numberStyle()));
    };
    const QString card = shown.chart.hoverText();
    CHECK(card.startsWith(box.name));
    CHECK(card.contains(text(box.part.size)));
    CHECK(card.contains("Begins at"));
    CHECK(card.contains(text(box.offset)));
    CHECK(card.contains(QString::fromStdString(shown.stage().operators[std::size_t(box.part.last)].name)));
    const QRectF area = plotOf(shown.chart).axisRect()->rect();
    const double top = plotOf(shown.chart).yAxis->coordToPixel(shown.chart.size());
    hoverAt(shown.chart, {area.right() - 2, top + 3}); // nothing lies there when the last operator runs
    CHECK(shown.chart.hoverText().contains("Free in the arena"));
}

TEST_CASE("another planner packs the same buffers in another way, and the header says how well", "[arena]")
{
    ShownArena shown(small());
    const double first = shown.chart.size(), bound = shown.chart.bound();
    CHECK(shown.chart.summary().contains("over the bound"));
    int told = 0;
    QObject::connect(&shown.chart, &ArenaChart::arenaChanged, &shown.chart, [&told] { ++told; });
    for (QAction* action : button(shown.chart, "How buffers get their places").menu()->actions()) {
        action->trigger();
        CHECK(shown.chart.bound() == bound);
        CHECK(shown.chart.size() >= bound);
        CHECK(shown.chart.summary().startsWith(action->text()));
    }
    CHECK(told == int(arenaPlanners().size()) - 1); // the first was on show
    CHECK(shown.chart.size() < first);
    CHECK(shown.chart.summary().endsWith("no plan needs less"));
}

TEST_CASE("an alignment chosen in the header moves every buffer to a multiple of it", "[arena]")
{
    ShownArena shown(preset("mcunet-vww1", "stm32f746"));
    button(shown.chart, "Where buffers may begin").menu()->actions().back()->trigger();
    CHECK(shown.chart.alignment() == 256);
    for (const ArenaChart::Box& box : shown.chart.boxes()) {
        CHECK(std::fmod(box.offset, 256) == 0);
    }
}

TEST_CASE("of several stages the arena shows the one that peaks, and that of an operator that is selected", "[arena]")
{
    ShownArena shown(preset("llama-3-8b", "h100-sxm"));
    CHECK(shown.stage().name == "prefill");
    const double prefill = shown.chart.size();
    shown.chart.setSelected({1, 0});
    CHECK(shown.stage().name == "decode");
    CHECK(shown.chart.size() < prefill);
    QToolButton& stages = button(shown.chart, "Stage whose arena is shown");
    REQUIRE(stages.menu()->actions().size() == 2);
    stages.menu()->actions().front()->trigger();
    CHECK(shown.chart.size() == prefill);
    shown.chart.setEvaluation(evaluated(small())); // another model has no such stage
    CHECK(shown.stage().name == shown.evaluation().program.stages[0].name);
    CHECK_FALSE(shown.chart.boxes().empty());
}

TEST_CASE("arrow keys walk through the operators of the arena as they run", "[arena]")
{
    ShownArena shown(small());
    Said said(shown.chart);
    QTest::keyClick(&shown.chart, Qt::Key_Right);
    CHECK(said.last == OperatorRef{0, 0});
    QTest::keyClick(&shown.chart, Qt::Key_Right);
    CHECK(said.last == OperatorRef{0, 1});
    QTest::keyClick(&shown.chart, Qt::Key_Left);
    CHECK(said.last == OperatorRef{0, 0});
    CHECK_FALSE(shown.chart.hoverText().isEmpty());
}

TEST_CASE("a program without activations in memory has an arena of nothing to show", "[arena]")
{
    Scenario s = small();
    s.model.body = LayerList{};
    ShownArena shown(s);
    for (const Theme& theme : {Theme::darkTheme(), Theme::print()}) {
        shown.chart.setTheme(theme);
        settle(shown.chart);
        QTest::keyClick(&shown.chart, Qt::Key_Right);
        CHECK(shown.chart.size() == 0);
    }
}

TEST_CASE("groups keep their colours when patches bring other boxes into the arena", "[arena]")
{
    ShownArena shown(small());
    std::map<QString, std::size_t> before;
    for (const ArenaChart::Box& box : shown.chart.boxes()) {
        before[box.group] = box.shade;
    }
    shown.chart.setEvaluation(evaluated(with(small(), "lever.patch_based", "on")));
    settle(shown.chart);
    std::set<QString> kept;
    for (const ArenaChart::Box& box : shown.chart.boxes()) {
        if (before.contains(box.group) && before[box.group] < 5 && box.shade < 5) { // 5: all others
            INFO(box.group.toStdString());
            CHECK(box.shade == before[box.group]);
            kept.insert(box.group);
        }
    }
    CHECK(kept.size() >= 3);
}
