// What networks on point clouds are put together from: layers with norm and activation, voxels, gathers and scatters.
// Not any network: see networks.cpp and sparse.cpp.
#pragma once

#include "core/models/inputs.h"
#include "core/program/stage_builder.h"
#include "core/scenario/families/point_cloud.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// Channels of a layer whose width the multiplier scales: ⌊α·channels⌋, at least one.
template <class N> N scaledChannels(const PointCloudOf<N>& cloud, N channels);

/// One scale and shift per channel, folded; and ReLU unless it is left out.
template <class N> TensorId normed(StageBuilder<N>& b, const std::string& name, TensorId x, bool activated = true);

/// Acts on every point by itself: weights, bias, norm, ReLU.
template <class N> TensorId sharedLayer(StageBuilder<N>& b, const std::string& name, TensorId x, N channels);

/// How a convolution meets the voxels: offsets of its kernel, those that meet an occupied voxel, voxels of the result.
template <class N = double> struct VoxelKernel {
    N offsets = 27, met = 27, voxels = 1;
    bool sparse = false; // partners are gathered and results scattered, pair by pair
};

/// A convolution over voxels, which are the positions of a sequence. Sparse ones gather m·V inputs and read and write
/// m·V partial results to add them up.
template <class N>
TensorId voxelConvolution(StageBuilder<N>& b, const std::string& name, TensorId x, N channels,
                          const VoxelKernel<N>& kernel, bool bias);

/// Adds up the features of the points in each voxel and divides by their number. `coordinates` −1 or the features
/// themselves: they are read once.
template <class N>
TensorId voxelise(StageBuilder<N>& b, const std::string& name, TensorId features, TensorId coordinates, N voxels);

/// Trilinear: every point takes a weighted mean of the eight voxels around it.
template <class N>
TensorId devoxelise(StageBuilder<N>& b, const std::string& name, TensorId grid, TensorId coordinates);

/// A U-Net of sparse convolutions.
template <class N> StageOf<N> expandSparseUNet(const Inputs<N>& inputs, const PointCloudOf<N>& cloud);

} // namespace ridge
