#include "core/studies/lever_marks.h"

#include "core/evaluate/evaluate.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {
namespace {

/// Sums in another order differ in their last digits.
bool isSame(const std::optional<double>& a, const std::optional<double>& b)
{
    return a == b || (a && b && std::fabs(*a - *b) <= 1e-12 * std::max(std::fabs(*a), std::fabs(*b)));
}

/// What an operator does by itself. Its energy at the wall and its share also follow from what all others do.
std::array<double, 8> doneAt(const Evaluation& e, const OperatorPlace& place)
{
    const OperatorCost& cost = costAt(e, place);
    return {executionsOf(e, place), cost.parameters,          cost.size.inBaseUnits(),     cost.macs.inBaseUnits(),
            cost.ops.inBaseUnits(), cost.bytes.inBaseUnits(), cost.energy().inBaseUnits(), cost.time.inBaseUnits()};
}

/// Of those that are on, the ones somebody pulled.
std::vector<const LeverText*> chosenLevers(const Scenario& chosen)
{
    Scenario usual;
    usual.model = chosen.model;
    usual.device = chosen.device;
    std::vector<const LeverText*> levers = pulledLevers(chosen);
    std::erase_if(levers, [&usual](const LeverText* lever) { return isSwitchedOn(usual, *lever); });
    return levers;
}

} // namespace

std::string LeverMark::text(Unit unit, NumberStyle style) const
{
    const std::string name = std::string(lever->label) + ": ";
    if (!before || !after) {
        return name + (after ? "new" : "gone");
    }
    const std::string factor = factorText(*before, *after);
    return name + format(*before, unit, style) + " → " + format(*after, unit, style) +
           (factor.empty() ? "" : ", " + factor);
}

LeverMarks::LeverMarks(const Evaluation& now) : m_now(&now)
{
    Scenario scenario = *m_now->chosen;
    const std::vector<const LeverText*> levers = chosenLevers(scenario);
    for (std::size_t k = levers.size(); k > 0; --k) {
        scenario = switched(std::move(scenario), *levers[k - 1], false);
        Step& step = m_steps.emplace_back();
        step.lever = levers[k - 1];
        step.without = assess(std::make_shared<const Scenario>(scenario), {});
        for (const Stage& stage : m_now->program.stages) {
            step.places.emplace_back(stage.operators.size());
        }
        for (const OperatorPair& pair : pairsOf(step.without, *m_now)) {
            if (pair.after) {
                step.places[pair.after->stage][pair.after->op] = pair.before;
            }
        }
    }
    std::ranges::reverse(m_steps);
}

std::pair<const Evaluation*, std::optional<OperatorPlace>> LeverMarks::at(std::size_t step,
                                                                          const OperatorPlace& now) const
{
    return step == m_steps.size() ? std::pair(m_now, std::optional(now))
                                  : std::pair(&m_steps[step].without, m_steps[step].places[now.stage][now.op]);
}

bool LeverMarks::isChangedIn(std::size_t step, const OperatorPlace& place) const
{
    const auto [before, from] = at(step, place);
    const auto [after, to] = at(step + 1, place);
    return from && to ? doneAt(*before, *from) != doneAt(*after, *to) : from.has_value() != to.has_value();
}

std::vector<LeverMark> LeverMarks::of(const OperatorFigure& figure, const OperatorPlace& place) const
{
    std::vector<LeverMark> marks;
    for (std::size_t k = 0; k < m_steps.size(); ++k) {
        const auto [before, from] = at(k, place);
        const auto [after, to] = at(k + 1, place);
        const LeverMark mark{m_steps[k].lever, from ? figure.value(*before, from->stage, from->op) : std::nullopt,
                             to ? figure.value(*after, to->stage, to->op) : std::nullopt};
        if (isChangedIn(k, place) && !isSame(mark.before, mark.after)) {
            marks.push_back(mark);
        }
    }
    return marks;
}

std::vector<const LeverText*> LeverMarks::leversAt(const OperatorPlace& place) const
{
    std::vector<const LeverText*> levers;
    for (std::size_t k = 0; k < m_steps.size(); ++k) {
        if (isChangedIn(k, place)) {
            levers.push_back(m_steps[k].lever);
        }
    }
    return levers;
}

} // namespace ridge
