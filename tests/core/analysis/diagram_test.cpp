// Boxes and arrows of a stage, against a walk over its operators.

#include "core/analysis/diagram.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

struct Drawn {
    explicit Drawn(const Scenario& s, std::size_t shown = 0)
        : evaluation(evaluate(s)), tree(operatorTree(evaluation.program, s.model)), stage(shown)
    {
    }
    Diagram with(const OpenBlocks& open) const { return diagramOf(evaluation.program, tree, stage, open); }
    OpenBlocks all() const { return openUpTo(evaluation.program, tree, stage, 100000); }
    Evaluation evaluation;
    BlockTree tree;
    std::size_t stage;
};

std::size_t leavesOf(const Diagram& d)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(d.boxes, [](const DiagramBox& box) { return !box.isOpen && !box.isInput; }));
}

} // namespace

TEST_CASE("with everything open each operator is a box, and with nothing open each outermost block", "[diagram]")
{
    for (const char* model : {"resnet-50", "llama-3-8b", "vit-b-16", "mobilenet-v2"}) {
        INFO(model);
        const Drawn drawn(preset(model, "h100-sxm"));
        const Stage& stage = drawn.evaluation.program.stages[0];
        CHECK(leavesOf(drawn.with(drawn.all())) == stage.operators.size());
        const Diagram folded = drawn.with({});
        CHECK(leavesOf(folded) < stage.operators.size());
        CHECK(std::ranges::none_of(folded.boxes, &DiagramBox::isOpen));
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            CHECK(folded.boxOf(static_cast<int>(i)) >= 0);
        }
    }
}

TEST_CASE("an arrow stands for every tensor that one box makes and another reads", "[diagram]")
{
    for (const char* model : {"resnet-50", "llama-3-8b", "t5-small"}) {
        INFO(model);
        const Drawn drawn(test::with(preset(model, "h100-sxm"), "deployment.fusion", "none"));
        const Stage& stage = drawn.evaluation.program.stages[0];
        for (const OpenBlocks& open :
             {OpenBlocks{}, openUpTo(drawn.evaluation.program, drawn.tree, 0, 20), drawn.all()}) {
            const Diagram d = drawn.with(open);
            std::size_t inside = 0, across = 0;
            for (std::size_t from = 0; from < stage.operators.size(); ++from) {
                for (std::size_t to = from + 1; to < stage.operators.size(); ++to) {
                    const Operator &maker = stage.operators[from], &reader = stage.operators[to];
                    const auto reads = [&](TensorId id) {
                        const auto first = stage.uses.begin() + reader.firstInput;
                        return id >= 0 && std::find(first, first + reader.inputCount, id) != first + reader.inputCount;
                    };
                    if (!reads(maker.output)) {
                        continue;
                    }
                    const int a = d.boxOf(static_cast<int>(from)), b = d.boxOf(static_cast<int>(to));
                    const bool isDrawn = std::ranges::any_of(
                        d.arrows, [&](const DiagramArrow& arrow) { return arrow.from == a && arrow.to == b; });
                    CHECK(isDrawn == (a != b));
                    ++(a == b ? inside : across);
                }
            }
            CHECK(inside + across > 0);
        }
    }
}

TEST_CASE("what runs in an epilogue stands behind what it belongs to", "[diagram]")
{
    const Drawn drawn(preset("resnet-50", "h100-sxm"));
    const Diagram d = drawn.with(drawn.all());
    const auto joins = [&](int from, int to) {
        return std::ranges::any_of(d.arrows, [&](const DiagramArrow& arrow) {
            return arrow.from == d.boxOf(from) && arrow.to == d.boxOf(to);
        });
    };
    // stem.conv, stem.norm, stem.relu, stem.pool
    CHECK((joins(0, 1) && joins(1, 2) && joins(2, 3)));
    CHECK_FALSE(joins(0, 2));
    for (std::size_t i = 0; i < d.boxes.size(); ++i) { // nothing stands alone
        const bool isJoined = d.boxes[i].isOpen || std::ranges::any_of(d.arrows, [i](const DiagramArrow& arrow) {
                                  return arrow.from == static_cast<int>(i) || arrow.to == static_cast<int>(i);
                              });
        CHECK(isJoined);
    }
}

TEST_CASE("a decoder's queries meet the cache by an arrow of its own", "[diagram]")
{
    const Drawn drawn(preset("llama-3-8b", "h100-sxm"), 1);
    const Diagram d = drawn.with(drawn.all());
    const auto throughCache = std::ranges::count_if(d.arrows, &DiagramArrow::throughCache);
    CHECK(throughCache == 2); // scores and values read what keys and values were written to
}

TEST_CASE("blocks open from the outside as long as they can be read", "[diagram]")
{
    const Drawn drawn(preset("resnet-50", "h100-sxm"));
    std::size_t before = 0;
    for (const std::size_t most : {4U, 8U, 16U, 64U, 1000U}) {
        const std::size_t boxes = leavesOf(drawn.with(openUpTo(drawn.evaluation.program, drawn.tree, 0, most)));
        CHECK(boxes <= std::max<std::size_t>(most, leavesOf(drawn.with({}))));
        CHECK(boxes >= before);
        before = boxes;
    }
}

TEST_CASE("shapes are written as people say them", "[diagram]")
{
    Tensor map;
    map.c = 64, map.h = map.w = 112;
    CHECK(shapeText(map) == "64 × 112 × 112");
    Tensor sequence;
    sequence.c = 4096, sequence.w = 512;
    CHECK(shapeText(sequence) == "512 × 4096");
    sequence.n = 8;
    CHECK(shapeText(sequence) == "8 × 512 × 4096");
}
