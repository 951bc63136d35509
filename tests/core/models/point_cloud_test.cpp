#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/formulas/formulas.h"
#include "core/metrics/operator_figures.h"
#include "core/models/clouds/blocks.h"
#include "core/models/clouds/networks.h"
#include "core/quantity/notation.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <cmath>
#include <random>
#include <set>

namespace ridge {
namespace {

using namespace test;

Scenario scenarioOf(const PointCloud& cloud, double points, double batch = 1)
{
    Scenario s;
    s.model = {.id = "cloud", .name = "Cloud", .family = "Point cloud", .source = {}, .usual = {}, .body = cloud};
    s.device = roundDevice();
    s.workload.points = points;
    s.workload.batch = batch;
    return s;
}

/// What a network amounts to, counted one layer after another.
struct Counted {
    double parameters = 0, macs = 0, moved = 0; // moved: elements gathered and scattered

    /// `times` positions (or kernel-map pairs), one matrix for each of `offsets`.
    void layer(double from, double to, double times, double offsets, bool bias, bool norm = true)
    {
        parameters += offsets * from * to + (bias ? to : 0) + (norm ? 2 * to : 0);
        macs += times * from * to;
    }
};

// ---- points alone -----------------------------------------------------------------------------------------------

void transformNet(Counted& c, double k, double points)
{
    c.layer(k, 64, points, 1, true);
    c.layer(64, 128, points, 1, true);
    c.layer(128, 1024, points, 1, true);
    c.layer(1024, 512, 1, 1, true);
    c.layer(512, 256, 1, 1, true);
    c.layer(256, k * k, 1, 1, true, false);
    c.macs += points * k * k; // the product with every point
}

TEST_CASE("PointNet is what its paper describes, layer by layer", "[points][oracle]")
{
    const double points = GENERATE(1.0, 37.0, 1024.0);
    Counted c;
    transformNet(c, 3, points);
    c.layer(3, 64, points, 1, true);
    c.layer(64, 64, points, 1, true);
    transformNet(c, 64, points);
    c.layer(64, 64, points, 1, true);
    c.layer(64, 128, points, 1, true);
    c.layer(128, 1024, points, 1, true);
    c.layer(1024, 512, 1, 1, true);
    c.layer(512, 256, 1, 1, true);
    c.layer(256, 40, 1, 1, true, false);
    const Evaluation e = evaluate(scenarioOf(*modelPreset("pointnet").cloud(), points, 2));
    CHECK(metricOf(e, "parameters") == c.parameters);
    CHECK(metricOf(e, "parameters") == 3480049);
    CHECK(metricOf(e, "macs") == 2 * c.macs);
    CHECK_FALSE(metric(e, "irregular_bytes").value); // every point is read in order
    CHECK_FALSE(metric(e, "occupancy").value);
}

TEST_CASE("each transform of PointNet can be left out, with its network and its product", "[points]")
{
    PointCloud cloud;
    const Evaluation both = evaluate(scenarioOf(cloud, 100));
    cloud.inputTransform = false;
    const Evaluation one = evaluate(scenarioOf(cloud, 100));
    Counted c;
    transformNet(c, 3, 100);
    CHECK(metricOf(both, "parameters") - metricOf(one, "parameters") == c.parameters);
    CHECK(metricOf(both, "macs") - metricOf(one, "macs") == c.macs);
}

// ---- points beside voxels ---------------------------------------------------------------------------------------

/// One block walked point by point and voxel by voxel.
void pointVoxelBlock(Counted& c, double from, double to, double points, double resolution)
{
    for (double point = 0; point < points; ++point) {
        c.moved += 2 * from; // into its voxel: the sum is read and written
        c.moved += 8 * to;   // the voxels around it
    }
    const double voxels = resolution * resolution * resolution;
    c.layer(from, to, voxels * 27, 27, true);
    c.layer(to, to, voxels * 27, 27, true);
    c.layer(from, to, points, 1, true);
}

Counted pointVoxel(double points, double resolution, double width)
{
    const auto w = [width](double channels) { return std::floor(width * channels); };
    Counted c;
    pointVoxelBlock(c, 9, w(64), points, resolution);
    pointVoxelBlock(c, w(64), w(64), points, resolution / 2);
    pointVoxelBlock(c, w(64), w(64), points, resolution / 2);
    pointVoxelBlock(c, w(64), w(128), points, resolution / 2);
    c.layer(w(128), w(1024), points, 1, true);
    c.layer(w(1024), w(256), 1, 1, true);
    c.layer(w(256), w(128), 1, 1, true);
    c.layer(3 * w(64) + w(128) + w(1024) + w(128), w(512), points, 1, true);
    c.layer(w(512), w(256), points, 1, true);
    c.layer(w(256), 13, points, 1, true, false);
    return c;
}

TEST_CASE("PVCNN is a walk over its points and voxels", "[points][oracle]")
{
    const double width = GENERATE(1.0, 0.25, 0.125);
    const double resolution = GENERATE(32.0, 8.0);
    const Counted c = pointVoxel(500, resolution, width);
    PointCloud cloud = *modelPreset("pvcnn").cloud();
    cloud.widthMultiplier = width;
    cloud.voxelResolution = resolution;
    Scenario s = scenarioOf(cloud, 500, 3);
    s.deployment.activations = Precision::INT8;
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "parameters") == c.parameters);
    CHECK(metricOf(e, "macs") == 3 * c.macs);
    CHECK(metricOf(e, "irregular_bytes") == 3 * c.moved);
}

TEST_CASE("half the resolution is an eighth of the regular work and none of the irregular traffic", "[points]")
{
    const Scenario fine = preset("pvcnn", "h100-sxm");
    const Scenario coarse = with(fine, "model.voxel_resolution", "16");
    const auto voxelMacs = [](const Evaluation& e) {
        double sum = 0;
        for (std::size_t i = 0; i < e.stages[0].operators.size(); ++i) {
            const bool voxel = e.program.stages[0].operators[i].kind == OperatorKind::VoxelConvolution;
            sum += voxel ? e.stages[0].operators[i].macs.inBaseUnits() : 0;
        }
        return sum;
    };
    CHECK(voxelMacs(evaluate(fine)) == 8 * voxelMacs(evaluate(coarse)));
    CHECK(metricOf(evaluate(fine), "irregular_bytes") == metricOf(evaluate(coarse), "irregular_bytes"));
}

// ---- sparse voxels ----------------------------------------------------------------------------------------------

using Voxel = std::array<int, 3>;

/// How many (offset, voxel) pairs a 3³ kernel has on these voxels, found by looking at every neighbour.
double kernelMapPairs(const std::set<Voxel>& voxels)
{
    double pairs = 0;
    for (const Voxel& v : voxels) {
        for (int offset = 0; offset < 27; ++offset) {
            const Voxel neighbour{v[0] + offset / 9 - 1, v[1] + offset / 3 % 3 - 1, v[2] + offset % 3 - 1};
            pairs += voxels.count(neighbour) ? 1 : 0;
        }
    }
    return pairs;
}

TEST_CASE("a sparse convolution multiplies the pairs of its kernel map and nothing else", "[points][oracle]")
{
    std::mt19937 random(3);
    std::set<Voxel> voxels;
    for (int i = 0; i < 150; ++i) {
        voxels.insert({static_cast<int>(random() % 8), static_cast<int>(random() % 8), static_cast<int>(random() % 8)});
    }
    const double pairs = kernelMapPairs(voxels);
    const auto count = static_cast<double>(voxels.size());
    REQUIRE(pairs > count);
    StageBuilder<> b("inference", 2);
    const TensorId x = b.sequence(5, count, TensorRole::Input);
    voxelConvolution<double>(b, "conv", x, 7, {27, pairs / count, count, true}, false);
    const Operator& op = b.last();
    CHECK(formula::macs(op.kind, op.sizes).inBaseUnits() == Approx(2 * pairs * 5 * 7).epsilon(1e-14));
    CHECK(formula::weights(op.kind, op.sizes, -1.0) == 27 * 5 * 7);
    CHECK(op.gathered == Approx(2 * pairs * 5).epsilon(1e-14));
    CHECK(op.scattered == Approx(2 * 2 * pairs * 7).epsilon(1e-14));
}

TEST_CASE("on a plane a kernel meets the square of its side, in a filled volume all of it", "[points]")
{
    std::set<Voxel> plane, volume;
    for (int i = 0; i < 40 * 40; ++i) {
        plane.insert({i / 40, i % 40, 0});
    }
    CHECK(kernelMapPairs(plane) == (3 * 40 - 2) * (3 * 40 - 2)); // three along each side, but for both ends
    PointCloud cloud;
    cloud.neighbours = 9;
    CHECK(neighboursOf(cloud, 1) == 1);
    CHECK(neighboursOf(cloud, 3) == Approx(9));
    CHECK(neighboursOf(cloud, 5) == Approx(25));
    cloud.neighbours = 27;
    CHECK(neighboursOf(cloud, 5) == Approx(125));
}

/// Two convolutions and, where the channels change, a shortcut.
void residual(Counted& c, double from, double to, double voxels, double met)
{
    for (const double in : {from, to}) {
        c.layer(in, to, voxels * met, 27, false);
        c.moved += voxels * met * (in + 2 * to);
    }
    if (from != to) {
        c.layer(from, to, voxels, 1, false);
    }
}

void sparse(Counted& c, double from, double to, double pairs, double offsets)
{
    c.layer(from, to, pairs, offsets, false);
    c.moved += pairs * (from + 2 * to);
}

/// The U-Net from the top: level by level down, then up with what was kept.
Counted sparseUNet(const PointCloud& p, double points)
{
    Counted c;
    std::vector<double> voxels{points}, kept;
    for (int level = 0; level < 4; ++level) {
        voxels.push_back(std::round(points * std::pow(p.thinning, level + 1)));
    }
    c.moved += 2 * points * p.inputFeatures;
    double channels = p.inputFeatures;
    for (double i = 0; i < p.stemConvolutions; ++i) {
        const double met = p.stemKernel == 5 ? std::pow(p.neighbours, std::log(5) / std::log(3)) : p.neighbours;
        sparse(c, channels, p.stemWidth, voxels[0] * met, std::pow(p.stemKernel, 3));
        channels = p.stemWidth;
    }
    for (std::size_t stage = 0; stage < 8; ++stage) {
        const bool down = stage < 4;
        const std::size_t level = down ? stage + 1 : 7 - stage;
        const double finer = voxels[down ? level - 1 : level]; // every one of these meets exactly one offset
        kept.push_back(channels);
        sparse(c, channels, down ? channels : p.widths[stage], finer, 8);
        channels = down ? channels : p.widths[stage] + kept[7 - stage];
        for (double block = 0; block < p.depths[stage]; ++block) {
            residual(c, channels, p.widths[stage], voxels[level], p.neighbours);
            channels = p.widths[stage];
        }
    }
    c.layer(channels, p.classes, voxels[0], 1, true, false);
    return c;
}

TEST_CASE("a sparse U-Net is a walk over its levels", "[points][oracle]")
{
    for (const char* id : {"minkunet-18", "minkunet-34c", "minkunet-14a", "minkunet-semantickitti"}) {
        INFO(id);
        const PointCloud cloud = *modelPreset(id).cloud();
        const Counted c = sparseUNet(cloud, 4096);
        Scenario s = scenarioOf(cloud, 4096, 2);
        s.deployment.activations = Precision::INT8;
        const Evaluation e = evaluate(s);
        CHECK(metricOf(e, "parameters") == c.parameters);
        CHECK(metricOf(e, "macs") == Approx(2 * c.macs).epsilon(1e-12));
        CHECK(metricOf(e, "irregular_bytes") == Approx(2 * c.moved).epsilon(1e-12));
    }
}

TEST_CASE("a finer grid leaves a sparse network alone once every point has its voxel", "[points]")
{
    const Scenario s = preset("minkunet-18", "h100-sxm");
    const Scenario finer = with(s, "model.voxel_resolution", "576");
    CHECK(metricOf(evaluate(finer), "macs") == metricOf(evaluate(s), "macs"));
    CHECK(metricOf(evaluate(finer), "occupancy") == Approx(metricOf(evaluate(s), "occupancy") / 8));
    const Scenario crowded = with(s, "model.voxel_resolution", "8"); // 100,000 points, but 512 voxels
    CHECK(metricOf(evaluate(crowded), "occupancy") == 1);
    CHECK(voxelsAtLevel(*crowded.model.cloud(), 100000, 0) == 512);
    CHECK(voxelsAtLevel(*crowded.model.cloud(), 100000, 1) == 128); // a quarter is left
}

// ---- occupancy --------------------------------------------------------------------------------------------------

TEST_CASE("the expected occupancy is the mean over all ways to place the points", "[points][oracle]")
{
    double occupied = 0, ways = 0; // three points in 2³ voxels, one after another
    for (int a = 0; a < 8; ++a) {
        for (int b = 0; b < 8; ++b) {
            for (int c = 0; c < 8; ++c) {
                occupied += static_cast<double>(std::set<int>{a, b, c}.size());
                ++ways;
            }
        }
    }
    CHECK(formula::occupancy(3.0, 2.0) == Approx(occupied / ways / 8).epsilon(1e-14));
    CHECK(formula::occupancy(1.0, 4.0) == Approx(1.0 / 64));
    CHECK(formula::occupancy(2048.0, 32.0) <= 2048.0 / 32768); // never more than a voxel for each point
}

TEST_CASE("outdoor grids are emptier than a thousandth, indoor ones are not", "[points]")
{
    CHECK(metricOf(evaluate(preset("minkunet-semantickitti", "h100-sxm")), "occupancy") < 0.001);
    CHECK(metricOf(evaluate(preset("pvcnn", "h100-sxm")), "occupancy") > 0.1); // 4096 points in 32³
}

} // namespace
} // namespace ridge
