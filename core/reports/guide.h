// The guide: concepts in a paragraph each, and every metric, lever, parameter and number format in its own words.
// Not a tutorial: lessons lead step by step.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ridge {

struct GuideConcept {
    std::string id, title;
    std::string text;                 // Markdown
    std::vector<std::string> metrics; // ids of those that it is about
};

/// In the order of resources/guide.json.
const std::vector<GuideConcept>& guideConcepts();
/// Throws FormatError, also for an id that is used twice and for a metric that is none.
std::vector<GuideConcept> readGuideJson(std::string_view text);

/// All of it, without the page around it. Anchors: "concept-roofline", "metric-latency", "lever-gqa",
/// "parameter-workload.batch", "format-fp8".
std::string guideHtml();

} // namespace ridge
