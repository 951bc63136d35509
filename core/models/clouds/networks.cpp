#include "core/models/clouds/networks.h"
#include "core/models/inputs.h"

#include "core/formulas/formulas.h"
#include "core/models/clouds/blocks.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

/// A small PointNet that predicts a k × k matrix for the cloud, and the product with every point.
template <class N>
TensorId transformed(StageBuilder<N>& b, const PointCloudOf<N>& cloud, const std::string& name, TensorId x)
{
    const N k = b.shapeOf(x).c;
    TensorId y = x;
    for (const double channels : {64.0, 128.0, 1024.0}) {
        y = sharedLayer(b, name + ".conv" + std::to_string(static_cast<int>(channels)), y,
                        scaledChannels(cloud, N(channels)));
    }
    y = b.globalPool(name + ".pool", y);
    for (const double channels : {512.0, 256.0}) {
        y = sharedLayer(b, name + ".fc" + std::to_string(static_cast<int>(channels)), y,
                        scaledChannels(cloud, N(channels)));
    }
    const TensorId matrix = b.linear(name + ".matrix", y, k * k, true);
    const TensorId out = b.like(x, k);
    b.add(name + ".apply", OperatorKind::Matmul, {x, matrix}, out);
    return out;
}

/// Qi et al. 2017, classification: 64, 64 | 64, 128, 1024 | pool | 512, 256, classes.
template <class N> StageOf<N> expandPointNet(const Inputs<N>& inputs, const PointCloudOf<N>& cloud)
{
    StageBuilder<N> b("inference", inputs.workload.batch);
    TensorId x = b.sequence(cloud.inputFeatures, inputs.workload.points, TensorRole::Input);
    if (cloud.inputTransform) {
        x = transformed(b, cloud, "input_transform", x);
    }
    x = sharedLayer(b, "conv1", x, scaledChannels(cloud, N(64)));
    x = sharedLayer(b, "conv2", x, scaledChannels(cloud, N(64)));
    if (cloud.featureTransform) {
        x = transformed(b, cloud, "feature_transform", x);
    }
    x = sharedLayer(b, "conv3", x, scaledChannels(cloud, N(64)));
    x = sharedLayer(b, "conv4", x, scaledChannels(cloud, N(128)));
    x = sharedLayer(b, "conv5", x, scaledChannels(cloud, N(1024)));
    x = b.globalPool("pool", x);
    x = sharedLayer(b, "fc1", x, scaledChannels(cloud, N(512)));
    x = sharedLayer(b, "fc2", x, scaledChannels(cloud, N(256)));
    x = b.linear("fc3", x, cloud.classes, true);
    b.output(b.elementwise("softmax", {x}, ops::softmax, OperatorKind::Softmax));
    return b.take();
}

/// Coordinates turn into voxel indices on the way; they are read once more for every grid.
template <class N> class PointVoxelBuilder {
public:
    PointVoxelBuilder(const Inputs<N>& inputs, const PointCloudOf<N>& cloud)
        : m_cloud(cloud), m_points(inputs.workload.points), m_b("inference", inputs.workload.batch)
    {
    }

    /// Liu et al. 2019, S3DIS: point-voxel blocks of 64, 64, 64 and 128 channels, the first on the finest grid and the
    /// others on one half as fine, then 1024 channels without voxels.
    StageOf<N> build()
    {
        m_coordinates = m_b.sequence(3, m_points, TensorRole::Input);
        const N extra = m_cloud.inputFeatures - 3;
        const TensorId rest = extra > 0 ? m_b.sequence(extra, m_points, TensorRole::Input) : -1;
        const TensorId x = rest < 0 ? m_coordinates : m_b.concat("features", m_coordinates, rest);
        const N coarse = larger(N(1), wholePart(m_cloud.voxelResolution / 2));
        const TensorId first = pointVoxel("block1", x, 64, m_cloud.voxelResolution);
        const TensorId second = pointVoxel("block2", first, 64, coarse);
        const TensorId third = pointVoxel("block3", second, 64, coarse);
        const TensorId fourth = pointVoxel("block4", third, 128, coarse);
        const TensorId last = sharedLayer(m_b, "block5", fourth, scaledChannels(m_cloud, N(1024)));
        TensorId whole = m_b.globalPool("cloud.pool", last);
        whole = sharedLayer(m_b, "cloud.fc1", whole, scaledChannels(m_cloud, N(256)));
        whole = sharedLayer(m_b, "cloud.fc2", whole, scaledChannels(m_cloud, N(128)));
        classify({first, second, third, fourth, last, whole});
        return m_b.take();
    }

private:
    /// Two convolutions over the voxels, and one layer over the points; both results are added.
    TensorId pointVoxel(const std::string& name, TensorId x, N channels, N resolution)
    {
        const N width = scaledChannels(m_cloud, channels);
        const N voxels = resolution * resolution * resolution;
        const VoxelKernel<N> dense{27, 27, voxels, false};
        TensorId grid = voxelise(m_b, name + ".voxelise", x, m_coordinates, voxels);
        grid = normed(m_b, name + ".conv1", voxelConvolution(m_b, name + ".conv1", grid, width, dense, true));
        grid = normed(m_b, name + ".conv2", voxelConvolution(m_b, name + ".conv2", grid, width, dense, true));
        const TensorId fine = devoxelise(m_b, name + ".devoxelise", grid, m_coordinates);
        return m_b.sum(name + ".add", sharedLayer(m_b, name + ".points", x, width), fine);
    }

    /// The features of all blocks side by side, those of the whole cloud at every point.
    void classify(std::initializer_list<TensorId> parts)
    {
        N channels = 0;
        for (const TensorId part : parts) {
            channels = channels + m_b.shapeOf(part).c;
        }
        TensorId x = m_b.sequence(channels, m_points);
        m_b.add("head.concat", OperatorKind::Concat, parts, x).sizes.ci = channels;
        x = sharedLayer(m_b, "head.conv1", x, scaledChannels(m_cloud, N(512)));
        x = sharedLayer(m_b, "head.conv2", x, scaledChannels(m_cloud, N(256)));
        m_b.output(m_b.linear("head.conv3", x, m_cloud.classes, true));
    }

    const PointCloudOf<N>& m_cloud;
    N m_points;
    StageBuilder<N> m_b;
    TensorId m_coordinates = -1;
};

template <class N> StageOf<N> stageOf(const Inputs<N>& inputs, const PointCloudOf<N>& cloud)
{
    switch (cloud.network) {
    case PointNetwork::PointNet:
        return expandPointNet(inputs, cloud);
    case PointNetwork::PointVoxel:
        return PointVoxelBuilder<N>(inputs, cloud).build();
    case PointNetwork::SparseUNet:
        break;
    }
    return expandSparseUNet(inputs, cloud);
}

/// Share of the voxels of the finest grid that hold a point.
template <class N> N occupancyOf(const PointCloudOf<N>& cloud, const N& points)
{
    const N r = cloud.voxelResolution;
    return cloud.network != PointNetwork::SparseUNet ? formula::occupancy(points, r)
                                                     : smaller(points * cloud.voxelsPerPoint / power(r, N(3)), N(1));
}

} // namespace

template <class N> void expandCloud(const Inputs<N>& inputs, const PointCloudOf<N>& cloud, ProgramOf<N>& program)
{
    program.stages.push_back(stageOf(inputs, cloud));
    if (cloud.network != PointNetwork::PointNet) {
        program.architecture.occupancy = occupancyOf(cloud, inputs.workload.points);
    }
    program.unit = "cloud";
}

template <class N> N occupiedVoxels(const PointCloudOf<N>& cloud, std::type_identity_t<N> points)
{
    const N r = cloud.voxelResolution;
    return cloud.network == PointNetwork::SparseUNet ? smaller(points * cloud.voxelsPerPoint, r * r * r)
                                                     : formula::occupancy(points, r) * (r * r * r);
}

template <class N>
N voxelsAtLevel(const PointCloudOf<N>& cloud, std::type_identity_t<N> points, std::type_identity_t<N> level)
{
    return larger(N(1), rounded(occupiedVoxels(cloud, points) * power(cloud.thinning, level)));
}

template <class N> N neighboursOf(const PointCloudOf<N>& cloud, std::type_identity_t<N> kernel)
{
    return power(cloud.neighbours, N(std::log(valueOf(kernel)) / std::log(3.0)));
}

template void expandCloud(const Inputs<double>& inputs, const PointCloudOf<double>& cloud, ProgramOf<double>& program);
template void expandCloud(const Inputs<Traced>& inputs, const PointCloudOf<Traced>& cloud, ProgramOf<Traced>& program);
template double occupiedVoxels(const PointCloudOf<double>& cloud, double points);
template Traced occupiedVoxels(const PointCloudOf<Traced>& cloud, Traced points);
template double voxelsAtLevel(const PointCloudOf<double>& cloud, double points, double level);
template Traced voxelsAtLevel(const PointCloudOf<Traced>& cloud, Traced points, Traced level);
template double neighboursOf(const PointCloudOf<double>& cloud, double kernel);
template Traced neighboursOf(const PointCloudOf<Traced>& cloud, Traced kernel);

} // namespace ridge
