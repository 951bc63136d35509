#include "core/scenario/families/point_cloud.h"

namespace ridge {
namespace {

using P = PointCloud;
using namespace fields;

constexpr bool (*isSparse)(const P&) = [](const P& p) { return p.network == PointNetwork::SparseUNet; };
constexpr bool (*isPointNet)(const P&) = [](const P& p) { return p.network == PointNetwork::PointNet; };
constexpr bool (*hasVoxels)(const P&) = [](const P& p) { return p.network != PointNetwork::PointNet; };

/// A row for one of eight stages: four on the way down, four on the way up.
template <class Access>
Field<P> stage(Access access, const char* key, const char* label, double minimum, double maximum, const char* help)
{
    return number<P>(access, key, label, "", minimum, maximum, help).when(isSparse).more();
}

void addNetworkRows(std::vector<Field<P>>& rows)
{
    rows.push_back(choice<P>(RIDGE_FIELD(network), "point_network", "Network", {"pointnet", "pvcnn", "sparse_unet"},
                             {"points (PointNet)", "points and voxels (PVCNN)", "sparse voxels (U-Net)"},
                             "What the network works on: points alone, points beside a dense grid, or "
                             "occupied voxels alone.")
                       .required());
    rows.push_back(number<P>(RIDGE_FIELD(inputFeatures), "point_features", "Point features", "c_i", 3, 1024,
                             "Numbers of each point, its three coordinates included.")
                       .written()
                       .more());
    rows.push_back(
        number<P>(RIDGE_FIELD(classes), "point_classes", "Classes", "", 1, 100000, "Classes that are told apart.")
            .written()
            .more());
    rows.push_back(number<P>(RIDGE_FIELD(widthMultiplier), "point_width", "Width multiplier", "α", 0.05, 4,
                             "Scales the channels of every layer but the last.")
                       .in(Unit::Fraction));
    const std::vector<std::string> yesNo{"no", "yes"};
    rows.push_back(flag<P>(RIDGE_FIELD(inputTransform), "input_transform", "Input transform", yesNo,
                           "A small network predicts a 3 × 3 matrix that turns the cloud.")
                       .more()
                       .when(isPointNet));
    rows.push_back(flag<P>(RIDGE_FIELD(featureTransform), "feature_transform", "Feature transform", yesNo,
                           "A small network predicts a matrix that mixes the point features.")
                       .more()
                       .when(isPointNet));
}

void addSceneRows(std::vector<Field<P>>& rows)
{
    rows.push_back(number<P>(RIDGE_FIELD(voxelResolution), "voxel_resolution", "Voxel resolution", "r", 4, 8192,
                             "Voxels along each side of the finest grid, taken as a cube.")
                       .when(hasVoxels));
    rows.push_back(number<P>(RIDGE_FIELD(voxelsPerPoint), "voxels_per_point", "Voxels per point", "", 0.001, 1,
                             "Occupied voxels over points: 1 when no two points share a voxel.")
                       .in(Unit::Fraction)
                       .when(isSparse));
    rows.push_back(number<P>(RIDGE_FIELD(thinning), "thinning", "Left per level", "", 0.125, 1,
                             "Share of the occupied voxels that is left when the grid gets twice as "
                             "coarse: 1/4 on a densely sampled surface, 1 where points are far apart.")
                       .in(Unit::Fraction)
                       .when(isSparse));
    rows.push_back(number<P>(RIDGE_FIELD(neighbours), "neighbours", "Neighbours", "m", 1, 27,
                             "Offsets of a 3³ kernel that meet an occupied voxel, on average: 9 on a "
                             "surface, 27 in a filled volume.")
                       .in(Unit::Fraction)
                       .when(isSparse));
}

void addStageRows(std::vector<Field<P>>& rows)
{
    constexpr const char* width = "Channels of this stage; the first four lead to coarser grids, the others back.";
    constexpr const char* depth = "Residual blocks of this stage, two convolutions each.";
    rows.push_back(number<P>(RIDGE_FIELD(stemKernel), "stem_kernel", "Stem kernel", "", 1, 9,
                             "Side of the kernel of the first convolutions.")
                       .when(isSparse)
                       .more());
    rows.push_back(number<P>(RIDGE_FIELD(stemConvolutions), "stem_convolutions", "Stem convolutions", "", 1, 4,
                             "Convolutions on the finest grid before the first stage.")
                       .when(isSparse)
                       .more());
    rows.push_back(number<P>(RIDGE_FIELD(stemWidth), "stem_width", "Stem width", "", 1, 4096,
                             "Channels of the first convolutions.")
                       .when(isSparse)
                       .more());
    rows.push_back(stage(RIDGE_FIELD(widths[0]), "width_1", "Width, down 1", 1, 4096, width));
    rows.push_back(stage(RIDGE_FIELD(widths[1]), "width_2", "Width, down 2", 1, 4096, width));
    rows.push_back(stage(RIDGE_FIELD(widths[2]), "width_3", "Width, down 3", 1, 4096, width));
    rows.push_back(stage(RIDGE_FIELD(widths[3]), "width_4", "Width, down 4", 1, 4096, width));
    rows.push_back(stage(RIDGE_FIELD(widths[4]), "width_5", "Width, up 1", 1, 4096, width));
    rows.push_back(stage(RIDGE_FIELD(widths[5]), "width_6", "Width, up 2", 1, 4096, width));
    rows.push_back(stage(RIDGE_FIELD(widths[6]), "width_7", "Width, up 3", 1, 4096, width));
    rows.push_back(stage(RIDGE_FIELD(widths[7]), "width_8", "Width, up 4", 1, 4096, width));
    rows.push_back(stage(RIDGE_FIELD(depths[0]), "depth_1", "Blocks, down 1", 1, 64, depth));
    rows.push_back(stage(RIDGE_FIELD(depths[1]), "depth_2", "Blocks, down 2", 1, 64, depth));
    rows.push_back(stage(RIDGE_FIELD(depths[2]), "depth_3", "Blocks, down 3", 1, 64, depth));
    rows.push_back(stage(RIDGE_FIELD(depths[3]), "depth_4", "Blocks, down 4", 1, 64, depth));
    rows.push_back(stage(RIDGE_FIELD(depths[4]), "depth_5", "Blocks, up 1", 1, 64, depth));
    rows.push_back(stage(RIDGE_FIELD(depths[5]), "depth_6", "Blocks, up 2", 1, 64, depth));
    rows.push_back(stage(RIDGE_FIELD(depths[6]), "depth_7", "Blocks, up 3", 1, 64, depth));
    rows.push_back(stage(RIDGE_FIELD(depths[7]), "depth_8", "Blocks, up 4", 1, 64, depth));
}

} // namespace

template <> const FieldTable<PointCloud>& fieldsOf<PointCloud>()
{
    static const FieldTable<P> table{"model.", "", [] {
                                         std::vector<Field<P>> all;
                                         addNetworkRows(all);
                                         addSceneRows(all);
                                         addStageRows(all);
                                         return all;
                                     }()};
    return table;
}

} // namespace ridge
