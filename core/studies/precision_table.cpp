#include "core/studies/precision_table.h"
#include "core/evaluate/evaluate.h"

#include "core/analysis/cost.h"

namespace ridge {

Scenario inPrecision(Scenario scenario, Precision precision, PrecisionScope scope)
{
    Deployment& d = scenario.deployment;
    d.weights = precision;
    if (scope == PrecisionScope::Weights) {
        return scenario;
    }
    if (allows(precision, FormatUse::Activations)) { // those of formats for weights alone keep theirs
        d.activations = precision;
    }
    if (scenario.model.generates() && allows(precision, FormatUse::KvCache)) { // a cache that no model uses keeps it
        d.kvCache = precision;
    }
    return scenario;
}

std::vector<PrecisionRow> precisionTable(const Scenario& scenario, PrecisionScope scope)
{
    std::vector<PrecisionRow> rows;
    for (Precision precision : formatsFor(FormatUse::Weights)) {
        const bool stored = precision == Precision::Stored;
        if (stored && scenario.deployment.weights != precision && scenario.model.checkpoint->tensors.empty()) {
            continue; // nothing is stored
        }
        const auto changed = std::make_shared<const Scenario>(inPrecision(scenario, precision, scope));
        PrecisionRow row;
        row.precision = precision;
        row.bits = storageBits(precision, scenario.deployment);
        row.inUse = changed->deployment == scenario.deployment;
        row.accuracy = infoOf(precision).accuracy;
        row.evaluation = std::make_shared<const Evaluation>(evaluate(changed));
        row.peak = row.evaluation->peak;
        row.computedAt = row.evaluation->computePrecision;
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace ridge
