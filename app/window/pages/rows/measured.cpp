// Runs that others measured beside their bounds, computed when the page is first seen.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/library/measured_runs.h"
#include "ui/panels/measured_view.h"

namespace ridge {
namespace {

class MeasuredPage : public PageOf<MeasuredView> {
public:
    explicit MeasuredPage(MainWindow& window)
    {
        window.explanations().followOthers(&view());
        connect(&view(), &MeasuredView::runsRequested, this, [this] { view().setRuns(checkMeasured()); });
    }

    void setEvaluations(const Evaluations&) override {} // its runs are of scenarios of their own
};

} // namespace

extern const PageKind measuredPage{"measured", QT_TRANSLATE_NOOP("Page", "Measured"), PageKind::Place::Middle, 55,
                                   makePage<MeasuredPage>};

} // namespace ridge
