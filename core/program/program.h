// What every model expands to: stages of operators that read and write tensors.
// Nothing behind this header knows about model classes.
#pragma once

#include "core/program/gaps.h"
#include "core/program/operator_kinds.h"
#include "core/program/roles.h"
#include "core/quantity/traced.h"
#include "core/scenario/issue.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// State: kept from one run to the next; Saved: from forward to backward.
enum class TensorRole : std::uint8_t { Activation, Input, Output, State, Saved };

/// An activation. Elements = n·c·t·h·w.
template <class N> struct TensorOf {
    N n{1}, c{1}, h{1}, w{1};
    TensorRole role = TensorRole::Activation;
    bool onChip = false; // never written to memory (set by fusion)
    N t{1};              // frames
    N elements() const { return n * c * t * h * w; }
};
using Tensor = TensorOf<double>;

using TensorId = std::int32_t;

/// What an operator's numbers are stored as.
struct Formats {
    Precision weights = Precision::BF16, biases = Precision::BF16, activations = Precision::BF16;
    friend bool operator==(const Formats&, const Formats&) = default;
};

/// What of a training step an operator does; of inference all are forward. Gradients of what it reads, of its weights,
/// or the update of those.
enum class Pass : std::uint8_t { Forward, InputGradient, WeightGradient, Update };

/// What training changes of an operator's weights.
enum class Learning : std::uint8_t { All, Biases, Nothing };

/// What every pass reads stands first: programs of many operators are walked several times.
template <class N> struct OperatorOf {
    OperatorKind kind = OperatorKind::Unknown;
    Role role = Role::Other;
    Formats formats;
    bool inPlace = false;       // runs in the epilogue of its producer: no traffic of its own for its first input
    bool sharesWeights = false; // weights were counted at an earlier operator (tied embeddings)
    bool isConnector = false;   // between a vision encoder and the language model
    std::uint16_t block = 0;    // operators of one repeated block share a number; 0 = no block
    std::uint16_t part = 0;     // into Program::parts, where the program is one rank's of several
    std::uint32_t firstInput = 0, inputCount = 0; // into Stage::uses
    TensorId output = -1;                         // −1: writes only the KV cache or nothing
    TensorId result = -1;                         // what it makes, also where fusion never writes it; −1: a view
    TensorId workspace = -1;                      // beside inputs and output: a spare plane, a cache of features
    bool overwritesInput = false;                 // the output takes the place of the first input
    bool sharesPositions = false;                 // tensor ranks work on some positions each, with the same weights
    std::uint8_t winogradTile = 0;                // outputs per side of a Winograd tile; 0: computed directly
    std::int32_t node = -1;                       // of the imported graph that it computes, alone or with others
    N count{1};                                   // repetitions of the block
    N kvWritten{0};                               // elements written to the KV cache per execution
    N gathered{0};          // elements read in no order from the first input, instead of all of it in order
    N scattered{0};         // elements read and written in no order to add to the output, once it was filled
    N kvKept{0};            // by how many of them the cache grows: a full window replaces its oldest
    N readOfFirst{-1};      // elements read of the first input, where that is not all of it; −1: all
    N writtenInPlace{0};    // elements written into its first input
    N weightParameters{-1}; // given instead of derived, as for unknown kinds; −1 = derive from sizes
    N keptWeights{1};       // share of the weights that are not pruned
    N indexBits{0};         // stored beside each place of the full matrix, to say which weights are kept
    N offloaded{0};         // share of the weights that come over the host link at every execution
    N resident{1};          // share of them that the device's memory holds
    Pass pass = Pass::Forward;
    Learning learning = Learning::All;
    bool keepsNothing = false; // its gradient needs neither what it read nor what it made: a rotation
    bool isDropout = false;    // its gradient needs a mask
    bool isLoss = false;       // of an output: where gradients begin
    bool recomputed = false;   // once more in backward, instead of being kept
    N learnedShare{1};         // of its weights, by input channels
    N keptShare{1};            // of what its executions make, until backward
    N perParameter{0};         // bytes of each parameter that gradient or update move, in place of reading weights
    N products{1};             // MACs of a gradient over those of its kind; of an update, of each parameter
    N keptBytes{0};            // kept beside its result: masks and statistics; of an update, the optimizer's state
    bool skipsPruned = false;  // arithmetic leaves out what is pruned, at the device's sparse peak
    Sizes<N> sizes;
    std::string name; // its path within the stage: stays the same when other operators appear or go
};
using Operator = OperatorOf<double>;

/// What its weights are to formats that quantise some kinds of them: its role says, or what it computes.
template <class N> WeightKind weightKindOf(const OperatorOf<N>& op)
{
    const WeightKind byRole = infoOf(op.role).holds;
    return byRole != WeightKind::Matrix ? byRole : withKind(op.kind, [](auto row) { return decltype(row)::holds; });
}

/// What a stage is to the metrics that speak of one: prefill gives the time to first token, decode the time per token,
/// denoise the time per step. Encode reads a source before anything is generated. Draft proposes tokens that Decode
/// then checks several at a time.
enum class StageRole : std::uint8_t { Once, Encode, Prefill, Decode, Denoise, Draft };

template <class N> struct StageOf {
    std::string name;
    StageRole role = StageRole::Once;
    bool sharesWeights = false; // runs weights that an earlier stage holds: nothing of its own to store
    N repeat{1};                // executions of the whole stage (decode: output tokens, denoise: sampling steps)
    N slices{1};                // of them that make up one step: micro-batches of a pipeline
    std::vector<OperatorOf<N>> operators;
    std::vector<TensorOf<N>> tensors;
    std::vector<TensorId> uses;      // inputs of all operators, see Operator::firstInput
    N seenBefore{0}, seenAfter{0};   // positions of each sequence that the caches hold before and after all repetitions
    N draftBefore{0}, draftAfter{0}; // and those of a draft model
    N samples{1};                    // images, sequences or tokens that one execution yields
    N tokens{0};                     // tokens one execution processes; 0: not a sequence model
    bool frozen = false;             // training runs it forward alone
    std::int32_t gradientOf = -1;    // the stage whose gradients it computes
    std::vector<std::uint32_t> freedAfter; // by operator of that stage: its own operator after which the result goes
};
using Stage = StageOf<double>;

/// What some layers keep of every position between executions: keys and values, or what they are compressed to.
template <class N> struct CacheOf {
    bool ofDraft = false; // of the model that proposes tokens
    N perPosition{0};     // elements that one position of one sequence takes, all its layers
    N limit{0};           // positions that are kept at most: the window and the sinks; 0: all
    N constant{0};        // elements of one sequence that do not grow with it: of a source, of images, of a state

    /// Elements of one sequence that has seen so many positions.
    N elements(const N& seen) const
    {
        return valueOf(seen) <= 0 ? N(0)
               : valueOf(perPosition) <= 0
                   ? constant
                   : constant + perPosition * (valueOf(limit) > 0 ? smaller(seen, limit) : seen);
    }
};
using Cache = CacheOf<double>;

/// What only some kinds of programs have, and metrics show as it is.
template <class N> struct ArchitectureOf {
    std::optional<N> imageTokens;               // positions that the vision encoder starts with
    std::optional<N> visualTokens;              // of one image, as a language model sees it
    std::optional<N> frames;                    // of each video
    std::optional<N> context;                   // positions that the last token attends to
    std::optional<N> occupancy;                 // share of the voxels that hold a point
    std::optional<N> width, layers, vocabulary; // of the decoder: what rules of thumb are made of
    std::optional<N> cacheOfEveryHead; // elements of one sequence if all heads kept their own, without a window
};

/// What only training programs have.
template <class N> struct TrainingStepOf {
    std::size_t update = 0;             // its stage
    N gradientBytes{0}, masterBytes{0}; // of each parameter
    N microBatches{1};
};

/// How an operator of one rank stands to the whole system, for each execution here. Distinct: nobody else's the same.
template <class N> struct PartOf {
    N weights{1}; // ranks that hold distinct parts of its weights
    N work{1};    // ranks that do distinct work, on average over the run
    N ranks{1};   // ranks that do any, distinct or not
    N away{0};    // executions of one run of the stage by other ranks of the pipeline
};

/// Where no layers repeat, ranks of a pipeline are runs of operators that follow each other.
struct PipelineCut {
    int shown = -1; // whose run counts here; −1: the slowest rank's
    int runs = 0;   // 0: layers are shared, or there is no pipeline
};

template <class N> struct ProgramOf {
    std::vector<StageOf<N>> stages;
    std::vector<Issue> issues;      // what expansion found: shapes that do not fit, operators without a rule
    Gaps gaps;                      // what of the model is in no number
    std::vector<CacheOf<N>> caches; // empty: nothing is kept
    std::vector<PartOf<N>> parts;   // empty: one device does everything; otherwise the program is the fullest rank's
    PipelineCut cut;
    N devices{1};                // that share the work
    N samples{1};                // that are worked on together: what a batch counts
    N sequences{0};              // that are worked on together
    N prompt{0};                 // positions of each sequence that are read before the first token is generated
    N positions{0};              // and at the end
    N perRound{1};               // tokens that one execution of decode yields for each sequence
    N proposals{0};              // of a draft model in each round
    N promptSteps{0};            // of decode, among which a prompt is read; 0: before the first of them
    bool batchIsFree = true;     // every activation and cached element belongs to one sample of the batch
    const char* fixedBatch = ""; // why it is not
    ArchitectureOf<N> architecture;
    std::optional<TrainingStepOf<N>> training;
    std::string unit = "inference"; // what one unit of work is called

    /// The first stage with this role; empty when there is none.
    std::optional<std::size_t> find(StageRole wanted) const
    {
        for (std::size_t s = 0; s < stages.size(); ++s) {
            if (stages[s].role == wanted) {
                return s;
            }
        }
        return std::nullopt;
    }
    bool generates() const { return find(StageRole::Decode).has_value(); }
    bool isSplit() const { return !parts.empty(); }
};
using Program = ProgramOf<double>;

} // namespace ridge
