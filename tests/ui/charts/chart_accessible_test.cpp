#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/chart_factory.h"

#include <QAccessible>
#include <QRegularExpression>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Names and descriptions of the items of a chart, as a screen reader gets them.
QStringList spoken(Chart& chart)
{
    QStringList lines;
    QAccessibleInterface* whole = QAccessible::queryAccessibleInterface(&chart);
    REQUIRE(whole);
    for (int i = 0; i < whole->childCount(); ++i) {
        QAccessibleInterface* item = whole->child(i);
        REQUIRE(item);
        if (item->role() == QAccessible::ListItem) {
            CHECK(whole->indexOfChild(item) == i);
            CHECK(item->parent() == whole);
            lines << item->text(QAccessible::Name) + "; " + item->text(QAccessible::Description);
        }
    }
    return lines;
}

bool anyStarts(const QStringList& lines, const QString& text)
{
    return std::any_of(lines.begin(), lines.end(), [&](const QString& line) { return line.startsWith(text); });
}

} // namespace

TEST_CASE("every chart tells screen readers what it shows, without markup", "[accessible]")
{
    static const QRegularExpression markup(QStringLiteral("<[a-zA-Z/]|&[a-z]+;")); // not "< 0.1 %"
    for (const ChartKind& kind : chartKinds()) {
        CAPTURE(kind.id);
        const std::unique_ptr<Chart> chart = kind.make();
        settle(*chart);
        CHECK(spoken(*chart).isEmpty());
        chart->setEvaluation(evaluated(chartScenario()));
        settle(*chart);
        const QStringList lines = spoken(*chart);
        CHECK(lines.size() == static_cast<qsizetype>(chart->items().size()));
        CHECK_FALSE(lines.isEmpty());
        for (const QString& line : lines) {
            CHECK_FALSE(line.contains(markup));
            CHECK_FALSE(line.contains('\n'));
        }
        CHECK(QAccessible::queryAccessibleInterface(chart.get())->role() == QAccessible::Chart);
        CHECK_FALSE(chart->accessibleDescription().contains(markup));
    }
}

TEST_CASE("the roofline tells its roofs, its ridge and its dots", "[accessible]")
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    const QStringList lines = spoken(chart);
    CHECK(anyStarts(lines, "Memory roof: HBM 4.00 TB/s; in use"));
    CHECK(anyStarts(lines, "Compute roof: FP8 dense 2.00 PFLOP/s; not in use"));
    CHECK(anyStarts(lines, "Ridge: 250 FLOP/B")); // 1e15 / 4e12
    CHECK(lines.size() == static_cast<qsizetype>(4 + chart.dots().size()));
}

TEST_CASE("the memory chart tells peak and capacity first, the energy chart each group with its parts", "[accessible]")
{
    MemoryChart memory;
    settle(memory);
    memory.setEvaluation(evaluated(chartScenario()));
    CHECK(spoken(memory)[0].startsWith("Peak: "));
    CHECK(spoken(memory)[1].startsWith("Capacity of HBM: 80.0 GB"));
    EnergyChart energy;
    settle(energy);
    energy.setEvaluation(evaluated(chartScenario()));
    REQUIRE(spoken(energy).size() == static_cast<qsizetype>(energy.groups().size()));
    CHECK(spoken(energy)[0].startsWith(QString::fromStdString(energy.groups()[0].name)));
}

TEST_CASE("pressing an item by assistive technology selects its operator, and the item says so", "[accessible]")
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart);
    Said said(chart);
    QAccessibleInterface* whole = QAccessible::queryAccessibleInterface(&chart);
    QAccessibleInterface* last = whole->child(whole->childCount() - 1);
    REQUIRE(last->actionInterface());
    CHECK(last->state().selectable);
    CHECK_FALSE(last->state().selected);
    last->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    CHECK(said.last == chart.dots().back().ref);
    CHECK(last->state().selected);
    const QPoint centre = last->rect().center();
    CHECK(QRect(chart.mapToGlobal(QPoint(0, 0)), chart.size()).contains(centre));
}
