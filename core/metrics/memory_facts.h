// What memory metrics are made of, over the number type: feature maps, live sets, the arena, stored weights, the cache.
// With double it reads the memory plan; with Traced it writes out the sums of the moments that the plan found.
#pragma once

#include "core/analysis/memory/memory_plan.h"
#include "core/analysis/memory/memory_sizes.h"
#include "core/analysis/memory/saved_results.h"
#include "core/metrics/facts.h"

namespace ridge {

/// Bytes of the caches of all sequences once so many positions of each were seen, by a draft model as well.
template <class N> Bytes<N> cacheAfter(const Facts<N>& f, const N& seen)
{
    return formula::bytes(cacheElements(f.program(), seen, seen), f.machine.cacheBits);
}

/// What the runtime takes of the working memory, bytes; of devices that state it.
template <class N> N runtimeLeaf(const Facts<N>& f)
{
    return deviceLeaf<N>("device.runtime_memory", "runtime", f.s.device.runtimeMemory.value_or(0), Unit::Bytes);
}

template <class N> class MemoryFacts {
public:
    explicit MemoryFacts(const Facts<N>& facts) : f(facts), e(facts.e.held()) {}

    const Facts<N>& f;
    const Evaluation& e; // of the rank that holds most

    /// Elements of all feature maps, every network run once: Σ count·n·c·h·w.
    N outputs() const
    {
        return planned(e.memory.totalElements, [](const auto& self) { return self.tracedOutputs(); });
    }
    /// The largest input + output of one operator, elements.
    N peakSheet() const
    {
        return planned(e.memory.peakSheetElements, [](const auto& self) { return self.tracedInPlusOut(); });
    }
    /// The largest number of elements alive at once.
    N peakLive() const
    {
        return planned(e.memory.peakLiveElements, [](const auto& self) { return self.tracedPeakLive(); });
    }
    /// High-water mark of the planned arena, bytes: max(offset + size).
    N arena() const
    {
        if constexpr (std::is_same_v<N, Traced>) {
            return tracedArena();
        } else if (e.memory.arena.inBaseUnits() > 0) {
            return e.memory.arena.inBaseUnits();
        }
        double most = 0; // not planned so far
        for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
            most = std::max(most, arenaElements(e.program.stages[s], *livesOf(s)));
        }
        return formula::bytes(N(most), f.machine.activationBits).inBaseUnits();
    }
    /// Every weight that is stored, with biases and embeddings whatever the convention counts, bytes.
    N stored() const
    {
        return planned(e.memory.weights.inBaseUnits(), [](const auto& self) { return self.tracedStored(); });
    }
    /// Activations and KV cache at their worst moment, bytes.
    N working() const
    {
        return planned(e.memory.peakWorking.inBaseUnits(), [](const auto& self) { return self.tracedWorking(); });
    }

    /// Kept from forward for backward once all of forward has run, bytes.
    N saved() const
    {
        return planned(e.memory.saved.inBaseUnits(),
                       [](const auto& self) { return self.tracedSaved(savedAfterForward(self.e.program)); });
    }
    /// Gradients of all that is trained, bytes.
    N gradients() const
    {
        return planned(e.memory.gradients.inBaseUnits(), [](const auto& self) {
            return self.tracedUpdate("gradient_i", [](const auto& op, const auto& step) {
                const auto all = trainedElements(op) * step.gradientBytes;
                return valueOf(op.keptShare) == 1 ? all : op.keptShare * all;
            });
        });
    }
    /// Master copies and moments, bytes.
    N optimizer() const
    {
        return planned(e.memory.optimizer.inBaseUnits(), [](const auto& self) {
            return self.tracedUpdate("state_i", [](const auto& op, const auto&) { return op.keptBytes; });
        });
    }
    /// Elements that an update changes.
    N trained() const
    {
        return overUpdate(
            "W_i", Unit::Count, [](const auto& op, const auto&) { return trainedElements(op); }, Over::Parameters);
    }

    /// Activations of one execution of a stage at their worst, by the convention's rule, bytes.
    N stepActivations(std::size_t stage) const
    {
        const PeakRule rule = e.scenario->convention.peak;
        if (rule == PeakRule::Arena) {
            return arena();
        }
        if (rule == PeakRule::LargestInPlusOut) {
            return formula::bytes(peakSheet(), f.machine.activationBits).inBaseUnits();
        }
        const std::vector<Bytes<>>& live = e.stages[stage].live;
        const auto widest = std::max_element(live.begin(), live.end());
        return widest == live.end() ? N(0) : aliveWith(stage, static_cast<std::size_t>(widest - live.begin()));
    }

    /// Everything alive while one operator runs, bytes.
    N aliveWith(std::size_t stage, std::size_t op) const
    {
        return planned(e.stages[stage].live[op].inBaseUnits(), [stage, op](const auto& self) {
            return formula::bytes(self.tracedAlive(stage, op), self.f.machine.activationBits).inBaseUnits();
        });
    }

private:
    /// A sum over the operators of the update.
    template <class Of> N overUpdate(const char* symbol, Unit unit, Of of, Over whose = Over::Rank) const
    {
        if (!e.program.training) {
            return N(0);
        }
        const std::size_t update = e.program.training->update;
        std::vector<double> values;
        double total = 0;
        for (const Operator& op : e.program.stages[update].operators) {
            values.push_back(timesOf(op, e.program.parts, whose) * of(op, *e.program.training));
            total += values.back();
        }
        if constexpr (std::is_same_v<N, Traced>) {
            return Traced::sum("i", values, [&evaluation = e, update, of, symbol, unit, whose](std::size_t i) {
                const OperatorOf<Traced> op = viewOf<Traced>(evaluation, update).op(i);
                return timesOf(op, programOver<Traced>(evaluation).parts, whose) *
                       Traced::term(symbol, unit, of(op, trainingOver(evaluation)), op.name, {});
            });
        } else {
            return total;
        }
    }
    template <class Of> Traced tracedUpdate(const char* symbol, Of of) const
    {
        return overUpdate(symbol, Unit::Bytes, of);
    }
    static const TrainingStepOf<Traced>& trainingOver(const Evaluation& evaluation)
    {
        return programOver<Traced>(evaluation).training.value();
    }

    Traced tracedSaved(const std::vector<SavedPart>& parts) const
    {
        const StoredBits<> bits(e.scenario->deployment);
        std::vector<double> values;
        for (const SavedPart& part : parts) {
            values.push_back(part.times *
                             savedPart(StageView<>(e.program.stages[part.stage]), part, bits).inBaseUnits());
        }
        return Traced::sum(
            "i", values, [&evaluation = e, parts, traced = StoredBits<Traced>(f.machine)](std::size_t i) {
                const SavedPart& part = parts[i];
                const StageView<Traced> stage = viewOf<Traced>(evaluation, part.stage);
                const Operator& plain = stage.plain().operators[part.op];
                const bool isAll = part.input < 0 && part.times == plain.count;
                const Traced times =
                    isAll ? Traced(stage.op(part.op).count)
                          : constantLeaf<Traced>("so far", part.times, "executions whose result is kept");
                const Traced one = Traced::term("saved_i", Unit::Bytes, savedPart(stage, part, traced).inBaseUnits(),
                                                part.input >= 0 ? "input" : plain.name, {});
                return part.times == 1 && !isAll ? one : times * one;
            });
    }

    /// The plan's number, or how it comes about.
    template <class Derive> N planned(double value, Derive derive) const
    {
        if constexpr (std::is_same_v<N, Traced>) {
            return derive(*this);
        } else {
            return value;
        }
    }

    using Place = std::pair<std::size_t, std::size_t>; // stage and operator

    std::shared_ptr<const Lifetimes> livesOf(std::size_t stage) const
    {
        return std::make_shared<const Lifetimes>(
            lifetimesOf(e.program.stages[stage], e.scenario->convention.inputInPeak));
    }

    /// Operators of the networks that hold their own weights, where `value` has something; with those values.
    template <class Value> std::pair<std::vector<Place>, std::vector<double>> placesWith(Value value) const
    {
        std::pair<std::vector<Place>, std::vector<double>> found;
        for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
            const Stage& stage = e.program.stages[s];
            for (std::size_t i = 0; i < stage.operators.size() && !stage.sharesWeights; ++i) {
                const Operator& op = stage.operators[i];
                if (const double one = value(stage, op); one > 0) {
                    found.first.emplace_back(s, i);
                    found.second.push_back(op.count * one);
                }
            }
        }
        return found;
    }

    Traced tracedOutputs() const
    {
        const auto [places, values] =
            placesWith([](const Stage& stage, const Operator& op) { return resultElements(StageView<>(stage), op); });
        return Traced::sum("i", values, [&evaluation = e, places = places](std::size_t i) {
            const StageView<Traced> stage = viewOf<Traced>(evaluation, places[i].first);
            const OperatorOf<Traced> op = stage.op(places[i].second);
            return op.count * Traced::term("A_i", Unit::Count, resultElements(stage, op), op.name, {});
        });
    }

    Traced tracedInPlusOut() const
    {
        std::vector<Place> places;
        std::vector<double> values;
        const bool inputCounts = e.scenario->convention.inputInPeak;
        for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
            for (std::size_t i = 0; i < e.program.stages[s].operators.size(); ++i) {
                places.emplace_back(s, i);
                values.push_back(inPlusOut(StageView<>(e.program.stages[s]), i, inputCounts));
            }
        }
        auto term = [&evaluation = e, places = std::move(places), inputCounts](std::size_t i) {
            const auto [s, op] = places[i];
            return Traced::term("(in + out)_i", Unit::Count, inPlusOut(viewOf<Traced>(evaluation, s), op, inputCounts),
                                operatorName(evaluation.program, s, op), {});
        };
        return values.empty() ? Traced(0) : Traced::largest("i", values, std::move(term));
    }

    Traced tracedPeakLive() const
    {
        const Place at = e.memory.peakLiveAt;
        const bool isEmpty = at.first >= e.program.stages.size() || e.program.stages[at.first].operators.empty();
        return isEmpty ? Traced(0) : tracedAlive(at.first, at.second);
    }

    Traced tracedAlive(std::size_t stage, std::size_t op) const
    {
        return aliveElements(viewOf<Traced>(e, stage), livesOf(stage), op);
    }

    Traced tracedArena() const
    {
        struct End {
            std::size_t stage;
            std::shared_ptr<const Lifetimes> lifetimes;
            ArenaPlace place;
        };
        std::vector<End> ends;
        std::vector<double> values;
        for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
            const Stage& stage = e.program.stages[s];
            const auto lifetimes = livesOf(s);
            for (const ArenaPlace& place : arenaPlaces(stage, *lifetimes)) {
                ends.push_back({s, lifetimes, place});
                values.push_back(place.offset + stage.tensors[place.tensor].elements());
            }
        }
        auto term = [&evaluation = e, ends = std::move(ends)](std::size_t i) {
            const auto& [s, lifetimes, place] = ends[i];
            const Traced offset = place.offset == 0 ? Traced(0)
                                                    : constantLeaf<Traced>("offset", place.offset,
                                                                           "where first fit in program order puts it");
            return Traced::term("end_t", Unit::Count,
                                offset + viewOf<Traced>(evaluation, s).elements(static_cast<TensorId>(place.tensor)),
                                tensorName(evaluation.program.stages[s], *lifetimes, place.tensor), {});
        };
        const Traced elements = values.empty() ? Traced(0) : Traced::largest("t", values, std::move(term));
        return formula::bytes(elements, f.machine.activationBits).inBaseUnits();
    }

    Traced tracedStored() const
    {
        const StoredBits<> formats(e.scenario->deployment);
        const bool inOne = f.inOneFormat(); // elements are added up, and bytes otherwise
        const auto [places, values] = placesWith([&formats, inOne](const Stage&, const Operator& op) {
            const auto [weights, biases] = storedWeights(op);
            return op.resident * (inOne ? weights + biases : storedBytes(op, formats, weights, biases).inBaseUnits());
        });
        auto term = [&evaluation = e, places = places, bits = StoredBits<Traced>(f.machine), inOne](std::size_t i) {
            const auto [s, index] = places[i];
            const OperatorOf<Traced> op = viewOf<Traced>(evaluation, s).op(index);
            const OperatorCost& cost = evaluation.stages[s].operators[index];
            const auto [weights, biases] = storedWeights(op);
            const Traced all = inOne ? weights + biases : storedBytes(op, bits, weights, biases).inBaseUnits();
            const Traced one = op.resident.value() == 1 ? all : op.resident * all;
            const bool counts = one.value() == (inOne ? cost.parameters : cost.size.inBaseUnits()); // by convention
            const NumberRef ref{!counts ? ""
                                : inOne ? "parameters"
                                        : "size_bytes",
                                static_cast<int>(s), static_cast<int>(index)};
            return op.count * Traced::term(inOne ? "W_i" : "M_i", inOne ? Unit::Count : Unit::Bytes, one, op.name,
                                           counts ? ref.text() : std::string());
        };
        const Traced all = Traced::sum("i", values, std::move(term));
        return inOne ? formula::bytes(named("W_stored", Unit::Count, all), f.machine.weightBits).inBaseUnits() : all;
    }

    Traced tracedWorking() const
    {
        const MemoryPlan& plan = e.memory;
        if (e.scenario->convention.peak != PeakRule::LiveSet || e.program.stages.empty()) {
            return withState(activationPeak() + cacheThen(cacheAfter(f, f.program().positions)),
                             savedAfterForward(e.program));
        }
        const MemoryStep& peak = plan.peak;
        const Traced activations =
            named("activations", Unit::Bytes, Bytes<Traced>(aliveWith(peak.stage, peak.op))).inBaseUnits();
        if (peak.kvCache == 0) {
            const double all = plan.gradients.inBaseUnits();
            return withState(activations, savedAt(e.program, peak), all > 0 ? peak.gradients / all : 1);
        }
        const StageView<Traced> stage = viewOf<Traced>(e, peak.stage);
        return activations +
               cacheThen(formula::bytes(cachedAt(stage, f.program(), f.program().stages[peak.stage], peak),
                                        f.machine.cacheBits));
    }

    /// And what training keeps beside that.
    Traced withState(const Traced& activations, const std::vector<SavedPart>& parts, double share = 1) const
    {
        if (!f.trains()) {
            return activations;
        }
        const Traced all = named("gradients", Unit::Bytes, gradients());
        const Traced there =
            share < 1 ? constantLeaf<Traced>("share", share, "of the gradients that are computed by then") * all : all;
        return activations + named("saved", Unit::Bytes, tracedSaved(parts)) + there +
               named("optimizer", Unit::Bytes, optimizer());
    }

    static Traced cacheThen(const Bytes<Traced>& cache)
    {
        const Traced& bytes = cache.inBaseUnits();
        return bytes.value() == 0 ? Traced(0) : named("KV cache then", Unit::Bytes, bytes);
    }

    Traced activationPeak() const
    {
        const Traced elements = e.scenario->convention.peak == PeakRule::LiveSet ? peakLive() : peakSheet();
        return e.scenario->convention.peak == PeakRule::Arena
                   ? named("arena", Unit::Bytes, arena())
                   : named("activations", Unit::Bytes, formula::bytes(elements, f.machine.activationBits))
                         .inBaseUnits();
    }
};

} // namespace ridge
