#include "core/studies/search/crossings.h"
#include "tests/app/whole/program.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

const QStringList llama{"--model", "llama-3-8b", "--device", "h100-sxm"};

QByteArray drawn(const QStringList& arguments)
{
    const ProgramFolder folder;
    succeed(QStringList{"figure", "sweep", "-o", folder.path("sweep.svg")} + llama + arguments);
    return folder.contents("sweep.svg");
}

} // namespace

TEST_CASE("the figure of a sweep names its axes, its crossings, and what does not fit", "[command line]")
{
    const QByteArray svg = drawn({"--vary", "workload.batch=1..4096x2", "--metrics", "latency"});
    CHECK(svg.contains("Latency against batch"));
    CHECK(svg.contains(">Batch<"));
    CHECK(svg.contains("does not fit"));
    // The same crossings as the study finds.
    const Scenario scenario = preset("llama-3-8b", "h100-sxm");
    const SweepPlan plan{scenario, {parseVariation(scenario, "workload.batch=1..4096x2").value.value()}, {"latency"}};
    const std::vector<SweepCrossing> crossings = crossingsOf(plan, sweep(plan));
    REQUIRE_FALSE(crossings.empty());
    for (const SweepCrossing& crossing : crossings) {
        const std::string value = parameterText(plan.variations[0].row, crossing.value);
        INFO(crossing.sentence());
        CHECK(svg.contains(QByteArray::fromStdString(" at " + value)));
    }
}

TEST_CASE("a curve of one stage has the colours of what limits that stage", "[command line]")
{
    // Llama-3-8B, 4096 tokens: arithmetic limits prefill, the longest stage from batch 45 on; memory limits decode.
    const QByteArray token = drawn({"--vary", "workload.batch=1..64", "--metrics", "tpot"});
    CHECK(token.contains("Memory-bound"));
    CHECK_FALSE(token.contains("Compute-bound"));
    CHECK_FALSE(token.contains("takes longest"));
    const QByteArray whole = drawn({"--vary", "workload.batch=1..64", "--metrics", "latency"});
    CHECK(whole.contains("Compute-bound"));
    CHECK(whole.contains("prefill takes longest: memory → compute at 45"));
}

TEST_CASE("a sweep of two parameters is series with names, or a map of more than six values", "[command line]")
{
    const QByteArray series = drawn(
        {"--vary", "workload.batch=1..64x2", "--vary", "workload.prompt_tokens=512,2048,8192", "--metrics", "latency"});
    CHECK(series.contains("Latency against batch, by prompt tokens"));
    for (const char* name : {">512<", ">2048<", ">8192<"}) {
        CHECK(series.contains(name));
    }
    const QByteArray map = drawn(
        {"--vary", "workload.batch=1..256x2", "--vary", "workload.prompt_tokens=512..65536x2", "--metrics", "latency"});
    CHECK(map.contains("Latency over batch and prompt tokens"));
    CHECK(map.contains("memory-bound"));
    const QByteArray devices = drawn({"--vary", "device=h100-sxm,rtx-4090", "--metrics", "tpot"});
    CHECK(devices.contains("GeForce RTX 4090"));
}

TEST_CASE("the figure of a sweep asks for what it needs", "[command line]")
{
    const ProgramFolder folder;
    const QStringList draw = QStringList{"figure", "sweep", "-o", folder.path("x.svg")} + llama;
    refuse(3, draw, "--vary");
    refuse(3, draw + QStringList{"--vary", "workload.batch=1..8", "--metrics", "tpot,latency"}, "which metric");
    refuse(3, draw + QStringList{"--vary", "workload.batch=1..8", "--metrics", "nothing"}, "no such metric");
}
