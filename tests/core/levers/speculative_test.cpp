#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

Scenario speculating(double acceptance, double drafts)
{
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s.workload.acceptance = acceptance, s.workload.draftTokens = drafts;
    return s;
}

TEST_CASE("a free drafter gives the speed of Leviathan's table 1: the tokens of a round", "[levers][speculation]")
{
    struct Row {
        double acceptance, drafts, speed, within; // as printed, with two decimals
    };
    for (const Row& row :
         {Row{0.6, 2, 1.96, 0.003}, Row{0.7, 3, 2.53, 0.003}, Row{0.8, 5, 3.69, 0.003}, Row{0.9, 10, 6.86, 0.003}}) {
        CAPTURE(row.acceptance, row.drafts);
        CHECK(metricOf(evaluate(speculating(row.acceptance, row.drafts)), "tokens_per_round") ==
              Approx(row.speed).epsilon(row.within)); // (1 − α^(γ+1))/(1 − α), arXiv:2211.17192
    }
}

TEST_CASE("and the operations of the same table: γ + 1 positions are computed for each round", "[levers][speculation]")
{
    // Its count leaves the drafter out, and attention, which grows with the context: weights alone are compared here.
    struct Row {
        double acceptance, drafts, operations;
    };
    const auto holdsWeights = [](const Operator& op) { return op.kind == OperatorKind::Linear; };
    const Evaluation plain = evaluate(speculating(0.8, 0));
    const double step = macsOf(plain, *plain.program.find(StageRole::Decode), holdsWeights);
    for (const Row& row : {Row{0.6, 2, 1.53}, Row{0.8, 2, 1.23}, Row{0.8, 5, 1.63}, Row{0.9, 2, 1.11}}) {
        CAPTURE(row.acceptance, row.drafts);
        const Evaluation e = evaluate(speculating(row.acceptance, row.drafts));
        const double check = macsOf(e, *e.program.find(StageRole::Decode), holdsWeights);
        CHECK(check / metricOf(e, "tokens_per_round") / step == Approx(row.operations).epsilon(0.004));
    }
}

TEST_CASE("a drafter and a check that take time slow the round down by their share", "[levers][speculation]")
{
    const Evaluation plain = evaluate(speculating(0.8, 0)), e = evaluate(speculating(0.8, 4));
    const auto time = [](const Evaluation& of, StageRole role) {
        return of.stages[*of.program.find(role)].totals.time.inBaseUnits();
    };
    const double step = time(plain, StageRole::Decode);
    const double draft = time(e, StageRole::Draft) / step, check = time(e, StageRole::Decode) / step;
    const double tokens = (1 - std::pow(0.8, 5)) / (1 - 0.8); // 3.36
    CHECK(metricOf(plain, "tpot") / metricOf(e, "tpot") == Approx(tokens / (4 * draft + check)).epsilon(1e-9));
    CHECK(check == Approx(1).epsilon(0.1)); // memory-bound: five positions cost about what one does
}

TEST_CASE("the switch of speculative decoding is its number of drafts", "[levers][speculation]")
{
    const Lever& lever = *findLever("speculative");
    CHECK(lever.switchId() == "workload.draft_tokens");
    const Scenario off = speculating(0.8, lever.toggle.off), on = speculating(0.8, lever.toggle.on);
    CHECK_FALSE(lever.isPulled(off));
    CHECK(lever.isPulled(on));
    CHECK(evaluate(on).idleLevers.empty());
    CHECK(lever.refusal(preset("llava-1.5-7b", "h100-sxm")) != nullptr);
}

} // namespace
} // namespace ridge
