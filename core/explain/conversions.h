// The sheet's quick conversion rules as a catalogue: a number in the other units people know it by.
// Not the formatter (quantity/unit.h), and not metrics: nothing is computed that is not the same number.
#pragma once

#include "core/metrics/catalogue.h"

namespace ridge {

/// What a number counts, where its unit alone does not say: parameters and activations are both counts.
enum class NumberKind { Other, Parameters, Activations, Flops, EnergyAtDevice, EnergyAtWall };

/// The kind of the metric with this id.
NumberKind kindOf(const Metric& metric);

struct Conversion {
    std::string_view id;   // "joules-to-kwh"
    std::string_view from; // as the sheet's table writes it: "Wh"
    std::string_view to;   // "kWh"
    bool (*applies)(NumberKind kind, Unit unit, const Scenario& scenario);
    std::string (*text)(NumberKind kind, double value, const Scenario& scenario); // value in base units, not 0
    std::string (*rule)(NumberKind kind, const Scenario& scenario);               // "÷ 3600 ÷ 1000"
};

const std::vector<Conversion>& conversions();

struct ConvertedNumber {
    std::string_view id; // of the conversion
    std::string text;    // "5.44 GiB"
    std::string rule;    // "÷ 2³⁰"
};

/// A metric's value in other units, in the catalogue's order; empty where none of the rules is about it.
std::vector<ConvertedNumber> conversionsOf(const Metric& metric, double value, const Scenario& scenario);

/// The same for a number that is no metric, such as a parameter.
std::vector<ConvertedNumber> conversionsOf(Unit unit, double value, const Scenario& scenario);

} // namespace ridge
