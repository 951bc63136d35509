#include "core/analysis/memory/lifetimes.h"
#include "core/evaluate/evaluate.h"
#include "core/explain/explain.h"
#include "core/metrics/catalogue.h"
#include "core/quantity/notation.h"

#include "tests/support/allocations.h"
#include "tests/support/catch.h"
#include "tests/support/layers.h"
#include "tests/support/scenarios.h"
#include "tests/support/small_stack.h"

#include <cmath>
#include <map>
#include <random>

namespace ridge {
namespace {

using namespace test;

TEST_CASE("Sizes that every layer makes of all those before are explained on a small stack", "[depth]")
{
    // Each block reads its input twice: written out, the last width would have 2¹⁰⁰⁰ terms.
    Layer join = layer("join", LayerKind::Concat), half = layer("half", LayerKind::Slice);
    join.from = {"in", "in"};
    std::vector<LayerBlock> blocks;
    for (int i = 0; i < 1000; ++i) {
        blocks.push_back(block("b" + std::to_string(i), {join, half, layer("conv", LayerKind::Conv, 0, 3)}));
    }
    const Evaluation e = evaluate(scenarioOf(listOf(std::move(blocks))));
    std::optional<Explanation> last;
    onSmallStack([&] { last = explain(e, {"macs", 0, static_cast<int>(e.stages[0].operators.size()) - 1}); });
    REQUIRE(last);
    CHECK(last->value == 8 * 8 * 9 * 32 * 32);
    CHECK(std::any_of(last->inputs.begin(), last->inputs.end(),
                      [](const ExplainedInput& input) { return input.parameter == "model.input.channels"; }));
}

TEST_CASE("A million additions in one chain are recomputed and taken apart on a small stack", "[depth]")
{
    constexpr int terms = 1'000'000;
    double again = 0;
    onSmallStack([&again] {
        Traced sum = Traced::leaf("x", 1);
        for (int i = 1; i < terms; ++i) {
            sum = sum + Traced::leaf("x", 1);
        }
        again = recompute(*sum.expression());
    });
    CHECK(again == terms);
}

TEST_CASE("What stands in two places on every level is recomputed once", "[depth]")
{
    Traced doubled = Traced::leaf("x", 1);
    for (int i = 0; i < 100; ++i) {
        doubled = doubled + doubled;
    }
    CHECK(recompute(*doubled.expression()) == std::exp2(100));
}

TEST_CASE("A sum over many terms keeps the largest and makes the others when asked", "[depth]")
{
    const auto square = [](std::size_t i) { return static_cast<double>(i % 1000) * static_cast<double>(i % 1000); };
    std::vector<double> values;
    double total = 0;
    for (std::size_t i = 0; i < 100'000; ++i) {
        values.push_back(square(i));
        total += square(i);
    }
    int made = 0;
    const Traced sum = Traced::sum("i", values, [&made](std::size_t i) {
        ++made;
        const Traced root = Traced::leaf("x", static_cast<double>(i % 1000));
        return root * root;
    });
    CHECK(made == static_cast<int>(termsKept));
    CHECK(sum.value() == total);
    CHECK(substitutedText(*sum.expression()) == "999² + 999² + 999² + … (100000 terms)");
    CHECK(symbolicText(*sum.expression()) == "Σ_i x²");
    CHECK(made == static_cast<int>(termsKept));
    CHECK(recompute(*sum.expression()) == total);
    CHECK(made == 100'000 + static_cast<int>(termsKept));
}

/// Activations of one operator after another, as `count` small layers: every second repetition of a block differs.
Evaluation evaluationOf(int count)
{
    std::vector<LayerBlock> blocks;
    for (int i = 0; i < count; ++i) {
        blocks.push_back(block("b" + std::to_string(i), {layer("l", LayerKind::Linear, 4 + i % 7)}));
    }
    return evaluate(scenarioOf(listOf(std::move(blocks))));
}

std::size_t derivationWork(const Evaluation& e)
{
    e.origins.of(e); // made once for all of them
    std::size_t made = 0;
    for (const Metric& row : metricCatalogue()) {
        made += allocationsOf([&] { return row.derive(e); }).made;
    }
    return made;
}

TEST_CASE("Deriving every metric makes no more for twice the operators", "[depth]")
{
    const std::size_t once = derivationWork(evaluationOf(1000));
    const std::size_t twice = derivationWork(evaluationOf(2000));
    INFO(once << " allocations, then " << twice);
    CHECK(static_cast<double>(twice) < 1.1 * static_cast<double>(once)); // lists of numbers grow in steps
}

TEST_CASE("The timeline of ten thousand blocks that repeat ten thousand times stays short", "[depth]")
{
    std::vector<LayerBlock> blocks;
    for (int i = 0; i < 10'000; ++i) {
        blocks.push_back(block("b" + std::to_string(i), {layer("l", LayerKind::Linear, 10)}, 10'000));
    }
    const Evaluation e = evaluate(scenarioOf(listOf(std::move(blocks))));
    CHECK(e.memory.timeline.size() >= e.program.stages.front().operators.size());
    CHECK(e.memory.timeline.size() <= 150'000);
}

TEST_CASE("A network that reads blocks by name resolves the last of equal names", "[depth]")
{
    const auto wide = [](const char* name, double channels) {
        return block(name, {layer("a", LayerKind::Conv, channels, 1), layer("a", LayerKind::Conv, channels + 1, 1)});
    };
    Layer last = layer("end", LayerKind::Conv, 8, 1);
    const auto channelsRead = [&](const std::string& from) {
        last.from = {from};
        const Stage stage = expanded(listOf({wide("x", 10), wide("x", 20), wide("x.a", 30), block("y", {last})}));
        return stage.operators.back().sizes.ci;
    };
    CHECK(channelsRead("x") == 21);
    CHECK(channelsRead("x.a") == 31); // a block of that name stands behind the layer
    CHECK(channelsRead("x.a.a") == 31);
}

/// First fit over a list of holes, as it is defined.
class PlainFirstFit {
public:
    double allocate(double size)
    {
        for (auto hole = m_holes.begin(); hole != m_holes.end(); ++hole) {
            if (hole->second >= size) {
                const auto [offset, room] = *hole;
                m_holes.erase(hole);
                if (room > size) {
                    m_holes[offset + size] = room - size;
                }
                return offset;
            }
        }
        double offset = m_end;
        if (!m_holes.empty() && m_holes.rbegin()->first + m_holes.rbegin()->second == m_end) {
            offset = m_holes.rbegin()->first;
            m_holes.erase(offset);
        }
        m_end = offset + size;
        return offset;
    }
    void release(double offset, double size)
    {
        const auto added = m_holes.emplace(offset, size).first;
        if (const auto next = std::next(added); next != m_holes.end() && offset + size == next->first) {
            added->second += next->second;
            m_holes.erase(next);
        }
        if (added != m_holes.begin() && std::prev(added)->first + std::prev(added)->second == offset) {
            std::prev(added)->second += added->second;
            m_holes.erase(added);
        }
    }

private:
    std::map<double, double> m_holes;
    double m_end = 0;
};

/// Every operator writes one tensor; each is read again some steps later, so that holes of all sizes come and go.
Stage scattered(int count)
{
    std::mt19937 random(7);
    Stage stage;
    std::vector<std::vector<TensorId>> due(static_cast<std::size_t>(count) + 10'000);
    for (int i = 0; i < count; ++i) {
        Operator& op = stage.operators.emplace_back();
        op.firstInput = static_cast<std::uint32_t>(stage.uses.size());
        for (const TensorId id : due[static_cast<std::size_t>(i)]) {
            stage.uses.push_back(id);
        }
        op.inputCount = static_cast<std::uint32_t>(due[static_cast<std::size_t>(i)].size());
        op.output = i;
        Tensor& tensor = stage.tensors.emplace_back();
        tensor.c = static_cast<double>(1 + random() % 50);
        due[static_cast<std::size_t>(i) + 1 + random() % 9'000].push_back(i);
    }
    return stage;
}

TEST_CASE("The arena is plain first fit, however many holes there are", "[depth]")
{
    const Stage stage = scattered(20'000);
    const Lifetimes lifetimes = lifetimesOf(stage, true);
    std::map<std::size_t, double> expected;
    PlainFirstFit plain;
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        const Operator& op = stage.operators[i];
        const auto output = static_cast<std::size_t>(op.output);
        const auto releaseIfLast = [&](std::size_t tensor) {
            if (lifetimes[tensor].death == static_cast<std::int32_t>(i)) {
                plain.release(expected.at(tensor), stage.tensors[tensor].elements());
            }
        };
        expected[output] = plain.allocate(stage.tensors[output].elements());
        releaseIfLast(output);
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            releaseIfLast(static_cast<std::size_t>(stage.uses[op.firstInput + u]));
        }
    }
    std::map<std::size_t, double> placed;
    for (const ArenaPlace& place : arenaPlaces(stage, lifetimes)) {
        placed[place.tensor] = place.offset;
    }
    CHECK(placed == expected);
}

} // namespace
} // namespace ridge
