// Where the time goes, over the whole page.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/charts/latency_chart.h"

namespace ridge {
namespace {

class LatencyPage : public PageOf<LatencyChart> {
public:
    explicit LatencyPage(MainWindow& window)
    {
        connect(&view(), &Chart::selected, &window.selection(), &Selection::select);
        window.explanations().follow(&view());
    }

    void setEvaluations(const Evaluations& all) override
    {
        view().setPinned(all.reference());
        view().setEvaluation(all.now);
    }
    void setSelected(OperatorRef ref, const Operator*) override { view().setSelected(ref); }
};

} // namespace

extern const PageKind latencyPage{"latency", QT_TRANSLATE_NOOP("Page", "Latency"), PageKind::Place::Middle, 20,
                                  makePage<LatencyPage>};

} // namespace ridge
