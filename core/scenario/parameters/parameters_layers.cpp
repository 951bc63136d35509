// Rows of the parameter catalogue about layer lists: frames, the kind of attention, the temporal shift, kernels.

#include "core/scenario/families/layer_list.h"
#include "core/scenario/parameters/parameter_rows.h"

#include <algorithm>

namespace ridge::rows {
namespace {

/// The first layer that satisfies a condition; null when there is none.
template <class Is> const Layer* firstLayer(const Scenario& s, Is is)
{
    if (const LayerList* list = s.model.layers()) {
        for (const LayerBlock& block : list->blocks) {
            const auto found = std::find_if(block.layers.begin(), block.layers.end(), is);
            if (found != block.layers.end()) {
                return &*found;
            }
        }
    }
    return nullptr;
}

template <class Is, class Change> void changeLayers(Scenario& s, Is is, Change change)
{
    if (LayerList* list = s.model.layers()) {
        for (LayerBlock& block : list->blocks) {
            for (Layer& layer : block.layers) {
                if (is(layer)) {
                    change(layer);
                }
            }
        }
    }
}

constexpr auto attends = [](const Layer& layer) {
    return layer.kind == LayerKind::Attention || layer.kind == LayerKind::LinearAttention;
};
constexpr auto shifts = [](const Layer& layer) { return layer.kind == LayerKind::TemporalShift; };

const std::vector<std::string> shiftNames{"none", "offline", "online"};

/// A row whose value is that of the model's layers: of the first when read, of all of them when set.
Parameter layerChoice(Parameter row, std::function<std::optional<double>(const Scenario&)> get,
                      std::function<void(Scenario&, double)> set)
{
    row.get = std::move(get);
    row.set = std::move(set);
    return row;
}

constexpr auto nowhere = [](auto&) -> int* { return nullptr; };

void addAttentionRow(std::vector<Parameter>& rows)
{
    Parameter row = choice("model.attention", "Attention", "", Section::Model, {"softmax", "linear"},
                           {"softmax, O(N²)", "linear, O(N)"},
                           "Softmax compares every position with every other; a ReLU kernel lets keys meet values "
                           "first, so that the work grows with the positions alone.",
                           nowhere);
    rows.push_back(layerChoice(
        std::move(row),
        [](const Scenario& s) {
            const Layer* layer = firstLayer(s, attends);
            return layer ? std::optional(layer->kind == LayerKind::LinearAttention ? 1.0 : 0.0) : std::nullopt;
        },
        [](Scenario& s, double value) {
            changeLayers(s, attends, [value](Layer& layer) {
                layer.kind = value == 0 ? LayerKind::Attention : LayerKind::LinearAttention;
            });
        }));
}

void addShiftRow(std::vector<Parameter>& rows)
{
    Parameter row =
        choice("model.temporal_shift", "Temporal shift", "", Section::Model, shiftNames,
               {"none", "offline (both ways)", "online (cached)"},
               "Features that neighbouring frames exchange: no parameters and no MACs, but bytes that move. Offline "
               "1/8 of the channels in each direction; online 1/8 forward, kept in a cache until the next frame.",
               nowhere);
    rows.push_back(layerChoice(
        std::move(row),
        [](const Scenario& s) -> std::optional<double> {
            const Layer* layer = firstLayer(s, shifts);
            if (!layer) {
                return std::nullopt;
            }
            const auto found = std::find(shiftNames.begin(), shiftNames.end(), layer->function);
            return found == shiftNames.end() ? 1.0 : static_cast<double>(found - shiftNames.begin());
        },
        [](Scenario& s, double value) {
            changeLayers(s, shifts,
                         [value](Layer& layer) { layer.function = shiftNames[static_cast<std::size_t>(value)]; });
        }));
}

} // namespace

void addLayerRows(std::vector<Parameter>& rows)
{
    rows.push_back(number("model.frames", "Frames", "F", Section::Model, Unit::Count, ranges::inputFrames,
                          "Frames of one video that are worked on together.", [](auto& s) {
                              auto* list = s.model.layers();
                              return list && list->inputFrames > 0 ? &list->inputFrames : nullptr;
                          }));
    addAttentionRow(rows);
    addShiftRow(rows);
}

void addKernelRows(std::vector<Parameter>& rows)
{
    const Section d = Section::Deployment;
    constexpr auto mayConvolve = [](const Scenario& s) { return !s.model.decoder(); };
    rows.push_back(advanced(when(
        mayConvolve,
        choice("deployment.winograd", "Winograd", "", d, {"none", "f2", "f4"}, {"none", "F(2×2, 3×3)", "F(4×4, 3×3)"},
               "Dense 3×3 convolutions with stride 1 in tiles of 2×2 or 4×4 outputs: 2.25 or 4 times fewer MACs, but "
               "transforms to compute and weights that are 16/9 or 4 times as large. Tiles stay on chip.",
               [](auto& s) { return &s.deployment.winograd; }))));
    rows.push_back(advanced(when(
        mayConvolve,
        choice("deployment.in_place_depthwise", "In-place depthwise", "", d, {"no", "yes"}, {"no", "yes"},
               "A depthwise convolution overwrites its input, channel by channel, with one spare plane: (C + 1)·H·W "
               "instead of 2·C·H·W.",
               [](auto& s) { return &s.deployment.inPlaceDepthwise; }))));
}

} // namespace ridge::rows
