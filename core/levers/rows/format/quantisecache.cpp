#include "core/levers/format_levers.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return s.model.generates() ? nullptr : "the model keeps no keys and values between executions";
}

} // namespace

/// Keys and values take fewer bits each, in memory and on the way.
extern const Lever quantisecacheLever; // named by the list of all rows
const Lever quantisecacheLever = scenarioLever(
    {.id = "quantise_cache",
     .label = "Quantized KV cache",
     .reduces = "the KV cache and what decode reads of it",
     .kind = LeverKind::Format,
     .order = 30,
     .caveat =
         "Cached elements are expanded before they are multiplied. With 2 bits, groups of 32 and the last 128 "
         "tokens kept wide, which are not counted here, KIVI reports almost the same quality, 2.6 times less peak "
         "memory and 2.35 to 3.47 times the throughput (Liu et al. 2024, arXiv:2402.02750).",
     .parameters = {narrowFormat(FormatUse::KvCache, "b_kv", Precision::INT8), formatGroup()},
     .refusal = refusal},
    []<class N>(const Pulled<N>& pulled, ScenarioEdits<N>& edits) {
        narrow(pulled, edits, "deployment.kv_cache", FormatUse::KvCache, pulled.scenario.deployment.kvCache);
    });

} // namespace ridge
