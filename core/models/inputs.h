// What expansion reads of a scenario beside the model, over the number type.
// Not the device, not the deployment: a program is the same on every machine.
#pragma once

#include "core/scenario/families/origins.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// The values themselves, or a copy whose numbers lead back to their parameters.
template <class N, class T> decltype(auto) over(const T& values, [[maybe_unused]] const ParameterOrigins& changed)
{
    if constexpr (std::is_same_v<N, double>) {
        return (values);
    } else {
        return withOrigins(values, changed);
    }
}

/// A number that one parameter sets and no struct of a family holds.
template <class N>
N parameterOver([[maybe_unused]] const char* id, [[maybe_unused]] const char* symbol, double value,
                [[maybe_unused]] const ParameterOrigins& changed)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        return originOf(changed, id, symbol, value);
    }
}

template <class N = double> struct Inputs {
    Inputs(const Scenario& scenario, const ParameterOrigins& changed)
        : workload(over<N>(scenario.workload, changed)), convention(scenario.convention),
          speculates(scenario.speculates()), trains(scenario.trains()), readsInChunks(scenario.readsInChunks())
    {
    }
    const WorkloadOf<N> workload;
    const Convention& convention;
    const bool speculates, trains, readsInChunks;
};

} // namespace ridge
