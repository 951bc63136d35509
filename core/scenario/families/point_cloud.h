// Hyper-parameters of networks that work on point clouds: PointNet, PVCNN, and U-Nets of sparse convolutions.
// Not operators: core/models/clouds/networks.cpp turns these into a Program.
#pragma once

#include "core/scenario/families/fields.h"

#include <array>

namespace ridge {

/// Points alone (PointNet), points beside a dense grid of voxels (PVCNN), or occupied voxels alone (MinkowskiUNet).
enum class PointNetwork { PointNet, PointVoxel, SparseUNet };

template <class N = double> struct PointCloudOf {
    PointNetwork network = PointNetwork::PointNet;
    N inputFeatures = 3; // of each point, its coordinates included
    N classes = 40;
    N widthMultiplier = 1;
    bool inputTransform = true; // PointNet: transforms that a small network of its own predicts
    bool featureTransform = true;
    N voxelResolution = 32; // voxels along each side of the finest grid
    // U-Nets of sparse convolutions: four levels down, four up.
    N stemKernel = 5, stemConvolutions = 1, stemWidth = 32;
    std::array<N, 8> widths{32, 64, 128, 256, 256, 128, 96, 96};
    std::array<N, 8> depths{2, 2, 2, 2, 2, 2, 2, 2};
    // What the scene is like.
    N voxelsPerPoint = 1; // occupied voxels over points: below 1 where several points share a voxel
    N thinning = 0.5;     // share of the voxels that is left on the next coarser grid
    N neighbours = 9;     // of the 27 offsets of a 3³ kernel those that meet an occupied voxel: 9 on a surface
    friend bool operator==(const PointCloudOf&, const PointCloudOf&) = default;
};
using PointCloud = PointCloudOf<>;

template <> const FieldTable<PointCloud>& fieldsOf<PointCloud>();

} // namespace ridge
