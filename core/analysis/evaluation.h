// All results for one scenario, with the scenario they came from.
// Not computed lazily: a view only reads.
#pragma once

#include "core/formulas/per_bound.h"
#include "core/program/program.h"
#include "core/quantity/quantity.h"
#include "core/scenario/scenario.h"

namespace ridge {

struct Evaluation;

/// What one execution of one operator costs, over the number type of the formulas.
template <class N = double> struct OperatorWork {
    N parameters{0}; // trainable elements, all copies, as the convention counts them
    Bytes<N> size;   // of those as they are stored
    Macs<N> macs;
    Ops<N> elementwise;
    Ops<N> ops; // MACs in operations plus element-wise work
    Bytes<N> weights, input, output, kvRead, kvWritten;
    Bytes<N> streamed;  // in order: all but the weights
    Bytes<N> irregular; // in no order: gathers and scatters
    Bytes<N> bytes;
    Bytes<N> linked;    // of the weights: what comes over the host link first
    Bytes<N> exchanged; // sent to other ranks
    PerBound<Seconds<N>> times;
    Seconds<N> time;
    Joules<N> energyCompute, energyMovement, energyStatic;
};

struct OperatorCost : OperatorWork<> {
    Bound bound = Bound::Memory;

    std::optional<double> intensity() const
    {
        if (bytes.inBaseUnits() <= 0 || ops.inBaseUnits() <= 0) {
            return std::nullopt;
        }
        return ops.inBaseUnits() / bytes.inBaseUnits();
    }
    Joules<> energy() const { return energyCompute + energyMovement + energyStatic; } // the lower bound
};

/// Sums over a stage, one execution, counts included.
struct StageTotals {
    double parameters = 0;                    // whether or not another stage holds the same
    Bytes<> size;                             // of those as they are stored
    Macs<> macs, attentionMacs, winogradMacs; // of those: attention's, and those that Winograd could compute
    Ops<> elementwise, ops;
    Bytes<> weights, streamed, irregular, bytes, exchanged;
    PerBound<Seconds<>> times; // sums; the time is that of operators one after the other
    Seconds<> time;
    Seconds<> exchange; // of it: exchanges between ranks
    Joules<> energyCompute, energyMovement, energyStatic;
    Bound bound = Bound::Memory;
};

struct StageResult {
    std::vector<OperatorCost> operators; // same order as the program's
    StageTotals totals;                  // of this rank, where there are several
    StageTotals system;        // of all of them: distinct parameters and work, all energy; times as of this rank
    std::vector<Bytes<>> live; // activations alive while each operator runs
};

/// One step of the memory timeline. Bytes.
struct MemoryStep {
    std::uint16_t stage = 0;
    std::uint32_t step = 0; // within the stage
    std::uint32_t op = 0;   // operator running, or the largest of the step
    double position = 0;    // 0…1 through the stage
    double share = 0;       // of the stage's repetitions that have run, where the step stands for some of them
    double done = 1;        // otherwise: repetitions of its block that have run this operator
    double activations = 0;
    double kvCache = 0;
    double saved = 0;                    // from forward for backward
    double gradients = 0, optimizer = 0; // of a training step: all the time

    double held() const { return activations + kvCache + saved + gradients + optimizer; } // beside the weights
};

struct MemoryPlan {
    Bytes<> weights;
    Bytes<> runtime;           // what the runtime takes of the working memory, all the time
    Bytes<> code;              // and the program of the flash
    Bytes<> kvCache;           // at the end
    Bytes<> saved;             // from forward for backward, once all of forward has run
    Bytes<> gradients;         // of all that is trained
    Bytes<> optimizer;         // its state: master copies and moments
    Bytes<> peakLive;          // largest live set
    Bytes<> peakSheet;         // largest input + output of one operator
    Bytes<> arena;             // planned in one arena; by assess() only where the convention asks for it
    Bytes<> peakActivations;   // the one the convention chose
    Bytes<> peakWorking;       // activations and KV cache together, at their worst moment
    double totalElements = 0;  // all outputs
    double storedElements = 0; // all weights, with biases and tables whatever the convention counts
    double peakLiveElements = 0;
    std::pair<std::size_t, std::size_t> peakLiveAt{}; // the stage and the operator that runs then
    double peakSheetElements = 0;
    std::vector<MemoryStep> timeline;
    std::size_t peakStep = 0; // index into timeline
    MemoryStep peak;          // the same step, also where no timeline was asked for
    struct Alive {
        std::string name;
        Bytes<> size;
    };
    std::vector<Alive> aliveAtPeak;
};

/// Which memory levels the model runs from.
struct Placement {
    int weightLevel = -1;  // indices into Device::memory
    int workingLevel = -1; // activations and KV cache
    bool fits = true;
    bool capacityKnown = true;
    Bytes<> headroom;     // negative: missing
    std::string level;    // the tightest one's name
    std::string shortage; // where it does not fit, as half a sentence
};

struct Verdict {
    Bound bound = Bound::Memory;
    std::size_t stage = 0;          // the stage with the largest share of time
    double margin = 1;              // how many times the limiting time exceeds the other roof's
    std::optional<Bound> nextBound; // what limits once the present limit is lifted; absent: nothing else takes time
    double nextFactor = 1;          // how many times better the limiting resource must be for that
    bool fits = true;
    std::string sentence;
};

/// Both ends of what is usual.
struct ValueRange {
    double low = 0, high = 0; // base units
    friend bool operator==(const ValueRange&, const ValueRange&) = default;
};

struct MetricValue {
    std::optional<double> value;          // base units
    const char* absent = "";              // why there is none
    std::optional<ValueRange> range = {}; // of typical values, where times change them
};

/// The same program over numbers that lead back to parameters. Stages of graphs and layer lists are left out: their
/// sizes are constants of the source.
struct Origins {
    ProgramOf<Traced> program;
    std::map<std::string, Traced, std::less<>> changed; // parameters, by what levers made of them
    std::string source;                                 // of what follows from no parameter
};

/// Made when it is first asked for; copies of an evaluation share it.
class LazyOrigins {
public:
    LazyOrigins();
    const Origins& of(const Evaluation& evaluation) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

struct Evaluation {
    std::shared_ptr<const Scenario> chosen;   // by the user
    std::shared_ptr<const Scenario> scenario; // what was evaluated: with what pulled levers make of it
    std::vector<LeverChange> changes;         // of the chosen one, by them
    std::vector<const LeverText*> idleLevers; // pulled, and nothing to change
    Program program;
    std::vector<StageResult> stages;
    Precision computePrecision = Precision::BF16;
    OpsPerSecond<> peak; // dense, at that precision, without utilisation, in operations as the convention counts them
    JoulesPerOp<> energyPerOp;
    std::shared_ptr<const Evaluation> fullest; // of the pipeline's rank that holds most, where it isn't the slowest
    std::shared_ptr<const Program> whole;      // of the same work on one device, where several share it
    Seconds<> latencyOfOne;                    // how long that takes
    Watts<> restPower; // of chip and board beside arithmetic, movement and idling; 0 where energy is their sum alone
    double parameters = 0;
    double activeParameters = 0;
    Bytes<> size; // of the parameters as they are stored
    Placement placement;
    MemoryPlan memory;
    Verdict verdict;
    std::vector<MetricValue> metrics; // same order as metricCatalogue()
    std::vector<Issue> issues;
    LazyOrigins origins;

    /// Whose memory this is: operators and tensors are the same, but others of them are elsewhere.
    const Evaluation& held() const { return fullest ? *fullest : *this; }
    const MemoryLevel* weightLevel() const;
    const MemoryLevel* workingLevel() const;
    /// Bytes of weights in the working memory: none where they lie in one of their own.
    double weightsBeside() const;
    /// Bytes that the working memory holds at every step: weights and runtime.
    double heldAlways() const { return weightsBeside() + memory.runtime.inBaseUnits(); }
    /// How its numbers are written: in the convention's units, and OP/s where it computes with integers.
    NumberStyle numberStyle() const;
    /// Over all executions of all stages: of one rank, and of the whole system.
    double total(double (*of)(const StageTotals&)) const;
    double systemTotal(double (*of)(const StageTotals&)) const;
    Seconds<> latency() const;
    Joules<> energyBottomUp() const; // at the device, before PUE: a lower bound
    /// Of one execution, at the device, by the convention's rule.
    Joules<> energyOf(const OperatorCost& cost) const { return cost.energy() + restPower * cost.time; }
    /// Whether energy is power × time. Where arithmetic and memory alone need more than that, it is their sum.
    bool isEnergyByPower() const;
};

} // namespace ridge
