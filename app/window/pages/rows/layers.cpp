// The layer list of a CNN, to edit.

#include "app/window/main_window.h"
#include "app/window/operator_search.h"
#include "app/window/pages/window_page.h"
#include "ui/editors/layers/layer_table.h"
#include "ui/editors/scenario_editor.h"

namespace ridge {
namespace {

class LayersPage : public PageOf<LayerTable> {
public:
    explicit LayersPage(MainWindow& window) : PageOf(LayerTable::Form::Full), m_window(window)
    {
        connect(&view(), &LayerTable::edited, this,
                [&window](const Scenario& next, const EditLabel& label) { window.applyEdit(next, label); });
        connect(&view(), &LayerTable::rejected, this,
                [&window](const QString& sentence) { window.showMessage(sentence, true); });
        connect(&view(), &LayerTable::layerActivated, this, [&window](const QString& name) {
            window.selection().selectIfThere(operatorNamed(*window.evaluation(), name));
        });
        connect(&window.editor(), &ScenarioEditor::editLayersRequested, this, [&window] { window.showView("layers"); });
    }

    void setEvaluations(const Evaluations&) override {} // it shows what can be edited, not what comes of it
    void setScenario(const std::shared_ptr<const Scenario>& current) override { view().setScenario(current); }
    void setSelected(OperatorRef, const Operator* selected) override
    {
        if (selected) {
            view().selectLayer(QString::fromStdString(selected->name), false);
        }
    }
    QString refusal(const Scenario& scenario) const override
    {
        return scenario.model.layers() ? QString() : tr("The model is no list of layers.");
    }
    bool showField(const QString& field) override
    {
        const QString own = QStringLiteral("model.layers.");
        if (!field.startsWith(own)) {
            return false;
        }
        m_window.showView("layers");
        view().selectLayer(field.mid(own.size()), true);
        return true;
    }

private:
    MainWindow& m_window;
};

} // namespace

extern const PageKind layersPage{"layers", QT_TRANSLATE_NOOP("Page", "Layers"), PageKind::Place::Bottom, 20,
                                 makePage<LayersPage>};

} // namespace ridge
