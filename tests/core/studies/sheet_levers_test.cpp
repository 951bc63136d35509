#include "core/studies/sheet_levers.h"

#include "core/evaluate/evaluate.h"
#include "core/levers/levers.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>
#include <cmath>

using namespace ridge;
using namespace ridge::test;

namespace {

std::string resultFor(const Scenario& scenario, std::string_view line)
{
    const auto gains = leverGains(std::make_shared<const Scenario>(scenario));
    const auto row = std::ranges::find(sheetLevers(), line, &SheetLever::line);
    REQUIRE(row != sheetLevers().end());
    std::string text;
    for (const std::string& result : resultsOf(*row, *gains)) {
        text += result + "\n";
    }
    return text;
}

} // namespace

TEST_CASE("every line of the sheet's lever table is there, and names a metric that gains are measured by",
          "[studies][levers]")
{
    // Of the sheet's "Efficiency Optimization Levers (Summary)".
    const char* const lines[] = {"Pruning",
                                 "Quantization",
                                 "Knowledge Distillation",
                                 "Depthwise Separable Conv",
                                 "GQA / MQA",
                                 "Linear Attention",
                                 "Winograd Transform",
                                 "In-place DWConv",
                                 "LoRA (PEFT)",
                                 "Sparse Backprop",
                                 "TSM (Video)"};
    REQUIRE(sheetLevers().size() == std::size(lines));
    for (std::size_t i = 0; i < std::size(lines); ++i) {
        const SheetLever& row = sheetLevers()[i];
        CHECK(row.line == lines[i]);
        CHECK_FALSE(row.levers.empty());
        CHECK(std::ranges::find(gainMetrics, row.metric) != gainMetrics.end());
        CHECK_FALSE(row.why.empty());
    }
}

TEST_CASE("beside the sheet's claim stands what its lever gives this scenario", "[studies][levers]")
{
    // 32 heads in 8 groups: a quarter, where the sheet's 8× is of 64 heads.
    const Scenario llama = preset("llama-2-7b", "h100-sxm");
    const double cache = metricOf(evaluate(llama), "kv_cache");
    CHECK(resultFor(llama, "GQA / MQA")
              .find("Grouped-query attention: KV cache " + format(cache, Unit::Bytes) + " → " +
                    format(cache / 4, Unit::Bytes) + ", 4× less.") != std::string::npos);
    const Scenario resnet = preset("resnet-50", "h100-sxm");
    CHECK(resultFor(resnet, "GQA / MQA")
              .starts_with("Grouped-query attention: the model has no decoder whose heads keep keys and values.\n"));
    const std::string winograd = resultFor(resnet, "Winograd Transform");
    CHECK(winograd.starts_with("Winograd convolutions: MACs "));
    const double factor = std::stod(winograd.substr(winograd.find(", ") + 2));
    CHECK(factor > 1); // of the whole model: its 1×1 convolutions keep theirs
    CHECK(factor < 2.25);
    CHECK(resultFor(resnet, "In-place DWConv") == "Depthwise in place: finds nothing to change.\n");
}
