#include "ui/charts/callouts/target.h"

#include "ui/shown.h"

#include <QCoreApplication>

namespace ridge {

std::string pathOf(const Evaluation& evaluation, OperatorRef ref)
{
    const Stage& stage = evaluation.program.stages[static_cast<std::size_t>(ref.stage)];
    return stage.name + "/" + stage.operators[static_cast<std::size_t>(ref.op)].name;
}

OperatorRef operatorOfPath(const Evaluation& evaluation, std::string_view path)
{
    const std::vector<Stage>& stages = evaluation.program.stages;
    for (std::size_t s = 0; s < stages.size(); ++s) {
        const std::string_view name = stages[s].name;
        if (!path.starts_with(name) || path.size() <= name.size() || path[name.size()] != '/') {
            continue;
        }
        const std::string_view rest = path.substr(name.size() + 1);
        for (std::size_t o = 0; o < stages[s].operators.size(); ++o) {
            if (stages[s].operators[o].name == rest) {
                return {static_cast<int>(s), static_cast<int>(o)};
            }
        }
    }
    return {};
}

std::string_view behind(std::string_view target, std::string_view prefix)
{
    return target.starts_with(prefix) ? target.substr(prefix.size()) : std::string_view();
}

QString nameOfTarget(const std::string& target)
{
    const auto text = [](std::string_view of) { return shownName(std::string(of)); };
    if (const auto roof = behind(target, roofTarget); !roof.empty()) {
        return QCoreApplication::translate("Callout", "the roof %1").arg(text(roof));
    }
    if (const auto level = behind(target, levelTarget); !level.empty()) {
        return QCoreApplication::translate("Callout", "the level %1").arg(text(level));
    }
    const auto path = behind(target, operatorTarget);
    return text(path.empty() ? std::string_view(target) : path);
}

} // namespace ridge
