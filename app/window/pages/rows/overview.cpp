// The first page: roofline above, memory timeline and energy below, with one selection.

#include "app/ranking/library_items.h"
#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "app/window/sweep/sweeping.h"
#include "app/window/window_layout.h"
#include "ui/charts/drag/dragging.h"
#include "ui/charts/energy_chart.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/roofline/roofline_chart.h"

#include <QSplitter>

namespace ridge {
namespace {

/// With the values of the parameter that is swept at both ends.
std::vector<RooflineTrail> waysOf(const Sweeping::Trails& trails, const SweepSetup& setup)
{
    std::vector<RooflineTrail> ways;
    for (const StageTrail& trail : trails) {
        const Variation& variation = setup.plan.variations.front();
        const auto text = [&variation](const TrailPoint& point) {
            return QString::fromStdString(variation.textOf(point.value));
        };
        RooflineTrail way{{}, text(trail.points.front()), text(trail.points.back())};
        for (const TrailPoint& point : trail.points) {
            way.places.emplace_back(point.intensity, point.rate);
        }
        ways.push_back(std::move(way));
    }
    return ways;
}

class OverviewPage : public WindowPage {
public:
    explicit OverviewPage(MainWindow& window)
        : m_window(window), m_roofline(new RooflineChart), m_charts{m_roofline, new MemoryChart, new EnergyChart},
          m_lower(makeSplitter(Qt::Horizontal, "lowerCharts", {m_charts[1], m_charts[2]})),
          m_whole(makeSplitter(Qt::Vertical, "charts", {m_charts[0], m_lower}))
    {
        for (Chart* chart : m_charts) {
            connect(chart, &Chart::selected, &window.selection(), &Selection::select);
            window.explanations().follow(chart);
            if (Dragging* hand = chart->dragging()) {
                follow(*hand);
            }
        }
        Sweeping* sweeping = &Sweeping::of(window);
        connect(sweeping, &Sweeping::trailsChanged, this, [this, sweeping](const Sweeping::Trails& trails) {
            m_roofline->setTrails(waysOf(trails, sweeping->setup()));
        });
    }

    QWidget* widget() const override { return m_whole; }
    void setTheme(const Theme& theme) override
    {
        for (Chart* chart : m_charts) {
            chart->setTheme(theme);
        }
    }
    void setScenario(const std::shared_ptr<const Scenario>& current) override
    {
        for (Chart* chart : m_charts) {
            if (Dragging* hand = chart->dragging()) {
                hand->setScenario(current, m_window.document().baseline());
            }
        }
    }
    void setEvaluations(const Evaluations& shown) override
    {
        for (Chart* chart : m_charts) {
            chart->setPinned(shown.reference());
            chart->setEvaluation(shown.now);
        }
    }
    void setSelected(OperatorRef ref, const Operator*) override
    {
        for (Chart* chart : m_charts) {
            chart->setSelected(ref);
        }
    }
    std::vector<Chart*> charts() const override { return m_charts; }
    void resetLayout(const QSize& room) override
    {
        m_whole->setSizes({room.height() * 62 / 100, room.height() * 38 / 100});
        m_lower->setSizes({room.width() / 2, room.width() / 2});
    }

private:
    void follow(Dragging& hand)
    {
        connect(&hand, &Dragging::edited, &m_window, &MainWindow::applyEdit);
        connect(&hand, &Dragging::devicesWanted, this, [&hand] { hand.setDevices(libraryMachines()); });
        connect(&hand, &Dragging::hinted, this, [this](const QString& sentence) { m_window.showMessage(sentence); });
        connect(&hand, &Dragging::gestureActive, this, [this](bool active) {
            for (Chart* chart : m_window.charts()) {
                chart->setFrozen(active);
            }
        });
    }

    MainWindow& m_window;
    RooflineChart* m_roofline;
    std::vector<Chart*> m_charts;
    QSplitter* m_lower;
    QSplitter* m_whole;
};

} // namespace

extern const PageKind overviewPage{"overview", QT_TRANSLATE_NOOP("Page", "Overview"), PageKind::Place::Middle, 10,
                                   makePage<OverviewPage>};

} // namespace ridge
