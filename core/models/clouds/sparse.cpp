// A U-Net of sparse convolutions: only voxels that hold something are computed, and their neighbours are looked up.

#include "core/models/clouds/blocks.h"
#include "core/models/clouds/networks.h"
#include "core/models/inputs.h"

namespace ridge {
namespace {

constexpr std::size_t levels = 4;

template <class N> class SparseBuilder {
public:
    SparseBuilder(const Inputs<N>& inputs, const PointCloudOf<N>& cloud)
        : m_cloud(cloud), m_points(inputs.workload.points), m_b("inference", inputs.workload.batch)
    {
    }

    StageOf<N> build()
    {
        TensorId x = m_b.sequence(m_cloud.inputFeatures, m_points, TensorRole::Input);
        x = voxelise(m_b, "voxelise", x, -1, voxels(0));
        for (int i = 1; i <= valueOf(m_cloud.stemConvolutions); ++i) {
            x = convolved("stem" + std::to_string(i), x, width(m_cloud.stemWidth), m_cloud.stemKernel, 0);
        }
        std::array<TensorId, levels> skips{};
        for (std::size_t level = 0; level < levels; ++level) {
            skips[level] = x;
            x = down(x, level);
        }
        for (std::size_t level = levels; level-- > 0;) {
            x = up(x, skips[level], level);
        }
        m_b.output(m_b.linear("classifier", x, m_cloud.classes, true));
        return m_b.take();
    }

private:
    N width(N channels) const { return scaledChannels(m_cloud, channels); }
    N voxels(std::size_t level) const { return voxelsAtLevel(m_cloud, m_points, N(static_cast<double>(level))); }

    TensorId convolved(const std::string& name, TensorId x, N channels, N kernel, std::size_t level,
                       bool activated = true)
    {
        const VoxelKernel<N> met{kernel * kernel * kernel, neighboursOf(m_cloud, kernel), voxels(level), true};
        return normed(m_b, name, voxelConvolution(m_b, name, x, channels, met, false), activated);
    }

    /// To the next coarser grid: the eight cells of a 2³ kernel do not overlap, so that every voxel is met once.
    TensorId down(TensorId x, std::size_t level)
    {
        const std::string name = "down" + std::to_string(level + 1);
        const VoxelKernel<N> kernel{8, voxels(level) / voxels(level + 1), voxels(level + 1), true};
        const std::string convolution = name + ".conv";
        x = voxelConvolution(m_b, convolution, x, m_b.shapeOf(x).c, kernel, false);
        x = normed(m_b, convolution, x);
        return blocks(name, x, m_cloud.widths[level], m_cloud.depths[level], level + 1);
    }

    /// Back to the finer grid, where the features from the way down join.
    TensorId up(TensorId x, TensorId skip, std::size_t level)
    {
        const std::size_t stage = 2 * levels - 1 - level;
        const std::string name = "up" + std::to_string(levels - level);
        const std::string convolution = name + ".conv";
        const VoxelKernel<N> kernel{8, 1, voxels(level), true};
        x = voxelConvolution(m_b, convolution, x, width(m_cloud.widths[stage]), kernel, false);
        x = m_b.concat(name + ".concat", normed(m_b, convolution, x), skip);
        return blocks(name, x, m_cloud.widths[stage], m_cloud.depths[stage], level);
    }

    /// The first block changes the channels; all others are the same and are counted.
    TensorId blocks(const std::string& name, TensorId x, N channels, N count, std::size_t level)
    {
        m_b.beginBlock(name + ".block1.", 1);
        x = residual(x, width(channels), level);
        if (count > 1) {
            m_b.beginBlock(name + ".block2.", count - 1);
            x = residual(x, width(channels), level);
        }
        m_b.endBlock();
        return x;
    }

    TensorId residual(TensorId x, N channels, std::size_t level)
    {
        TensorId shortcut = x;
        if (m_b.shapeOf(x).c != channels) {
            shortcut = normed(m_b, "shortcut", m_b.linear("shortcut", x, channels, false), false);
        }
        TensorId y = convolved("conv1", x, channels, 3, level);
        y = convolved("conv2", y, channels, 3, level, false);
        return m_b.elementwise("act", {m_b.sum("add", y, shortcut)}, ops::relu);
    }

    const PointCloudOf<N>& m_cloud;
    N m_points;
    StageBuilder<N> m_b;
};

} // namespace

template <class N> StageOf<N> expandSparseUNet(const Inputs<N>& inputs, const PointCloudOf<N>& cloud)
{
    return SparseBuilder(inputs, cloud).build();
}

template StageOf<double> expandSparseUNet(const Inputs<double>& inputs, const PointCloudOf<double>& cloud);
template StageOf<Traced> expandSparseUNet(const Inputs<Traced>& inputs, const PointCloudOf<Traced>& cloud);

} // namespace ridge
