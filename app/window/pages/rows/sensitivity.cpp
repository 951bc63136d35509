// How far a metric goes when each parameter alone is changed: a tornado, tried while the page is in view.

#include "app/window/explanations.h"
#include "app/window/live_study.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "app/window/sweep/sweeping.h"
#include "core/scenario/parameters/parameters.h"
#include "ui/charts/sensitivity/sensitivity_chart.h"

namespace ridge {
namespace {

using Answer = std::shared_ptr<const SensitivityAnswer>;

struct Question {
    std::shared_ptr<const Scenario> of;
    std::string metric;
    friend bool operator==(const Question&, const Question&) = default;
};

class SensitivityPage : public PageOf<SensitivityChart> {
public:
    explicit SensitivityPage(MainWindow& window)
        : m_window(window), m_study(
                                [](const std::shared_ptr<const Question>& question, const StudyRun& run) -> Answer {
                                    const auto& [of, metric] = *question;
                                    return std::make_shared<const SensitivityAnswer>(
                                        SensitivityAnswer{of, metric, sensitivityOf(*of, metric, run)});
                                },
                                [this](const Answer& answer) { view().setAnswer(answer); })
    {
        window.explanations().follow(&view());
        connect(&view(), &SensitivityChart::wanted, this, [this] { ask(); });
        connect(&view(), &SensitivityChart::metricChanged, this, [this] { ask(); });
        connect(&view(), &SensitivityChart::sweepWanted, this,
                [&window](const QString& parameter, const QString& metric) {
                    Sweeping::of(window).plot(metric, parameter);
                });
    }

    void setEvaluations(const Evaluations& all) override
    {
        view().setEvaluation(all.now);
        ask();
    }
    bool isBusy() const override { return m_study.isBusy(); }
    FigurePart figurePart() const override { return {"sensitivity", {view().metric().toStdString()}}; }

private:
    void ask()
    {
        if (!m_window.evaluation() || !view().isVisible()) {
            return;
        }
        constexpr std::size_t each = 4; // both sides, and one per cent to both
        const Question question{m_window.evaluation()->chosen, view().metric().toStdString()};
        if (!m_question || *m_question != question) {
            m_question = std::make_shared<const Question>(question);
        }
        m_study.ask(m_question,
                    areQuick(m_window.evaluator().lastMicroseconds(), each * parametersOf(*question.of).size()));
    }

    MainWindow& m_window;
    std::shared_ptr<const Question> m_question;
    LiveStudy<Answer, Question> m_study;
};

} // namespace

extern const PageKind sensitivityPage{"sensitivity", QT_TRANSLATE_NOOP("Page", "Sensitivity"), PageKind::Place::Middle,
                                      24, makePage<SensitivityPage>};

} // namespace ridge
