// Every change that alone would reach a target, each with a button that does it; looked for while the page is in view.

#include "app/window/live_study.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "app/window/target_actions.h"
#include "core/studies/targets.h"
#include "ui/ways/ways_view.h"

namespace ridge {
namespace {

using Answer = std::shared_ptr<const WaysAnswer>;

struct Question {
    std::shared_ptr<const Scenario> of;
    std::string metric;
    Aim aim;
    friend bool operator==(const Question&, const Question&) = default;
};

Answer answerTo(const std::shared_ptr<const Question>& question, const StudyRun& run)
{
    const Target target{&metricCatalogue()[*metricIndex(question->metric)], question->aim.isAtMost, false,
                        question->aim.limit};
    return std::make_shared<const WaysAnswer>(WaysAnswer{question->of, everyWay(*question->of, target, run)});
}

class WaysPage : public PageOf<WaysView> {
public:
    explicit WaysPage(MainWindow& window)
        : m_window(window), m_study(answerTo, [this](const Answer& answer) { view().setAnswer(answer); })
    {
        connect(&window.document(), &ScenarioDocument::changed, this, &WaysPage::show); // targets need no evaluation
        connect(&window.targetActions(), &TargetActions::targetActivated, this, [this](const QString& metric) {
            m_chosen = metric.toStdString();
            m_window.showView(QStringLiteral("ways"));
            show();
        });
        connect(&view(), &WaysView::wanted, this, &WaysPage::show);
        connect(&view(), &WaysView::targetChosen, this, [this](const QString& metric) {
            m_chosen = metric.toStdString();
            show();
        });
        connect(&view(), &WaysView::applyRequested, this, [&window](const Way& way, const QString& words) {
            window.applyEdit(changedBy(*window.document().current(), way), {{}, 0, words});
        });
        connect(&m_study.reading(), &Reading::progressed, &view(),
                [this](const QString&, double share) { view().setProgress(share); });
        connect(&m_study.reading(), &Reading::ended, &view(), &WaysView::setEnded);
        connect(&view(), &WaysView::stopRequested, this, [this] {
            m_study.stop();
            view().setReason(tr("Stopped. An edit or another target starts it again."));
        });
    }

    void setEvaluations(const Evaluations&) override { show(); }
    bool isBusy() const override { return m_study.isBusy(); }

private:
    /// The one that was asked for, as long as there is such a target; else the first that is missed.
    std::optional<CheckedTarget> chosen(const std::vector<CheckedTarget>& all) const
    {
        auto found = std::ranges::find(all, m_chosen, &CheckedTarget::metric);
        if (found == all.end()) {
            found = std::ranges::find(all, TargetState::Missed, &CheckedTarget::state);
        }
        return found != all.end() ? std::optional(*found) : all.empty() ? std::nullopt : std::optional(all.front());
    }

    void show()
    {
        if (!m_window.evaluation() || !view().isVisible()) {
            return;
        }
        const Evaluation& now = *m_window.evaluation();
        std::vector<CheckedTarget> all;
        std::vector<WaysTarget> offered;
        for (const auto& [id, aim] : m_window.document().targets()) {
            if (const auto checked = checkTarget(m_window.document().targets(), id, now)) {
                all.push_back(*checked);
                offered.push_back({QString::fromStdString(id), titleOf(*checked, now)});
            }
        }
        const std::optional<CheckedTarget> target = chosen(all);
        view().setTargets(offered, target ? QString::fromStdString(target->metric) : QString());
        if (const QString reason = reasonOf(target, now); !reason.isEmpty()) {
            m_study.stop();
            m_question.reset();
            view().setReason(reason);
        } else {
            ask({now.chosen, target->metric, target->aim});
        }
    }

    static QString titleOf(const CheckedTarget& target, const Evaluation& now)
    {
        return QString::fromStdString(std::string(target.row().label) + " " + target.aimText(now.numberStyle()) +
                                      " · " + target.mark(now.numberStyle()));
    }

    /// Why there is nothing to look for; empty: there is.
    QString reasonOf(const std::optional<CheckedTarget>& target, const Evaluation& now) const
    {
        if (!target) {
            return tr("There is no target. Choose “Set target…” from the menu of a number, on a card or among the "
                      "metrics: what reaches it then stands here, each change alone, the least first.");
        }
        const QString label = QString::fromStdString(std::string(target->row().label));
        if (target->state == TargetState::Absent) {
            return tr("%1 means nothing here: %2.")
                .arg(label, QString::fromStdString(metric(now, target->metric).absent));
        }
        return {};
    }

    void ask(const Question& question)
    {
        if (!m_question || m_question->metric != question.metric || m_question->aim != question.aim) {
            view().setReason(tr("Looking for ways…")); // those to another target are none
        }
        if (!m_question || *m_question != question) {
            m_question = std::make_shared<const Question>(question);
        }
        m_study.ask(m_question, false); // thousands of scenarios
    }

    MainWindow& m_window;
    std::string m_chosen; // a metric
    std::shared_ptr<const Question> m_question;
    LiveStudy<Answer, Question> m_study;
};

} // namespace

extern const PageKind waysPage{"ways", QT_TRANSLATE_NOOP("Page", "Every way"), PageKind::Place::Middle, 29,
                               makePage<WaysPage>};

} // namespace ridge
