// What networks on point clouds are put together from: layers with norm and activation, voxels, gathers and scatters.
// Not any network: see networks.cpp and sparse.cpp.
#pragma once

#include "core/program/stage_builder.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// Channels of a layer whose width the multiplier scales: ⌊α·channels⌋, at least one.
double scaledChannels(const PointCloud& cloud, double channels);

/// One scale and shift per channel, folded; and ReLU unless it is left out.
TensorId normed(StageBuilder& b, const std::string& name, TensorId x, bool activated = true);

/// Acts on every point by itself: weights, bias, norm, ReLU.
TensorId sharedLayer(StageBuilder& b, const std::string& name, TensorId x, double channels);

/// How a convolution meets the voxels: offsets of its kernel, those that meet an occupied voxel, voxels of the result.
struct VoxelKernel {
    double offsets = 27, met = 27, voxels = 1;
    bool sparse = false; // partners are gathered and results scattered, pair by pair
};

/// A convolution over voxels, which are the positions of a sequence. Sparse ones gather m·V inputs and read and write
/// m·V partial results to add them up.
TensorId voxelConvolution(StageBuilder& b, const std::string& name, TensorId x, double channels,
                          const VoxelKernel& kernel, bool bias);

/// Adds up the features of the points in each voxel and divides by their number. `coordinates` −1 or the features
/// themselves: they are read once.
TensorId voxelise(StageBuilder& b, const std::string& name, TensorId features, TensorId coordinates, double voxels);

/// Trilinear: every point takes a weighted mean of the eight voxels around it.
TensorId devoxelise(StageBuilder& b, const std::string& name, TensorId grid, TensorId coordinates);

/// A U-Net of sparse convolutions.
Stage expandSparseUNet(const Scenario& scenario, const PointCloud& cloud);

} // namespace ridge
