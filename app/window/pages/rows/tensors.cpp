// The tensors that a model's weight file holds.

#include "app/window/pages/window_page.h"
#include "ui/tables/tensor_table.h"

namespace ridge {
namespace {

class TensorsPage : public PageOf<TensorTable> {
public:
    explicit TensorsPage(MainWindow&) {}

    void setEvaluations(const Evaluations& all) override { view().setScenario(all.now->chosen); }
    QString refusal(const Scenario& scenario) const override
    {
        return scenario.model.checkpoint->tensors.empty() ? tr("The model was not read from a file of weights.")
                                                          : QString();
    }
};

} // namespace

extern const PageKind tensorsPage{"tensors", QT_TRANSLATE_NOOP("Page", "Tensors"), PageKind::Place::Bottom, 40,
                                  makePage<TensorsPage>};

} // namespace ridge
