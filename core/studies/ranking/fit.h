// What would make a scenario fit its device: combinations of narrower formats, a smaller batch, fewer tokens, smaller
// images and more devices, each tried by evaluating it.
// Not the half sentence of the verdict: core/evaluate/advice.h.
#pragma once

#include "core/studies/runner.h"

#include "core/analysis/evaluation.h"

namespace ridge {

struct FitSetting {
    std::string parameter;
    double value = 0; // base units, or the index of a choice
};

/// What is lost, in points that only say which way comes first:
///
///     a smaller batch     1   the same answers, fewer at once
///     8-bit weights       2   accuracy, little (the catalogue of formats says how much is typical)
///     an 8-bit cache      2
///     8-bit activations   3   outliers need care
///     4-bit weights       6   accuracy, noticeably
///     a 4-bit cache       6
///     a shorter prompt   20   what was to be read
///     smaller images     20   what was to be seen
///     a narrower window  25   what was read and is forgotten
///
/// Points add up, so that every combination of formats comes before one that drops tokens or pixels.
struct FitWay {
    std::vector<FitSetting> settings; // to be set in this order
    std::string words;                // "8-bit weights and a batch of 3"
    double loss = 0;
    Bytes<> headroom; // that it leaves; of several devices none is known
    /// More than one: not tried but a bound. So many devices of this kind hold it where everything splits evenly.
    double devices = 1;
};

struct Fit {
    bool fits = false; // as it is; then there is nothing to do
    Bytes<> missing;
    /// Least loss first; of equals first those that were tried. None of them gives up more than another in everything:
    /// "8-bit weights and a batch of 10" stays beside "a batch of 3", "8-bit weights and a batch of 3" does not.
    std::vector<FitWay> ways;
    bool complete = true; // not stopped before the end
};

Fit waysToFit(const Scenario& scenario, const StudyRun& run = {});

} // namespace ridge
