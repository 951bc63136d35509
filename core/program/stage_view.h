// A stage over the number type of the formulas: the numbers themselves, or numbers that lead back to their origins.
// Not a copy of the stage: with double it hands out what is there.
#pragma once

#include "core/program/program.h"

namespace ridge {

/// A number of a formula under its symbol. What was fixed when the program was made is a constant with that source,
/// unless it has one of its own.
template <class N> N sized(const char* symbol, const N& value, [[maybe_unused]] const std::string& source)
{
    if constexpr (std::is_same_v<N, Traced>) {
        const bool isPlain = value.isLiteral() && value.value() >= -1 && value.value() <= 1; // does not apply
        const Expression& e = *value.expression();
        const bool isStated = e.kind == Expression::Kind::Leaf && e.parameter.empty() && !e.source.empty();
        return isPlain             ? value
               : isStated          ? Traced::leaf(symbol, value.value(), e.unit, e.source)
               : value.isLiteral() ? Traced::leaf(symbol, value.value(), Unit::Count, source)
                                   : Traced::named(symbol, Unit::Count, value);
    } else {
        return value;
    }
}

/// A number of the plain program, as one of a formula.
template <class N> N fromPlain(double value)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else if constexpr (std::is_same_v<N, Outlined>) {
        return {value, value == 0 || value == 1};
    } else {
        return N(value);
    }
}

template <class N> Sizes<N> fromPlain(const Sizes<>& s)
{
    const auto over = [](double value) { return fromPlain<N>(value); };
    return {over(s.n),       over(s.ci),     over(s.ti),         over(s.hi),      over(s.wi),       over(s.co),
            over(s.to),      over(s.ho),     over(s.wo),         over(s.kt),      over(s.kh),       over(s.kw),
            over(s.g),       over(s.bias),   over(s.heads),      over(s.kvHeads), over(s.headSize), over(s.queries),
            over(s.context), over(s.cached), over(s.perElement), over(s.copies),  over(s.picked),   over(s.touched)};
}

template <class N> OperatorOf<N> fromPlain(const Operator& op)
{
    OperatorOf<N> out;
    out.kind = op.kind, out.role = op.role, out.formats = op.formats;
    out.inPlace = op.inPlace, out.sharesWeights = op.sharesWeights, out.isConnector = op.isConnector;
    out.block = op.block, out.part = op.part, out.firstInput = op.firstInput, out.inputCount = op.inputCount;
    out.output = op.output, out.result = op.result, out.workspace = op.workspace,
    out.overwritesInput = op.overwritesInput;
    out.sharesPositions = op.sharesPositions;
    out.winogradTile = op.winogradTile, out.node = op.node;
    out.count = fromPlain<N>(op.count), out.kvWritten = fromPlain<N>(op.kvWritten);
    out.gathered = fromPlain<N>(op.gathered), out.scattered = fromPlain<N>(op.scattered);
    out.kvKept = fromPlain<N>(op.kvKept), out.readOfFirst = fromPlain<N>(op.readOfFirst);
    out.writtenInPlace = fromPlain<N>(op.writtenInPlace), out.weightParameters = fromPlain<N>(op.weightParameters);
    out.keptWeights = fromPlain<N>(op.keptWeights), out.indexBits = fromPlain<N>(op.indexBits);
    out.offloaded = fromPlain<N>(op.offloaded), out.resident = fromPlain<N>(op.resident);
    out.skipsPruned = op.skipsPruned;
    out.pass = op.pass, out.learning = op.learning, out.keepsNothing = op.keepsNothing, out.isDropout = op.isDropout,
    out.isLoss = op.isLoss;
    out.recomputed = op.recomputed;
    out.learnedShare = fromPlain<N>(op.learnedShare), out.keptShare = fromPlain<N>(op.keptShare);
    out.perParameter = fromPlain<N>(op.perParameter), out.products = fromPlain<N>(op.products);
    out.keptBytes = fromPlain<N>(op.keptBytes);
    out.sizes = fromPlain<N>(op.sizes);
    out.name = op.name;
    return out;
}

template <class N> TensorOf<N> fromPlain(const Tensor& t)
{
    TensorOf<N> out;
    out.n = fromPlain<N>(t.n), out.c = fromPlain<N>(t.c), out.h = fromPlain<N>(t.h), out.w = fromPlain<N>(t.w);
    out.t = fromPlain<N>(t.t), out.role = t.role, out.onChip = t.onChip;
    return out;
}

template <class N> PartOf<N> fromPlain(const PartOf<double>& part)
{
    return {fromPlain<N>(part.weights), fromPlain<N>(part.work), fromPlain<N>(part.ranks), fromPlain<N>(part.away)};
}

template <class N = double> class StageView {
public:
    /// `sized`: the same stage expanded over N; without it every size is taken as it stands, from `source`.
    explicit StageView(const Stage& plain, const StageOf<N>* sized = nullptr, const std::string* source = nullptr)
        : m_plain(plain), m_sized(sized), m_source(source)
    {
    }

    const Stage& plain() const { return m_plain; }
    std::size_t size() const { return m_plain.operators.size(); }
    const std::string& source() const
    {
        static const std::string none;
        return m_source ? *m_source : none;
    }

    /// With the symbols of its kind.
    decltype(auto) op(std::size_t index) const
    {
        if constexpr (std::is_same_v<N, double>) {
            return (m_plain.operators[index]);
        } else {
            OperatorOf<N> op = m_sized ? m_sized->operators[index] : fromPlain<N>(m_plain.operators[index]);
            if constexpr (std::is_same_v<N, Traced>) {
                nameSizes(op);
            }
            return op;
        }
    }

    decltype(auto) tensor(TensorId id) const
    {
        const auto index = static_cast<std::size_t>(id);
        if constexpr (std::is_same_v<N, double>) {
            return (m_plain.tensors[index]);
        } else {
            return m_sized ? m_sized->tensors[index] : fromPlain<N>(m_plain.tensors[index]);
        }
    }

    N repeat() const { return m_sized ? m_sized->repeat : fromPlain<N>(m_plain.repeat); }
    N slices() const { return m_sized ? m_sized->slices : fromPlain<N>(m_plain.slices); }
    N samples() const { return m_sized ? m_sized->samples : fromPlain<N>(m_plain.samples); }

    /// n·c·t·h·w elements. `which` and `number` tell the sizes of one tensor from another's in the same formula: "_i2".
    N elements(TensorId id, const char* which = "", std::uint32_t number = 0) const
    {
        return product(tensor(id), which, number);
    }
    /// The same of so many rows and columns of the map.
    N elementsOf(TensorId id, const N& rows, const N& columns, const char* which, std::uint32_t number = 0) const
    {
        TensorOf<N> part = tensor(id);
        part.h = rows, part.w = columns;
        return product(part, which, number);
    }

private:
    N product(const TensorOf<N>& t, [[maybe_unused]] const char* which, [[maybe_unused]] std::uint32_t number) const
    {
        if constexpr (std::is_same_v<N, Traced>) {
            const std::string end = which + (number > 0 ? std::to_string(number) : std::string());
            const auto size = [&](const char* symbol, const Traced& value) {
                return ridge::sized((symbol + end).c_str(), value, source());
            };
            return size("n", t.n) * size("c", t.c) * size("t", t.t) * size("h", t.h) * size("w", t.w);
        } else {
            return t.elements();
        }
    }

    void nameSizes(OperatorOf<N>& op) const
    {
        const auto name = [this](const char* symbol, N& value) { value = ridge::sized(symbol, value, source()); };
        const SizeSymbols symbols = symbolsOf(op.kind);
        Sizes<N>& s = op.sizes;
        name("n", s.n);
        name(symbols.ci, s.ci), name("t_i", s.ti), name("h_i", s.hi), name("w_i", s.wi);
        name("c_o", s.co), name("t_o", s.to), name("h_o", s.ho), name(symbols.wo, s.wo);
        name("k_t", s.kt), name(symbols.kh, s.kh), name("k_w", s.kw), name("g", s.g), name("bias", s.bias);
        name("H", s.heads), name("H_kv", s.kvHeads), name("d_h", s.headSize);
        // Attended on average and read from the cache: not the same under a window or when half is masked.
        name("N_q", s.queries), name(symbols.context, s.context), name(symbols.cached, s.cached);
        name("ops/element", s.perElement);
        name("N_e", s.copies), name(symbols.picked, s.picked), name("N_used", s.touched);
        name("count_i", op.count), name("KV written", op.kvWritten), name("gathered", op.gathered);
        name("scattered", op.scattered), name("W", op.weightParameters);
        name("kept", op.keptWeights), name("b_index", op.indexBits);
    }

    const Stage& m_plain;
    const StageOf<N>* m_sized;
    const std::string* m_source;
};

} // namespace ridge
