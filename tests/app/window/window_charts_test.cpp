#include "tests/app/window/window_fixture.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/roofline/roofline_chart.h"

#include <QAccessible>
#include <QRegularExpression>

using namespace ridge;
using namespace ridge::test;

namespace {

double peakOf(const Evaluation& e)
{
    const MemoryStep& step = e.memory.timeline[e.memory.peakStep];
    return step.activations + step.kvCache + e.memory.weights.inBaseUnits();
}

void collect(QAccessibleInterface* node, QStringList& texts, int& items)
{
    if (!node || !node->isValid()) {
        return;
    }
    for (const QAccessible::Text kind : {QAccessible::Name, QAccessible::Description}) {
        texts << node->text(kind);
    }
    items += node->parent() && node->parent()->role() == QAccessible::Chart ? 1 : 0;
    const bool isTable = node->role() == QAccessible::Table || node->role() == QAccessible::Tree;
    for (int i = 0; i < node->childCount() && !isTable; ++i) {
        collect(node->child(i), texts, items);
    }
}

} // namespace

TEST_CASE("while the batch slider is dragged the memory chart never lies flat, and says its peak at every step",
          "[window]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    auto& chart = *bench.window.findChild<MemoryChart*>();
    auto* slider = bench.row("workload.batch")->findChild<ValueSlider*>();
    const int y = slider->height() / 2;
    QTest::mousePress(slider, Qt::LeftButton, {}, {10, y});
    double largest = 0;
    for (const int from : {12, slider->width() - 10}) { // to the right end, and back again
        const int step = from < slider->width() / 2 ? 6 : -6;
        for (int x = from; x > 8 && x < slider->width() - 8; x += step) {
            QTest::mouseMove(slider, {x, y});
            bench.settle();
            QTest::qWait(200); // eased frames have arrived
            const double peak = peakOf(*bench.window.evaluation());
            largest = std::max(largest, peak);
            const QString said = QString::fromStdString(format(peak, Unit::Bytes));
            const std::vector<PlacedLabel> labels = chart.labels();
            const bool named = std::any_of(labels.begin(), labels.end(),
                                           [&](const PlacedLabel& label) { return label.text.contains(said); });
            CAPTURE(x, said.toStdString(), chart.summary().toStdString());
            CHECK(named);
            CHECK(chart.shareOfHeight() > 0.08); // a tenth of the capacity is the least that is shown beside it
        }
    }
    QTest::mouseRelease(slider, Qt::LeftButton, {}, {10, y});
    CHECK(largest > 1e12); // it went through both units
}

TEST_CASE("nothing in the window describes itself in markup, and charts have their data read out", "[window]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    QStringList texts;
    int items = 0;
    collect(QAccessible::queryAccessibleInterface(&bench.window), texts, items);
    static const QRegularExpression markup(QStringLiteral("</?[a-zA-Z][^>]*>|&[a-z]+;"));
    for (const QString& text : texts) {
        CAPTURE(text.toStdString());
        CHECK_FALSE(text.contains(markup));
    }
    CHECK(items > 20); // dots, steps and groups of three charts
}
