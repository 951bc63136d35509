#include "ui/charts/operators.h"

#include <algorithm>

namespace ridge {

bool isIn(const Evaluation& evaluation, OperatorRef ref)
{
    return ref.isValid() && static_cast<std::size_t>(ref.stage) < evaluation.stages.size() &&
           static_cast<std::size_t>(ref.op) < evaluation.stages[static_cast<std::size_t>(ref.stage)].operators.size();
}

bool isSameIn(const Evaluation& before, const Evaluation& now, OperatorRef ref)
{
    const auto nameIn = [ref](const Evaluation& e) -> const std::string& {
        return e.program.stages[static_cast<std::size_t>(ref.stage)].operators[static_cast<std::size_t>(ref.op)].name;
    };
    return isIn(before, ref) && isIn(now, ref) && nameIn(before) == nameIn(now);
}

double totalTime(const Evaluation& evaluation, OperatorRef ref)
{
    const auto s = static_cast<std::size_t>(ref.stage), i = static_cast<std::size_t>(ref.op);
    const Stage& stage = evaluation.program.stages[s];
    return evaluation.stages[s].operators[i].time.inBaseUnits() * stage.operators[i].count * stage.repeat;
}

std::vector<OperatorRef> operatorsByTime(const Evaluation& evaluation)
{
    std::vector<std::pair<double, OperatorRef>> timed;
    for (std::size_t s = 0; s < evaluation.stages.size(); ++s) {
        for (std::size_t i = 0; i < evaluation.stages[s].operators.size(); ++i) {
            const OperatorRef ref{static_cast<int>(s), static_cast<int>(i)};
            timed.emplace_back(totalTime(evaluation, ref), ref);
        }
    }
    std::stable_sort(timed.begin(), timed.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<OperatorRef> order;
    order.reserve(timed.size());
    for (const auto& entry : timed) {
        order.push_back(entry.second);
    }
    return order;
}

QString percent(double share)
{
    const double value = share * 100;
    const int decimals = value >= 9.95 || value == 0 ? 0 : 1;
    return value > 0 && value < 0.1 ? QStringLiteral("< 0.1 %") : QString::number(value, 'f', decimals) + " %";
}

} // namespace ridge
