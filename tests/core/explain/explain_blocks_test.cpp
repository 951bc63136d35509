#include "tests/core/explain/explain_checks.h"

#include "core/analysis/blocks.h"
#include "core/evaluate/evaluate.h"
#include "core/explain/sum_figures.h"

namespace ridge {
namespace {

using namespace test;

/// What a table of blocks says of a figure.
struct Subtotal {
    const char* figure;
    double (*of)(const BlockTotals&);
};
const Subtotal subtotals[] = {{"count", [](const BlockTotals& t) { return t.executions; }},
                              {"parameters", [](const BlockTotals& t) { return t.parameters; }},
                              {"macs", [](const BlockTotals& t) { return t.macs; }},
                              {"ops", [](const BlockTotals& t) { return t.ops; }},
                              {"bytes", [](const BlockTotals& t) { return t.bytes; }},
                              {"total_time_s", [](const BlockTotals& t) { return t.seconds; }},
                              {"total_energy_j", [](const BlockTotals& t) { return t.joules; }},
                              {"intensity", [](const BlockTotals& t) { return t.intensity().value_or(0); }}};

NumberRef ofBlock(const char* figure, const std::string& path) { return {figure, -1, -1, {}, path}; }

TEST_CASE("a figure of a block is the subtotal of the table, derived to the last bit", "[explain]")
{
    for (const auto& [model, device] :
         {std::pair{"resnet-50", "h100-sxm"}, {"llama-3-8b", "h100-sxm"}, {"t5-small", "a100-80gb"}}) {
        const Evaluation e = evaluate(preset(model, device));
        const BlockTree tree = operatorTree(e.program, e.scenario->model);
        const std::vector<BlockTotals> totals = blockTotals(tree, e);
        std::size_t blocks = 0;
        for (std::size_t n = 1; n < tree.nodes.size(); ++n) {
            for (const Subtotal& subtotal : subtotals) {
                const NumberRef ref = ofBlock(subtotal.figure, tree.nodes[n].path);
                if (!tree.nodes[n].isBlock()) {
                    continue;
                }
                INFO(model << ": " << ref.text());
                REQUIRE(hasSum(e, ref));
                // The tree adds up block by block, the derivation operator by operator.
                CHECK(sumValue(e, ref).value_or(0) == Approx(subtotal.of(totals[n])).epsilon(1e-12));
                ++blocks;
            }
        }
        CHECK(blocks >= 2 * std::size(subtotals));
        const std::string& last = tree.nodes[std::size_t(tree.nodes.back().parent)].path;
        for (const OperatorFigure& figure : operatorFigures()) {
            const NumberRef ref = ofBlock(std::string(figure.id).c_str(), last);
            INFO(model << ": " << ref.text());
            REQUIRE(hasSum(e, ref) == (figure.inBlock != InBlock::None));
            const std::optional<Traced> derivation = hasSum(e, ref) ? deriveSum(e, ref) : std::nullopt;
            if (derivation) {
                CHECK(derivation->value() == sumValue(e, ref));
                CHECK(recompute(*derivation->expression()) == derivation->value());
            }
        }
    }
}

TEST_CASE("the share of a block is its time over that of the run", "[explain]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    double all = 0;
    for (const Stage& stage : e.program.stages) {
        const double seconds = *sumValue(e, ofBlock("total_time_s", stage.name));
        const double share = *sumValue(e, ofBlock("share", stage.name));
        CHECK(share == Approx(seconds / e.latency().inBaseUnits()).epsilon(1e-12));
        all += share;
    }
    CHECK(all == Approx(1).epsilon(1e-12)); // the stages are the run
}

TEST_CASE("a block's figure is explained by its largest operators", "[explain]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    for (const char* figure : {"macs", "bytes", "total_time_s", "intensity", "share", "count"}) {
        const std::optional<Explanation> x = explain(e, ofBlock(figure, "layer1"));
        INFO(figure);
        REQUIRE(x);
        CHECK(x->title.substr(0, 7) == "layer1:");
        checkSteps(*x);
        const auto sum = std::find_if(x->steps.begin(), x->steps.end(), [](const auto& s) { return s.termCount > 0; });
        REQUIRE(sum != x->steps.end());
        CHECK(sum->terms.size() <= 8);
        for (const ExplainedTerm& term : sum->terms) {
            CHECK(term.label.substr(0, 7) == "layer1.");
            CHECK(term.ref.isOperator());
        }
    }
    // 3 bottlenecks of 1×1, 3×3 and 1×1 convolutions at 56², and the first one's projection:
    // 56² · (64·64 + 64·64·9 + 64·256 + 64·256 + 2·(256·64 + 64·64·9 + 64·256))
    CHECK(valueOf(e, ofBlock("macs", "layer1")) ==
          56.0 * 56 * (64 * 64 + 64 * 64 * 9 + 2 * 64 * 256 + 2 * (256 * 64 + 64 * 64 * 9 + 64 * 256)));
}

TEST_CASE("a name that only begins like a block is not below it", "[explain]")
{
    CHECK(isBelow("layer1.0.conv1", "layer1"));
    CHECK(isBelow("layer1/conv1", "layer1"));
    CHECK(isBelow("layer1", "layer1"));
    CHECK_FALSE(isBelow("layer10.conv1", "layer1"));
    CHECK_FALSE(isBelow("lay", "layer1"));
}

TEST_CASE("what is no figure of a block is not explained", "[explain]")
{
    const Evaluation e = evaluate(preset("resnet-50", "h100-sxm"));
    for (const char* text : {"macs:layer", "macs:no such block", "nonsense:layer1", "latency:layer1",
                             "live_bytes:layer1"}) { // the last does not add up
        const NumberRef ref = NumberRef::parse(text);
        INFO(text);
        CHECK(ref.isBlock());
        CHECK_FALSE(explain(e, ref));
        CHECK_FALSE(valueOf(e, ref));
        CHECK(whyNot(e, ref) == "there is no such number");
    }
    for (const NumberRef& ref : {ofBlock("macs", "layer1.0"), ofBlock("bytes", "decode/a:b#c@1:2")}) {
        CHECK(NumberRef::parse(ref.text()) == ref);
    }
    CHECK_FALSE(NumberRef::parse("macs:").isValid());
}

} // namespace
} // namespace ridge
