// Published figures beside ours, computed when the page is first seen.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/library/published_figures.h"
#include "ui/panels/self_check_view.h"

namespace ridge {
namespace {

class SelfCheckPage : public PageOf<SelfCheckView> {
public:
    explicit SelfCheckPage(MainWindow& window)
    {
        window.explanations().followOthers(&view());
        connect(&view(), &SelfCheckView::figuresRequested, this, [this] { view().setFigures(selfCheck()); });
    }

    void setEvaluations(const Evaluations&) override {} // its figures are of scenarios of their own
};

} // namespace

extern const PageKind selfcheckPage{"selfCheck", QT_TRANSLATE_NOOP("Page", "Self-check"), PageKind::Place::Middle, 50,
                                    makePage<SelfCheckPage>};

} // namespace ridge
