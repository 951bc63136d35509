#include "core/formats/format_error.h"
#include "core/library/published_figures.h"
#include "core/quantity/digits.h"
#include "core/reports/report_format.h"
#include "tests/support/catch.h"
#include "tests/support/csv_reader.h"
#include "tests/support/scenarios.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <set>

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::vector<CheckedFigure>& checked()
{
    static const std::vector<CheckedFigure> figures = selfCheck();
    return figures;
}

const CheckedFigure& figure(std::string_view id)
{
    const auto found =
        std::find_if(checked().begin(), checked().end(), [&](const CheckedFigure& f) { return f.published.id == id; });
    REQUIRE(found != checked().end());
    return *found;
}

bool isMultiple(double value, double of) { return std::abs(value / of - std::round(value / of)) < 1e-6; }

/// Whether half a unit of some decimal place, of bytes or of KiB, MiB, GiB, is what the tolerance allows.
bool isHalfOfLastDigit(const Published& p)
{
    for (const double unit : {1.0, kibi(1), mebi(1), gibi(1)}) {
        const double power = std::log10(2 * p.tolerance * p.value / unit);
        if (std::abs(power - std::round(power)) < 1e-6 && isMultiple(p.value / unit, std::pow(10, std::round(power)))) {
            return true;
        }
    }
    return false;
}

std::string listOf(const std::string& figureFields)
{
    return R"({"format": "ridgepoint-published", "version": 1, "figures": [{)" + figureFields + "}]}";
}

const std::string goodFields = R"("id": "a", "model": "resnet-50", "metric": "parameters", "value": 25557032,
    "convention": "c", "source": "s")";

} // namespace

TEST_CASE("Every published figure that nobody disputes agrees with ours", "[published]")
{
    REQUIRE(checked().size() >= 130);
    for (const CheckedFigure& f : checked()) {
        INFO(f.published.id << ": ours " << f.oursText() << ", published " << f.publishedText() << ", "
                            << f.deltaText());
        CHECK(f.agreement() != Agreement::Differs);
    }
}

TEST_CASE("A disputed figure says why, and would pass as soon as it agreed", "[published]")
{
    for (const CheckedFigure& f : checked()) {
        INFO(f.published.id);
        if (f.agreement() == Agreement::Disputed) {
            CHECK_FALSE(f.passes);
            CHECK(f.explanation().size() > 40);
        }
        CHECK(f.ours);
        CHECK_FALSE(f.published.source.empty());
        CHECK(f.published.convention.back() == '.');
    }
}

TEST_CASE("A tolerance is half a unit of the last digit that was printed, and nothing else", "[published]")
{
    for (const Published& p : publishedFigures()) {
        INFO(p.id << ": " << p.tolerance << " of " << p.value);
        CHECK((p.tolerance == 0 || isHalfOfLastDigit(p)));
    }
    Published generous = figure("resnet-50.macs").published;
    CHECK(generous.tolerance == Approx(0.0005 / 4.089)); // printed: 4.089 G
    generous.tolerance = 0.01;
    CHECK_FALSE(isHalfOfLastDigit(generous));
}

TEST_CASE("Every model has its parameters in the list, and every decoder its cache", "[published]")
{
    std::set<std::pair<std::string, std::string>> listed;
    for (const Published& p : publishedFigures()) {
        listed.emplace(p.model, p.metric);
    }
    for (const PresetInfo& info : modelPresets()) {
        INFO(info.id);
        // Of models of several networks the denoiser's are published.
        CHECK(listed.count({info.id, "parameters"}) + listed.count({info.id, "denoiser_parameters"}) == 1);
        CHECK((!modelPreset(info.id).decoder() || listed.count({info.id, "kv_cache_per_token"}) == 1));
    }
}

TEST_CASE("A figure that is off by more than was rounded away differs", "[published]")
{
    const CheckedFigure& exact = figure("llama-2-7b.parameters");
    CHECK(exact.ours == 6738415616.0);
    Published off = exact.published;
    off.value += 1; // of 6.7 billion
    CHECK(check(off, exact.evaluation).agreement() == Agreement::Differs);
    off = figure("resnet-50.macs").published; // 4.0892 G, printed as 4.089 G
    off.value = 4.090e9;
    const CheckedFigure wrong = check(off, scenarioOf(off));
    CHECK(wrong.agreement() == Agreement::Differs);
    CHECK(wrong.delta == Approx(4089184256.0 / 4.090e9 - 1));
    off.disputed = "somebody counted something else";
    CHECK(check(off, scenarioOf(off)).agreement() == Agreement::Disputed);
    CHECK(summaryOf({wrong}).sentence() == "0 of 1 agree; 1 differs, and nothing explains it");
    CHECK_FALSE(summaryOf({exact, wrong}).passes());
    CHECK(summaryOf({exact}).passes());
}

TEST_CASE("A metric that does not apply is no agreement", "[published]")
{
    Published p = figure("resnet-50.parameters").published;
    p.metric = "kv_cache";
    const CheckedFigure absent = check(p, scenarioOf(p));
    CHECK_FALSE(absent.ours);
    CHECK(absent.agreement() == Agreement::Differs);
    CHECK(absent.oursText() == "—");
    CHECK(absent.deltaText() == "—");
}

TEST_CASE("Figures are shown with the digits that were printed, and ours with one more", "[published]")
{
    struct Row {
        const char *id, *ours, *published, *delta;
    };
    const auto row =
        GENERATE(Row{"llama-2-7b.parameters", "6,738,415,616", "6,738,415,616", "exact"},
                 Row{"llama-2-7b.rounded", "6.738 G", "6.74 G", "−0.024 %"},
                 Row{"llama-3-8b.onnx-tool", "8.030261 G", "8.03026 G", "< 0.001 %"},
                 Row{"resnet-50.macs", "4.0892 GMAC", "4.089 GMAC", "+0.005 %"},
                 Row{"llama-2-7b.kv", "512 KiB", "512 KiB", "exact"}, Row{"pvcnn.occupancy", "6.1 %", "6 %", "+0.98 %"},
                 Row{"h100-sxm.ridge", "295.2 FLOP/B", "295 FLOP/B", "+0.076 %"},
                 Row{"mobilenet-v2.mcunet.parameters", "1,677,128", "750000", "+124 %"},
                 Row{"gpt-2.paper", "124.4 M", "117 M", "+6.36 %"});
    INFO(row.id);
    CHECK(figure(row.id).oursText() == row.ours);
    CHECK(figure(row.id).publishedText() == row.published);
    CHECK(figure(row.id).deltaText() == row.delta);
}

TEST_CASE("A figure is compared where it was published: presets, and its settings on top", "[published]")
{
    const Scenario scenario = *figure("resnet-50.flops").evaluation->scenario;
    CHECK(scenario == with(preset("resnet-50", "h100-sxm"), "convention.ops_per_mac", "1"));
    const Scenario device = *figure("tpu-v5e.ridge").evaluation->scenario;
    CHECK(device.device == devicePreset("tpu-v5e"));
    CHECK(device.deployment.memoryLevel == 2);
    CHECK(figure("resnet-50.parameters").evaluation == figure("resnet-50.macs").evaluation); // computed once
}

TEST_CASE("A list of figures that nothing can be compared with is refused", "[published]")
{
    CHECK(readPublishedJson(listOf(goodFields)).size() == 1);
    struct Row {
        std::string text, part;
    };
    const auto row =
        GENERATE_COPY(Row{"{}", "format: is missing"}, Row{"[]", "expected an object"}, Row{"", "is empty"},
                      Row{listOf(R"("id": "a")"), "figures[0].metric: is missing"},
                      Row{listOf(goodFields + R"(, "model": "resnet50")"), "did you mean \"resnet-50\"?"},
                      Row{listOf(goodFields + R"(, "device": "h100")"), "there is no device \"h100\""},
                      Row{listOf(goodFields + R"(, "metric": "parameter")"), "there is no metric \"parameter\""},
                      Row{listOf(goodFields + R"(, "model": "")"), "belongs to a model, a device or both"},
                      Row{listOf(goodFields + R"(, "settings": {"workload.batsch": "1"})"), "figures[0].settings: "},
                      Row{listOf(goodFields + R"(, "settings": {"workload.batch": "many"})"), "figures[0].settings: "},
                      Row{listOf(goodFields + R"(, "value": 0)"), "is outside"},
                      Row{listOf(goodFields + R"(, "tolerance": 0.9)"), "is outside"},
                      Row{listOf(goodFields + R"(, "comment": "x")"), "unknown field"},
                      Row{listOf(goodFields + "}, {" + goodFields), "figures[1].id: \"a\" is used twice"});
    INFO(row.text);
    CHECK_THROWS_AS(readPublishedJson(row.text), FormatError);
    CHECK_THROWS_WITH(readPublishedJson(row.text), ContainsSubstring(row.part));
}

TEST_CASE("The self-check is reported in every format, one row per figure", "[published]")
{
    std::vector<CheckedFigure> figures{figure("llama-2-7b.parameters"), figure("resnet-50.timm.macs")};
    figures[0].published.convention = "one, \"two\" | three\nfour";
    const std::string sentence = "1 of 2 agree; 1 differs, explained";
    const std::string text = reportFormat("text")->selfCheck(figures, {});
    CHECK(std::count(text.begin(), text.end(), '\n') == 8); // two headings, two rows, two empty lines, two sentences
    CHECK_THAT(text, ContainsSubstring(sentence) && ContainsSubstring("6,738,415,616") &&
                         ContainsSubstring("differs, explained"));
    const std::string markdown = reportFormat("markdown")->selfCheck(figures, {});
    CHECK_THAT(markdown,
               ContainsSubstring("**Published: " + sentence + ".**") && ContainsSubstring("\"two\" \\| three↵four"));
    const std::string csv = reportFormat("csv")->selfCheck(figures, {});
    CHECK_THAT(
        csv, ContainsSubstring("llama-2-7b,,parameters,6738415616,6738415616,,0,0,agrees,\"one, \"\"two\"\" | three"));
    const std::string json = reportFormat("json")->selfCheck(figures, {});
    CHECK_THAT(json, ContainsSubstring("\"format\": \"ridgepoint-selfcheck\"") && ContainsSubstring(sentence));
    CHECK_THAT(json, ContainsSubstring("\"settings\": {}") && ContainsSubstring("\"verdict\": \"differs, explained\""));
}

TEST_CASE("Programs read the figures of the self-check in base units, and which unit that is", "[published]")
{
    const auto rows = readCsv(reportFormat("csv")->selfCheck(checked(), {}));
    const auto json = nlohmann::json::parse(reportFormat("json")->selfCheck(checked(), {}))["figures"];
    REQUIRE(rows.size() == checked().size() + 1);
    REQUIRE(json.size() == checked().size());
    const auto column = [&](const char* name) {
        return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) - rows[0].begin());
    };
    for (std::size_t i = 0; i < checked().size(); ++i) {
        const CheckedFigure& f = checked()[i];
        INFO(f.published.id);
        for (const std::string& unit : {rows[i + 1][column("unit")], json[i]["unit"].get<std::string>()}) {
            CHECK(parseNumber("1 " + unit, f.unit()) == 1.0);
        }
        CHECK(readDigits(rows[i + 1][column("ours")]) == f.ours);
        CHECK(readDigits(rows[i + 1][column("published")]) == f.published.value);
        CHECK(json[i]["ours"].get<double>() == f.ours);
        CHECK(json[i]["published"].get<double>() == f.published.value);
    }
}
