#include "core/models/layers/layer_shapes.h"

#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/editors/layers/layer_edit.h"

using namespace ridge;
using namespace ridge::test;

namespace {

/// A list with one layer of this kind below two convolutions.
LayerList listWith(LayerKind kind)
{
    LayerList list = *layerScenario().model.layers();
    list.blocks[1].layers[2].kind = kind;
    return list;
}

constexpr LayerPlace last{1, 2};

/// What stands in a cell after something was typed; the refusal when there is one.
std::string typed(LayerKind kind, LayerColumn column, const std::string& text)
{
    LayerList list = listWith(kind);
    const std::string problem = setCell(list, last, column, text);
    return problem.empty() ? cellText(list, last, column) : problem;
}

} // namespace

TEST_CASE("what a cell shows can be typed back, for every kind of layer", "[editors]")
{
    for (int kind = 0; kind < layerKindCount; ++kind) {
        for (int c = 0; c < layerColumnCount; ++c) {
            const auto column = LayerColumn(c);
            LayerList list = listWith(static_cast<LayerKind>(kind));
            if (!usesColumn(static_cast<LayerKind>(kind), column)) {
                continue;
            }
            INFO(idOf(static_cast<LayerKind>(kind)) << ", column " << c);
            const std::string shown = cellText(list, last, column);
            CHECK(setCell(list, last, column, shown).empty());
            CHECK(cellText(list, last, column) == shown);
        }
    }
}

TEST_CASE("kernels and strides over frames are written before height and width", "[editors]")
{
    CHECK(typed(LayerKind::Conv, LayerColumn::Kernel, "3x7x7") == "3×7×7");
    CHECK(typed(LayerKind::Conv, LayerColumn::Kernel, "10×4") == "10×4");
    CHECK(typed(LayerKind::Conv, LayerColumn::Kernel, "5") == "5×5");
    CHECK(typed(LayerKind::Conv, LayerColumn::Kernel, "1×2×3×4").find("Kernel") == 0);
    CHECK(typed(LayerKind::Conv, LayerColumn::Stride, "2×1") == "2×1");
    CHECK(typed(LayerKind::Conv, LayerColumn::Stride, "1×2×2").find("Stride") == 0);
    LayerList list = listWith(LayerKind::Conv);
    CHECK(setCell(list, last, LayerColumn::Kernel, "3×7×5").empty());
    const Layer& layer = list.blocks[1].layers[2];
    CHECK((layer.kernelDepth == 3 && layer.kernelHeight == 7 && layer.kernelWidth == 5));
}

TEST_CASE("paddings and options have names", "[editors]")
{
    CHECK(typed(LayerKind::Conv, LayerColumn::Padding, "same_tflite") == "same (TFLite)");
    CHECK(typed(LayerKind::Conv, LayerColumn::Padding, "same") == "same");
    CHECK(typed(LayerKind::MaxPool, LayerColumn::Option, "ceil") == "ceil");
    CHECK(typed(LayerKind::MaxPool, LayerColumn::Option, "round").find("Option") == 0);
    CHECK(typed(LayerKind::TemporalShift, LayerColumn::Option, "online") == "online");
    CHECK(typed(LayerKind::LinearAttention, LayerColumn::Option, "16") == "heads of 16");
    CHECK(typed(LayerKind::Attention, LayerColumn::Option, "") == "one head");
    CHECK(typed(LayerKind::Slice, LayerColumn::Channels, "") == "half");
    CHECK(typed(LayerKind::ChannelShuffle, LayerColumn::Groups, "2") == "2");
}

TEST_CASE("a layer reads earlier blocks by name, and follows when they are renamed", "[editors]")
{
    LayerList list = listWith(LayerKind::Concat);
    REQUIRE(setCell(list, last, LayerColumn::From, "conv2, stem, stem.norm").empty());
    CHECK_FALSE(setCell(list, last, LayerColumn::From, "head.fc").empty()); // below
    REQUIRE(setCell(list, {0, 1}, LayerColumn::Name, "bn").empty());
    CHECK(cellText(list, last, LayerColumn::From) == "conv2, stem, stem.bn");
    REQUIRE(setCell(list, {0, -1}, LayerColumn::Name, "entry").empty());
    CHECK(cellText(list, last, LayerColumn::From) == "conv2, entry, entry.bn");
}

TEST_CASE("the parts of an attention lead to its layer", "[editors]")
{
    LayerList list = listWith(LayerKind::LinearAttention);
    list.blocks[1].layers[2].name = "attention";
    CHECK(findLayer(list, "body.attention.keys_values") == last);
    CHECK(findLayer(list, "body.0.attention.relu") == last);
    CHECK(findLayer(list, "body.0.conv1") == LayerPlace{1, 0});
}
