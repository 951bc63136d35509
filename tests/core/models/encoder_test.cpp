#include "core/analysis/evaluation.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/memory_facts.h"
#include "core/models/language/encoder_decoder.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

template <class Body> Scenario scenarioWith(const Body& body)
{
    Scenario s;
    s.model = {.id = "m", .name = "Model", .family = "Language model", .source = {}, .usual = {}, .body = body};
    s.device = roundDevice();
    return s;
}

/// One matrix after another: weights, and its multiplications for so many positions.
struct Counted {
    double parameters = 0, macs = 0;
    void matrix(double from, double to, double positions, bool bias)
    {
        parameters += from * to + (bias ? to : 0);
        macs += from * to * positions;
    }
};

// ---- encoders ---------------------------------------------------------------------------------------------------

Counted bert(const Encoder& e, double positions)
{
    Counted c;
    c.parameters += (e.vocabulary + e.positions + e.tokenTypes) * e.width + 2 * e.width;
    for (double layer = 0; layer < e.layers; ++layer) {
        for (int matrix = 0; matrix < 4; ++matrix) {
            c.matrix(e.width, e.width, positions, true);
        }
        for (double query = 0; query < positions; ++query) {
            c.macs += 2 * positions * e.width; // scores and values, every position with every other
        }
        c.matrix(e.width, e.ffnWidth, positions, true);
        c.matrix(e.ffnWidth, e.width, positions, true);
        c.parameters += 2 * 2 * e.width; // two norms
    }
    if (e.pooler) {
        c.matrix(e.width, e.width, 1, true);
    }
    return c;
}

TEST_CASE("an encoder is a walk over its layers and positions", "[encoder][oracle]")
{
    // Parameters as in the checkpoints, with the pooler where there is one.
    for (const auto& [id, parameters] : {std::pair{"bert-base", 109482240.0},
                                         {"bert-large", 335141888.0},
                                         {"roberta-base", 124645632.0},
                                         {"distilbert", 66362880.0}}) {
        INFO(id);
        Scenario s = preset(id, "h100-sxm");
        s.workload = {.batch = 3, .promptTokens = 77};
        const Counted c = bert(*s.model.part<Encoder>(), 77);
        const Evaluation e = evaluate(s);
        CHECK(c.parameters == parameters);
        CHECK(metricOf(e, "parameters") == parameters);
        CHECK(metricOf(e, "macs") == 3 * c.macs);
        CHECK(metricOf(e, "attention_macs") ==
              3 * 2 * 77.0 * 77 * s.model.part<Encoder>()->width * s.model.part<Encoder>()->layers);
    }
}

TEST_CASE("an encoder has one stage, generates nothing and keeps no cache", "[encoder]")
{
    const Evaluation e = evaluate(preset("bert-base", "h100-sxm"));
    REQUIRE(e.program.stages.size() == 1);
    CHECK(e.program.stages[0].name == "encode");
    for (const char* id : {"kv_cache", "ttft", "tpot", "encoder_macs"}) {
        INFO(id);
        CHECK_FALSE(metric(e, id).value);
    }
    CHECK_FALSE(findParameter(*e.scenario, "workload.output_tokens"));
    CHECK(findParameter(*e.scenario, "workload.prompt_tokens"));
    CHECK(e.issues.end() == std::find_if(e.issues.begin(), e.issues.end(),
                                         [](const Issue& i) { return i.field == "workload.prompt_tokens"; }));
    const Evaluation longer = evaluate(with(*e.scenario, "workload.prompt_tokens", "513"));
    CHECK(std::any_of(longer.issues.begin(), longer.issues.end(),
                      [](const Issue& i) { return i.field == "workload.prompt_tokens"; }));
}

TEST_CASE("norms before the sub-layers need one more after the last layer", "[encoder]")
{
    Encoder encoder;
    const double after = metricOf(evaluate(scenarioWith(encoder)), "parameters");
    encoder.normPlace = NormPlace::Before;
    CHECK(metricOf(evaluate(scenarioWith(encoder)), "parameters") == after + 2 * 768);
}

// ---- encoder–decoders -------------------------------------------------------------------------------------------

struct Walked {
    double parameters = 0, encoderMacs = 0, macs = 0, cacheRead = 0, cacheWritten = 0, cacheAtEnd = 0;
};

/// Every matrix of a layer once: (columns in, columns out, has a bias).
struct Matrix {
    double from, to;
    bool bias;
};

double weightsOf(const std::vector<Matrix>& matrices)
{
    double sum = 0;
    for (const Matrix& m : matrices) {
        sum += m.from * m.to + (m.bias ? m.to : 0);
    }
    return sum;
}

double macsOf(const std::vector<Matrix>& matrices)
{
    double sum = 0;
    for (const Matrix& m : matrices) {
        sum += m.from * m.to;
    }
    return sum;
}

struct Layer {
    std::vector<Matrix> keysValues, others; // of one attention: q and out
    explicit Layer(const EncoderDecoder& m)
    {
        const double inner = m.heads * m.headSize;
        const bool bias = m.biases == BiasKind::All;
        keysValues = {{m.width, m.kvHeads * m.headSize, bias && m.keyBias}, {m.width, m.kvHeads * m.headSize, bias}};
        others = {{m.width, inner, bias}, {inner, m.width, bias}};
    }
};

std::vector<Matrix> network(const EncoderDecoder& m)
{
    const bool bias = m.biases == BiasKind::All;
    std::vector<Matrix> all{{m.width, m.ffnWidth, bias}, {m.ffnWidth, m.width, bias}};
    if (m.gated) {
        all.push_back({m.width, m.ffnWidth, bias});
    }
    return all;
}

double embeddings(const EncoderDecoder& m)
{
    const double audio = (m.melBins * 3 + 1) * m.width + (m.width * 3 + 1) * m.width; // two convolutions
    return m.vocabulary * m.width * (m.tiedEmbeddings ? 1 : 2) + m.targetPositions * m.width +
           2 * m.relativeBuckets * m.heads + (m.source == SourceKind::Audio ? audio : 0);
}

/// Position by position and layer by layer: slow, and too simple to be wrong.
Walked walk(const Scenario& s)
{
    const EncoderDecoder& m = *s.model.part<EncoderDecoder>();
    const bool half = s.convention.causal == CausalCount::LowerHalf;
    const double source = sourcePositions(Inputs<>(s, {}), m), prompt = s.workload.promptTokens;
    // Decode steps: the first token comes from prefill, the last is not read.
    const double output = std::max(0.0, s.workload.outputTokens - 1);
    const Layer attention(m);
    const double keysValues = macsOf(attention.keysValues), others = macsOf(attention.others);
    const double ffn = macsOf(network(m));
    const double inner = m.heads * m.headSize, perPosition = 2 * m.kvHeads * m.headSize;
    const double norm = m.norm == NormKind::Rms ? m.width : 2 * m.width;
    const double attentionWeights = weightsOf(attention.keysValues) + weightsOf(attention.others);
    Walked w;
    w.parameters = embeddings(m) + 2 * norm;
    if (m.source == SourceKind::Audio) {
        w.encoderMacs += 2 * source * 3 * m.melBins * m.width + source * 3 * m.width * m.width;
    }
    for (double layer = 0; layer < m.layers; ++layer) {
        w.parameters += attentionWeights + weightsOf(network(m)) + 2 * norm;
        for (double position = 0; position < source; ++position) {
            w.encoderMacs += keysValues + others + ffn + 2 * source * inner;
        }
    }
    w.macs = w.encoderMacs;
    for (double layer = 0; layer < m.decoderLayers; ++layer) {
        w.parameters += 2 * attentionWeights + weightsOf(network(m)) + 3 * norm;
        w.macs += source * keysValues; // of the source, once
        w.cacheWritten += source * perPosition;
        w.cacheRead += (prompt + source) * perPosition; // both caches once for the whole prompt
        for (double i = 1; i <= prompt + output; ++i) {
            const bool prefill = i <= prompt;
            const double seen = prefill && !half ? prompt : i;
            w.macs += keysValues + others + 2 * seen * inner + others + 2 * source * inner + ffn;
            w.cacheWritten += perPosition;
            w.cacheRead += prefill ? 0 : (i + source) * perPosition;
        }
        w.cacheAtEnd += (source + prompt + s.workload.outputTokens) * perPosition; // every token has its place
    }
    w.macs += (1 + output) * m.vocabulary * m.width; // the head
    return w;
}

void checkAgainstWalk(Scenario s)
{
    s.workload.batch = 2;
    s.workload.sourceTokens = 19;
    s.deployment.kvCache = Precision::INT8;
    const Walked w = walk(s);
    const Evaluation e = evaluate(s);
    CHECK(metricOf(e, "parameters") == w.parameters);
    CHECK(metricOf(e, "encoder_macs") == Approx(2 * w.encoderMacs).epsilon(1e-13));
    CHECK(metricOf(e, "macs") == Approx(2 * w.macs).epsilon(1e-13));
    CHECK(sumOver(e, [](const OperatorCost& c) { return c.kvRead.inBaseUnits(); }) == Approx(2 * w.cacheRead));
    CHECK(sumOver(e, [](const OperatorCost& c) { return c.kvWritten.inBaseUnits(); }) == Approx(2 * w.cacheWritten));
    CHECK(metricOf(e, "kv_cache") == 2 * w.cacheAtEnd);
    CHECK(e.memory.kvCache.inBaseUnits() == 2 * w.cacheAtEnd);
    CHECK(e.memory.timeline.back().kvCache == 2 * w.cacheAtEnd);
}

TEST_CASE("encoder and decoder are a walk over every position of every layer", "[encoder][oracle]")
{
    const auto [prompt, output] = GENERATE(std::pair{1.0, 13.0}, std::pair{5.0, 0.0}, std::pair{7.0, 9.0});
    const CausalCount causal = GENERATE(CausalCount::Full, CausalCount::LowerHalf);
    for (const char* id : {"t5-small", "flan-t5-small", "t5-11b", "whisper-tiny", "whisper-large-v3-turbo"}) {
        INFO(id << ", " << prompt << " + " << output);
        Scenario s = preset(id, "h100-sxm");
        s.workload.promptTokens = prompt;
        s.workload.outputTokens = output;
        s.convention.causal = causal;
        if (s.model.part<EncoderDecoder>()->source == SourceKind::Audio) {
            s.model.part<EncoderDecoder>()->audioPositions = 23; // few enough to walk
        }
        checkAgainstWalk(s);
    }
}

TEST_CASE("the presets have the parameters of their checkpoints", "[encoder]")
{
    // google-t5 and google/flan-t5: sizes of the tensors; Whisper without its fixed sinusoids
    for (const auto& [id, parameters] : {std::pair{"t5-small", 60506624.0},
                                         {"t5-base", 222903552.0},
                                         {"t5-large", 737668096.0},
                                         {"t5-3b", 2851598336.0},
                                         {"t5-11b", 11307321344.0},
                                         {"flan-t5-small", 76961152.0},
                                         {"flan-t5-base", 247577856.0},
                                         {"whisper-tiny", 37760640.0 - 1500 * 384},
                                         {"whisper-large-v3", 1543490560.0 - 1500 * 1280},
                                         {"whisper-large-v3-turbo", 808878080.0 - 1500 * 1280}}) {
        INFO(id);
        CHECK(metricOf(evaluate(preset(id, "h100-sxm")), "parameters") == parameters);
    }
}

TEST_CASE("the first token waits for the encoder and for the keys and values of the source", "[encoder]")
{
    const Evaluation e = evaluate(preset("whisper-small", "h100-sxm"));
    REQUIRE(e.program.stages.size() == 3);
    const Seconds<> first = e.stages[0].totals.time + e.stages[1].totals.time;
    CHECK(metricOf(e, "ttft") == Approx(first.inBaseUnits()));
    const auto has = [&](std::size_t stage, const char* name) {
        const auto& ops = e.program.stages[stage].operators;
        return std::any_of(ops.begin(), ops.end(), [&](const Operator& op) { return op.name == name; });
    };
    CHECK(has(1, "layers.cross.kv"));
    CHECK_FALSE(has(2, "layers.cross.kv")); // they are in the cache
    CHECK(has(2, "layers.cross.q"));
    CHECK(metricOf(e, "latency") ==
          Approx(metricOf(e, "ttft") + (e.scenario->workload.outputTokens - 1) * metricOf(e, "tpot")));
}

TEST_CASE("a longer source makes the cache longer, not what one more token adds to it", "[encoder]")
{
    const Scenario s = preset("t5-base", "h100-sxm");
    const Evaluation e = evaluate(s);
    const Evaluation longer = evaluate(with(s, "workload.source_tokens", "612"));
    const double perToken = metricOf(e, "kv_cache_per_token");
    CHECK(perToken == 2 * 12 * 12 * 64 * 2.0); // keys and values, layers, heads, head size, 16 bits
    CHECK(metricOf(longer, "kv_cache_per_token") == perToken);
    CHECK(metricOf(longer, "kv_cache") - metricOf(e, "kv_cache") == 100 * perToken);
    CHECK(metricOf(e, "kv_cache_sheet") == metricOf(e, "kv_cache")); // every head keeps its own
    CHECK_FALSE(findParameter(preset("whisper-tiny", "h100-sxm"), "workload.source_tokens"));
}

TEST_CASE("relative positions cost one addition for every score, and their table is read once", "[encoder]")
{
    EncoderDecoder m;
    const Evaluation with = evaluate(scenarioWith(m));
    m.relativeBuckets = 0;
    const Evaluation without = evaluate(scenarioWith(m));
    CHECK(metricOf(with, "parameters") - metricOf(without, "parameters") == 2 * 32 * 8);
    const double encoderScores = 6 * 8 * 512.0 * 512; // layers, heads, positions squared
    CHECK((with.stages[0].totals.elementwise - without.stages[0].totals.elementwise).inBaseUnits() == encoderScores);
    CHECK((with.stages[0].totals.weights - without.stages[0].totals.weights).inBaseUnits() == 32 * 8 * 2);
}

} // namespace
} // namespace ridge
