#include "core/formats/json/targets.h"

#include "core/formats/closest.h"
#include "core/metrics/catalogue.h"

namespace ridge {
namespace {

constexpr const char* atMostKey = "at_most";
constexpr const char* atLeastKey = "at_least";

} // namespace

Targets readTargets(const Json& scenario)
{
    constexpr NumberRange anyNumber{-1e300, 1e300, false};
    Targets targets;
    const Json* given = ObjectReader(scenario, "").find(targetsKey);
    if (!given) {
        return targets;
    }
    if (!given->is_object()) {
        failAt(targetsKey, "expected an object of metric ids and targets.");
    }
    for (const auto& [id, json] : given->items()) {
        const std::string place = std::string(targetsKey) + "[" + inQuotes(id) + "]";
        if (!metricIndex(id)) {
            std::vector<std::string> known;
            for (const Metric& row : metricCatalogue()) {
                known.emplace_back(row.id);
            }
            const std::string hint = didYouMean(id, known);
            failAt(place, "there is no such metric" + (hint.empty() ? "." : hint));
        }
        const ObjectReader reader(json, place);
        const bool isAtMost = reader.find(atMostKey) != nullptr;
        targets[id] = {isAtMost, reader.number(isAtMost ? atMostKey : atLeastKey, anyNumber)};
        reader.rejectUnknown();
    }
    return targets;
}

void addTargets(OrderedJson& scenario, const Targets& targets)
{
    for (const auto& [id, aim] : targets) {
        scenario[targetsKey][id][aim.isAtMost ? atMostKey : atLeastKey] = numberJson(aim.limit);
    }
}

} // namespace ridge
