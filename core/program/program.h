// What every model expands to: stages of operators that read and write tensors.
// Nothing behind this header knows about model classes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/scenario/validation.h"

namespace ridge {

enum class OperatorKind : std::uint8_t {
    Convolution,
    TransposedConvolution,
    Linear,
    Matmul,
    AttentionScores,
    Softmax,
    AttentionValues,
    Normalisation,
    Elementwise,
    Add,
    Concat,
    Pool,
    Embedding,
    Upsample,
    Reshape,
    Shift,            // moves features between frames
    LinearAttention,  // keys times values first: no scores
    VoxelConvolution, // K kernel offsets, of which some meet an occupied voxel
    Gather,           // reads in no order: trilinear interpolation from a grid
    Scatter,          // adds in no order: points into the voxels they lie in
    Unknown
};

/// Sizes of one operator in the sheet's symbols; what a kind does not use stays 1 (or 0 where said).
/// Sequences are maps of height 1 and width N.
template <class N = double> struct Sizes {
    N n{1};                              // batch (times heads or experts where stated)
    N ci{1}, ti{1}, hi{1}, wi{1};        // input map; t: frames that convolutions reach over
    N co{1}, to{1}, ho{1}, wo{1};        // output map
    N kt{1}, kh{1}, kw{1};               // kernel
    N g{1};                              // groups
    N bias{0};                           // bias elements
    N heads{1}, kvHeads{1}, headSize{1}; // attention
    N queries{1}, context{1}, cached{1}; // positions asking, attended on average, read from the cache
    N perElement{0};                     // element-wise operations per output element
    N copies{1};                         // weight copies (experts) that exist
    N picked{1};                         // weight copies that work on one token; kernel offsets that meet a voxel
    N touched{1};                        // weight copies that one execution reads
};

enum class TensorRole : std::uint8_t { Activation, Input, Output, State }; // State: kept from one run to the next

/// An activation. Elements = n·c·t·h·w.
struct Tensor {
    double n = 1, c = 1, h = 1, w = 1;
    TensorRole role = TensorRole::Activation;
    bool onChip = false; // never written to memory (set by fusion)
    double t = 1;        // frames
    double elements() const { return n * c * t * h * w; }
};

using TensorId = std::int32_t;

/// What every pass reads stands first: programs of many operators are walked several times.
struct Operator {
    OperatorKind kind = OperatorKind::Unknown;
    bool inPlace = false;       // runs in the epilogue of its producer: no traffic of its own for its first input
    bool sharesWeights = false; // weights were counted at an earlier operator (tied embeddings)
    bool isEmbedding = false;   // embedding table or output head
    bool isConnector = false;   // between a vision encoder and the language model
    std::uint16_t block = 0;    // operators of one repeated block share a number; 0 = no block
    std::uint32_t firstInput = 0, inputCount = 0; // into Stage::uses
    TensorId output = -1;                         // −1: writes only the KV cache or nothing
    TensorId workspace = -1;                      // beside inputs and output: a spare plane, a cache of features
    bool overwritesInput = false;                 // the output takes the place of the first input
    std::uint8_t winogradTile = 0;                // outputs per side of a Winograd tile; 0: computed directly
    std::int32_t node = -1;                       // of the imported graph that it computes, alone or with others
    double count = 1;                             // repetitions of the block
    double kvWritten = 0;                         // elements written to the KV cache per execution
    double gathered = 0;          // elements read in no order from the first input, instead of all of it in order
    double scattered = 0;         // elements read and written in no order to add to the output, once it was filled
    double kvKept = 0;            // by how many of them the cache grows: a full window replaces its oldest
    double readOfFirst = -1;      // elements read of the first input, where that is not all of it; −1: all
    double writtenInPlace = 0;    // elements written into its first input
    double weightParameters = -1; // given instead of derived, as for unknown kinds; −1 = derive from sizes
    Sizes<> sizes;
    std::string name;
};

/// What a stage is to the metrics that speak of one: prefill gives the time to first token, decode the time per token,
/// denoise the time per step. Draft proposes tokens that Decode then checks several at a time.
enum class StageRole : std::uint8_t { Once, Prefill, Decode, Denoise, Draft };

struct Stage {
    std::string name;
    StageRole role = StageRole::Once;
    bool sharesWeights = false; // runs weights that an earlier stage holds: nothing of its own to store
    double repeat = 1;          // executions of the whole stage (decode: output tokens, denoise: sampling steps)
    std::vector<Operator> operators;
    std::vector<Tensor> tensors;
    std::vector<TensorId> uses; // inputs of all operators, see Operator::firstInput
    double kvBefore = 0;        // KV cache elements when the stage starts
    double kvAfter = 0;         // and when its last repetition ends
    double kvKnee = 0;          // repetitions until the sliding windows are full and the cache grows slower
    double kvAtKnee = 0;        // elements then; the cache grows evenly before and after
    double samples = 1;         // images, sequences or tokens that one execution yields
    double tokens = 0;          // tokens one execution processes; 0: not a sequence model
};

struct Program {
    std::vector<Stage> stages;
    std::vector<Issue> issues;      // what expansion found: shapes that do not fit, operators without a rule
    double kvElements = 0;          // KV cache at the end, elements
    double kvElementsPerToken = 0;  // of one sequence
    std::string unit = "inference"; // what one unit of work is called

    /// The first stage with this role; empty when there is none.
    std::optional<std::size_t> find(StageRole role) const
    {
        for (std::size_t s = 0; s < stages.size(); ++s) {
            if (stages[s].role == role) {
                return s;
            }
        }
        return std::nullopt;
    }
};

/// Expands any model. Total: shapes that do not fit become issues, not exceptions.
Program expand(const Scenario& scenario);

std::string_view labelOf(OperatorKind kind);

/// Operators whose MACs look at other positions.
constexpr bool isAttention(OperatorKind kind)
{
    return kind == OperatorKind::AttentionScores || kind == OperatorKind::AttentionValues ||
           kind == OperatorKind::LinearAttention;
}

} // namespace ridge
