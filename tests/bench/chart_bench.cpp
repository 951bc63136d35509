// From an edit to three painted charts, against three bare plots of the same points.

#include "core/analysis/groups.h"
#include "core/evaluate/evaluate.h"
#include "tests/bench/layers.h"
#include "tests/bench/rows.h"
#include "tests/bench/timing.h"
#include "ui/charts/energy_chart.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/roofline/roofline_chart.h"

#include <QApplication>
#include <QVBoxLayout>

#include <qcustomplot.h>

namespace ridge::bench {
namespace {

/// Three plots in one window, laid out as the program's middle column is.
template <class Roofline, class Memory, class Energy>
void arrange(QWidget& window, Roofline* roofline, Memory* memory, Energy* energy)
{
    auto* column = new QVBoxLayout(&window);
    auto* row = new QHBoxLayout;
    column->addWidget(roofline, 3);
    column->addLayout(row, 2);
    row->addWidget(memory);
    row->addWidget(energy);
    window.resize(1000, 800);
    window.show();
    QApplication::processEvents();
}

class OwnCharts {
public:
    OwnCharts() : m_charts{new RooflineChart, new MemoryChart, new EnergyChart}
    {
        for (Chart* chart : m_charts) {
            chart->setTheme(Theme::light());
        }
        arrange(m_window, m_charts[0], m_charts[1], m_charts[2]);
    }

    void show(const std::shared_ptr<const Evaluation>& evaluation, const PinnedEvaluation& pinned = {})
    {
        for (Chart* chart : m_charts) {
            chart->setPinned(pinned);
            chart->setEvaluation(evaluation);
        }
        QApplication::processEvents();
    }

private:
    QWidget m_window;
    std::array<Chart*, 3> m_charts;
};

class BarePlots {
public:
    BarePlots() : m_plots{new QCustomPlot, new QCustomPlot, new QCustomPlot}
    {
        m_plots[0]->xAxis->setScaleType(QCPAxis::stLogarithmic);
        m_plots[0]->yAxis->setScaleType(QCPAxis::stLogarithmic);
        m_plots[0]->addGraph(); // the roof
        m_plots[0]->addGraph();
        m_plots[0]->graph(1)->setLineStyle(QCPGraph::lsNone);
        m_plots[0]->graph(1)->setScatterStyle(QCPScatterStyle(QCPScatterStyle::ssDisc, 6));
        for (int i = 0; i < 3; ++i) {
            m_plots[1]->addGraph()->setBrush(QColor(Qt::blue).lighter(120 + 20 * i));
            m_bars[static_cast<std::size_t>(i)] = new QCPBars(m_plots[2]->xAxis, m_plots[2]->yAxis);
            m_bars[static_cast<std::size_t>(i)]->setPen(Qt::NoPen);
            m_bars[static_cast<std::size_t>(i)]->setBrush(QColor(Qt::red).lighter(110 + 20 * i));
        }
        m_bars[1]->moveAbove(m_bars[0]);
        m_bars[2]->moveAbove(m_bars[1]);
        arrange(m_window, m_plots[0], m_plots[1], m_plots[2]);
    }

    void show(const Evaluation& e)
    {
        roofline(e);
        timeline(e);
        energy(e);
        for (QCustomPlot* plot : m_plots) {
            plot->rescaleAxes();
            plot->replot(QCustomPlot::rpQueuedReplot);
        }
        QApplication::processEvents();
    }

private:
    void roofline(const Evaluation& e)
    {
        const double peak = e.peak.inBaseUnits(), bandwidth = e.workingLevel()->bandwidth;
        m_plots[0]->graph(0)->setData({0.1, peak / bandwidth, 1e4}, {0.1 * bandwidth, peak, peak}, true);
        QVector<double> x, y;
        for (const StageResult& stage : e.stages) {
            for (const OperatorCost& c : stage.operators) {
                if (c.intensity()) {
                    x << *c.intensity();
                    y << c.ops.inBaseUnits() / c.time.inBaseUnits();
                }
            }
        }
        m_plots[0]->graph(1)->setData(x, y);
    }

    void timeline(const Evaluation& e)
    {
        QVector<double> x, weights, activations, cache;
        for (const MemoryStep& step : e.memory.timeline) {
            x << static_cast<double>(x.size());
            weights << e.memory.weights.inBaseUnits();
            activations << weights.back() + step.activations;
            cache << activations.back() + step.kvCache;
        }
        m_plots[1]->graph(0)->setData(x, cache, true);
        m_plots[1]->graph(1)->setData(x, activations, true);
        m_plots[1]->graph(2)->setData(x, weights, true);
    }

    void energy(const Evaluation& e)
    {
        QVector<double> x, compute, movement, idle;
        for (const OperatorGroup& group : energyByGroup(e)) {
            x << static_cast<double>(x.size());
            compute << group.by.compute;
            movement << group.by.memory;
            idle << group.by.overhead;
        }
        m_bars[0]->setData(x, compute, true);
        m_bars[1]->setData(x, movement, true);
        m_bars[2]->setData(x, idle, true);
    }

    QWidget m_window;
    std::array<QCustomPlot*, 3> m_plots;
    std::array<QCPBars*, 3> m_bars{};
};

} // namespace

void measureCharts(Rows& rows)
{
    // Two scenarios in turns, so that every edit changes what is drawn.
    Scenario faster = layersOf(1000);
    faster.device.mainMemory()->bandwidth *= 1.1;
    faster.device.cache()->bandwidth *= 1.1;
    const std::array scenarios{std::make_shared<const Scenario>(layersOf(1000)),
                               std::make_shared<const Scenario>(faster)};
    const std::array evaluations{evaluate(scenarios[0]), evaluate(scenarios[1])};
    OwnCharts own;
    BarePlots bare;
    std::size_t turn = 0, bareTurn = 0;
    const Compared c = compare([&] { own.show(std::make_shared<const Evaluation>(evaluate(scenarios[++turn % 2]))); },
                               [&] { bare.show(evaluations[++bareTurn % 2]); }, 25);
    rows.push_back({"edit to three charts painted, 1000 operators", c.value * 1e3, "ms", c.limit * 1e3, 1.5, c.ratio});

    Scenario slower = layersOf(1000); // every operator of it lies elsewhere: a ghost and an arrow for each
    slower.device.mainMemory()->bandwidth /= 3;
    slower.device.cache()->bandwidth /= 3;
    slower.workload.batch = 4;
    const PinnedEvaluation pinned{"pinned", std::make_shared<const Evaluation>(evaluate(slower))};
    OwnCharts compared;
    const Compared p =
        compare([&] { compared.show(std::make_shared<const Evaluation>(evaluate(scenarios[++turn % 2])), pinned); },
                [&] { bare.show(evaluations[++bareTurn % 2]); }, 25);
    rows.push_back({"the same beside a pinned scenario", p.value * 1e3, "ms", p.limit * 1e3, 1.5, p.ratio});
}

} // namespace ridge::bench
