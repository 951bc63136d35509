// Shares of the bound by class of devices and kind of work, fitted to what was measured.
// Not the shares that ship: resources/typical.json holds what this yields.
#pragma once

#include "core/program/work_kind.h"
#include "core/studies/measured.h"

namespace ridge {

/// A measured time and what its operators take at the speed of light. Seconds.
struct TimedRun {
    struct Work {
        WorkKind kind;
        double count;   // executions within the measured time
        double compute; // of one, at the peak
        double memory;  // of one, at the bandwidth
        bool launched;  // and not in the kernel of another
    };

    std::string id, source, deviceClass;
    double measured = 0;
    std::vector<Work> work;
    bool isCheck = false;
};

/// Those of the runs that are times or rates.
std::vector<TimedRun> timedRuns(const std::vector<CheckedRun>& runs);

/// Σ count·(max(t_compute / share_c, t_memory / share_m) + t_0): what evaluate() adds up.
double typicalTime(const TimedRun& run, const Typical& typical);

/// Logarithms of how the typical time of each run differs from the measured one when shares are fitted without any
/// run of its source, and without those kept for checking.
struct LeftOut {
    const TimedRun* run;
    double error;
};
std::vector<LeftOut> leaveOneSourceOut(const std::vector<TimedRun>& runs);

/// The same errors with the shares of its class.
std::vector<LeftOut> fitErrors(const std::vector<TimedRun>& runs, const std::vector<Typical>& classes);

/// Of every class among the runs, with the spread of those errors, and of all together ("any"). By their ids.
std::vector<Typical> fitTypical(const std::vector<TimedRun>& runs);

/// Median of |t_typical / t_measured − 1|.
double medianError(const std::vector<LeftOut>& errors);

} // namespace ridge
