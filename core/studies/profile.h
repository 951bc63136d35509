// How one metric runs along the range of each of many parameters, all others as they were chosen: small curves.
// Not where values lie on a parameter's scale, and not how a curve is drawn.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/scenario/parameters/parameters.h"
#include "core/studies/runner.h"

#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// A parameter, and the values that it is to take in turn.
struct ProfileAxis {
    Parameter parameter;
    std::vector<double> values; // ascending, base units
};

struct ProfilePoint {
    double value = 0;            // of the parameter
    double metric = 0;           // base units
    Bound bound = Bound::Memory; // what limits the metric: see limitOf
    bool fits = true;
    bool afterGap = false; // between it and the point before lie values at which the metric is absent
    friend bool operator==(const ProfilePoint&, const ProfilePoint&) = default;
};

struct ProfileCurve {
    std::string parameter;
    std::vector<ProfilePoint> points; // in the order of the values; those without the metric are left out

    /// Whether the metric depends on the parameter at all, beyond what rounding leaves.
    bool isFlat() const;
    /// Lowest and highest of the metric; absent where no point has it.
    std::optional<ValueRange> range() const;
    friend bool operator==(const ProfileCurve&, const ProfileCurve&) = default;
};

struct Profile {
    std::string metric;
    std::vector<ProfileCurve> curves; // of every axis, in their order
    /// nullptr: there is none of that parameter.
    const ProfileCurve* find(std::string_view parameter) const;
};

/// Every value of every axis, one at a time on top of what was chosen. Values that the scenario refuses are left out
/// like those at which the metric is absent. Nothing where the run was stopped.
std::optional<Profile> profileOf(const Scenario& chosen, std::string_view metric, const std::vector<ProfileAxis>& axes,
                                 const StudyRun& run = {});

} // namespace ridge
