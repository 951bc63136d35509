// Expands networks on point clouds: one stage of operators, with the elements that they gather and scatter.
// Not the building of kernel maps and of voxel indices: that depends on the coordinates alone, once per cloud.
#pragma once

#include "core/models/inputs.h"
#include "core/program/program.h"
#include "core/scenario/families/point_cloud.h"

namespace ridge {

/// PointNet (Qi et al. 2017, arXiv:1612.00593), PVCNN for indoor scenes (Liu et al. 2019, arXiv:1907.03739) or a U-Net
/// of sparse convolutions (Choy et al. 2019, arXiv:1904.08755), as `cloud.network` says.
template <class N> void expandCloud(const Inputs<N>& inputs, const PointCloudOf<N>& cloud, ProgramOf<N>& program);

/// Voxels of the finest grid that hold a point; of a dense grid by chance, of a sparse one as the scene says.
template <class N> N occupiedVoxels(const PointCloudOf<N>& cloud, std::type_identity_t<N> points);

/// Occupied voxels of a sparse network when its grid has become 2^level times as coarse: whole, at least one.
template <class N>
N voxelsAtLevel(const PointCloudOf<N>& cloud, std::type_identity_t<N> points, std::type_identity_t<N> level);

/// Offsets of a kernel of this side that meet an occupied voxel, m^(log k / log 3): 1 of 1, m of 27, all where m is 27.
template <class N> N neighboursOf(const PointCloudOf<N>& cloud, std::type_identity_t<N> kernel);

} // namespace ridge
