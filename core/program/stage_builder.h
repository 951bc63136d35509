// Puts a stage together operator by operator: shapes follow from the inputs, blocks are counted instead of copied.
// Not any family: those say which operators there are (decoder_stage.cpp, …), and transformer_blocks.h what layers are.
#pragma once

#include "core/program/elementwise.h"
#include "core/program/program.h"
#include "core/scenario/families/transformer.h"

#include <initializer_list>

namespace ridge {

/// Operations per element, looked up while compiling: a name the table does not have is an error there, not a guess.
namespace ops {
inline constexpr double layerNorm = knownOpsPerElement("layer_norm").value();
inline constexpr double rmsNorm = knownOpsPerElement("rms_norm").value();
inline constexpr double softmax = knownOpsPerElement("softmax").value();
inline constexpr double rotary = knownOpsPerElement("rope").value();
inline constexpr double softcap = knownOpsPerElement("softcap").value();
inline constexpr double gelu = knownOpsPerElement("gelu").value();
inline constexpr double silu = knownOpsPerElement("silu").value();
inline constexpr double relu = knownOpsPerElement("relu").value();
inline constexpr double sigmoid = knownOpsPerElement("sigmoid").value();
inline constexpr double softplus = knownOpsPerElement("softplus").value();
inline constexpr double unitLength = knownOpsPerElement("unit_length").value();
inline constexpr double gatedSigmoid = sigmoid + knownOpsPerElement("multiply").value();
inline constexpr double gatedSilu = silu + knownOpsPerElement("multiply").value();
} // namespace ops

template <class N = double> class StageBuilder {
public:
    /// `batch`: samples worked on together, the n of every tensor.
    StageBuilder(std::string name, N batch);

    N batch() const { return m_batch; }
    void setBatch(N batch) { m_batch = batch; } // of the tensors that follow
    StageOf<N>& stage() { return m_stage; }
    const TensorOf<N>& shapeOf(TensorId id) const { return m_stage.tensors[static_cast<std::size_t>(id)]; }

    /// A map of n × channels × height × width.
    TensorId map(N channels, N height, N width, TensorRole role = TensorRole::Activation);
    /// A sequence: a map of height 1.
    TensorId sequence(N channels, N positions, TensorRole role = TensorRole::Activation);
    /// Another tensor of this shape with so many channels.
    TensorId like(TensorId shape, N channels);
    /// The same tensor seen as a map of another height and width; moves nothing.
    TensorId reshape(const Named& name, TensorId in, N channels, N height, N width);

    /// Until the next call operators are named PREFIX + name and stand for `count` repetitions of one block.
    void beginBlock(std::string prefix, N count);
    /// Operators stand for themselves again, without a prefix.
    void endBlock();
    /// Names what follows inside the present block.
    void setPrefix(std::string prefix) { m_prefix = std::move(prefix); }
    const std::string& prefix() const { return m_prefix; }

    /// An operator whose sizes are those of its first input and its output; −1 stands for no tensor.
    OperatorOf<N>& add(const Named& name, OperatorKind kind, std::initializer_list<TensorId> inputs, TensorId output);
    OperatorOf<N>& last() { return m_stage.operators.back(); }

    /// Acts on every position. The result has `channels`.
    TensorId linear(const Named& name, TensorId in, N channels, bool bias);
    /// A linear layer whose result goes somewhere else, such as the KV cache.
    OperatorOf<N>& linearInto(const Named& name, TensorId in, N channels, bool bias, TensorId out);
    /// "Same" padding: the map shrinks by the stride alone.
    TensorId convolution(const Named& name, TensorId in, N channels, N kernel, N stride = 1, bool bias = true,
                         N groups = 1);
    TensorId norm(const Named& name, TensorId in, NormKind kind);
    /// Like the first input, with `perElement` operations for each element of the result.
    TensorId elementwise(const Named& name, std::initializer_list<TensorId> inputs, N perElement,
                         OperatorKind kind = OperatorKind::Elementwise);
    TensorId sum(const Named& name, TensorId a, TensorId b) { return elementwise(name, {a, b}, 1, OperatorKind::Add); }
    /// Channels of the inputs one after another.
    TensorId concat(const Named& name, TensorId a, TensorId b);
    TensorId upsample(const Named& name, TensorId in, N factor);
    /// The mean or maximum over all positions: channels × 1 × 1.
    TensorId globalPool(const Named& name, TensorId in);
    /// Rows of a table with `rows` entries, one for each position of `in`.
    TensorId lookUp(const Named& name, TensorId in, N rows, N channels);
    /// Adds a learned table of `rows` × channels, one row per position.
    TensorId addPositions(const Named& name, TensorId in, N rows);

    /// The tensor leaves the stage.
    void output(TensorId id) { m_stage.tensors[static_cast<std::size_t>(id)].role = TensorRole::Output; }
    StageOf<N> take() { return std::move(m_stage); }

private:
    N m_batch;
    StageOf<N> m_stage;
    const OperatorOf<N> m_blank; // copied: much faster than setting its many sizes one by one
    std::string m_prefix;
    N m_count{1};
    std::uint16_t m_block = 0, m_blockCounter = 0;
};

} // namespace ridge
