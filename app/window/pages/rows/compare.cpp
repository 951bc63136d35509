// What is pinned and what is on screen, number by number, and the operators that differ.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/compare/compare_view.h"

namespace ridge {
namespace {

class ComparePage : public PageOf<CompareView> {
public:
    explicit ComparePage(MainWindow& window)
    {
        connect(&view(), &CompareView::numberActivated, this,
                [&window](const NumberRef& number) { window.explain(number); });
        connect(&view(), &CompareView::selected, &window.selection(), &Selection::select);
    }

    void setEvaluations(const Evaluations& all) override { view().setEvaluations(all.now, all.pins); }
};

} // namespace

extern const PageKind comparePage{"compare", QT_TRANSLATE_NOOP("Page", "Compare"), PageKind::Place::Middle, 25,
                                  makePage<ComparePage>};

} // namespace ridge
