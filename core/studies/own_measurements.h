// What a user measured, beside the scenario it was measured of: which part it is of, and what of the bound was reached.
// Not the file it came from: core/formats/measurements_csv.h reads that.
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

/// One line of the user's.
struct OwnMeasurement {
    std::string subject = {};          // an operator's name, a stage's, or the model's; empty: the model's
    std::optional<double> time = {};   // seconds, of one execution
    std::optional<double> rate = {};   // per second: of tokens where they are generated, of samples elsewhere
    std::optional<double> energy = {}; // joules, of one execution, at the wall
    std::size_t line = 0;              // of the file, from 1
    friend bool operator==(const OwnMeasurement&, const OwnMeasurement&) = default;
};

/// The same beside ours.
struct PlacedMeasurement {
    enum class Part { Whole, OneStage, OneOperator, Nowhere };

    OwnMeasurement own;
    Part part = Part::Nowhere;
    std::size_t stage = 0, op = 0; // where the part is one of those
    std::string name;              // of the part, for people
    std::optional<double> seconds; // measured: the time, or what follows from the rate
    double bound = 0;              // seconds at the speed of light; of an evaluation with typical times those
    std::optional<double> intensity, opsPerSecond; // where it stands in a roofline
    std::optional<double> lowestEnergy, ourEnergy; // joules of arithmetic, movement and idling, and by the rule
    /// Bound over measured: 1 is the speed of light.
    std::optional<double> share() const;
    /// Whether it lies above its roof, or took less energy than there has to be.
    bool isImpossible() const;
    /// "62 % of the speed of light", or what must be wrong.
    std::string sentence() const;
    std::string hint; // of what is impossible: which mistake has that size
};

std::vector<PlacedMeasurement> placed(const std::vector<OwnMeasurement>& measurements, const Evaluation& evaluation);

} // namespace ridge
