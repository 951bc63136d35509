// Number formats: what each would save and cost, and the weights of a file, read when one of them is picked.

#include "app/reading/reading.h"
#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/scenario/families/imported_graph.h"
#include "ui/charts/quantization/quantization_chart.h"
#include "ui/panels/quantization_view.h"

namespace ridge {
namespace {

class QuantizationPage : public PageOf<QuantizationView> {
public:
    explicit QuantizationPage(MainWindow& window) : m_window(window)
    {
        window.explanations().follow(view().chart());
        window.explanations().followOthers(&view());
        connect(&view(), &QuantizationView::tensorRequested, this, &QuantizationPage::showTensor);
        connect(&view(), &QuantizationView::precisionChosen, this, &QuantizationPage::choose);
        connect(&window, &MainWindow::weightsRemembered, this, &QuantizationPage::listTensors);
    }

    void setEvaluations(const Evaluations& all) override
    {
        view().setEvaluation(all.now);
        const Model& model = all.now->scenario->model;
        const std::shared_ptr<const GraphSource> source = model.imported() ? model.imported()->source : nullptr;
        if (std::exchange(m_source, source) != source) {
            listTensors();
        }
    }
    Reading* reading() override { return &m_reading; }
    void stopReading() override
    {
        if (m_reading.isBusy()) {
            view().setTensor({}, nullptr); // the picker says what the chart shows
        }
        m_reading.cancel();
    }

private:
    /// Imported models list their file's tensors; the view is told only when the model is another.
    void listTensors()
    {
        m_reading.cancel();
        view().setTensors(m_window.weightFiles().tensorsOf(m_window.evaluation()->scenario->model));
    }
    void showTensor(const QString& name)
    {
        m_reading.cancel();
        if (name.isEmpty()) {
            return;
        }
        const std::shared_ptr<const Scenario> shown = m_window.evaluation()->scenario;
        const QString path = m_window.weightFiles().pathOf(shown->model);
        const auto read = [this, shown, path, name](const Watch& watch) -> Reading::Take {
            const WeightValues weight = WeightFiles::valuesIn(shown->model, path, name, watch);
            auto tensor = std::make_shared<const TensorMagnitudes>(weight.values);
            return [this, name, tensor] { view().setTensor(name, tensor); };
        };
        m_reading.start(name, read, [this](const std::exception& error) {
            view().setTensor({}, nullptr); // the picker says what the chart shows
            m_window.showMessage(QString::fromUtf8(error.what()), true);
        });
    }
    void choose(Precision precision, PrecisionScope scope)
    {
        const auto name = infoOf(precision).label;
        const EditLabel label{QStringLiteral("deployment.weights"), 0,
                              QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))};
        m_window.applyEdit(inPrecision(*m_window.document().current(), precision, scope), label);
    }

    MainWindow& m_window;
    Reading m_reading;
    std::shared_ptr<const GraphSource> m_source; // whose tensors the view lists
};

} // namespace

extern const PageKind quantizationPage{"quantization", QT_TRANSLATE_NOOP("Page", "Quantization"),
                                       PageKind::Place::Middle, 30, makePage<QuantizationPage>};

} // namespace ridge
