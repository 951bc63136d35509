// The gain of the levers that are pulled, taken apart lever by lever.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/charts/waterfall/waterfall_chart.h"

namespace ridge {
namespace {

class WaterfallPage : public PageOf<WaterfallChart> {
public:
    explicit WaterfallPage(MainWindow& window) { window.explanations().follow(&view()); }

    void setEvaluations(const Evaluations& all) override { view().setEvaluation(all.now); }
    QString refusal(const Scenario& scenario) const override
    {
        return scenario.levers.empty() ? tr("No lever is pulled whose gain could be taken apart.") : QString();
    }
};

} // namespace

extern const PageKind waterfallPage{"waterfall", QT_TRANSLATE_NOOP("Page", "Waterfall"), PageKind::Place::Middle, 26,
                                    makePage<WaterfallPage>};

} // namespace ridge
