// The catalogue of operator kinds: what each computes, holds, is called, and what its backward pass consists of.
// Not what an operator is for in its model (roles.h), nor what it costs on a machine (core/analysis).
#pragma once

#include "core/quantity/quantity.h"
#include "core/quantity/traced.h"
#include "core/scenario/precision.h"

#include <cstdint>
#include <string_view>
#include <tuple>
#include <utility>

namespace ridge {

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

/// How sizes are called in formulas, where a kind gives them another meaning than a map has.
struct SizeSymbols {
    const char *context = "s", *ci = "c_i", *kh = "k_h", *wo = "w_o", *picked = "k", *cached = "s_kv";
};

/// What training adds for each execution: multiply-accumulates as multiples of the forward ones, and what must be kept.
struct Backward {
    double inputGradient = 0;  // MACs that give the gradient of what it read
    double weightGradient = 0; // and of its weights
    bool keepsInput = false;   // until the backward pass
    bool keepsOutput = false;
};

/// What measurements tell apart: machines reach other shares of their bounds in products of wide formats, in those that
/// expand narrow weights first, in attention, in convolutions of few channels each, and where more moves than computes.
enum class WorkKind : std::uint8_t { Products, NarrowProducts, Attention, Grouped, Movement };

/// What a kind is, but for what its row says differently: no products, no work, no weights.
struct KindRow {
    static constexpr SizeSymbols symbols{};
    static constexpr Backward backward{};
    static constexpr WorkKind work = WorkKind::Movement;
    static constexpr bool isEpilogue = false;  // element by element: can run in the kernel that produced its input
    static constexpr bool isAttention = false; // its MACs look at other positions
    static constexpr bool readsCache = false;  // of keys and values
    static constexpr bool isMatrix = false;    // its part of the model follows from its role
    static constexpr bool isTable = false;     // reads only the rows of its weights that are asked for
    static constexpr bool isExchange = false;  // between the ranks of a split: its bytes cross links
    static constexpr WeightKind holds = WeightKind::Matrix; // unless its role says otherwise
    template <class N> static Macs<N> macs(const Sizes<N>&) { return Macs<N>(N(0)); }
    template <class N> static Ops<N> elementwise(const Sizes<N>&) { return Ops<N>(N(0)); }
    template <class N> static N weights(const Sizes<N>&) { return N(0); }
};

/// Works on the elements of its result: operations per element × n·c_o·t_o·h_o·w_o.
struct ElementRow : KindRow {
    static constexpr WeightKind holds = WeightKind::Norm; // scales and shifts
    template <class N> static Ops<N> elementwise(const Sizes<N>& s)
    {
        return Ops<N>(s.perElement * s.n * s.co * s.to * s.ho * s.wo);
    }
};

/// A convolution's weights: c_o·c_i·k_t·k_h·k_w / g elements, depthwise (g = c_i = c_o) included. Source: the sheet,
/// with a depth.
struct KernelRow : KindRow {
    static constexpr WorkKind work = WorkKind::Products;
    static constexpr Backward backward{1, 1, true, false};
    template <class N> static N weights(const Sizes<N>& s) { return s.co * s.ci * s.kt * s.kh * s.kw / s.g; }
};

/// Products over positions: n·H·N_q·s·d_h, s positions attended on average. Source: corrections a.
struct AttentionRow : KindRow {
    static constexpr WorkKind work = WorkKind::Attention;
    static constexpr bool isAttention = true;
    static constexpr Backward backward{2, 0, true, false}; // both factors are activations
    template <class N> static Macs<N> macs(const Sizes<N>& s)
    {
        return Macs<N>(s.n * s.heads * s.queries * s.context * s.headSize);
    }
};

namespace kinds {

struct Convolution : KernelRow {
    static constexpr std::string_view id = "convolution", label = "Convolution", group = "";
    /// n·c_o·c_i·k_t·k_h·k_w·t_o·h_o·w_o / g. Source: the sheet, with the batch and frames.
    template <class N> static Macs<N> macs(const Sizes<N>& s)
    {
        return Macs<N>(s.n * s.co * s.ci * s.kt * s.kh * s.kw * s.to * s.ho * s.wo / s.g);
    }
};
struct TransposedConvolution : KernelRow {
    static constexpr std::string_view id = "transposed_convolution", label = "Transposed conv",
                                      group = "Transposed conv";
    /// Every input position meets the whole kernel, n·c_i·c_o·k_t·k_h·k_w·t_i·h_i·w_i / g.
    template <class N> static Macs<N> macs(const Sizes<N>& s)
    {
        return Macs<N>(s.n * s.co * s.ci * s.kh * s.kw * s.ti * s.hi * s.wi / s.g);
    }
};
/// n·rows·c_i·c_o, rows = t_o·h_o·w_o (tokens of a sequence). Source: the sheet.
struct Matmul : KindRow {
    static constexpr std::string_view id = "matmul", label = "Matmul", group = "Matrix products";
    static constexpr bool isMatrix = true;
    static constexpr WorkKind work = WorkKind::Products;
    static constexpr Backward backward{2, 0, true, false};
    template <class N> static Macs<N> macs(const Sizes<N>& s)
    {
        return Macs<N>(s.n * s.to * s.ho * s.wo * s.ci * s.co);
    }
};
/// The same with weights of its own, N_e·c_o·c_i elements in all copies (experts). Source: the sheet.
struct Linear : Matmul {
    static constexpr std::string_view id = "linear", label = "Linear", group = "Linear";
    static constexpr Backward backward{1, 1, true, false};
    template <class N> static N weights(const Sizes<N>& s) { return s.copies * (s.co * s.ci); }
};
struct AttentionScores : AttentionRow {
    static constexpr std::string_view id = "attention_scores", label = "Attention scores", group = "Attention";
    static constexpr SizeSymbols symbols{.ci = "d_kv"}; // elements of each position and head in the cache
    static constexpr bool readsCache = true;
};
struct Softmax : ElementRow {
    static constexpr std::string_view id = "softmax", label = "Softmax", group = "Norm, act.";
    static constexpr Backward backward{0, 0, false, true};
    static constexpr bool isEpilogue = true;
};
struct AttentionValues : AttentionRow {
    static constexpr std::string_view id = "attention_values", label = "Attention values", group = "Attention";
    static constexpr SizeSymbols symbols{.ci = "d_kv"};
    static constexpr bool readsCache = true;
};
struct Normalisation : ElementRow {
    static constexpr std::string_view id = "normalisation", label = "Normalisation", group = "Norm, act.";
    static constexpr Backward backward{0, 0, true, false};
    static constexpr bool isEpilogue = true;
    template <class N> static N weights(const Sizes<N>& s) { return N(2) * s.co; } // scale and shift
};
struct Elementwise : ElementRow {
    static constexpr std::string_view id = "elementwise", label = "Element-wise", group = "Norm, act.";
    static constexpr Backward backward{0, 0, true, false};
    static constexpr bool isEpilogue = true;
};
struct Add : ElementRow {
    static constexpr std::string_view id = "add", label = "Add", group = "Norm, act.";
    static constexpr bool isEpilogue = true;
};
struct Concat : KindRow {
    static constexpr std::string_view id = "concat", label = "Concat", group = "Reshape, concat";
};
struct Pool : ElementRow {
    static constexpr std::string_view id = "pool", label = "Pool", group = "Pooling";
    static constexpr Backward backward{0, 0, true, false};
};
struct Embedding : KindRow {
    static constexpr std::string_view id = "embedding", label = "Embedding", group = "Embedding";
    static constexpr bool isTable = true;
    static constexpr WeightKind holds = WeightKind::Embedding;
    template <class N> static N weights(const Sizes<N>& s) { return s.ci * s.co; }
};
struct Upsample : KindRow {
    static constexpr std::string_view id = "upsample", label = "Upsample", group = "Reshape, concat";
};
struct Reshape : KindRow {
    static constexpr std::string_view id = "reshape", label = "Reshape", group = "Reshape, concat";
};
/// Moves features between frames.
struct Shift : KindRow {
    static constexpr std::string_view id = "shift", label = "Temporal shift", group = "Temporal shift";
};
/// Keys times values first: no scores. The size of a head stands where the positions do. A decoder keeps the state
/// instead of keys and values: d_k rows of d_v elements and one more, the sum of the keys, which normalises.
struct LinearAttention : AttentionRow {
    static constexpr std::string_view id = "linear_attention", label = "Linear attention", group = "Attention";
    static constexpr SizeSymbols symbols{.context = "d_v", .ci = "d_k", .cached = "c_state"};
    static constexpr bool readsCache = true;
};
/// K kernel offsets, of which some meet an occupied voxel: n·c_o·c_i·m·V, m of the offsets on average (all of them in a
/// dense grid), V output voxels. Source: Choy et al. 2019 (arXiv:1904.08755); corrections q.
struct VoxelConvolution : KernelRow {
    static constexpr std::string_view id = "voxel_convolution", label = "Voxel conv", group = "Voxel conv";
    static constexpr SizeSymbols symbols{.kh = "K", .wo = "V", .picked = "m"};
    template <class N> static Macs<N> macs(const Sizes<N>& s)
    {
        return Macs<N>(s.n * s.co * s.ci * s.picked * s.ho * s.wo);
    }
};
/// Reads in no order: trilinear interpolation from a grid.
struct Gather : ElementRow {
    static constexpr std::string_view id = "gather", label = "Gather", group = "Gather, scatter";
};
/// Adds in no order: points into the voxels they lie in.
struct Scatter : ElementRow {
    static constexpr std::string_view id = "scatter", label = "Scatter", group = "Gather, scatter";
};
struct Unknown : KindRow {
    static constexpr std::string_view id = "unknown", label = "Unknown", group = "Unknown";
};

/// Between n ranks of a split, g of them in each node, of n·c_o·t_o·h_o·w_o elements in all: no arithmetic. What one
/// rank sends of them is a share of all, and takes a number of steps one after the other.
/// Source: NVIDIA nccl-tests, doc/PERFORMANCE.md; corrections v.
struct ExchangeRow : KindRow {
    static constexpr std::string_view group = "Exchange";
    static constexpr SizeSymbols symbols{.kh = "n", .picked = "g"};
    static constexpr bool isExchange = true;
    template <class N> static N sent(const N& ranks) { return (ranks - N(1)) / ranks; }
    template <class N> static N steps(const N& ranks) { return ranks - N(1); }
};
/// Every rank gets the sum of what all have.
struct AllReduce : ExchangeRow {
    static constexpr std::string_view id = "all_reduce", label = "All-reduce";
    template <class N> static N sent(const N& ranks) { return N(2) * (ranks - N(1)) / ranks; }
    template <class N> static N steps(const N& ranks) { return N(2) * (ranks - N(1)); }
};
/// Every rank gets its part of the sum.
struct ReduceScatter : ExchangeRow {
    static constexpr std::string_view id = "reduce_scatter", label = "Reduce-scatter";
};
/// Every rank gets the parts of all.
struct AllGather : ExchangeRow {
    static constexpr std::string_view id = "all_gather", label = "All-gather";
};
/// Every rank has a part for each other one; all are sent at once.
struct AllToAll : ExchangeRow {
    static constexpr std::string_view id = "all_to_all", label = "All-to-all";
    template <class N> static N steps(const N&) { return N(1); }
};
/// One rank's to all, in pieces that follow each other.
struct Broadcast : ExchangeRow {
    static constexpr std::string_view id = "broadcast", label = "Broadcast";
    template <class N> static N sent(const N&) { return N(1); }
};
/// From one rank to the next.
struct Send : ExchangeRow {
    static constexpr std::string_view id = "send", label = "Send";
    template <class N> static N sent(const N&) { return N(1); }
    template <class N> static N steps(const N&) { return N(1); }
};
/// A rank of a pipeline has nothing to do until another one has sent.
struct PipelineWait : KindRow {
    static constexpr std::string_view id = "pipeline_wait", label = "Pipeline bubble", group = "Pipeline bubble";
};

} // namespace kinds

/// The rows, in the order of the enumeration.
#define RIDGE_KINDS(row)                                                                                               \
    row(Convolution) row(TransposedConvolution) row(Linear) row(Matmul) row(AttentionScores) row(Softmax)              \
        row(AttentionValues) row(Normalisation) row(Elementwise) row(Add) row(Concat) row(Pool) row(Embedding)         \
            row(Upsample) row(Reshape) row(Shift) row(LinearAttention) row(VoxelConvolution) row(Gather) row(Scatter)  \
                row(AllReduce) row(ReduceScatter) row(AllGather) row(AllToAll) row(Broadcast) row(Send)                \
                    row(PipelineWait) row(Unknown)

enum class OperatorKind : std::uint8_t {
#define RIDGE_ENUMERATOR(name) name,
    RIDGE_KINDS(RIDGE_ENUMERATOR)
#undef RIDGE_ENUMERATOR
};

/// What `use` makes of the row of a kind.
template <class Use> constexpr auto withKind(OperatorKind kind, Use use)
{
    switch (kind) {
#define RIDGE_CASE(name)                                                                                               \
    case OperatorKind::name:                                                                                           \
        return use(kinds::name{});
        RIDGE_KINDS(RIDGE_CASE)
#undef RIDGE_CASE
    }
    return use(kinds::Unknown{});
}

constexpr std::string_view labelOf(OperatorKind kind)
{
    return withKind(kind, [](auto row) { return decltype(row)::label; });
}
/// Operators whose MACs look at other positions.
constexpr bool isAttention(OperatorKind kind)
{
    return withKind(kind, [](auto row) { return decltype(row)::isAttention; });
}
constexpr bool isEpilogue(OperatorKind kind)
{
    return withKind(kind, [](auto row) { return decltype(row)::isEpilogue; });
}
constexpr bool readsCache(OperatorKind kind)
{
    return withKind(kind, [](auto row) { return decltype(row)::readsCache; });
}
/// Operators that send to other ranks of a split.
constexpr bool isExchange(OperatorKind kind)
{
    return withKind(kind, [](auto row) { return decltype(row)::isExchange; });
}
constexpr SizeSymbols symbolsOf(OperatorKind kind)
{
    return withKind(kind, [](auto row) { return decltype(row)::symbols; });
}
constexpr Backward backwardOf(OperatorKind kind)
{
    return withKind(kind, [](auto row) { return decltype(row)::backward; });
}

} // namespace ridge
