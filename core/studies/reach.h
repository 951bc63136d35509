// At what value of one parameter a stage has a wanted arithmetic intensity: what dragging its marker asks for.
// Not a solver for targets: whole numbers and choices of one parameter, for one stage's intensity alone.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/scenario/parameters/parameters.h"

namespace ridge {

/// A value of the parameter, and the operations per byte that the stage has there.
struct Reached {
    double value = 0;
    double intensity = 0;
    friend bool operator==(const Reached&, const Reached&) = default;
};

/// Operations per byte of a stage as a whole; absent where it has none, or there is no such stage.
std::optional<double> intensityOf(const Evaluation& evaluation, std::size_t stage);

/// The value at which the intensity is nearest to the wanted one, by ratio. Whole numbers are searched outwards from
/// the present one, as long as doubling or halving brings the intensity nearer by half a percent, and then bisected:
/// where more of the parameter moves it no further, the value stays reasonable. Of choices each is tried.
std::optional<Reached> reachIntensity(const Scenario& scenario, const Parameter& parameter, std::size_t stage,
                                      double wanted);

/// The next value on the wanted side: whole numbers by this share of themselves and at least by one, of choices the
/// next. Nothing where the parameter leads no further.
std::optional<Reached> stepIntensity(const Scenario& scenario, const Parameter& parameter, std::size_t stage,
                                     bool upwards, double share);

/// What moves a stage along the intensity: whole numbers and choices of workload and deployment, the batch first.
std::vector<Parameter> intensityParameters(const Scenario& scenario, std::size_t stage);

/// The one of this id where it applies, else the batch, else the first that moves the stage.
std::optional<Parameter> intensityParameter(const Scenario& scenario, std::size_t stage, std::string_view id = {});

} // namespace ridge
