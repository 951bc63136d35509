// A decoder on an accelerator with round figures, and the gestures that chart tests make.
// Not a preset: the expected values in the tests follow from the figures here.
#pragma once

#include "core/analysis/evaluation.h"
#include "tests/support/catch.h"
#include "ui/charts/energy_chart.h"
#include "ui/charts/memory_chart.h"
#include "ui/charts/roofline_chart.h"

#include <QApplication>
#include <QTest>

#include <qcustomplot.h>

namespace ridge::test {

/// 1000 TFLOP/s and 4 TB/s: ridge at 250 FLOP/B. No launch overhead, so that operators lie on the roofs.
inline Scenario chartScenario()
{
    Scenario s;
    s.model.body = Decoder{};
    s.device.name = "Round";
    s.device.peak[static_cast<std::size_t>(Precision::BF16)] = 1e15;
    s.device.peak[static_cast<std::size_t>(Precision::FP8)] = 2e15;
    s.device.energyPerOp[static_cast<std::size_t>(Precision::BF16)] = 0.5e-12;
    s.device.memory = {{"HBM", MemoryLevel::Kind::Dram, 80e9, 4e12, 40e-12}};
    s.device.tdp = 700;
    s.device.idlePower = 100;
    s.workload = {4, 1024, 128};
    return s;
}

inline std::shared_ptr<const Evaluation> evaluated(const Scenario& scenario)
{
    return std::make_shared<const Evaluation>(evaluate(scenario));
}

inline QCustomPlot& plotOf(Chart& chart)
{
    return *chart.findChild<QCustomPlot*>();
}

/// Shown at a size charts have in the window, with its replots done.
inline void settle(Chart& chart, QSize size = {836, 430})
{
    chart.resize(size);
    chart.show();
    QApplication::processEvents();
    plotOf(chart).replot(QCustomPlot::rpImmediateRefresh);
}

inline void send(Chart& chart, QEvent::Type type, QPointF at, Qt::MouseButton button)
{
    QCustomPlot& plot = plotOf(chart);
    const Qt::MouseButtons held = type == QEvent::MouseButtonPress ? button : Qt::NoButton;
    QMouseEvent event(type, at, plot.mapToGlobal(at), button, held, {});
    QApplication::sendEvent(&plot, &event);
}

inline void hoverAt(Chart& chart, QPointF at)
{
    send(chart, QEvent::MouseMove, at, Qt::NoButton);
}

inline void clickAt(Chart& chart, QPointF at)
{
    send(chart, QEvent::MouseButtonPress, at, Qt::LeftButton);
    send(chart, QEvent::MouseButtonRelease, at, Qt::LeftButton);
}

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
