#include "core/analysis/levels.h"
#include "core/evaluate/evaluate.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

namespace ridge {
namespace {

using namespace test;

struct Place {
    std::size_t stage, op;
};

Place placeOf(const Evaluation& e, std::string_view stage, std::string_view name)
{
    for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
        const std::vector<Operator>& operators = e.program.stages[s].operators;
        for (std::size_t i = 0; i < operators.size() && e.program.stages[s].name == stage; ++i) {
            if (operators[i].name.ends_with(name)) {
                return {s, i};
            }
        }
    }
    throw std::logic_error(std::string(name));
}

const OperatorCost& costAt(const Evaluation& e, Place at) { return e.stages[at.stage].operators[at.op]; }

std::vector<std::string> idsOf(const Levels& levels)
{
    std::vector<std::string> ids;
    for (const Level& level : levels.all()) {
        ids.emplace_back(levelTexts()[static_cast<std::size_t>(level.kind)].id);
    }
    return ids;
}

Scenario sharedLlama(double tensor)
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.deployment.split.tensor = tensor;
    return s;
}

template <class Visit> void forEach(const Evaluation& e, Visit visit)
{
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            visit(s, i, e.program.stages[s].operators[i], e.stages[s].operators[i]);
        }
    }
}

TEST_CASE("the rows of levels stand in the order of their kinds", "[levels]")
{
    for (std::size_t i = 0; i < levelTexts().size(); ++i) {
        CHECK(levelTexts()[i].kind == static_cast<LevelKind>(i));
    }
}

TEST_CASE("on one device with one memory all bytes cross that, and nothing else", "[levels]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const Levels levels(e);
    CHECK(idsOf(levels) == std::vector<std::string>{"memory"});
    CHECK(levels.all()[0].name == "HBM3");
    CHECK(levels.all()[0].rate == 3.35e12);
    forEach(e, [&](std::size_t s, std::size_t i, const Operator&, const OperatorCost& cost) {
        CHECK(levels.use(LevelKind::Memory, s, i).bytes == cost.bytes);
        CHECK(levels.use(LevelKind::Network, s, i).bytes == Bytes<>());
    });
}

TEST_CASE("over eight tensor ranks the sums of row-parallel layers cross the link between the devices", "[levels]")
{
    const Evaluation e = evaluate(sharedLlama(8));
    const Levels levels(e);
    CHECK(idsOf(levels) == std::vector<std::string>{"memory", "node-link"});
    const Level& link = *levels.find(LevelKind::NodeLink);
    CHECK(link.name == "NVLink 4");
    CHECK(link.rate == 450e9);
    // A token's sum of 4096 values of 2 bytes: 2·7/8 of it leave every rank. For it a rank multiplies
    // 14336/8 × 4096 weights, 2 operations each: 2·1792·4096 / (1.75·4096·2) = 1024 operations a byte.
    const Place down = placeOf(e, "decode", "mlp.down");
    const LevelUse use = levels.use(LevelKind::NodeLink, down.stage, down.op);
    CHECK(use.bytes.inBaseUnits() == Approx(1.75 * 4096 * 2 * e.scenario->workload.batch));
    CHECK(use.intensity(costAt(e, down).ops) == Approx(1024));
    // 32 heads of 128, four on each rank: 2·512·4096 / (1.75·4096·2).
    const Place output = placeOf(e, "decode", "attn.out");
    CHECK(levels.use(LevelKind::NodeLink, output.stage, output.op).intensity(costAt(e, output).ops) ==
          Approx(1024 / 3.5));
    // Both lie left of where the link's slope meets 989.4 TFLOP/s, at 2199 operations a byte: it would limit both.
    CHECK(e.peak.inBaseUnits() / link.rate == Approx(2199).epsilon(0.001));
    // Columns of a matrix need no sum.
    const Place up = placeOf(e, "decode", "mlp.gate_up");
    CHECK(levels.use(LevelKind::NodeLink, up.stage, up.op).bytes == Bytes<>());
}

TEST_CASE("over two nodes a rank's share of each sum crosses between them, and the rest within", "[levels]")
{
    const Evaluation e = evaluate(with(sharedLlama(16), "deployment.network.bandwidth", "50 GB/s"));
    const Levels levels(e);
    CHECK(idsOf(levels) == std::vector<std::string>{"memory", "node-link", "network"});
    CHECK(levels.find(LevelKind::Network)->rate == 50e9);
    const Place down = placeOf(e, "decode", "mlp.down");
    const double sum = 4096 * 2 * e.scenario->workload.batch;
    // Reduced within eight, S/8 summed over two nodes, gathered within eight: 2·7/8·S and 2·1/2·S/8.
    CHECK(levels.use(LevelKind::NodeLink, down.stage, down.op).bytes.inBaseUnits() == Approx(1.75 * sum));
    CHECK(levels.use(LevelKind::Network, down.stage, down.op).bytes.inBaseUnits() == Approx(sum / 8));
}

TEST_CASE("all that ranks send crosses a link for some operator", "[levels]")
{
    for (const char* model : {"llama-3-8b", "mixtral-8x7b"}) {
        for (const auto& [id, degree] :
             {std::pair("tensor", "8"), {"tensor", "16"}, {"expert", "8"}, {"pipeline", "4"}}) {
            const Scenario plain = preset(model, "h100-sxm");
            if (id == std::string("expert") && model == std::string("llama-3-8b")) {
                continue; // it has none
            }
            const Evaluation e = evaluate(with(plain, std::string("deployment.split.") + id, degree));
            const Levels levels(e);
            for (std::size_t s = 0; s < e.stages.size(); ++s) {
                INFO(model << " " << id << " " << degree << " " << e.program.stages[s].name);
                CHECK((levels.use(LevelKind::NodeLink, s).bytes + levels.use(LevelKind::Network, s).bytes)
                          .inBaseUnits() == Approx(e.stages[s].totals.exchanged.inBaseUnits()));
            }
        }
    }
}

TEST_CASE("without latency an exchange takes the time of its bytes on the links they cross", "[levels]")
{
    for (const double ranks : {8.0, 16.0}) {
        Scenario s = sharedLlama(ranks);
        s.deployment.network.latency = s.deployment.network.linkLatency = 0;
        const Evaluation e = evaluate(s);
        const Levels levels(e);
        forEach(e, [&](std::size_t stage, std::size_t i, const Operator& op, const OperatorCost& cost) {
            if (!isExchange(op.kind)) {
                return;
            }
            const auto owner = ownerOf(e.program.stages[stage], i);
            REQUIRE(owner);
            double seconds = 0;
            for (const LevelKind kind : {LevelKind::NodeLink, LevelKind::Network}) {
                const Level* level = levels.find(kind);
                seconds += level ? levels.use(kind, stage, *owner).bytes.inBaseUnits() / level->rate : 0;
            }
            INFO(op.name);
            CHECK(cost.times.network.inBaseUnits() == Approx(seconds));
        });
    }
}

TEST_CASE("a microcontroller reads weights from flash and the rest from its SRAM, which make up the memory time",
          "[levels]")
{
    const Evaluation e = evaluate(preset("mobilenet-v2", "stm32f746"));
    const Levels levels(e);
    REQUIRE(idsOf(levels) == std::vector<std::string>{"memory", "activations", "weights"});
    const Level &working = *levels.find(LevelKind::Working), &flash = *levels.find(LevelKind::Weights);
    CHECK(working.name == "SRAM");
    CHECK(flash.name == "Flash");
    forEach(e, [&](std::size_t s, std::size_t i, const Operator&, const OperatorCost& cost) {
        const Bytes<> ofWork = levels.use(LevelKind::Working, s, i).bytes;
        const Bytes<> ofWeights = levels.use(LevelKind::Weights, s, i).bytes;
        CHECK((ofWork + ofWeights).inBaseUnits() == Approx(cost.bytes.inBaseUnits()));
        CHECK(cost.times.memory.inBaseUnits() ==
              Approx(ofWork.inBaseUnits() / working.rate + ofWeights.inBaseUnits() / flash.rate));
    });
}

TEST_CASE("weights that lie with the host cross the link to it, in the time that the link takes", "[levels]")
{
    const Evaluation e = evaluate(with(with(preset("llama-3-8b", "rtx-4090"), "lever.weight_offload", "on"),
                                       "lever.weight_offload.resident", "0.5"));
    const Levels levels(e);
    REQUIRE(idsOf(levels) == std::vector<std::string>{"memory", "host-link"});
    const double rate = levels.find(LevelKind::HostLink)->rate;
    CHECK(rate == e.scenario->device.hostLink()->bandwidth);
    forEach(e, [&](std::size_t s, std::size_t i, const Operator&, const OperatorCost& cost) {
        const Bytes<> bytes = levels.use(LevelKind::HostLink, s, i).bytes;
        CHECK(bytes == cost.linked);
        CHECK(cost.times.network.inBaseUnits() == Approx(bytes.inBaseUnits() / rate));
    });
}

TEST_CASE("no operator is above the slope of a level that its bytes cross", "[levels]")
{
    std::vector<Scenario> all{preset("mobilenet-v2", "stm32f746"),
                              sharedLlama(8),
                              sharedLlama(16),
                              with(sharedLlama(16), "deployment.split.overlap", "1"),
                              with(sharedLlama(8), "convention.times", "typical"),
                              with(preset("llama-3-8b", "h100-sxm"), "deployment.split.pipeline", "4"),
                              with(preset("mixtral-8x7b", "h100-sxm"), "deployment.split.expert", "8")};
    for (const Scenario& s : all) {
        const Evaluation e = evaluate(s);
        const Levels levels(e);
        for (const Level& level : levels.all()) {
            if (level.kind == LevelKind::Memory && levels.all().size() > 1 && levels.find(LevelKind::Weights)) {
                continue; // all of several memories have no one rate
            }
            forEach(e, [&](std::size_t stage, std::size_t i, const Operator& op, const OperatorCost&) {
                const LevelUse use = levels.use(level.kind, stage, i);
                INFO(level.name << " " << op.name);
                CHECK(use.bytes.inBaseUnits() <= level.rate * use.time.inBaseUnits() * (1 + 1e-9));
            });
        }
    }
}

TEST_CASE("gathered weights cross for the operator that reads them, and sums of gradients for what made them",
          "[levels]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.training.task = Task::Training;
    s = with(with(std::move(s), "deployment.split.data", "8"), "deployment.split.sharded", "weights");
    const Evaluation e = evaluate(s);
    std::size_t exchanges = 0;
    forEach(e, [&](std::size_t stage, std::size_t i, const Operator& op, const OperatorCost& cost) {
        const std::vector<Operator>& all = e.program.stages[stage].operators;
        if (isExchange(op.kind) && cost.exchanged > Bytes<>() && op.kind == OperatorKind::AllGather &&
            op.pass == Pass::Forward && op.inputCount == 0) {
            const auto owner = ownerOf(e.program.stages[stage], i);
            REQUIRE(owner);
            INFO(op.name << " of " << all[*owner].name);
            CHECK(op.name == all[*owner].name + ".all_gather");
            ++exchanges;
        }
    });
    CHECK(exchanges > 0);
}

TEST_CASE("the slowest level of an operator is the one that its bytes take longest on", "[levels]")
{
    for (const Scenario& s : {sharedLlama(16), sharedLlama(1), preset("mobilenet-v2", "stm32f746")}) {
        const Evaluation e = evaluate(s);
        const Levels levels(e);
        std::size_t links = 0;
        forEach(e, [&](std::size_t stage, std::size_t op, const Operator&, const OperatorCost& cost) {
            const Level* slowest = levels.slowest(stage, op);
            if (!slowest) {
                CHECK(cost.bytes.inBaseUnits() == 0);
                return;
            }
            links += slowest->isLink() ? 1 : 0;
            const auto seconds = [&](const Level& level) {
                return levels.use(level.kind, stage, op).bytes.inBaseUnits() / level.rate;
            };
            for (const Level& level : levels.all()) {
                const bool isBoth = level.kind == LevelKind::Memory && levels.find(LevelKind::Weights);
                CHECK((isBoth || seconds(level) <= seconds(*slowest)));
            }
        });
        CHECK((links > 0) == e.program.isSplit()); // what ranks exchange takes longer than their own memory here
    }
}

} // namespace
} // namespace ridge
