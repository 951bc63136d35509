#include "core/scenario/badge.h"

#include "core/quantity/unit.h"
#include "core/scenario/model_body.h"

#include <algorithm>

namespace ridge {
namespace {

/// Attention that sees no later positions: of whatever generates tokens, of text encoders like CLIP's, and of graphs
/// with nodes that say so.
bool masksAttention(const Model& model)
{
    const auto* text = model.part<TextEncoder>();
    const auto* second = model.part<SecondTextEncoder>();
    const ImportedGraph* imported = model.imported();
    const bool hasSuchNode =
        imported && std::any_of(imported->graph->nodes.begin(), imported->graph->nodes.end(),
                                [](const GraphNode& node) { return node.type.find("Attention") != std::string::npos; });
    return model.generates() || (text && text->causal) || (second && second->causal) || hasSuchNode;
}

} // namespace

std::string conventionBadge(const Scenario& scenario)
{
    std::string text = scenario.convention.badge();
    for (const std::string_view part : {" · full attention", " · half attention"}) {
        const std::size_t at = masksAttention(scenario.model) ? std::string::npos : text.find(part);
        if (at != std::string::npos) {
            text.erase(at, part.size());
        }
    }
    return text;
}

std::string machineName(const Scenario& scenario)
{
    const double devices = scenario.deployment.split.devices();
    return (devices > 1 ? formatForField(devices, Unit::Count) + " × " : "") + scenario.device.name;
}

std::string scenarioName(const Scenario& scenario) { return scenario.model.name + " on " + machineName(scenario); }

} // namespace ridge
