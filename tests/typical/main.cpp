// Fits resources/typical.json to resources/measured.json and writes it to standard output; what it leaves goes to
// standard error. Run it again when peaks, bandwidths or runs change: fit_typical > resources/typical.json
// Not the fit itself: tests/support/typical_fit.h.

#include "core/formats/json/typical.h"
#include "core/library/measured_runs.h"
#include "tests/support/typical_fit.h"

#include <cmath>
#include <cstdio>
#include <iostream>

namespace ridge {
namespace {

/// Three digits are more than measurements have.
double rounded(double value)
{
    const double scale = std::pow(10.0, 2 - std::floor(std::log10(value)));
    return std::round(value * scale) / scale;
}

Typical rounded(Typical typical)
{
    typical.overhead = rounded(typical.overhead);
    typical.spread = std::max(1.0, rounded(typical.spread));
    for (TypicalShare& share : typical.shares) {
        share = {std::min(1.0, rounded(share.compute)), std::min(1.0, rounded(share.bandwidth))};
    }
    return typical;
}

std::vector<LeftOut> of(const std::vector<LeftOut>& errors, bool isCheck)
{
    std::vector<LeftOut> chosen;
    std::copy_if(errors.begin(), errors.end(), std::back_inserter(chosen),
                 [isCheck](const LeftOut& each) { return each.run->isCheck == isCheck; });
    return chosen;
}

int fit()
{
    const std::vector<TimedRun> runs = timedRuns(checkMeasured());
    const std::vector<LeftOut> errors = leaveOneSourceOut(runs);
    for (const LeftOut& each : errors) {
        std::fprintf(stderr, "%+6.2f  %s  %s: %s\n", std::exp(each.error) - 1, each.run->isCheck ? "check" : "     ",
                     each.run->id.c_str(), each.run->source.c_str());
    }
    std::vector<Typical> classes = fitTypical(runs);
    const double all = medianError(errors);
    std::fprintf(stderr,
                 "leave-one-source-out median error: %.1f %%; of runs kept for checking: %.1f %%, and %.1f %% "
                 "where other runs of their source were seen\n",
                 100 * all, 100 * medianError(of(errors, true)), 100 * medianError(of(fitErrors(runs, classes), true)));
    for (Typical& typical : classes) {
        typical = rounded(std::move(typical));
    }
    char note[300];
    std::snprintf(note, sizeof note,
                  "Fitted by tests/typical to measured.json: t = max(t_compute / share, t_memory / share) + overhead "
                  "per launched operator. With one source left out after the other the median error is %.0f %%.",
                  100 * all);
    std::cout << writeTypicalJson(classes, note);
    return 0;
}

} // namespace
} // namespace ridge

int main() { return ridge::fit(); }
