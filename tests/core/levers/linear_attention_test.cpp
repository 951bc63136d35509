#include "core/metrics/operator_figures.h"
#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

Scenario linear(const Scenario& s) { return with(s, "lever.linear_attention", "on"); }

Scenario llama(double prompt, double output = 256)
{
    Scenario s = preset("llama-2-7b", "h100-sxm");
    s.workload.promptTokens = prompt, s.workload.outputTokens = output;
    return s;
}

/// Llama-2-7B: in each of 32 layers 32 KV heads keep 128 rows of 128 elements and the sum of their keys, 2 bytes each.
constexpr double stateOfLlama = 32.0 * 32 * 128 * (128 + 1) * 2;

bool looksAround(const Operator& op) { return isAttention(op.kind); }

/// Of one execution of the stage with this role.
double attentionMacs(const Evaluation& e, StageRole role)
{
    return macsOf(e, e.program.find(role).value(), looksAround);
}

/// Bytes of the cache that one execution of a stage reads and writes.
std::pair<double, double> cacheTraffic(const Evaluation& e, StageRole role)
{
    const std::size_t stage = e.program.find(role).value();
    std::pair<double, double> bytes;
    for (std::size_t i = 0; i < e.stages[stage].operators.size(); ++i) {
        const double count = e.program.stages[stage].operators[i].count;
        bytes.first += count * e.stages[stage].operators[i].kvRead.inBaseUnits();
        bytes.second += count * e.stages[stage].operators[i].kvWritten.inBaseUnits();
    }
    return bytes;
}

void checkAllDerived(const Evaluation& e)
{
    for (std::size_t i = 0; i < e.metrics.size(); ++i) {
        CAPTURE(e.scenario->model.id, metricCatalogue()[i].id);
        const std::optional<Traced> derived = metricCatalogue()[i].derive(e);
        REQUIRE(derived.has_value() == e.metrics[i].value.has_value());
        CHECK((!derived || derived->value() == Approx(*e.metrics[i].value).epsilon(1e-12)));
        CHECK((!derived || recompute(*derived->expression()) == derived->value()));
    }
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            for (const OperatorFigure& figure : operatorFigures()) {
                CAPTURE(e.program.stages[s].operators[i].name, figure.id);
                const std::optional<double> value = figure.value(e, s, i);
                const std::optional<Traced> derived = figure.derive(e, s, i);
                REQUIRE(derived.has_value() == value.has_value());
                CHECK((!value || (derived->value() == *value && recompute(*derived->expression()) == *value)));
            }
        }
    }
}

std::string refusalFor(const char* model)
{
    const char* refusal = findLever("linear_attention")->refusal(preset(model, "h100-sxm"));
    return refusal ? refusal : "";
}

TEST_CASE("a decoder with linear attention keeps a state that no longer text makes larger", "[levers][linear]")
{
    for (const double prompt : {512.0, 1024.0, 2048.0}) {
        const Evaluation e = evaluate(linear(llama(prompt)));
        CHECK(metricOf(e, "kv_cache") == stateOfLlama); // 33.8 MB, as much as 64.5 positions of 2·32·4096·2 bytes
        CHECK(metricOf(e, "kv_cache_per_token") == 0);
        CHECK(metricOf(e, "kv_cache_sheet") == metricOf(evaluate(llama(prompt)), "kv_cache"));
        CHECK(std::string(metric(e, "max_context").absent).find("does not grow") != std::string::npos);
    }
    CHECK(metricOf(evaluate(linear(llama(60, 4))), "kv_cache") > metricOf(evaluate(llama(60, 4)), "kv_cache"));
    CHECK(metricOf(evaluate(linear(llama(61, 4))), "kv_cache") < metricOf(evaluate(llama(61, 4)), "kv_cache"));
    checkAtRest(llama(1024), "linear_attention");
}

TEST_CASE("a token that is generated reads the state and writes it back, whatever came before it", "[levers][linear]")
{
    const Evaluation brief = evaluate(linear(llama(512))), longer = evaluate(linear(llama(2048)));
    CHECK(metricOf(brief, "tpot") == metricOf(longer, "tpot"));
    CHECK(metricOf(evaluate(llama(512)), "tpot") < metricOf(evaluate(llama(2048)), "tpot"));
    CHECK(cacheTraffic(longer, StageRole::Decode) == std::pair(stateOfLlama, stateOfLlama));
    CHECK(cacheTraffic(longer, StageRole::Prefill) == std::pair(0.0, stateOfLlama)); // from nothing
    Scenario many = linear(llama(512));
    many.workload.batch = 8;
    CHECK(cacheTraffic(evaluate(many), StageRole::Decode).second == 8 * stateOfLlama);
    const Evaluation eighths = evaluate(with(linear(llama(512)), "lever.quantise_cache", "on"));
    CHECK(metricOf(eighths, "kv_cache") < stateOfLlama); // in the cache's format
}

TEST_CASE("a head of a decoder multiplies as often as one of an encoder: the state is updated token by token",
          "[levers][linear]")
{
    for (const double prompt : {64.0, 128.0, 512.0}) {
        const Evaluation before = evaluate(llama(prompt)), after = evaluate(linear(llama(prompt)));
        CHECK(attentionMacs(before, StageRole::Prefill) == 32 * 32 * 2 * prompt * prompt * 128);
        CHECK(attentionMacs(after, StageRole::Prefill) == 32 * 32 * 2 * prompt * 128 * 128); // equal at 128 tokens
        CHECK(attentionMacs(after, StageRole::Decode) == 32 * 32 * 2 * 128 * 128);
        CHECK(metricOf(after, "parameters") == metricOf(before, "parameters"));
    }
    Scenario tiny = scenarioOf(tinyDecoder()); // 3 layers, two heads of 4 elements that share keys and values
    tiny.workload.promptTokens = 5;
    const Evaluation e = evaluate(linear(tiny));
    CHECK(attentionMacs(e, StageRole::Prefill) == 3 * 5 * 4 * 4 * (1 + 2)); // one state, which two heads ask
    CHECK(e.program.caches.size() == 1);
    CHECK(e.program.caches.front().elements(7) == 3 * 4 * (4 + 1));
    CHECK(e.program.caches.front().elements(0) == 0);
}

TEST_CASE("where not even the states fit, no context does", "[levers][linear]")
{
    Scenario s = linear(llama(512));
    s.workload.batch = 4096; // 138 GB of states
    CHECK(metricOf(evaluate(s), "max_context") == 0);
    CHECK(metricOf(evaluate(linear(llama(2048))), "max_batch") > metricOf(evaluate(llama(2048)), "max_batch"));
}

TEST_CASE("encoders multiply 2·N·d_h² times a head instead of 2·N²·d_h: as often at N = d_h", "[levers][linear]")
{
    Scenario bert = preset("bert-base", "h100-sxm"); // 12 layers of 12 heads of 64
    for (const double tokens : {32.0, 64.0, 512.0}) {
        bert.workload.promptTokens = tokens;
        const double batch = bert.workload.batch;
        CHECK(macsOf(evaluate(bert), 0, looksAround) == batch * 12 * 12 * 2 * tokens * tokens * 64);
        CHECK(macsOf(evaluate(linear(bert)), 0, looksAround) == batch * 12 * 12 * 2 * tokens * 64 * 64);
    }
    const Scenario whisper = preset("whisper-base", "h100-sxm"); // 1500 positions, heads of 64 in the encoder
    const Evaluation before = evaluate(whisper), after = evaluate(linear(whisper));
    CHECK(attentionMacs(after, StageRole::Encode) * 1500 == attentionMacs(before, StageRole::Encode) * 64);
    CHECK(attentionMacs(after, StageRole::Decode) == attentionMacs(before, StageRole::Decode)); // keeps its softmax
    CHECK(metricOf(after, "kv_cache") == metricOf(before, "kv_cache"));
    checkAtRest(bert, "linear_attention");
    checkAtRest(whisper, "linear_attention");
}

TEST_CASE("both towers of CLIP have linear attention, and so has a diffusion transformer", "[levers][linear]")
{
    const Scenario clip = preset("clip-vit-b-32", "h100-sxm"); // heads of 64; 50 tokens of an image, 77 of a text
    const Evaluation towers = evaluate(linear(clip));
    REQUIRE(towers.changes.size() == 2);
    for (const Stage& stage : towers.program.stages) {
        for (const Operator& op : stage.operators) {
            CAPTURE(stage.name, op.name);
            CHECK(op.kind != OperatorKind::AttentionScores);
        }
    }
    const Scenario dit = preset("dit-xl-2", "h100-sxm"); // 256 tokens, 16 heads of 72
    const Evaluation softmax = evaluate(dit), kernel = evaluate(linear(dit));
    CHECK(attentionMacs(kernel, StageRole::Denoise) * 256 == attentionMacs(softmax, StageRole::Denoise) * 72);
    checkAtRest(clip, "linear_attention");
    checkAtRest(dit, "linear_attention");
}

TEST_CASE("a U-Net's positions meet through a kernel, and read the prompt with a softmax", "[levers][linear]")
{
    const Scenario s = preset("sd-1.5", "h100-sxm");
    const Evaluation before = evaluate(s), after = evaluate(linear(s));
    const std::size_t stage = before.program.find(StageRole::Denoise).value();
    const auto among = [](const Operator& op) {
        return isAttention(op.kind) && op.name.find("self.") != std::string::npos;
    };
    const auto across = [](const Operator& op) {
        return isAttention(op.kind) && op.name.find("cross.") != std::string::npos;
    };
    double expected = 0;
    for (std::size_t i = 0; i < before.stages[stage].operators.size(); ++i) {
        const Operator& op = before.program.stages[stage].operators[i];
        const double macs = before.stages[stage].operators[i].macs.inBaseUnits();
        expected += among(op) ? op.count * macs / op.sizes.context * op.sizes.headSize : 0; // d_h instead of N
    }
    CHECK(macsOf(after, stage, among) == Approx(expected).epsilon(1e-12));
    CHECK(macsOf(after, stage, across) == macsOf(before, stage, across));
}

TEST_CASE("every number under linear attention is derived to the last bit", "[levers][linear]")
{
    for (const char* model :
         sampled(std::vector{"llama-2-7b", "llama-3-8b", "flamingo-3b", "bert-base", "clip-vit-b-32", "dit-xl-2"})) {
        Scenario s = linear(preset(model, "h100-sxm"));
        s.workload.batch = 3;
        checkAllDerived(evaluate(s));
    }
    Scenario speculates = linear(llama(77, 33));
    speculates.workload.draftTokens = 4;
    speculates.workload.draftScale = 0.25;
    checkAllDerived(evaluate(speculates));
}

TEST_CASE("where linear attention means nothing, the lever says why", "[levers][linear]")
{
    CHECK(refusalFor("deepseek-v2-lite").find("compresses keys and values") != std::string::npos);
    CHECK(refusalFor("bloom-7b1").find("biases of the scores") != std::string::npos);
    CHECK(refusalFor("t5-small").find("biases of the scores") != std::string::npos);
    CHECK(refusalFor("gemma-2-2b").find("window") != std::string::npos);
    CHECK(refusalFor("swin-t").find("windows") != std::string::npos);
    CHECK(refusalFor("efficientvit-b1") == "its attention is linear already");
    CHECK(refusalFor("resnet-50") == "the model has no attention");
    CHECK(refusalFor("llama-2-7b").empty());
}

TEST_CASE("levers of single positions do not apply to a state, grouped queries do", "[levers][linear]")
{
    const Scenario s = with(llama(512), "model.decoder_attention", "linear");
    for (const char* id : {"mla", "cache_window", "cache_eviction"}) {
        const char* refusal = findLever(id)->refusal(s);
        CAPTURE(id);
        REQUIRE(refusal);
        CHECK(std::string(refusal).find("keeps a state") != std::string::npos);
    }
    CHECK(metricOf(evaluate(s), "kv_cache") == stateOfLlama); // as with the lever
    CHECK(metricOf(evaluate(with(s, "lever.gqa", "on")), "kv_cache") == stateOfLlama * 8 / 32);
    const Scenario narrow = with(s, "lever.quantise_cache", "on");
    checkSame(evaluate(with(narrow, "lever.quantise_cache.residual", "128")), evaluate(narrow)); // no latest tokens
}

} // namespace
} // namespace ridge
