#include "core/models/clouds/blocks.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double batchNorm = knownOpsPerElement("batch_norm").value();
constexpr double corners = 8;                     // of the cell around a point
constexpr double interpolation = 2 * corners - 1; // eight multiplications, seven additions
constexpr double readAndWritten = 2;              // every sum that something is added to

} // namespace

template <class N> N scaledChannels(const PointCloudOf<N>& cloud, N channels)
{
    if constexpr (std::is_same_v<N, Traced>) {
        channels = Traced::leaf("C", valueOf(channels), Unit::Count, "channels of the network as published");
    }
    return larger(N(1), wholePart(cloud.widthMultiplier * channels));
}

template <class N> TensorId normed(StageBuilder<N>& b, const std::string& name, TensorId x, bool activated)
{
    x = b.elementwise(name + ".norm", {x}, batchNorm, OperatorKind::Normalisation);
    return activated ? b.elementwise(name + ".act", {x}, ops::relu) : x;
}

template <class N> TensorId sharedLayer(StageBuilder<N>& b, const std::string& name, TensorId x, N channels)
{
    return normed(b, name, b.linear(name, x, channels, true));
}

template <class N>
TensorId voxelConvolution(StageBuilder<N>& b, const std::string& name, TensorId x, N channels,
                          const VoxelKernel<N>& kernel, bool bias)
{
    const N from = b.shapeOf(x).c;
    const TensorId out = b.sequence(channels, kernel.voxels);
    OperatorOf<N>& op = b.add(name, OperatorKind::VoxelConvolution, {x}, out);
    op.sizes.kh = kernel.offsets;
    op.sizes.picked = kernel.met;
    op.sizes.bias = bias ? channels : 0;
    if (kernel.sparse) {
        const N pairs = b.batch() * kernel.met * kernel.voxels;
        op.gathered = pairs * from;
        op.scattered = readAndWritten * pairs * channels;
    }
    return out;
}

template <class N>
TensorId voxelise(StageBuilder<N>& b, const std::string& name, TensorId features, TensorId coordinates, N voxels)
{
    const N channels = b.shapeOf(features).c;
    const N points = b.shapeOf(features).w;
    const TensorId grid = b.sequence(channels, voxels);
    const bool apart = coordinates >= 0 && coordinates != features;
    OperatorOf<N>& op = apart ? b.add(name, OperatorKind::Scatter, {features, coordinates}, grid)
                              : b.add(name, OperatorKind::Scatter, {features}, grid);
    op.sizes.perElement = points / voxels + 1; // an addition for every point, a division for every voxel
    op.scattered = readAndWritten * b.batch() * points * channels;
    return grid;
}

template <class N> TensorId devoxelise(StageBuilder<N>& b, const std::string& name, TensorId grid, TensorId coordinates)
{
    const N channels = b.shapeOf(grid).c;
    const TensorId out = b.like(coordinates, channels);
    const N points = b.shapeOf(out).w;
    OperatorOf<N>& op = b.add(name, OperatorKind::Gather, {grid, coordinates}, out);
    op.sizes.perElement = interpolation;
    op.gathered = corners * b.batch() * points * channels;
    return out;
}

template double scaledChannels(const PointCloudOf<double>& cloud, double channels);
template Traced scaledChannels(const PointCloudOf<Traced>& cloud, Traced channels);
template TensorId normed(StageBuilder<double>& b, const std::string& name, TensorId x, bool activated);
template TensorId normed(StageBuilder<Traced>& b, const std::string& name, TensorId x, bool activated);
template TensorId sharedLayer(StageBuilder<double>& b, const std::string& name, TensorId x, double channels);
template TensorId sharedLayer(StageBuilder<Traced>& b, const std::string& name, TensorId x, Traced channels);
template TensorId voxelConvolution(StageBuilder<double>& b, const std::string& name, TensorId x, double channels,
                                   const VoxelKernel<double>& kernel, bool bias);
template TensorId voxelConvolution(StageBuilder<Traced>& b, const std::string& name, TensorId x, Traced channels,
                                   const VoxelKernel<Traced>& kernel, bool bias);
template TensorId voxelise(StageBuilder<double>& b, const std::string& name, TensorId features, TensorId coordinates,
                           double voxels);
template TensorId voxelise(StageBuilder<Traced>& b, const std::string& name, TensorId features, TensorId coordinates,
                           Traced voxels);
template TensorId devoxelise(StageBuilder<double>& b, const std::string& name, TensorId grid, TensorId coordinates);
template TensorId devoxelise(StageBuilder<Traced>& b, const std::string& name, TensorId grid, TensorId coordinates);

} // namespace ridge
