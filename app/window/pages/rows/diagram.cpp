// A stage of the model as a picture of blocks and what flows between them.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/charts/diagram/diagram_chart.h"

namespace ridge {
namespace {

class DiagramPage : public PageOf<DiagramChart> {
public:
    explicit DiagramPage(MainWindow& window)
    {
        connect(&view(), &Chart::selected, &window.selection(), &Selection::select);
        window.explanations().follow(&view());
    }

    void setEvaluations(const Evaluations& all) override { view().setEvaluation(all.now); }
    void setSelected(OperatorRef ref, const Operator*) override { view().setSelected(ref); }
};

} // namespace

extern const PageKind diagramPage{"diagram", QT_TRANSLATE_NOOP("Page", "Model"), PageKind::Place::Middle, 12,
                                  makePage<DiagramPage>};

} // namespace ridge
