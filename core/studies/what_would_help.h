// What would help a scenario most: levers, narrower formats, another batch, each tried by evaluating it, best first.
// Not a search over all that can be chosen, and not generic advice: what gains nothing here is not said.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/studies/runner.h"

namespace ridge {

struct Help {
    std::string title;    // "4-bit weights"
    std::string sentence; // "4-bit weights: decode 3.1× faster, 9.9 GB less; accuracy: moderate."
    std::map<std::string, std::string> settings; // parameter → text: what would have to be set
    double gain = 0;                             // what they are ranked by; no unit
};

inline constexpr std::size_t mostHelp = 5;

/// At most that many, the largest gain first; of changes of one setting the best. What does not fit is helped first by
/// what makes it fit. Empty where nothing gains anything, or when stopped.
std::vector<Help> whatWouldHelp(std::shared_ptr<const Scenario> chosen, const StudyRun& run = {});

/// The scenario with these settings.
Scenario helped(Scenario scenario, const Help& help);

} // namespace ridge
