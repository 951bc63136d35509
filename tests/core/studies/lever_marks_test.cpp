#include "core/studies/lever_marks.h"

#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

struct Marked {
    explicit Marked(const Scenario& scenario)
        : evaluation(std::make_shared<const Evaluation>(evaluate(scenario))), marks(*evaluation)
    {
    }

    std::vector<LeverMark> of(const char* figure, std::string_view name) const
    {
        return marks.of(*operatorFigure(figure), placeOf(name));
    }
    std::string leversAt(std::string_view name) const
    {
        std::string ids;
        for (const LeverText* lever : marks.leversAt(placeOf(name))) {
            ids += (ids.empty() ? "" : " ") + std::string(lever->id);
        }
        return ids;
    }
    OperatorPlace placeOf(std::string_view name) const
    {
        const std::vector<Operator>& operators = evaluation->program.stages.front().operators;
        for (std::size_t i = 0; i < operators.size(); ++i) {
            if (operators[i].name == name) {
                return {0, i};
            }
        }
        throw std::logic_error("no such operator");
    }

    std::shared_ptr<const Evaluation> evaluation;
    LeverMarks marks;
};

} // namespace

TEST_CASE("without a lever that somebody pulled no figure is marked", "[studies][levers]")
{
    const Marked usual(preset("llama-2-7b", "h100-sxm")); // fused, as every scenario is at first
    CHECK_FALSE(usual.marks.any());
    CHECK(usual.of("bytes", "mlp.down").empty());
}

TEST_CASE("each lever that changed a figure of an operator says from what to what", "[studies][levers]")
{
    Scenario scenario = with(preset("llama-2-7b", "h100-sxm"), "lever.pruning", "on"); // half, with a bit of mask
    scenario = with(with(scenario, "lever.quantise_weights", "on"), "lever.quantise_weights.format", "int8");
    const Marked marked(scenario);
    const std::vector<LeverMark> size = marked.of("size_bytes", "mlp.down"); // d_ff · d weights
    REQUIRE(size.size() == 2);
    const double whole = 11008.0 * 4096;
    CHECK(std::string(size[0].lever->id) == "pruning");
    CHECK(size[0].before == whole * 16 / 8);            // 16 bits each
    CHECK(size[0].after == whole * (0.5 * 16 + 1) / 8); // half of them, and a bit for every place
    CHECK(std::string(size[1].lever->id) == "quantise_weights");
    CHECK(size[1].before == size[0].after);
    CHECK(size[1].after == whole * (0.5 * 8 + 1) / 8);
    CHECK(size[0].text(Unit::Bytes, {}) == "Unstructured pruning: 90.2 MB → 50.7 MB, ÷1.78");
    CHECK(marked.leversAt("mlp.down") == "pruning quantise_weights");
    CHECK(marked.leversAt("attn.scores").empty());
    CHECK(marked.of("macs", "mlp.down").empty());          // computed as if they were there
    CHECK(marked.of("size_bytes", "attn.scores").empty()); // no weights
    CHECK(marked.of("energy_j", "attn.scores").empty());   // although the chip draws more beside it now
}

TEST_CASE("an operator that a lever put there is new, and its neighbours keep their figures", "[studies][levers]")
{
    const Scenario chosen = with(preset("resnet-50", "h100-sxm"), "lever.depthwise_separable", "on");
    const Marked marked(chosen);
    const std::vector<Operator>& operators = marked.evaluation->program.stages.front().operators;
    const auto added = std::ranges::find_if(
        operators, [](const Operator& op) { return op.name.find("_depthwise") != std::string::npos; });
    REQUIRE(added != operators.end());
    const std::vector<LeverMark> macs = marked.of("macs", added->name);
    REQUIRE(macs.size() == 1);
    CHECK_FALSE(macs[0].before);
    CHECK(macs[0].text(Unit::Macs, {}) == "Depthwise-separable convolutions: new");
    CHECK(marked.of("macs", operators.front().name).empty()); // the first convolution stays whole
}
