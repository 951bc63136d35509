// How the left column makes the next scenario of what its rows report.

#include "core/studies/pulled_levers.h"
#include "ui/editors/scenario_editor.h"
#include "ui/editors/section_box.h"
#include "ui/shown.h"

namespace ridge {

void ScenarioEditor::propose(Scenario next, EditLabel label)
{
    if (!m_current || next == *m_current) {
        return;
    }
    // Shown at once, so that a second edit before the answer builds on the first.
    const auto proposed = std::make_shared<const Scenario>(next);
    m_current = proposed;
    emit edited(std::move(next), std::move(label));
    if (m_current == proposed) {
        refresh();
    }
}

void ScenarioEditor::proposeValue(const ParameterRow* row, Scenario next, quint64 gesture)
{
    const Parameter& p = row->parameter();
    const QString id = qs(p.id);
    if (gesture == 0 || m_open.token != gesture || m_open.field != id) {
        m_open = {gesture, id, row->value()};
    }
    const QString from = qs(valueText(p, *m_current, m_open.start));
    const QString to = qs(valueText(p, next, p.get(next).value_or(0)));
    propose(std::move(next), {id, gesture, QStringLiteral("%1 %2 → %3").arg(qs(p.label), from, to)});
}

void ScenarioEditor::applyValue(ParameterRow* row, double value, quint64 gesture)
{
    const Parameter& p = row->parameter();
    Scenario next = *m_current;
    assignParameter(next, p, value);
    if (value != row->value() && p.get(next) == row->value() && p.id.find("symbols.") != std::string::npos) {
        const QString sentence =
            tr("%1: the graph's shapes do not allow %2").arg(qs(p.label), qs(valueText(p, *m_current, value)));
        row->showRefusal(sentence);
        emit rejected(sentence);
    }
    proposeValue(row, std::move(next), gesture);
}

void ScenarioEditor::applyText(ParameterRow* row, const QString& text, quint64 gesture)
{
    const Parameter& p = row->parameter();
    const bool isOpen = gesture != 0 && m_open.token == gesture && m_open.field == qs(p.id);
    const double start = isOpen ? m_open.start : row->value();
    Scenario next = *m_current;
    QString problem;
    if (text.trimmed() == qs(parameterText(p, start, m_current->convention.numberStyle()))) {
        p.set(next, start); // what was shown means what stood there, with the digits that were not
    } else {
        problem = qs(setParameter(next, p.id, text.toStdString()));
    }
    if (problem.startsWith(qs(p.id))) {
        problem.replace(0, qsizetype(p.id.size()), qs(p.label));
    }
    row->setProblem(problem);
    if (problem.isEmpty()) {
        proposeValue(row, std::move(next), gesture);
    } else {
        cancel(row, gesture); // what could be read on the way to it was not meant
    }
}

void ScenarioEditor::cancel(ParameterRow* row, quint64 gesture)
{
    if (gesture == 0 || m_open.token != gesture || m_open.field != qs(row->parameter().id)) {
        return; // nothing was edited in this gesture
    }
    Scenario next = *m_current;
    row->parameter().set(next, m_open.start);
    proposeValue(row, std::move(next), gesture);
    m_open = {};
}

void ScenarioEditor::returnToPreset(ParameterRow* row)
{
    const Parameter& p = row->parameter();
    const std::optional<double> usual = m_baseline ? p.get(*m_baseline) : std::nullopt;
    if (usual) {
        Scenario next = *m_current;
        p.set(next, *usual); // not assigned: a preset's value is taken as it is
        proposeValue(row, std::move(next), 0);
    }
}

/// Whoever chooses one wants it to be used.
void ScenarioEditor::chooseStudent(const LeverText* lever, const std::optional<Model>& student)
{
    Scenario next = *m_current;
    next.student = student;
    if (student) {
        next = switched(std::move(next), *lever, true);
    }
    const auto named = [this](const std::optional<Model>& model) {
        return model ? shownName(model->name) : tr("none");
    };
    propose(std::move(next),
            {qs(lever->idOf("student")), 0,
             tr("%1: student %2 → %3").arg(qs(lever->label), named(m_current->student), named(student))});
}

void ScenarioEditor::resetSection(SectionBox* box)
{
    if (!m_baseline) {
        return;
    }
    Scenario next = *m_current;
    if (box->section() == Section::Model) {
        next.model = m_baseline->model;
    } else if (box->section() == Section::Device) {
        next.device = m_baseline->device;
    } else if (box->section() == Section::Levers) {
        next.levers = m_baseline->levers; // the numbers of those at rest as well
        next.student = m_baseline->student;
    }
    for (const Parameter& p : parametersOf(next)) {
        const std::optional<double> usual = p.section == box->section() ? p.get(*m_baseline) : std::nullopt;
        if (usual) {
            p.set(next, *usual);
        }
    }
    const QString name = qs(labelOf(box->section()));
    propose(std::move(next), {name.toLower(), 0, tr("Reset %1").arg(name.toLower())});
}

} // namespace ridge
