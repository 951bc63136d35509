#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/models/language/layer_pattern.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

/// Llama-2-7B with its 32 layers as a list.
Scenario listed(std::vector<DecoderLayer> layers)
{
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s.workload = {.batch = 2, .promptTokens = 1000, .outputTokens = 24};
    s.model.decoder()->layerKinds = std::move(layers);
    return s;
}

constexpr double oneLayersCache = 2 * 1024.0 * 2 * 4096 * 2; // 2 sequences · 1024 positions · K and V · 4096 · 2 B
constexpr double attentionWeights = 4.0 * 4096 * 4096, networkWeights = 3.0 * 4096 * 11008, normWeights = 4096;

double difference(const Scenario& s, const char* metric)
{
    return metricOf(evaluate(listed({})), metric) - metricOf(evaluate(s), metric);
}

TEST_CASE("a list that says what a rule says gives the rule's numbers", "[language][layers]")
{
    const Scenario ruled = preset("gemma-2-2b", "h100-sxm"); // 26 layers, every other one with a window
    Scenario s = ruled;
    std::vector<DecoderLayer> layers;
    for (int i = 0; i < 26; ++i) {
        layers.push_back({.attention = i % 2 == 0 ? LayerAttention::Window : LayerAttention::Full});
    }
    s.model.decoder()->layerKinds = counted(layers);
    REQUIRE(s.model.decoder()->layerKinds.size() == 2);
    CHECK(s.model.decoder()->localLayers() == 13);
    s.workload.promptTokens = 6000;
    Scenario r = ruled;
    r.workload.promptTokens = 6000;
    const Evaluation a = evaluate(s), b = evaluate(r);
    for (const char* metric : {"parameters", "macs", "kv_cache", "latency", "activations_peak_live"}) {
        CHECK(metricOf(a, metric) == Approx(metricOf(b, metric)).epsilon(1e-12));
    }
}

TEST_CASE("layers that do not attend have neither projections nor a cache", "[language][layers]")
{
    const DecoderLayer still{.count = 4, .attention = LayerAttention::None};
    const DecoderLayer empty{.count = 2, .attention = LayerAttention::None, .network = LayerNetwork::None};
    const Scenario s = listed({{.count = 26}, still, empty});
    CHECK(difference(s, "kv_cache") == 6 * oneLayersCache);
    CHECK(difference(s, "parameters") == 6 * (attentionWeights + normWeights) + 2 * (networkWeights + normWeights));
    const Scenario none = listed({{.count = 32, .attention = LayerAttention::None}});
    CHECK(metricOf(evaluate(none), "kv_cache") == 0);
}

TEST_CASE("layers that read an earlier layer's cache add none, and weights only where they are stored",
          "[language][layers]")
{
    const Scenario shared = listed({{.count = 20}, {.count = 12, .cache = LayerCache::Shared}});
    CHECK(difference(shared, "kv_cache") == 12 * oneLayersCache);
    CHECK(difference(shared, "parameters") == 12 * 2.0 * 4096 * 4096); // no projections of keys and values
    const Scenario idle = listed({{.count = 20}, {.count = 12, .cache = LayerCache::SharedIdle}});
    CHECK(difference(idle, "kv_cache") == 12 * oneLayersCache);
    CHECK(difference(idle, "parameters") == 0);
    CHECK(metricOf(evaluate(idle), "macs") == metricOf(evaluate(shared), "macs"));
    CHECK(metricOf(evaluate(idle), "t_weights") == metricOf(evaluate(shared), "t_weights")); // stored, never read
    CHECK(difference(idle, "macs") > 0);
}

TEST_CASE("kinds of layers have heads and networks of their own size", "[language][layers]")
{
    const Scenario s = listed({{.count = 30}, {.count = 2, .kvHeads = 8, .ffnWidth = 5504}});
    CHECK(difference(s, "kv_cache") == 2 * oneLayersCache * 3 / 4);
    CHECK(difference(s, "parameters") == 2 * (2.0 * 4096 * 4096 * 3 / 4 + networkWeights / 2));
    const Scenario small = listed({{.count = 30}, {.count = 2, .headSize = 64}});
    CHECK(difference(small, "parameters") == 2 * attentionWeights / 2);
}

TEST_CASE("another number of layers scales every kind to whole ones", "[language][layers]")
{
    Scenario s = listed({{.count = 21}, {.count = 11, .attention = LayerAttention::None}});
    s = with(s, "model.layers", "16");
    const std::vector<LayerGroup<>> groups = layerPattern(*s.model.decoder());
    REQUIRE(groups.size() == 2);
    CHECK(groups[0].count == 11); // 21/32 of 16 is 10.5, halves upwards
    CHECK(groups[1].count == 5);
}

TEST_CASE("the derivation of what a list of layers costs computes what is shown", "[language][layers]")
{
    const Scenario s = listed({{.count = 28, .kvHeads = 8}, {.count = 4, .cache = LayerCache::SharedIdle}});
    const Evaluation e = evaluate(s);
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const auto derivation = metricCatalogue()[i].derive(e);
        INFO(metricCatalogue()[i].id);
        REQUIRE(derivation.has_value() == e.metrics[i].value.has_value());
        if (derivation) {
            CHECK(derivation->value() == *e.metrics[i].value);
        }
    }
}

} // namespace
} // namespace ridge
