#include "core/reports/guide.h"

#include "core/formats/embedded.h"
#include "core/formats/json/reader.h"
#include "core/lessons/markdown.h"
#include "core/levers/levers.h"
#include "core/library/baseline.h"
#include "core/library/entries.h"
#include "core/metrics/catalogue.h"
#include "core/quantity/html.h"
#include "core/scenario/parameters/parameters.h"
#include "core/scenario/precision.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t mostConcepts = 200, mostMetrics = 50;

GuideConcept readConcept(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    GuideConcept one;
    one.id = reader.text("id");
    one.title = reader.text("title");
    one.text = reader.text("text");
    for (const Json* metric : reader.array("metrics", mostMetrics)) {
        one.metrics.push_back(readText(*metric, reader.placeOf("metrics")));
        if (!metricIndex(one.metrics.back())) {
            failAt(reader.placeOf("metrics"), "there is no metric " + one.metrics.back() + ".");
        }
    }
    reader.rejectUnknown();
    return one;
}

std::string words(std::string_view text) { return forHtml(text, unbounded); }

std::string heading(const char* name, std::string_view title, const std::string& anchor)
{
    return "<" + std::string(name) + " id=\"" + words(anchor) + "\"><a name=\"" + words(anchor) + "\"></a>" +
           words(title) + "</" + name + ">\n";
}

std::string line(std::string_view text, const char* kind = "")
{
    return text.empty() ? std::string() : "<p" + std::string(kind) + ">" + words(text) + "</p>\n";
}

constexpr const char* aside = " class=\"muted\"";

std::string concepts()
{
    std::string out = heading("h2", "Concepts", "concepts");
    for (const GuideConcept& each : guideConcepts()) {
        out += heading("h3", each.title, "concept-" + each.id) + htmlOfMarkdown(each.text);
        std::string links;
        for (const std::string& id : each.metrics) {
            const std::string_view label = metricCatalogue()[*metricIndex(id)].label;
            links +=
                (links.empty() ? "" : ", ") + std::string("<a href=\"#metric-") + id + "\">" + words(label) + "</a>";
        }
        out += links.empty() ? links : "<p" + std::string(aside) + ">See " + links + ".</p>\n";
    }
    return out;
}

std::string metrics()
{
    std::string out = heading("h2", "Metrics", "metrics");
    for (const Metric& metric : metricCatalogue()) {
        out += heading("h3", metric.label, "metric-" + std::string(metric.id));
        out +=
            "<p" + std::string(aside) + ">" + html(symbolNotation(metric.symbol)) + " " + words(metric.id) + "</p>\n";
        out += line(metric.help) +
               line(metric.source.empty() ? std::string() : "Source: " + std::string(metric.source), aside);
    }
    return out;
}

std::string levers()
{
    std::string out = heading("h2", "Levers", "levers");
    for (const LeverText* lever : leverTexts()) {
        out += heading("h3", lever->label, "lever-" + std::string(lever->id));
        out += line("Reduces " + std::string(lever->reduces) + ".") + line(lever->caveat);
        for (const LeverParameter& parameter : lever->parameters) {
            out += line(std::string(parameter.label) + ": " + std::string(parameter.help), aside);
        }
    }
    return out;
}

/// Those of the scenario that the program starts with; others belong to other kinds of models.
std::string parameters()
{
    std::string out = heading("h2", "Parameters", "parameters");
    for (const Parameter& row : parametersOf(defaultScenario())) {
        if (row.section != Section::Levers) {
            out += heading("h3", row.label, "parameter-" + row.id) + line(row.id, aside) + line(row.help);
        }
    }
    return out;
}

std::string formats()
{
    std::string out = heading("h2", "Number formats", "formats");
    for (const Precision precision : allPrecisions) {
        const PrecisionInfo& info = infoOf(precision);
        out += heading("h3", info.label, "format-" + std::string(info.id));
        out += line(formatForField(info.bits, Unit::Count) + " bits" +
                    (info.accuracy.empty() ? "." : "; accuracy: " + std::string(info.accuracy) + "."));
    }
    return out;
}

} // namespace

std::vector<GuideConcept> readGuideJson(std::string_view text)
{
    const Json json = parseJson(text, "The guide");
    const ObjectReader reader(json, "");
    checkHeader(reader, "ridgepoint-guide");
    std::set<std::string> ids;
    std::vector<GuideConcept> all = readEntries(reader, "entries", mostConcepts, ids, readConcept);
    reader.rejectUnknown();
    return all;
}

const std::vector<GuideConcept>& guideConcepts()
{
    static const std::vector<GuideConcept> all = [] {
        const auto files = embeddedFiles();
        const auto file = std::ranges::find(files, "guide.json", &EmbeddedFile::path);
        return file == files.end() ? std::vector<GuideConcept>{} : readGuideJson(file->text);
    }();
    return all;
}

std::string guideHtml()
{
    return "<h1>Guide</h1>\n<p><a href=\"#concepts\">Concepts</a> · <a href=\"#metrics\">Metrics</a> · "
           "<a href=\"#levers\">Levers</a> · <a href=\"#parameters\">Parameters</a> · "
           "<a href=\"#formats\">Number formats</a></p>\n" +
           concepts() + metrics() + levers() + parameters() + formats();
}

} // namespace ridge
