// The number that is explained, as a worked solution for a lecture hall.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/why/why_panel.h"

namespace ridge {
namespace {

class SolutionPage : public PageOf<WhyPanel> {
public:
    explicit SolutionPage(MainWindow& window) : PageOf(WhyPanel::Form::Large)
    {
        window.explanations().add(&view());
        for (WhyPanel* panel : {&window.explanations().panel(), &view()}) {
            connect(panel, &WhyPanel::largeRequested, this, [&window] { window.showView("solution"); });
        }
    }

    /// Derivations come with the panels' own, a little later: see explanations.h.
    void setEvaluations(const Evaluations&) override {}
};

} // namespace

extern const PageKind solutionPage{"solution", QT_TRANSLATE_NOOP("Page", "Solution"), PageKind::Place::Middle, 40,
                                   makePage<SolutionPage>};

} // namespace ridge
