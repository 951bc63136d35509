#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <set>
#include <unordered_set>

namespace ridge {
namespace {

using namespace test;

/// Goes through derivations, each term of every sum included, and notes what leads nowhere.
class Walk {
public:
    void through(const ExpressionPtr& root, const std::string& where)
    {
        std::vector<ExpressionPtr> open{root};
        while (!open.empty()) {
            const ExpressionPtr e = open.back();
            open.pop_back();
            if (!m_seen.insert(e).second) {
                continue;
            }
            note(*e, where);
            for (std::size_t i = 0; i < e->termCount(); ++i) {
                open.push_back(e->terms ? e->term(i) : e->arguments[i]);
            }
        }
    }

    std::size_t leaves() const { return m_leaves; }
    const std::set<std::string>& withoutOrigin() const { return m_without; }

private:
    void note(const Expression& e, const std::string& where)
    {
        const bool isLeaf = e.kind == Expression::Kind::Leaf;
        m_leaves += isLeaf;
        if (isLeaf && e.parameter.empty() && e.source.empty()) {
            m_without.insert(where + ": " + e.symbol + " = " + std::to_string(e.value));
        }
        // Numbers that stand in formulas themselves are small: halves, bits of a byte, products of a Winograd tile.
        if (e.kind == Expression::Kind::Literal && std::abs(e.value) > 36) {
            m_without.insert(where + ": " + std::to_string(e.value));
        }
    }

    std::unordered_set<ExpressionPtr> m_seen; // held: an address is not used twice
    std::size_t m_leaves = 0;
    std::set<std::string> m_without;
};

void walkAll(const Scenario& scenario, Walk& walk)
{
    const Evaluation e = evaluate(scenario);
    for (const Metric& row : metricCatalogue()) {
        if (const auto derivation = row.derive(e)) {
            walk.through(derivation->expression(), scenario.model.id + " " + std::string(row.id));
        }
    }
}

TEST_CASE("every leaf of every derivation of every preset is a parameter or a constant with its source",
          "[explain][origins]")
{
    for (const PresetInfo& model : sampled(modelPresets())) {
        CAPTURE(model.id);
        Walk walk;
        walkAll(preset(model.id, "h100-sxm"), walk);
        CHECK(walk.leaves() > 10);
        CHECK(walk.withoutOrigin() == std::set<std::string>());
    }
}

TEST_CASE("so it is on every device, and with every lever, format and convention", "[explain][origins]")
{
    const std::vector<std::pair<const char*, const char*>> settings = {
        {"deployment.weights", "int4-group"}, {"deployment.fusion", "none"},
        {"deployment.winograd", "f4"},        {"deployment.in_place_depthwise", "yes"},
        {"convention.causal", "lower_half"},  {"convention.peak", "arena"},
        {"convention.peak", "in_plus_out"},   {"workload.draft_tokens", "4"},
        {"convention.energy", "bottom_up"}};
    for (const PresetInfo& device : sampled(devicePresets())) {
        CAPTURE(device.id);
        Walk walk;
        walkAll(preset("gpt-2", device.id), walk);
        CHECK(walk.withoutOrigin() == std::set<std::string>());
    }
    for (const auto& [id, value] : sampled(settings)) {
        for (const char* model : {"mobilenet-v2", "gemma-2-9b"}) {
            Scenario s = preset(model, "a100-80gb");
            setParameter(s, id, value); // where it does not apply, the scenario stays
            CAPTURE(model, id, value);
            Walk walk;
            walkAll(s, walk);
            CHECK(walk.withoutOrigin() == std::set<std::string>());
        }
    }
}

TEST_CASE("what levers make of a scenario leads back to them, or to a constant with its source", "[explain][origins]")
{
    for (const char* model : sampled(std::vector{"llama-2-7b", "mixtral-8x7b", "flamingo-3b", "vit-b-16"})) {
        for (const LeverText* lever : leverTexts()) {
            CAPTURE(model, lever->id);
            Scenario s = preset(model, "h100-sxm");
            const Parameter* row = catalogueRow(s, lever->switchId());
            if (!row || lever->refusal(s)) {
                continue;
            }
            row->set(s, lever->toggle.on);
            Walk walk;
            walkAll(s, walk);
            CHECK(walk.withoutOrigin() == std::set<std::string>());
        }
    }
}

} // namespace
} // namespace ridge
