#include "core/formulas/collectives.h"

#include "tests/support/catch.h"

using namespace ridge;
using enum OperatorKind;

namespace {

constexpr OperatorKind allExchanges[] = {AllReduce, ReduceScatter, AllGather, AllToAll, Broadcast, Send};

const Link<> nvlink{BytesPerSecond<>(450e9), Seconds<>(0.6e-6)};
const Link<> infiniband{BytesPerSecond<>(50e9), Seconds<>(2.7e-6)};
const Link<> free450{BytesPerSecond<>(450e9), Seconds<>(0)};

double seconds(OperatorKind kind, double bytes, RankSpan<> span, const Link<>& inside = nvlink,
               const Link<>& between = infiniband)
{
    return formula::exchangeTime(kind, Bytes<>(bytes), span, inside, between).inBaseUnits();
}

double sent(OperatorKind kind, double ranks) { return formula::sentBytes(kind, Bytes<>(1), ranks).inBaseUnits(); }

} // namespace

TEST_CASE("what a rank sends of an array are NCCL's bus factors", "[collectives][published]")
{
    // NVIDIA nccl-tests, doc/PERFORMANCE.md, for 8 ranks: 2·7/8, 7/8, 7/8, 7/8, 1.
    CHECK(sent(AllReduce, 8) == 1.75);
    CHECK(sent(ReduceScatter, 8) == 0.875);
    CHECK(sent(AllGather, 8) == 0.875);
    CHECK(sent(AllToAll, 8) == 0.875);
    CHECK(sent(Broadcast, 8) == 1);
    for (const OperatorKind kind : allExchanges) {
        CHECK(sent(kind, 1) == 0);
    }
}

TEST_CASE("reducing 1 GiB over eight H100 takes 4.18 ms at the rate of one direction", "[collectives][published]")
{
    // 2^30 B / 450 GB/s · 2·7/8 = 4.176 ms; the 900 GB/s of data sheets are the sum of both directions.
    CHECK(seconds(AllReduce, 1073741824, {8, 8}, free450) == Approx(4.18e-3).epsilon(0.002));
}

TEST_CASE("all that exchange with all across nodes pay for the share that crosses", "[collectives][published]")
{
    // BLIS inference-sim #1667: over 16 ranks, 8 in a node, links 9 times as fast inside: 1 + (9 − 1)·(16 − 8)/(16 − 1)
    // = 5.27 times what it takes within a node.
    const Link<> fast{BytesPerSecond<>(450e9), Seconds<>(0)}, slow{BytesPerSecond<>(50e9), Seconds<>(0)};
    const double inside = seconds(AllToAll, 1e9, {16, 16}, fast, slow);
    CHECK(seconds(AllToAll, 1e9, {16, 8}, fast, slow) / inside == Approx(5.27).epsilon(0.002));
}

TEST_CASE("dispatching 128 tokens to eight experts each fits what DeepEP measured of a link",
          "[collectives][published]")
{
    // DeepEP README: 128 tokens × 8 experts × 7168 values of FP8 with one FP32 scale per 128, in 77 µs: 98 GB/s.
    const double bytes = 128.0 * 8 * 7168 * (1 + 4.0 / 128);
    CHECK(bytes / 77e-6 == Approx(98e9).epsilon(0.04));
    const Link<> measured{BytesPerSecond<>(98e9), Seconds<>(0)};
    CHECK(seconds(AllToAll, bytes, {8, 1}, measured, measured) <= 77e-6); // a bound is not above it
}

TEST_CASE("more bytes, more ranks and slower links never make an exchange faster", "[collectives]")
{
    for (const OperatorKind kind : allExchanges) {
        INFO(labelOf(kind));
        double before = 0;
        for (double bytes = 1; bytes < 1e12; bytes *= 1.7) {
            const double now = seconds(kind, bytes, {16, 8});
            CHECK(now >= before);
            before = now;
        }
        for (const double bytes : {64.0, 1e5, 1e9}) {
            before = 0;
            for (const double ranks : {2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 1024.0}) {
                const double now = seconds(kind, bytes, {ranks, std::min(ranks, 8.0)});
                CHECK(now >= before * (1 - 1e-12));
                before = now;
            }
            Link<> slower = infiniband;
            slower.rate = BytesPerSecond<>(25e9);
            CHECK(seconds(kind, bytes, {16, 8}, nvlink, slower) >= seconds(kind, bytes, {16, 8}));
            slower = nvlink;
            slower.latency = Seconds<>(2e-6);
            CHECK(seconds(kind, bytes, {16, 8}, slower) >= seconds(kind, bytes, {16, 8}));
        }
    }
}

TEST_CASE("a few bytes are reduced over a tree, and many around a ring", "[collectives]")
{
    const auto ring = formula::ringTime(AllReduce, Bytes<>(256), 64.0, infiniband);
    const auto tree = formula::treeTime(Bytes<>(256), 64.0, infiniband);
    CHECK(tree.inBaseUnits() == Approx(12 * 2.7e-6 + 2 * 256 / 50e9));          // 2·log₂ 64 steps
    CHECK(ring.inBaseUnits() == Approx(126 * 2.7e-6 + 63.0 / 32 * 256 / 50e9)); // 2·63 steps
    CHECK(seconds(AllReduce, 256, {64, 1}) == tree.inBaseUnits());
    CHECK(seconds(AllReduce, 1e11, {64, 1}) ==
          formula::ringTime(AllReduce, Bytes<>(1e11), 64.0, infiniband).inBaseUnits());
}

TEST_CASE("across nodes only a rank's share crosses, so that all ports work at once", "[collectives]")
{
    // Two nodes of eight: 2·(7/8)·S over the links inside, 2·(1/2)·S/8 over each port.
    const double bytes = 1e9;
    CHECK(seconds(AllReduce, bytes, {16, 8}, free450, {BytesPerSecond<>(50e9), Seconds<>(0)}) ==
          Approx(1.75 * bytes / 450e9 + bytes / 8 / 50e9));
}

TEST_CASE("a pipeline of p equal ranks takes m + p − 1 slots", "[collectives][published]")
{
    // Narayanan et al. 2021, section 2.2: p = 8, m = 32: a bubble of 7/32 = 0.21875 of the ideal time.
    const auto time = [](double m, double runs) {
        return formula::pipelineTime(Seconds<>(1), Seconds<>(8), m, runs).inBaseUnits();
    };
    CHECK((time(32, 1) - 32) / 32 == 0.21875);
    CHECK(time(1, 1) == 8);     // nobody works beside another
    CHECK(time(8, 100) == 807); // runs that follow each other fill the pipeline once
    CHECK(time(4, 100) == 803); // too few micro-batches: each run waits for its own last result
}

TEST_CASE("an exchange hides behind the work beside it, and never takes less than nothing", "[collectives]")
{
    const auto exposed = [](double exchange, double work, double overlap) {
        return formula::exposedTime(Seconds<>(exchange), Seconds<>(work), overlap).inBaseUnits();
    };
    CHECK(exposed(3, 4, 0) == 3);
    CHECK(exposed(3, 4, 0.5) == 1);
    CHECK(exposed(3, 4, 1) == 0);
}

TEST_CASE("the fullest of some expert ranks has more than its mean, and the more so the fewer tokens come",
          "[collectives]")
{
    double before = 8;
    for (double arrivals = 8; arrivals < 1e9; arrivals *= 10) {
        const double now = formula::expectedImbalance(8.0, arrivals);
        CHECK(now > 1);
        CHECK(now <= before);
        before = now;
    }
    CHECK(before < 1.001);
}
