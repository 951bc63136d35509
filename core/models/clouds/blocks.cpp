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

double scaledChannels(const PointCloud& cloud, double channels)
{
    return std::max(1.0, std::floor(cloud.widthMultiplier * channels));
}

TensorId normed(StageBuilder& b, const std::string& name, TensorId x, bool activated)
{
    x = b.elementwise(name + ".norm", {x}, batchNorm, OperatorKind::Normalisation);
    return activated ? b.elementwise(name + ".act", {x}, ops::relu) : x;
}

TensorId sharedLayer(StageBuilder& b, const std::string& name, TensorId x, double channels)
{
    return normed(b, name, b.linear(name, x, channels, true));
}

TensorId voxelConvolution(StageBuilder& b, const std::string& name, TensorId x, double channels,
                          const VoxelKernel& kernel, bool bias)
{
    const double from = b.shapeOf(x).c;
    const TensorId out = b.sequence(channels, kernel.voxels);
    Operator& op = b.add(name, OperatorKind::VoxelConvolution, {x}, out);
    op.sizes.kh = kernel.offsets;
    op.sizes.picked = kernel.met;
    op.sizes.bias = bias ? channels : 0;
    if (kernel.sparse) {
        const double pairs = b.batch() * kernel.met * kernel.voxels;
        op.gathered = pairs * from;
        op.scattered = readAndWritten * pairs * channels;
    }
    return out;
}

TensorId voxelise(StageBuilder& b, const std::string& name, TensorId features, TensorId coordinates, double voxels)
{
    const double channels = b.shapeOf(features).c;
    const double points = b.shapeOf(features).w;
    const TensorId grid = b.sequence(channels, voxels);
    const bool apart = coordinates >= 0 && coordinates != features;
    Operator& op = apart ? b.add(name, OperatorKind::Scatter, {features, coordinates}, grid)
                         : b.add(name, OperatorKind::Scatter, {features}, grid);
    op.sizes.perElement = points / voxels + 1; // an addition for every point, a division for every voxel
    op.scattered = readAndWritten * b.batch() * points * channels;
    return grid;
}

TensorId devoxelise(StageBuilder& b, const std::string& name, TensorId grid, TensorId coordinates)
{
    const double channels = b.shapeOf(grid).c;
    const TensorId out = b.like(coordinates, channels);
    const double points = b.shapeOf(out).w;
    Operator& op = b.add(name, OperatorKind::Gather, {grid, coordinates}, out);
    op.sizes.perElement = interpolation;
    op.gathered = corners * b.batch() * points * channels;
    return out;
}

} // namespace ridge
