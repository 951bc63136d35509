#include "core/models/layers/layer_windows.h"

namespace ridge {
namespace {

std::string textOf(double value) { return std::to_string(static_cast<long long>(value)); }

bool pools(const Layer& layer) { return layer.kind == LayerKind::MaxPool || layer.kind == LayerKind::AveragePool; }

/// Convolutions keep the size of odd kernels unless told otherwise. Pools have no padding unless it is given: "same"
/// would be a guess that most networks do not make.
template <class N> N paddingOf(const Layer& layer, const Window<N>& window, const N& reach)
{
    if (layer.padding < 0) {
        return pools(layer) ? N(0) : wholePart(reach / 2);
    }
    return window.padding;
}

/// Whether a kernel fits around every value of the map, so that only the stride makes it smaller.
template <class N> bool coversAll(const Layer& layer, const N& reach, const N& padding)
{
    return !layer.ceil && 2 * valueOf(padding) == valueOf(reach) && (layer.padding < 0 || reach == 0);
}

template <class N> N transposedSize(const N& size, const Window<N>& window, const N& padding, std::string& problem)
{
    const N out = (size - 1) * window.stride - 2 * padding + window.kernel;
    if (out < 1) {
        problem = "Padding " + textOf(valueOf(padding)) + " leaves nothing of a map of " + textOf(valueOf(size)) + ".";
    }
    return out < 1 ? larger(out, 1) : out;
}

} // namespace

template <class N> N windowPositions(const Layer& layer, const N& size, const Window<N>& window, std::string& problem)
{
    const N& stride = window.stride;
    const N reach = window.kernel > 1 ? window.dilation * (window.kernel - 1) : N(0);
    const N padding = paddingOf(layer, window, reach);
    if (layer.kind == LayerKind::TransposedConv) {
        return transposedSize(size, window, padding, problem);
    }
    if (layer.padding == sameTflitePadding || coversAll(layer, reach, padding)) {
        return stride == 1 ? size : roundedUp(size / stride);
    }
    // floor((size + 2·padding − span) / stride) + 1; rounded up, the last window may reach over the edge as long as it
    // starts inside.
    const N span = window.dilation == 1 ? window.kernel : reach + 1;
    const N steps = (size + 2 * padding - span) / stride;
    N out = (stride == 1 ? steps : layer.ceil ? roundedUp(steps) : wholePart(steps)) + 1;
    if (layer.ceil && (out - 1) * stride >= size + padding) {
        out = out - 1;
    }
    if (out < 1) {
        problem = "A kernel that spans " + textOf(valueOf(reach) + 1) + " does not fit a map of " +
                  textOf(valueOf(size)) + " with padding " + textOf(valueOf(padding)) + ".";
    }
    return out < 1 ? larger(out, 1) : out;
}

template double windowPositions(const Layer&, const double&, const Window<double>&, std::string&);
template Traced windowPositions(const Layer&, const Traced&, const Window<Traced>&, std::string&);

} // namespace ridge
