#include "tests/ui/charts/chart_fixture.h"
#include "core/evaluate/evaluate.h"
#include "core/scenario/model_body.h"

#include <qcustomplot.h>

namespace ridge::test {

namespace {

void send(Chart& chart, QEvent::Type type, QPointF at, Qt::MouseButton button)
{
    QCustomPlot& plot = plotOf(chart);
    const Qt::MouseButtons held = type == QEvent::MouseButtonPress ? button : Qt::NoButton;
    QMouseEvent event(type, at, plot.mapToGlobal(at), button, held, {});
    QApplication::sendEvent(&plot, &event);
}

} // namespace

Scenario chartScenario()
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

std::shared_ptr<const Evaluation> evaluated(const Scenario& scenario)
{
    return std::make_shared<const Evaluation>(evaluate(scenario));
}

QCustomPlot& plotOf(Chart& chart) { return *chart.findChild<QCustomPlot*>(); }

void settle(Chart& chart, QSize size)
{
    chart.resize(size);
    chart.show();
    QApplication::processEvents();
    plotOf(chart).replot(QCustomPlot::rpImmediateRefresh);
}

void hoverAt(Chart& chart, QPointF at) { send(chart, QEvent::MouseMove, at, Qt::NoButton); }

void clickAt(Chart& chart, QPointF at)
{
    send(chart, QEvent::MouseButtonPress, at, Qt::LeftButton);
    send(chart, QEvent::MouseButtonRelease, at, Qt::LeftButton);
}

} // namespace ridge::test
