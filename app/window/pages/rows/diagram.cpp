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
    FigurePart figurePart() const override
    {
        FigurePart part{"diagram"};
        part.stage = view().chosenStage();
        if (const std::optional<OpenBlocks> open = view().ownOpen()) {
            part.open.emplace(open->begin(), open->end());
        }
        return part;
    }
    void setSelected(OperatorRef ref, const Operator*) override { view().setSelected(ref); }
};

} // namespace

extern const PageKind diagramPage{"diagram", QT_TRANSLATE_NOOP("Page", "Model"), PageKind::Place::Middle, 12,
                                  makePage<DiagramPage>};

} // namespace ridge
