#include "core/evaluate/evaluate.h"
#include "core/reports/change.h"

#include "core/quantity/shown_text.h"
#include "core/scenario/badge.h"
#include "tests/support/catch.h"
#include "tests/support/csv_reader.h"
#include "tests/support/reports.h"
#include "tests/support/scenarios.h"

#include <nlohmann/json.hpp>

#include <set>
#include <sstream>

namespace ridge {
namespace {

using namespace test;
using Json = nlohmann::json;

std::set<std::string> keysOf(const Json& object)
{
    std::set<std::string> keys;
    for (const auto& [key, value] : object.items()) {
        keys.insert(key);
    }
    return keys;
}

using Keys = std::set<std::string>;

void checkShape(const Json& report)
{
    CHECK(keysOf(report) == Keys{"format", "version", "complete", "gaps", "scenario", "levers", "convention", "metrics",
                                 "absent", "stages", "timeline", "verdict", "issues"});
    CHECK(report["format"] == "ridgepoint-report");
    CHECK(report["version"] == 1);
    CHECK(keysOf(report["verdict"]) ==
          Keys{"bound", "margin", "next_bound", "next_factor", "fits", "headroom_bytes", "change", "sentence"});
    for (const auto& [id, value] : report["metrics"].items()) {
        CHECK(keysOf(value) ==
              Keys{"value", "unit", "symbol", "label", "family", "help", "source", "formula", "substituted"});
        CHECK(value["value"].is_number());
        CHECK_FALSE(value["formula"].get<std::string>().empty());
    }
    for (const Json& stage : report["stages"]) {
        CHECK(keysOf(stage) == Keys{"name", "repeat", "latency_s", "operators"});
        for (const Json& op : stage["operators"]) {
            CHECK(keysOf(op) == Keys{"name", "kind", "count", "parameters", "macs", "ops", "weight_bytes", "size_bytes",
                                     "input_bytes", "output_bytes", "kv_read_bytes", "kv_write_bytes", "bytes",
                                     "intensity", "t_compute_s", "t_memory_s", "time_s", "bound", "energy_j",
                                     // what the sums of the metrics are made of as well
                                     "elementwise_ops", "streamed_bytes", "irregular_bytes", "live_bytes",
                                     "exchanged_bytes", "t_network_s", "energy_compute_j", "energy_movement_j",
                                     "energy_static_j", "energy_rest_j", "changed_by"});
        }
    }
    for (const Json& step : report["timeline"]) {
        CHECK(keysOf(step) == Keys{"stage", "step", "operator", "weights", "activations", "kv_cache", "workspace",
                                   "saved", "gradients", "optimizer"});
    }
    for (const Json& issue : report["issues"]) {
        CHECK(keysOf(issue) == Keys{"severity", "field", "message"});
    }
}

TEST_CASE("the JSON report has exactly the keys it promises", "[report]")
{
    for (const char* model : {"llama-3-8b", "mobilenet-v2"}) {
        for (const char* device : {"h100-sxm", "stm32f746", "cheatsheet"}) {
            INFO(model << " on " << device);
            checkShape(Json::parse(reportAs("json", evaluate(preset(model, device)))));
        }
    }
}

TEST_CASE("the numbers of the JSON report are the evaluation's, to the last bit", "[report]")
{
    for (const char* device : {"h100-sxm", "stm32f746", "cheatsheet"}) {
        const Evaluation e = evaluate(preset("llama-3-8b", device));
        const Json report = Json::parse(reportAs("json", e));
        std::size_t present = 0;
        for (std::size_t i = 0; i < e.metrics.size(); ++i) {
            const std::string id(metricCatalogue()[i].id);
            INFO(id);
            if (e.metrics[i].value) {
                CHECK(report["metrics"][id]["value"].get<double>() == *e.metrics[i].value);
                ++present;
            } else {
                CHECK(report["absent"][id] == e.metrics[i].absent);
            }
        }
        CHECK(report["metrics"].size() == present);
        CHECK(report["absent"].size() == e.metrics.size() - present);
        REQUIRE(report["stages"].size() == e.stages.size());
        for (std::size_t s = 0; s < e.stages.size(); ++s) {
            REQUIRE(report["stages"][s]["operators"].size() == e.stages[s].operators.size());
            for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
                const Json& op = report["stages"][s]["operators"][i];
                const OperatorCost& cost = e.stages[s].operators[i];
                CHECK(op["time_s"].get<double>() == cost.time.inBaseUnits());
                CHECK(op["bytes"].get<double>() == cost.bytes.inBaseUnits());
                CHECK(op["energy_j"].get<double>() == Approx(e.energyOf(cost).inBaseUnits()).epsilon(1e-12));
                CHECK(op["intensity"].is_null() == !cost.intensity());
            }
        }
        CHECK(report["timeline"].size() == e.memory.timeline.size());
        CHECK(report["verdict"]["sentence"] == e.verdict.sentence);
        CHECK(report["convention"]["badge"] == conventionBadge(*e.scenario));
    }
}

TEST_CASE("the JSON report names the levers that changed an operator", "[report]")
{
    const Scenario start = preset("llama-2-7b", "h100-sxm");
    for (const bool isPulled : {false, true}) {
        const Scenario s = isPulled ? with(start, "lever.gqa", "on") : start;
        const Json report = Json::parse(reportAs("json", evaluate(s)));
        for (const Json& op : report["stages"][0]["operators"]) {
            INFO(op["name"]);
            if (op["name"] == "attn.kv") { // a quarter of the heads
                CHECK(op["changed_by"] == (isPulled ? Json{"gqa"} : Json::array()));
            } else if (op["name"] == "mlp.down") {
                CHECK(op["changed_by"] == Json::array());
            }
        }
    }
}

TEST_CASE("reports say what was changed against the presets, and nothing where nothing was", "[report]")
{
    const Scenario base = preset("resnet-50", "h100-sxm");
    CHECK(Json::parse(reportAs("json", evaluate(base)))["verdict"]["change"].is_null());
    CHECK(reportAs("text", evaluate(base)).find("Against the presets") == std::string::npos);
    Scenario s = with(with(base, "workload.batch", "16"), "device.tdp", "500 W");
    const Evaluation e = evaluate(s);
    const std::string change = changeFromPresets(e);
    CHECK(change.find("Batch 1 → 16, TDP 700 W → 500 W: latency ×") == 0);
    CHECK(Json::parse(reportAs("json", e))["verdict"]["change"] == change);
    CHECK(reportAs("text", e).find("Against the presets: " + change) != std::string::npos);
    CHECK(reportAs("markdown", e).find("Against the presets: " + change) != std::string::npos);
    s = with(with(with(s, "environment.pue", "1.2"), "environment.price", "0.1"), "convention.causal", "lower_half");
    CHECK(changeFromPresets(evaluate(s)).find(" and 2 more: ") != std::string::npos);
}

TEST_CASE("layers that no parameter describes are said to be others", "[report]")
{
    Scenario s = preset("resnet-50", "h100-sxm");
    s.model.layers()->blocks.front().layers.front().kernelHeight = 5;
    CHECK(changeFromPresets(evaluate(s)).find("other layers: ") == 0);
    s.model.id = "my-own"; // no preset: its own baseline
    CHECK(changeFromPresets(evaluate(s)).empty());
}

TEST_CASE("reports know presets beside the built-in ones where they are told of them", "[report]")
{
    Scenario own = preset("resnet-50", "h100-sxm");
    own.model.id = "my-own";
    own.device.id = "my-device";
    const PresetLookup beside{
        [&own](const std::string& id) { return id == "my-own" ? std::optional(own.model) : std::nullopt; },
        [&own](const std::string& id) { return id == "my-device" ? std::optional(own.device) : std::nullopt; }};
    CHECK(changeFromPresets(evaluate(own), beside).empty());
    const Evaluation e = evaluate(with(with(own, "model.width_multiplier", "0.5"), "device.tdp", "500 W"));
    CHECK(changeFromPresets(e).empty()); // of nobody's model and device it is not known what they were
    const std::string change = changeFromPresets(e, beside);
    CHECK(change.find("Width multiplier 1 → 0.5, TDP 700 W → 500 W: latency −") == 0);
    CHECK(Json::parse(reportAs("json", e, beside))["verdict"]["change"] == change);
    CHECK(reportAs("text", e, beside).find("Against the presets: " + change) != std::string::npos);
    CHECK(reportAs("markdown", e, beside).find("Against the presets: " + change) != std::string::npos);
}

TEST_CASE("a device without a stated capacity has null for fit and headroom", "[report]")
{
    const Json report = Json::parse(reportAs("json", evaluate(preset("llama-3-8b", "cheatsheet"))));
    CHECK(report["verdict"]["fits"].is_null());
    CHECK(report["verdict"]["headroom_bytes"].is_null());
}

TEST_CASE("the scenario part of the report holds every parameter that applies, of levers those that are pulled",
          "[report]")
{
    const Scenario s = with(preset("llama-3-8b", "h100-sxm"), "lever.gqa", "on");
    const Json report = Json::parse(reportAs("json", evaluate(s)));
    std::size_t conventions = 1; // the badge
    std::size_t others = 0;
    for (const Parameter& row : parametersOf(s)) {
        const bool convention = row.section == Section::Convention;
        if (row.section == Section::Levers && row.id != "lever.gqa") {
            CHECK_FALSE(report["scenario"]["parameters"].contains(row.id));
            continue;
        }
        (convention ? conventions : others) += 1;
        CHECK((convention ? report["convention"] : report["scenario"]["parameters"]).contains(row.id));
    }
    CHECK(report["convention"].size() == conventions);
    CHECK(report["scenario"]["parameters"].size() == others);
    CHECK(report["scenario"]["model"]["id"] == "llama-3-8b");
    CHECK(report["scenario"]["device"]["id"] == "h100-sxm");
}

TEST_CASE("every report of an incomplete evaluation is stamped, and of a complete one none", "[report]")
{
    Scenario scenario = preset("resnet-50", "h100-sxm");
    const Evaluation whole = evaluate(scenario);
    Checkpoint said;
    said.unread = {"vision_config"};
    scenario.model.checkpoint = said;
    const Evaluation e = evaluate(scenario);
    for (const ReportFormat* format : reportFormats()) {
        INFO(format->id);
        const auto stamped = [&](const std::string& text) {
            return text.find("Incomplete: not read: vision") != std::string::npos;
        };
        if (format->reportsFigures()) {
            CHECK(stamped(writeReport(*format, e)));
            CHECK_FALSE(stamped(writeReport(*format, whole)));
        }
        if (format->derivations) {
            CHECK(stamped(format->derivations(e, {})));
            CHECK_FALSE(stamped(format->derivations(whole, {})));
        }
    }
    const Json report = Json::parse(reportAs("json", e));
    CHECK(report["complete"] == false);
    CHECK(report["gaps"]["unread"] == Json{"vision_config"});
    CHECK(report["gaps"]["operators"] == 0); // a list of layers is no graph
    CHECK(Json::parse(reportAs("json", whole))["complete"] == true);
    CHECK(Json::parse(reportAs("json", whole))["gaps"].is_null());
    const std::string latency = format(metricOf(e, "latency"), Unit::Seconds);
    CHECK(reportAs("text", e).find(latency + " *") != std::string::npos);
    CHECK(reportAs("text", whole).find(latency + " *") == std::string::npos);
}

// ---- CSV --------------------------------------------------------------------------------------------------------

TEST_CASE("CSV of the metrics has a line for each, with what explains it or why it is absent", "[report]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    const auto rows = readCsv(reportAs("csv", e, {}, "metrics"));
    REQUIRE(rows.size() == 1 + metricCatalogue().size());
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const std::vector<std::string>& row = rows[i + 1];
        REQUIRE(row.size() == rows[0].size());
        CHECK(row[0] == metricCatalogue()[i].id);
        CHECK(row[4].empty() != row[9].empty()); // a value or a reason, never both
        CHECK(row[6].empty() == row[4].empty()); // a formula with every value
        CHECK(row.back() == conventionBadge(*e.scenario));
        if (e.metrics[i].value) {
            CHECK(std::stod(row[4]) == *e.metrics[i].value);
        }
    }
}

TEST_CASE("reports for people name what does not apply, with the reason", "[report]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    CHECK(reportAs("text", e).find("KV cache: only models that generate tokens keep a KV cache") != std::string::npos);
    CHECK(reportAs("markdown", e).find("- KV cache: only models that generate tokens keep a KV cache") !=
          std::string::npos);
}

TEST_CASE("CSV has one line per operator, with the numbers of the evaluation", "[report]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const auto rows = readCsv(reportAs("csv", e));
    REQUIRE(rows.size() == 1 + e.stages[0].operators.size() + e.stages[1].operators.size());
    CHECK(rows[0].front() == "stage");
    CHECK(rows[0].back() == "bound");
    for (const auto& row : rows) {
        CHECK(row.size() == rows[0].size());
    }
    const auto column = [&](const char* name) {
        return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
    };
    std::size_t line = 1;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i, ++line) {
            CHECK(rows[line][column("operator")] == e.program.stages[s].operators[i].name);
            CHECK(std::stod(rows[line][column("time_s")]) == e.stages[s].operators[i].time.inBaseUnits());
            CHECK(std::stod(rows[line][column("macs")]) == e.stages[s].operators[i].macs.inBaseUnits());
            CHECK(rows[line][column("intensity")].empty() == !e.stages[s].operators[i].intensity());
        }
    }
}

/// One layer whose block is called whatever the user typed.
Scenario named(const std::string& block)
{
    LayerList list;
    list.inputChannels = list.inputHeight = list.inputWidth = 8;
    Layer layer;
    layer.name = "fc";
    layer.kind = LayerKind::Conv;
    layer.channels = 8;
    list.blocks.push_back({.name = block, .repeat = 1, .layers = {layer}});
    return scenarioOf(list);
}

TEST_CASE("names with commas, quotes and line breaks come through CSV and JSON", "[report]")
{
    for (const std::string name : {"a,b", "a\"b\"", "two\nlines", "cr\rlf", ",\",\n"}) {
        const Evaluation e = evaluate(named(name));
        const std::string expected = e.program.stages[0].operators[0].name;
        CHECK(expected.find(name) == 0);
        const auto rows = readCsv(reportAs("csv", e));
        REQUIRE(rows.size() == 2);
        CHECK(rows[1][2] == cleanText(expected)); // a line break is seen, and no cell goes over lines
        CHECK(Json::parse(reportAs("json", e))["stages"][0]["operators"][0]["name"] == expected);
    }
}

TEST_CASE("a name that is no UTF-8 does not break the JSON report", "[report]")
{
    CHECK(Json::accept(reportAs("json", evaluate(named("\xff\xfe")))));
}

// ---- for people -------------------------------------------------------------------------------------------------

TEST_CASE("Markdown and text say the verdict and under which conventions", "[report]")
{
    for (const NamedScenario& one : presetScenarios()) {
        const Evaluation e = evaluate(one.scenario);
        INFO(one.name);
        for (const std::string& report : {reportAs("markdown", e), reportAs("text", e)}) {
            CHECK(report.find(e.verdict.sentence) != std::string::npos);
            CHECK(report.find(conventionBadge(*e.scenario)) != std::string::npos);
            CHECK(report.find(e.scenario->model.name + " on " + e.scenario->device.name) != std::string::npos);
            CHECK(report.find("nan") == std::string::npos);
        }
    }
}

TEST_CASE("every present metric is in the Markdown report, formatted once", "[report]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const std::string report = reportAs("markdown", e);
    for (std::size_t i = 0; i < e.metrics.size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        INFO(row.id);
        const bool there = report.find(" " + std::string(row.id) + " ") != std::string::npos;
        CHECK(there == e.metrics[i].value.has_value());
        CHECK((!there || report.find(format(e.metrics[i].value, row.unit)) != std::string::npos));
    }
}

TEST_CASE("Markdown tables keep their columns whatever an operator is called", "[report]")
{
    const std::string report = reportAs("markdown", evaluate(named("a|b\nc")));
    std::istringstream lines(report);
    std::size_t columns = 0;
    for (std::string line; std::getline(lines, line);) {
        if (!line.starts_with("|")) {
            columns = 0;
            continue;
        }
        std::size_t bars = 0;
        for (std::size_t i = 0; i < line.size(); ++i) {
            bars += line[i] == '|' && (i == 0 || line[i - 1] != '\\');
        }
        columns = columns ? columns : bars;
        INFO(line);
        CHECK(bars == columns);
        CHECK(line.ends_with("|"));
    }
}

} // namespace
} // namespace ridge
