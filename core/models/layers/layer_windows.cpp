#include "core/models/layers/layer_windows.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double mostPadding = 1e7;

std::string textOf(double value) { return std::to_string(static_cast<long long>(value)); }

/// Convolutions keep the size of odd kernels unless told otherwise. Pools have no padding unless it is given: "same"
/// would be a guess that most networks do not make.
double paddingOf(const Layer& layer, double reach)
{
    const bool pools = layer.kind == LayerKind::MaxPool || layer.kind == LayerKind::AveragePool;
    if (layer.padding < 0) {
        return pools ? 0 : std::floor(reach / 2);
    }
    return wholeNumber(layer.padding, 0, mostPadding);
}

double transposedSize(double size, double kernel, double stride, double padding, std::string& problem)
{
    const double out = (size - 1) * stride - 2 * padding + kernel;
    if (out < 1) {
        problem = "Padding " + textOf(padding) + " leaves nothing of a map of " + textOf(size) + ".";
    }
    return std::max(out, 1.0);
}

} // namespace

double windowPositions(const Layer& layer, double size, double kernel, double stride, std::string& problem)
{
    const double reach = wholeNumber(layer.dilation, 1, mostPadding) * (kernel - 1);
    const double padding = paddingOf(layer, reach);
    if (layer.kind == LayerKind::TransposedConv) {
        return transposedSize(size, kernel, stride, padding, problem);
    }
    if (layer.padding == sameTflitePadding) {
        return std::ceil(size / stride);
    }
    // floor((size + 2·padding − dilation·(kernel − 1) − 1) / stride) + 1; rounded up, the last window may reach over
    // the edge as long as it starts inside.
    const double steps = (size + 2 * padding - reach - 1) / stride;
    double out = (layer.ceil ? std::ceil(steps) : std::floor(steps)) + 1;
    if (layer.ceil && (out - 1) * stride >= size + padding) {
        --out;
    }
    if (out < 1) {
        problem = "A kernel that spans " + textOf(reach + 1) + " does not fit a map of " + textOf(size) +
                  " with padding " + textOf(padding) + ".";
    }
    return std::max(out, 1.0);
}

} // namespace ridge
