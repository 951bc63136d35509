#include "app/window/lever_answers.h"

#include "app/ranking/library_items.h"
#include "app/window/main_window.h"
#include "core/levers/student.h"
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
                offerStudents();
                refresh();
            });
    if (auto* levers = window.editor().findChild<LeverList*>()) {
        m_list = levers;
        addReader([levers] { return levers->isVisible(); }, [levers](const Gains& gains) { levers->setGains(gains); });
        connect(levers, &LeverList::shown, this, [this] {
            m_offeredFor.reset(); // the user's own models may be others by now
            m_familyName.clear();
            if (m_current) {
                offerStudents();
            }
            refresh();
        });
    }
}

/// The models of the library that the one on screen can be distilled to, the largest first.
void LeverAnswers::offerStudents()
{
    const Model& teacher = m_current->model;
    if (!m_list || !m_list->isVisible() || m_offeredFor == teacher) {
        return;
    }
    if (m_familyName != teacher.family) {
        m_familyName = teacher.family;
        m_family.clear();
        for (Model& model : libraryModelsOf(teacher.family)) {
            const double parameters = parameterCount(model);
            m_family.emplace_back(std::move(model), parameters);
        }
        std::ranges::stable_sort(m_family, std::ranges::greater(), &std::pair<Model, double>::second);
    }
    const double most = parameterCount(teacher);
    std::vector<Model> students;
    for (const auto& [model, parameters] : m_family) {
        if (parameters < most && model.isOfSameFamily(teacher)) {
            students.push_back(model);
        }
    }
    m_offeredFor = teacher;
    m_list->setStudents(std::move(students));
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
