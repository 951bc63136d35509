// The first page: roofline above, memory timeline and energy below, with one selection.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "app/window/window_layout.h"
#include "ui/charts/energy_chart.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/roofline/roofline_chart.h"

#include <QSplitter>

namespace ridge {
namespace {

class OverviewPage : public WindowPage {
public:
    explicit OverviewPage(MainWindow& window)
        : m_charts{new RooflineChart, new MemoryChart, new EnergyChart},
          m_lower(makeSplitter(Qt::Horizontal, "lowerCharts", {m_charts[1], m_charts[2]})),
          m_whole(makeSplitter(Qt::Vertical, "charts", {m_charts[0], m_lower}))
    {
        for (Chart* chart : m_charts) {
            connect(chart, &Chart::selected, &window.selection(), &Selection::select);
            window.explanations().follow(chart);
        }
    }

    QWidget* widget() const override { return m_whole; }
    void setTheme(const Theme& theme) override
    {
        for (Chart* chart : m_charts) {
            chart->setTheme(theme);
        }
    }
    void setEvaluations(const Evaluations& shown) override
    {
        for (Chart* chart : m_charts) {
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
    std::vector<Chart*> m_charts;
    QSplitter* m_lower;
    QSplitter* m_whole;
};

} // namespace

extern const PageKind overviewPage{"overview", QT_TRANSLATE_NOOP("Page", "Overview"), PageKind::Place::Middle, 10,
                                   makePage<OverviewPage>};

} // namespace ridge
