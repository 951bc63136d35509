// The report as one HTML file: all of it inside, nothing that is markup from outside.

#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/metrics/value_text.h"
#include "core/quantity/html.h"
#include "core/reports/html_report.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::size_t countOf(const std::string& text, const std::string& part)
{
    std::size_t count = 0;
    for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
        ++count;
    }
    return count;
}

} // namespace

TEST_CASE("an HTML report holds every metric with its derivation, every operator and the scenario", "[html][report]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const std::string page = writeHtmlReport(e, {});
    std::size_t present = 0;
    for (std::size_t i = 0; i < e.metrics.size(); ++i) {
        const Metric& metric = metricCatalogue()[i];
        if (e.metrics[i].value) {
            ++present;
            INFO(metric.id);
            CHECK_THAT(page, ContainsSubstring(forHtml(metric.label)));
            CHECK_THAT(page, ContainsSubstring(forHtml(valueText(e.metrics[i], metric.unit, e.numberStyle()))));
        }
    }
    CHECK(countOf(page, "<details") >= present);
    CHECK(countOf(page, "<details") == countOf(page, "</details>"));
    CHECK(countOf(page, "<table") == countOf(page, "</table>"));
    for (const Stage& stage : e.program.stages) {
        for (const Operator& op : stage.operators) {
            CHECK_THAT(page, ContainsSubstring(forHtml(op.name)));
        }
    }
    CHECK_THAT(page, ContainsSubstring("id=\"ridgepoint-scenario\""));
    CHECK_THAT(page, ContainsSubstring(forHtml(writeScenarioJson(*e.chosen), unbounded).substr(0, 400)));
}

TEST_CASE("an HTML report needs nothing from outside and runs nothing", "[html][report]")
{
    const ReportPicture picture{"Roofline", "words",
                                "data:image/svg+xml;base64,AA==", "data:image/svg+xml;base64,BB=="};
    const std::string page = writeHtmlReport(evaluate(preset("resnet-50", "a100-80gb")), {}, {&picture, 1});
    CHECK_THAT(page, ContainsSubstring(picture.light) && ContainsSubstring(picture.dark));
    CHECK_THAT(page, !ContainsSubstring("<script") && !ContainsSubstring("src=\"http") &&
                         !ContainsSubstring("@import") && !ContainsSubstring("<link"));
}

TEST_CASE("names from files are words in an HTML report, never markup", "[html][report]")
{
    Scenario s = preset("resnet-50", "a100-80gb");
    s.model.name = "<img src=x onerror=alert(1)> & \"quotes\"";
    s.device.name = "</h1><script>x</script>";
    const std::string page = writeHtmlReport(evaluate(s), {});
    CHECK_THAT(page, !ContainsSubstring("<img src=x") && !ContainsSubstring("<script"));
    CHECK_THAT(page, ContainsSubstring("&lt;img"));
}
