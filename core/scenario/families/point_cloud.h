// Hyper-parameters of networks that work on point clouds: PointNet, PVCNN, and U-Nets of sparse convolutions.
// Not operators: core/models/clouds/networks.cpp turns these into a Program.
#pragma once

#include "core/scenario/families/fields.h"

#include <array>

namespace ridge {

/// Points alone (PointNet), points beside a dense grid of voxels (PVCNN), or occupied voxels alone (MinkowskiUNet).
enum class PointNetwork { PointNet, PointVoxel, SparseUNet };

struct PointCloud {
    PointNetwork network = PointNetwork::PointNet;
    double inputFeatures = 3; // of each point, its coordinates included
    double classes = 40;
    double widthMultiplier = 1;
    bool inputTransform = true; // PointNet: transforms that a small network of its own predicts
    bool featureTransform = true;
    double voxelResolution = 32; // voxels along each side of the finest grid
    // U-Nets of sparse convolutions: four levels down, four up.
    double stemKernel = 5, stemConvolutions = 1, stemWidth = 32;
    std::array<double, 8> widths{32, 64, 128, 256, 256, 128, 96, 96};
    std::array<double, 8> depths{2, 2, 2, 2, 2, 2, 2, 2};
    // What the scene is like.
    double voxelsPerPoint = 1; // occupied voxels over points: below 1 where several points share a voxel
    double thinning = 0.5;     // share of the voxels that is left on the next coarser grid
    double neighbours = 9;     // of the 27 offsets of a 3³ kernel those that meet an occupied voxel: 9 on a surface
    friend bool operator==(const PointCloud&, const PointCloud&) = default;
};

template <> const std::vector<Field<PointCloud>>& fieldsOf<PointCloud>();

} // namespace ridge
