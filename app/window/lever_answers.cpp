#include "app/window/lever_answers.h"

#include "app/window/main_window.h"
#include "ui/editors/lever_list.h"
#include "ui/editors/scenario_editor.h"

#include <algorithm>

namespace ridge {

LeverAnswers& LeverAnswers::of(MainWindow& window)
{
    auto* answers = window.findChild<LeverAnswers*>(QString(), Qt::FindDirectChildrenOnly);
    return answers ? *answers : *new LeverAnswers(window);
}

LeverAnswers::LeverAnswers(MainWindow& window)
    : QObject(&window), m_window(window), m_study([](const std::shared_ptr<const Scenario>& scenario,
                                                     const StudyRun& run) { return leverGains(scenario, run); },
                                                  [this](const Gains& gains) { tell(gains); })
{
    connect(&window.evaluator(), &LiveEvaluator::evaluated, this,
            [this](const std::shared_ptr<const Evaluation>& evaluation) {
                m_current = evaluation->chosen;
                refresh();
            });
    if (auto* levers = window.editor().findChild<LeverList*>()) {
        addReader([levers] { return levers->isVisible(); }, [levers](const Gains& gains) { levers->setGains(gains); });
        connect(levers, &LeverList::shown, this, &LeverAnswers::refresh);
    }
}

void LeverAnswers::addReader(std::function<bool()> looks, std::function<void(const Gains&)> take)
{
    m_readers.push_back({std::move(looks), std::move(take)});
}

void LeverAnswers::tell(const Gains& gains)
{
    if (!gains) { // stopped: another scenario is asked for
        return;
    }
    m_last = gains;
    for (const Reader& reader : m_readers) {
        if (reader.looks()) {
            reader.take(gains);
        }
    }
}

void LeverAnswers::refresh()
{
    const bool isWanted = std::ranges::any_of(m_readers, [](const Reader& reader) { return reader.looks(); });
    if (!m_current || !isWanted) {
        return;
    }
    if (m_last && m_last->of == m_current) {
        tell(m_last); // who began to look has not heard it
        return;
    }
    m_study.ask(m_current, areQuick(m_window.evaluator().lastMicroseconds(), leverTexts().size()));
}

} // namespace ridge
