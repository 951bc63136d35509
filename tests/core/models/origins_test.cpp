#include "core/models/expand.h"

#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <array>

namespace ridge {
namespace {

using namespace test;

template <class N> std::vector<double> numbersOf(const Sizes<N>& s)
{
    const std::array sizes{&s.n,       &s.ci,     &s.ti,         &s.hi,      &s.wi,       &s.co,
                           &s.to,      &s.ho,     &s.wo,         &s.kt,      &s.kh,       &s.kw,
                           &s.g,       &s.bias,   &s.heads,      &s.kvHeads, &s.headSize, &s.queries,
                           &s.context, &s.cached, &s.perElement, &s.copies,  &s.picked,   &s.touched};
    std::vector<double> all;
    std::transform(sizes.begin(), sizes.end(), std::back_inserter(all), [](const N* size) { return valueOf(*size); });
    return all;
}

template <class N> std::vector<double> numbersOf(const OperatorOf<N>& op)
{
    std::vector<double> all = numbersOf(op.sizes);
    for (const N* number : {&op.count, &op.kvWritten, &op.gathered, &op.scattered, &op.kvKept, &op.readOfFirst,
                            &op.writtenInPlace, &op.weightParameters}) {
        all.push_back(valueOf(*number));
    }
    for (const auto plain : {static_cast<double>(op.kind), static_cast<double>(op.role), double(op.inPlace),
                             double(op.sharesWeights), double(op.isConnector), double(op.block), double(op.firstInput),
                             double(op.inputCount), double(op.output), double(op.result), double(op.workspace)}) {
        all.push_back(plain);
    }
    return all;
}

template <class N> std::vector<double> numbersOf(const TensorOf<N>& t)
{
    return {valueOf(t.n), valueOf(t.c), valueOf(t.t), valueOf(t.h), valueOf(t.w), static_cast<double>(t.role)};
}

template <class N> std::vector<double> numbersOf(const StageOf<N>& s)
{
    return {static_cast<double>(s.role), double(s.sharesWeights), valueOf(s.repeat),
            valueOf(s.samples),          valueOf(s.tokens),       valueOf(s.seenBefore),
            valueOf(s.seenAfter),        valueOf(s.draftBefore),  valueOf(s.draftAfter)};
}

template <class N> std::vector<double> numbersOf(const ProgramOf<N>& p)
{
    std::vector<double> all{valueOf(p.samples),   valueOf(p.sequences), valueOf(p.prompt),
                            valueOf(p.positions), valueOf(p.perRound),  valueOf(p.proposals)};
    for (const CacheOf<N>& cache : p.caches) {
        all.insert(all.end(), {valueOf(cache.perPosition), valueOf(cache.limit), valueOf(cache.constant)});
    }
    const ArchitectureOf<N>& a = p.architecture;
    for (const auto* number : {&a.imageTokens, &a.visualTokens, &a.frames, &a.context, &a.occupancy, &a.width,
                               &a.layers, &a.vocabulary, &a.cacheOfEveryHead}) {
        all.push_back(*number ? valueOf(**number) : -1);
    }
    return all;
}

TEST_CASE("the program over origins has the same numbers as the plain one", "[origins]")
{
    for (const PresetInfo& model : modelPresets()) {
        const Scenario scenario = preset(model.id, "h100-sxm");
        const Program plain = expand(scenario);
        const ProgramOf<Traced> traced = expand<Traced>(scenario);
        INFO(model.id);
        CHECK(numbersOf(traced) == numbersOf(plain));
        REQUIRE(traced.stages.size() == plain.stages.size());
        for (std::size_t s = 0; s < plain.stages.size(); ++s) {
            const Stage& one = plain.stages[s];
            const StageOf<Traced>& other = traced.stages[s];
            INFO(one.name);
            CHECK(other.name == one.name);
            CHECK(other.uses == one.uses);
            CHECK(numbersOf(other) == numbersOf(one));
            REQUIRE(other.operators.size() == one.operators.size());
            REQUIRE(other.tensors.size() == one.tensors.size());
            for (std::size_t i = 0; i < one.operators.size(); ++i) {
                INFO(one.operators[i].name);
                CHECK(other.operators[i].name == one.operators[i].name);
                CHECK(numbersOf(other.operators[i]) == numbersOf(one.operators[i]));
            }
            for (std::size_t i = 0; i < one.tensors.size(); ++i) {
                INFO("tensor " << i);
                CHECK(numbersOf(other.tensors[i]) == numbersOf(one.tensors[i]));
            }
        }
    }
}

} // namespace
} // namespace ridge
