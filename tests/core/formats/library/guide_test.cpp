#include "core/formats/format_error.h"
#include "core/levers/levers.h"
#include "core/metrics/catalogue.h"
#include "core/reports/guide.h"

#include "tests/support/catch.h"

using namespace ridge;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("the guide has a place for every metric and every lever, and a paragraph for every concept", "[guide]")
{
    const std::string guide = guideHtml();
    for (const Metric& metric : metricCatalogue()) {
        CHECK_THAT(guide, ContainsSubstring("\"metric-" + std::string(metric.id) + "\""));
    }
    for (const LeverText* lever : leverTexts()) {
        CHECK_THAT(guide, ContainsSubstring("\"lever-" + std::string(lever->id) + "\""));
    }
    REQUIRE(guideConcepts().size() >= 12);
    for (const GuideConcept& each : guideConcepts()) {
        INFO(each.id);
        CHECK(each.text.size() > 100);
        CHECK_THAT(guide, ContainsSubstring("concept-" + each.id));
    }
}

TEST_CASE("every link of the guide leads to a place in it", "[guide]")
{
    const std::string guide = guideHtml();
    std::size_t links = 0;
    for (std::size_t at = 0; (at = guide.find("href=\"#", at)) != std::string::npos; ++links) {
        at += 7;
        const std::string anchor = guide.substr(at, guide.find('"', at) - at);
        INFO(anchor);
        CHECK(guide.find("id=\"" + anchor + "\"") != std::string::npos);
    }
    CHECK(links > 30);
}

TEST_CASE("a concept that names a metric which is none is refused", "[guide]")
{
    CHECK_THROWS_WITH(readGuideJson(R"({"format": "ridgepoint-guide", "version": 1, "entries": [
                          {"id": "a", "title": "A", "text": "a", "metrics": ["no_such"]}]})"),
                      ContainsSubstring("no_such"));
}
