// The buffers of a stage in one arena: by several planners, and what levers of the memory plan would make of them.

#include "app/window/explanations.h"
#include "app/window/live_study.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/studies/pulled_levers.h"
#include "ui/arena/arena_view.h"
#include "ui/charts/arena/arena_chart.h"

namespace ridge {
namespace {

using Answer = std::shared_ptr<const ArenaTable>;

struct Question {
    std::shared_ptr<const Scenario> of;
    std::string stage;
    double alignment = 0;
    friend bool operator==(const Question&, const Question&) = default;
};

class ArenaPage : public PageOf<ArenaView> {
public:
    explicit ArenaPage(MainWindow& window)
        : m_window(window), m_study(
                                [](const std::shared_ptr<const Question>& question, const StudyRun& run) {
                                    return arenaTable(question->of, question->stage, question->alignment, run);
                                },
                                [this](const Answer& answer) {
                                    if (answer) {
                                        view().setTable(answer);
                                    }
                                })
    {
        connect(view().chart(), &Chart::selected, &window.selection(), &Selection::select);
        window.explanations().follow(view().chart());
        connect(&view(), &ArenaView::tableWanted, this, [this] { ask(); });
        connect(&view(), &ArenaView::leverChosen, this, [&window](const LeverText& lever, bool on) {
            const QString words = (on ? tr("%1") : tr("Without %1")).arg(QString::fromUtf8(lever.label));
            window.applyEdit(switched(*window.document().current(), lever, on),
                             {QString::fromStdString(lever.switchId()), 0, words});
        });
    }

    void setEvaluations(const Evaluations& all) override { view().setEvaluation(all.now); }
    void setSelected(OperatorRef ref, const Operator*) override { view().chart()->setSelected(ref); }
    bool isBusy() const override { return m_study.isBusy(); }

private:
    void ask()
    {
        const std::shared_ptr<const Evaluation> now = view().chart()->evaluation();
        if (!now || !view().isVisible() || now->program.stages.empty()) {
            return;
        }
        const std::string& stage = now->program.stages[view().chart()->stage()].name;
        constexpr std::size_t each = 60; // evaluations that the plans of all levers take as long as
        const Question question{now->chosen, stage, view().chart()->alignment()};
        if (!m_question || *m_question != question) {
            m_question = std::make_shared<const Question>(question);
        }
        m_study.ask(m_question, areQuick(m_window.evaluator().lastMicroseconds(), each));
    }

    MainWindow& m_window;
    std::shared_ptr<const Question> m_question;
    LiveStudy<Answer, Question> m_study;
};

} // namespace

extern const PageKind arenaPage{"arena", QT_TRANSLATE_NOOP("Page", "Arena"), PageKind::Place::Middle, 31,
                                makePage<ArenaPage>};

} // namespace ridge
