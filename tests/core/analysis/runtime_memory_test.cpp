// What a runtime and its program take of a device beside the model.

#include "core/formats/json/project.h"

#include "tests/core/levers/shape_checks.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario small(const char* code, const char* runtime)
{
    const Scenario s = preset("mlperf-tiny-ds-cnn", "stm32f746");
    return with(with(s, "device.code_size", code), "device.runtime_memory", runtime);
}

} // namespace

TEST_CASE("runtime and code take their room before the model does", "[placement][runtime]")
{
    const Evaluation plain = evaluate(small("0", "0"));
    const Evaluation with = evaluate(small("100000", "20000"));
    CHECK(metricOf(plain, "flash_usage") == metricOf(plain, "model_size"));
    CHECK(metricOf(with, "flash_usage") == metricOf(plain, "flash_usage") + 100000);
    CHECK(metricOf(with, "memory_footprint") == metricOf(plain, "memory_footprint") + 20000);
    CHECK(metricOf(with, "model_size") == metricOf(plain, "model_size"));
    CHECK(metricOf(with, "activation_memory_peak") == metricOf(plain, "activation_memory_peak"));
    CHECK(metricOf(with, "memory_headroom") == metricOf(plain, "memory_headroom") - 20000); // SRAM is the tighter one
    CHECK(metricOf(with, "memory_headroom") == with.placement.headroom.inBaseUnits());
    CHECK(metricOf(with, "max_batch") <= metricOf(plain, "max_batch"));
    CHECK(with.latency() == plain.latency());
}

TEST_CASE("what fits alone may not fit beside its runtime", "[placement][runtime]")
{
    // 1 MiB of flash, of which the weights take more than 8,576 bytes; 320 KiB of SRAM.
    const Evaluation noFlash = evaluate(small("1040000", "0"));
    CHECK_FALSE(noFlash.placement.fits);
    CHECK(noFlash.placement.shortage.starts_with("weights and code need "));
    const Evaluation noSram = evaluate(small("0", "320000"));
    CHECK_FALSE(noSram.placement.fits);
    CHECK(metricOf(noSram, "max_batch") == 0);
}

TEST_CASE("what a runtime takes is derived from the device's own figures", "[runtime][explain]")
{
    const Evaluation e = evaluate(small("100000", "20000"));
    checkDerivations(e, "device.runtime_memory", {"memory_footprint", "memory_headroom", "max_batch"});
    checkDerivations(e, "device.code_size", {"flash_usage"});
    const Scenario large = with(preset("llama-3-8b", "h100-sxm"), "device.runtime_memory", "5e8");
    checkDerivations(evaluate(large), "device.runtime_memory",
                     {"memory_footprint", "memory_headroom", "max_batch", "max_context", "devices_needed"});
}

TEST_CASE("a device's file keeps what its runtime takes", "[runtime][json]")
{
    const Scenario s = small("100000", "20000");
    const Device read = readDeviceJson(writeDeviceJson(s.device));
    CHECK(read.codeSize == 100000);
    CHECK(read.runtimeMemory == 20000);
    CHECK_FALSE(readDeviceJson(writeDeviceJson(small("0", "0").device)).codeSize);
}
