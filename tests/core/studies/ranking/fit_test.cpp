#include "core/studies/ranking/fit.h"

#include "core/evaluate/evaluate.h"
#include "core/scenario/families/transformer.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario applied(Scenario s, const FitWay& way)
{
    for (const FitSetting& setting : way.settings) {
        const std::optional<Parameter> row = findParameter(s, setting.parameter);
        assignParameter(s, *row, setting.value);
        CHECK(row->get(s) == setting.value);
    }
    return s;
}

bool fits(const Scenario& s) { return evaluate(s).placement.fits; }

double needOf(const Scenario& s)
{
    const Evaluation e = evaluate(s);
    return (e.memory.weights + e.memory.peakWorking).inBaseUnits();
}

Scenario withRoom(Scenario s, double bytes)
{
    s.device.memory.back().capacity = bytes;
    return s;
}

} // namespace

TEST_CASE("what fits needs nothing, and what does not is told what it needs", "[studies]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    CHECK(waysToFit(s).fits);
    CHECK(waysToFit(s).ways.empty());
    const Fit found = waysToFit(withRoom(s, needOf(s) - 1000));
    CHECK_FALSE(found.fits);
    CHECK(found.missing.inBaseUnits() == Approx(1000).epsilon(1e-3));
    REQUIRE_FALSE(found.ways.empty());
}

TEST_CASE("every way that one device takes fits when its settings are set, and leaves what it says", "[studies]")
{
    for (const double share : {0.9, 0.5, 0.3, 0.15, 0.02}) {
        const Scenario full = with(preset("mistral-7b", "rtx-4090"), "workload.batch", "16");
        const Scenario s = withRoom(full, share * needOf(full));
        const Fit found = waysToFit(s);
        double loss = 0;
        for (const FitWay& way : found.ways) {
            INFO(share << ": " << way.words);
            CHECK(way.loss >= loss);
            loss = way.loss;
            const Scenario there = applied(s, way);
            CHECK(fits(there) == (way.devices == 1));
            if (way.devices == 1) {
                CHECK(way.headroom == evaluate(there).placement.headroom);
            } else { // a bound: so many hold it, one fewer does not
                const double capacity = *s.device.memory.back().capacity;
                CHECK(needOf(there) <= way.devices * capacity);
                CHECK(needOf(there) > (way.devices - 1) * capacity);
            }
        }
    }
}

TEST_CASE("a batch, a prompt and a window are the largest that fit", "[studies]")
{
    const Scenario full = with(preset("mistral-7b", "rtx-4090"), "workload.batch", "16");
    const Scenario s = withRoom(full, 0.8 * needOf(full));
    bool saw = false;
    for (const FitWay& way : waysToFit(s).ways) {
        if (way.devices > 1 || way.settings.empty()) {
            continue;
        }
        const FitSetting& last = way.settings.back();
        const bool isNumber = last.parameter.starts_with("workload.") || last.parameter == "model.sliding_window";
        if (isNumber) {
            Scenario more = applied(s, way);
            assignParameter(more, *findParameter(more, last.parameter), last.value + 1);
            INFO(way.words);
            CHECK_FALSE(fits(more));
            saw = true;
        }
    }
    CHECK(saw);
}

TEST_CASE("the least loss is what trying every combination by hand finds", "[studies]")
{
    // Formats of weights and cache by batch, all evaluated: points as documented, the largest batch of each.
    const Scenario full = with(preset("mistral-7b", "rtx-4090"), "workload.batch", "8");
    struct Choice {
        const char* id;
        double points;
    };
    for (const double share : {0.95, 0.6, 0.35, 0.25}) {
        const Scenario s = withRoom(full, share * needOf(full));
        double least = 1e9;
        for (const Choice weights : {Choice{"bf16", 0}, {"int8", 2}, {"int4-group", 6}}) {
            for (const Choice cache : {Choice{"bf16", 0}, {"fp8", 2}, {"int4-group", 6}}) {
                for (const Choice activations : {Choice{"bf16", 0}, {"int8", 3}}) {
                    for (int batch = 8; batch >= 1; --batch) {
                        Scenario there =
                            with(with(s, "deployment.weights", weights.id), "deployment.kv_cache", cache.id);
                        there = with(with(there, "deployment.activations", activations.id), "workload.batch",
                                     std::to_string(batch));
                        if (fits(there)) {
                            least = std::min(least, weights.points + cache.points + activations.points + (batch < 8));
                        }
                    }
                }
            }
        }
        const Fit found = waysToFit(s);
        const auto first =
            std::find_if(found.ways.begin(), found.ways.end(), [](const FitWay& way) { return way.devices == 1; });
        INFO(share);
        REQUIRE(first != found.ways.end());
        REQUIRE(least < 20); // no token has to go
        CHECK(first->loss == least);
    }
}

TEST_CASE("what sees images may see smaller ones: the largest that fit, of every family", "[studies]")
{
    for (const char* model : {"mobilenet-v2", "vit-b-16", "sd-1.5"}) {
        Scenario full = with(with(preset(model, "rtx-4090"), "workload.batch", "4"), "deployment.weights", "int8");
        full = with(full, "deployment.activations", "int8"); // nothing is left to narrow but weights
        const double weights = evaluate(full).memory.weights.inBaseUnits();
        const Scenario s = withRoom(full, weights + 0.6 * (needOf(full) - weights));
        bool saw = false;
        for (const FitWay& way : waysToFit(s).ways) {
            if (way.devices > 1 || way.settings.empty() || way.settings.back().parameter != "lever.resolution.rho") {
                continue;
            }
            INFO(model << ": " << way.words);
            saw = true;
            CHECK(way.words.find("images at ") != std::string::npos);
            const Scenario there = applied(s, way);
            CHECK(fits(there));
            CHECK(way.loss >= 20);
            CHECK_FALSE(fits(with(there, "lever.resolution.rho", std::to_string(way.settings.back().value + 0.01))));
        }
        INFO(model);
        CHECK(saw);
    }
    for (const FitWay& way : waysToFit(withRoom(preset("llama-3-8b", "rtx-4090"), 4e9)).ways) {
        CHECK(way.words.find("images") == std::string::npos); // it sees none
    }
}

TEST_CASE("one thread and many find the same ways", "[studies]")
{
    const Scenario full = with(preset("mistral-7b", "rtx-4090"), "workload.batch", "16");
    const Scenario s = withRoom(full, 0.4 * needOf(full));
    const Fit one = waysToFit(s, {1, {}, {}}), many = waysToFit(s, {5, {}, {}});
    REQUIRE(one.ways.size() == many.ways.size());
    for (std::size_t i = 0; i < one.ways.size(); ++i) {
        CHECK(one.ways[i].words == many.ways[i].words);
        CHECK(one.ways[i].headroom == many.ways[i].headroom);
    }
}
