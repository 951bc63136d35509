#include "tests/core/explain/explain_checks.h"

#include "core/analysis/groups.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/operator_figures.h"

namespace ridge {
namespace {

using namespace test;

TEST_CASE("every figure of every operator is derived to the last bit", "[explain]")
{
    const std::vector<std::pair<const char*, const char*>> all{{"mobilenet-v2", "stm32f746"},
                                                               {"llama-3-8b", "h100-sxm"},
                                                               {"mixtral-8x7b", "b200-sxm"},
                                                               {"resnet-50", "jetson-nano"}};
    for (const auto& [model, device] : sampled(all)) {
        const Evaluation e = evaluate(preset(model, device));
        for (std::size_t s = 0; s < e.stages.size(); ++s) {
            for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
                for (const OperatorFigure& figure : operatorFigures()) {
                    const std::optional<double> value = figure.value(e, s, i);
                    const std::optional<Traced> derivation = figure.derive(e, s, i);
                    INFO(model << ", " << e.program.stages[s].operators[i].name << ": " << figure.id);
                    REQUIRE(derivation.has_value() == value.has_value());
                    if (value) {
                        CHECK(derivation->value() == *value);
                        CHECK(recompute(*derivation->expression()) == *value);
                    }
                }
            }
        }
    }
}

TEST_CASE("the figures of one operator are explained like metrics", "[explain]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    std::vector<NumberRef> refs;
    for (const OperatorFigure& figure : operatorFigures()) {
        for (int i = 0; i < static_cast<int>(e.stages[1].operators.size()); ++i) {
            refs.push_back({std::string(figure.id), 1, i});
        }
    }
    const std::vector<std::optional<Explanation>> explained = explainAll(e, refs);
    for (std::size_t i = 0; i < refs.size(); ++i) {
        const NumberRef& ref = refs[i];
        const std::optional<Explanation>& x = explained[i];
        INFO(ref.text() << " " << e.program.stages[1].operators[static_cast<std::size_t>(ref.op)].name);
        REQUIRE(x.has_value() == valueOf(e, ref).has_value());
        if (x) {
            CHECK(x->value == *valueOf(e, ref));
            checkSteps(*x);
            checkInputs(e, *x);
        } else {
            CHECK(whyNot(e, ref) == "it does not apply to this operator");
        }
    }
}

void checkGroups(const Evaluation& e, const std::vector<OperatorGroup>& groups, const char* figure)
{
    std::vector<NumberRef> refs;
    for (const OperatorGroup& group : groups) {
        std::string names;
        for (const std::string& part : group.parts) {
            names += (names.empty() ? "" : "|") + part;
        }
        refs.push_back({figure, -1, -1, names});
    }
    const std::vector<std::optional<Explanation>> explained = explainAll(e, refs);
    double all = 0;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        const NumberRef& ref = refs[i];
        const std::optional<Explanation>& x = explained[i];
        INFO(e.scenario->model.id << ": " << ref.text());
        REQUIRE(x);
        CHECK(x->value == Approx(groups[i].total()).epsilon(1e-12));
        CHECK(valueOf(e, ref) == x->value);
        CHECK(recompute(*x->expression) == x->value);
        CHECK(x->conventions.size() <= 10);
        all += x->value;
    }
    const bool isTime = std::string_view(figure) == "total_time_s";
    const Joules<> energy = e.energyBottomUp() + e.restPower * e.latency();
    CHECK(all == Approx(isTime ? e.latency().inBaseUnits() : energy.inBaseUnits()).epsilon(1e-12));
}

TEST_CASE("the figure of a group is the bar of its chart", "[explain]")
{
    const std::vector<std::pair<const char*, const char*>> all{{"mobilenet-v2", "stm32f746"},
                                                               {"llama-3-8b", "h100-sxm"},
                                                               {"mixtral-8x7b", "b200-sxm"},
                                                               {"resnet-50", "cheatsheet"}};
    for (const auto& [model, device] : sampled(all)) {
        const Evaluation e = evaluate(preset(model, device));
        for (const std::size_t limit : {7U, 2U}) { // with two, most groups are "other"
            checkGroups(e, energyByGroup(e, limit), "total_energy_j");
            checkGroups(e, timeByGroup(e, limit), "total_time_s");
        }
    }
}

TEST_CASE("what does not exist is not explained, and says so", "[explain]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    for (const char* text : {"nonsense", "time_s@9:0", "time_s@0:99999", "latency@0:0", "nonsense#3×3 conv",
                             "total_energy_j#MLP", "macs#3×3 conv"}) { // no such group; not a sum over executions
        const NumberRef ref = NumberRef::parse(text);
        INFO(text);
        CHECK_FALSE(explain(e, ref));
        CHECK_FALSE(valueOf(e, ref));
        CHECK(whyNot(e, ref) == "there is no such number");
    }
    CHECK_FALSE(explain(e, {"kv_cache"}));
    CHECK(whyNot(e, {"kv_cache"}) == "only models that generate tokens keep a KV cache");
}

// ---- names of numbers -------------------------------------------------------------------------------------------

TEST_CASE("a number's name is read back as the same number", "[explain]")
{
    for (const NumberRef& ref : {NumberRef{"latency"}, NumberRef{"time_s", 0, 0}, NumberRef{"time_s", 12, 345},
                                 NumberRef{"total_energy_j", -1, -1, "MLP"},
                                 NumberRef{"total_energy_j", -1, -1, "QKV, out|Norm, act.|1×1 conv"}}) {
        CHECK(ref.isValid());
        CHECK(NumberRef::parse(ref.text()) == ref);
    }
    CHECK(NumberRef{"time_s", 1, 12}.text() == "time_s@1:12");
    CHECK(NumberRef{"total_time_s", -1, -1, "MLP"}.text() == "total_time_s#MLP");
}

TEST_CASE("nonsense is no number's name", "[explain]")
{
    for (const char* text :
         {"", "time_s@", "time_s@1", "time_s@1:", "time_s@:1", "time_s@a:b", "time_s@1:2x", "time_s@-1:2",
          "time_s@1:-2", "time_s@1:2:3", "time_s@99999999999999999999:1", "@1:2", "#MLP", "time_s#"}) {
        INFO(text);
        CHECK_FALSE(NumberRef::parse(text).isValid());
    }
}

} // namespace
} // namespace ridge
