// A decoder on an accelerator with round figures, and the gestures that chart tests make.
// Not a preset: the expected values in the tests follow from the figures here.
#pragma once

#include "core/analysis/evaluation.h"
#include "tests/support/catch.h"
#include "ui/charts/energy_chart.h"
#include "ui/charts/latency_chart.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/roofline/roofline_chart.h"

#include <QApplication>
#include <QTest>

class QCustomPlot;

namespace ridge::test {

/// 1000 TFLOP/s and 4 TB/s: ridge at 250 FLOP/B. No launch overhead, so that operators lie on the roofs.
Scenario chartScenario();
std::shared_ptr<const Evaluation> evaluated(const Scenario& scenario);

QCustomPlot& plotOf(Chart& chart);
/// Shown at a size charts have in the window, with its replots done.
void settle(Chart& chart, QSize size = {836, 430});
/// Positions are pixels of the plot.
void hoverAt(Chart& chart, QPointF at);
void clickAt(Chart& chart, QPointF at);

/// What the chart said was selected last; starts with nothing said.
struct Said {
    explicit Said(Chart& chart)
    {
        QObject::connect(&chart, &Chart::selected, &chart, [this](OperatorRef ref) {
            last = ref;
            ++count;
        });
    }
    OperatorRef last;
    int count = 0;
};

} // namespace ridge::test
