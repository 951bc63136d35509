#include "core/studies/ranking/frontier.h"

#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <random>

using namespace ridge;
using namespace ridge::test;

namespace {

using Values = std::vector<std::optional<double>>;

/// The definition: nowhere worse, somewhere better.
bool beats(const Values& a, const Values& b, const std::vector<FrontierAim>& aims)
{
    bool better = false;
    for (std::size_t m = 0; m < aims.size(); ++m) {
        if (!a[m] || !b[m]) {
            return false;
        }
        const bool isHigh = aims[m].better == Better::Higher;
        if (isHigh ? *a[m] < *b[m] : *a[m] > *b[m]) {
            return false;
        }
        better = better || *a[m] != *b[m];
    }
    return better;
}

bool isWhole(const Values& row)
{
    return std::all_of(row.begin(), row.end(), [](const auto& value) { return value.has_value(); });
}

void checkAgainstDefinition(const std::vector<Values>& rows, const std::vector<FrontierAim>& aims,
                            const std::vector<bool>& competes)
{
    const std::vector<Standing> found = standings(rows, aims, competes);
    REQUIRE(found.size() == rows.size());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        bool beaten = false;
        for (std::size_t j = 0; j < rows.size(); ++j) {
            beaten = beaten || (competes[j] && beats(rows[j], rows[i], aims));
        }
        const bool onFront = competes[i] && isWhole(rows[i]) && !beaten;
        wrong += found[i].isOnFront != onFront;
        const auto winner = found[i].dominatedBy;
        wrong += winner.has_value() != (competes[i] && isWhole(rows[i]) && beaten);
        wrong += winner && (!found[*winner].isOnFront || !beats(rows[*winner], rows[i], aims));
    }
    CHECK(wrong == 0);
}

FrontierAxis formats(const Scenario& s, std::initializer_list<const char*> ids)
{
    FrontierAxis axis{"deployment.weights", {}};
    for (const char* id : ids) {
        axis.values.push_back(*parseParameter(*catalogueRow(s, axis.parameter), s, id));
    }
    return axis;
}

} // namespace

TEST_CASE("the front is what nothing beats, by the definition, with ties and absent values", "[studies]")
{
    std::mt19937 random(20261126);
    for (int round = 0; round < 60; ++round) {
        const std::size_t count = random() % 120, aimCount = 2 + random() % 2;
        std::vector<FrontierAim> aims;
        for (std::size_t m = 0; m < aimCount; ++m) {
            aims.push_back({"latency", random() % 2 ? Better::Higher : Better::Lower});
        }
        std::vector<Values> rows(count);
        std::vector<bool> competes;
        for (Values& row : rows) {
            for (std::size_t m = 0; m < aimCount; ++m) { // few different values: ties in one, in some, in all
                row.push_back(random() % 12 ? std::optional<double>(random() % 9) : std::nullopt);
            }
            competes.push_back(random() % 10 != 0);
        }
        checkAgainstDefinition(rows, aims, competes);
    }
}

TEST_CASE("equals stay on the front together, and what lacks a value is on none", "[studies]")
{
    const std::vector<FrontierAim> aims{{"latency", Better::Lower}, {"throughput", Better::Higher}};
    const std::vector<Values> rows{{1, 10}, {1, 10}, {2, 10}, {0, std::nullopt}, {3, 30}};
    const auto found = standings(rows, aims, {true, true, true, true, true});
    CHECK(found[0].isOnFront);
    CHECK(found[1].isOnFront);
    CHECK(found[2].dominatedBy == std::optional<std::size_t>(0));
    CHECK_FALSE(found[3].isOnFront);
    CHECK_FALSE(found[3].dominatedBy);
    CHECK(found[4].isOnFront);
    CHECK(standings(rows, aims, {false, true, true, true, true})[2].dominatedBy == std::optional<std::size_t>(1));
}

TEST_CASE("a frontier is what evaluating every combination gives, with one thread or many", "[studies]")
{
    const Scenario s = preset("llama-3-8b", "h100-sxm");
    const FrontierSpace space{{modelPreset("llama-3-8b"), modelPreset("mistral-7b")},
                              {devicePreset("h100-sxm"), devicePreset("rtx-4090")},
                              {formats(s, {"bf16", "int8", "int4-group"}), {"workload.batch", {1, 8, 64}}}};
    REQUIRE(space.size() == 2 * 2 * 3 * 3);
    const std::vector<FrontierAim> aims{aimOf("tpot"), aimOf("tokens_per_second"), aimOf("energy_per_token")};
    CHECK(aims[1].better == Better::Higher);
    const Frontier found = frontierOf(s, space, aims, {1, {}, {}});
    REQUIRE(found.points.size() == space.size());
    CHECK(found.skipped == 0);
    std::vector<Values> rows;
    std::vector<bool> competes;
    std::size_t index = 0;
    for (const Model& model : space.models) {
        for (const Device& device : space.devices) {
            for (const double format : space.axes[0].values) {
                for (const double batch : space.axes[1].values) {
                    Scenario there = baseline(model, device); // nothing but the axes was chosen
                    assignParameter(there, *catalogueRow(there, "deployment.weights"), format);
                    assignParameter(there, *catalogueRow(there, "workload.batch"), batch);
                    CHECK(scenarioAt(s, space, index) == there);
                    const Evaluation e = evaluate(there);
                    const FrontierPoint& point = found.points[index++];
                    CHECK(point.fits == e.placement.fits);
                    rows.push_back({metric(e, "tpot").value, metric(e, "tokens_per_second").value,
                                    metric(e, "energy_per_token").value});
                    CHECK(point.values == rows.back());
                    competes.push_back(e.placement.fits);
                }
            }
        }
    }
    checkAgainstDefinition(rows, aims, competes);
    CHECK(found.misfits == static_cast<std::size_t>(std::count(competes.begin(), competes.end(), false)));
    CHECK(found.misfits > 0); // 64 sequences of 8 B parameters in 24 GB
    const Frontier many = frontierOf(s, space, aims, {5, {}, {}});
    for (std::size_t i = 0; i < found.points.size(); ++i) {
        CHECK(many.points[i].values == found.points[i].values);
        CHECK(many.points[i].dominatedBy == found.points[i].dominatedBy);
        CHECK(many.points[i].isOnFront == found.points[i].isOnFront);
    }
}

TEST_CASE("an axis that a model does not have makes no second point of it", "[studies]")
{
    const Scenario s = preset("resnet-50", "h100-sxm");
    const FrontierSpace space{
        {modelPreset("resnet-50"), modelPreset("llama-3-8b")}, {}, {{"deployment.kv_cache", {0, 2}}}};
    const std::vector<FrontierAim> aims{aimOf("latency"), aimOf("model_size")};
    const Frontier found = frontierOf(s, space, aims);
    CHECK(found.points.size() == 3); // the CNN once, the language model with both formats
    CHECK(found.skipped == 1);
    CHECK(found.absent == 0);
    const std::vector<FrontierAim> tokens{aimOf("latency"), aimOf("tpot")};
    CHECK(frontierOf(s, space, tokens).absent == 1);
}
