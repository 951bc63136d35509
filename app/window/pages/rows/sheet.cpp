// Where the cheat sheet is wrong or loose, for the scenario on screen.

#include "app/window/explanations.h"
#include "app/window/lever_answers.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/panels/sheet_notes_view.h"

namespace ridge {
namespace {

class SheetPage : public PageOf<SheetNotesView> {
public:
    explicit SheetPage(MainWindow& window)
    {
        connect(&view(), &SheetNotesView::numberActivated, this,
                [&window](const NumberRef& number) { window.explain(number); });
        LeverAnswers& answers = LeverAnswers::of(window);
        answers.addReader([this] { return view().isVisible(); },
                          [this](const LeverAnswers::Gains& gains) { view().setGains(gains); });
        connect(&view(), &SheetNotesView::gainsWanted, &answers, &LeverAnswers::refresh);
    }

    void setEvaluations(const Evaluations& all) override { view().setEvaluation(all.now); }
};

} // namespace

extern const PageKind sheetPage{"sheet", QT_TRANSLATE_NOOP("Page", "Cheat sheet"), PageKind::Place::Middle, 60,
                                makePage<SheetPage>};

} // namespace ridge
