// Splits of models that nobody built: whatever their sizes, the ranks together are the whole.

#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/layers.h"
#include "tests/support/scenarios.h"

#include <random>

using namespace ridge;
using namespace ridge::test;

namespace {

class Random {
public:
    explicit Random(unsigned seed) : m_engine(seed) {}
    double between(int least, int most) { return std::uniform_int_distribution<int>(least, most)(m_engine); }
    bool one(int of) { return between(1, of) == 1; }

private:
    std::mt19937 m_engine;
};

void addLayers(Random& random, TransformerOf<double>& t)
{
    t.layers = random.between(1, 12);
    t.kvHeads = random.between(1, 6);
    t.heads = t.kvHeads * random.between(1, 6);
    t.headSize = 8 * random.between(1, 8);
    t.width = 16 * random.between(1, 40);
    t.ffnWidth = random.between(1, 900);
    t.gated = random.one(2);
    t.biases = static_cast<BiasKind>(random.between(0, 4));
    t.normsPerLayer = random.one(4) ? 4 : 2;
}

Decoder randomDecoder(Random& random)
{
    Decoder d;
    addLayers(random, d);
    d.vocabulary = random.between(2, 3000);
    d.tiedEmbeddings = random.one(2);
    d.qkNorm = static_cast<QkNorm>(random.between(0, 2));
    d.outputGate = random.one(3);
    d.sinkScores = random.one(4);
    if (random.one(3)) {
        d.experts = random.between(2, 20), d.activeExperts = random.between(1, 2),
        d.expertWidth = random.between(1, 99);
        d.sharedExperts = random.between(0, 2), d.denseLayers = random.between(0, 2);
    }
    if (random.one(4)) {
        d.latentRank = random.between(8, 64), d.ropeSize = 8, d.queryRank = random.one(2) ? 48 : 0;
        d.kvHeads = d.heads;
    } else if (random.one(3)) {
        d.deltaKeyHeads = random.between(1, 4), d.deltaHeads = d.deltaKeyHeads * random.between(1, 3);
        d.deltaKeySize = 16, d.deltaValueSize = 8 * random.between(1, 4);
        DecoderLayer delta, full;
        delta.attention = LayerAttention::Delta, delta.count = random.between(1, 5);
        full.count = random.between(1, 5);
        d.layerKinds = {delta, full}, d.layers = d.listedLayers(), d.denseLayers = 0;
    } else if (random.one(2)) {
        d.slidingWindow = random.between(1, 200), d.windowEvery = random.between(1, 3);
    }
    return d;
}

LayerList randomList(Random& random)
{
    std::vector<LayerBlock> blocks;
    const int count = static_cast<int>(random.between(1, 5));
    for (int i = 0; i < count; ++i) {
        const double channels = random.between(1, 40);
        blocks.push_back(block("b" + std::to_string(i),
                               {layer("conv", LayerKind::Conv, channels, random.one(2) ? 3 : 1, random.one(3) ? 2 : 1),
                                layer("norm", LayerKind::Norm), layer("act", LayerKind::Activation)},
                               random.one(3) ? 3 : 1));
    }
    blocks.push_back(block("head", {layer("pool", LayerKind::GlobalPool), layer("flat", LayerKind::Flatten),
                                    layer("fc", LayerKind::Linear, random.between(1, 100))}));
    return listOf(std::move(blocks));
}

Model randomModel(Random& random)
{
    Model model;
    model.name = "random";
    switch (static_cast<int>(random.between(0, 3))) {
    case 0:
        model.body = randomList(random);
        break;
    case 1: {
        Encoder encoder;
        addLayers(random, encoder);
        model.body = encoder;
        break;
    }
    default:
        model.body = randomDecoder(random);
    }
    return model;
}

Split randomSplit(Random& random)
{
    Split split{.data = random.between(1, 4),
                .tensor = random.between(1, 9),
                .pipeline = random.between(1, 5),
                .expert = random.one(3) ? random.between(2, 5) : 1,
                .context = random.one(4) ? random.between(2, 4) : 1,
                .microBatches = random.between(1, 4),
                .sequence = random.one(2)};
    split.sharded = static_cast<Sharded>(random.between(0, 3));
    return split;
}

} // namespace

TEST_CASE("whatever the model and the split, the ranks together hold and do what one device does", "[split][random]")
{
    for (int seed = 0; seed < 400; ++seed) {
        Random random(static_cast<unsigned>(seed));
        Scenario s = baseline(randomModel(random), roundDevice());
        s.workload.batch = random.between(1, 20);
        s.workload.promptTokens = random.between(1, 300), s.workload.outputTokens = random.between(0, 60);
        if (random.one(3)) {
            s = with(s, "workload.task", "training");
        }
        const Evaluation whole = evaluate(s);
        Scenario shared = s;
        shared.deployment.split = randomSplit(random);
        INFO("seed " << seed << ", devices " << shared.deployment.split.devices());
        const Evaluation parts = evaluate(shared);
        for (const char* id : {"parameters", "model_size", "macs", "flops", "elementwise_ops", "ops"}) {
            INFO(id);
            REQUIRE(metric(parts, id).value.has_value() == metric(whole, id).value.has_value());
            CHECK(metric(parts, id).value.value_or(0) == Approx(metric(whole, id).value.value_or(0)).epsilon(1e-9));
        }
        Scenario alone = s;
        alone.deployment.split.sharded = Sharded::Weights, alone.deployment.split.sequence = true;
        CHECK(evaluate(alone).latency() == whole.latency()); // one rank shares with nobody: bit for bit
        CHECK(evaluate(alone).memory.peakWorking == whole.memory.peakWorking);
    }
}
