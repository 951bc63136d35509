// Bits that one element takes in a number format, and the leaves of formulas, over the number type: values, or what
// leads to their parameters. Not which tensor has which format: see core/analysis/stored_bits.h.
#pragma once

#include "core/formulas/formulas.h"
#include "core/scenario/families/origins.h"
#include "core/scenario/scenario.h"

namespace ridge {

/// By parameter: how a lever made its value of what was chosen.
using LeverOrigins = ParameterOrigins;

/// A number of a formula that leads back to a parameter; a plain value when nothing is traced.
template <class N> N parameterLeaf(const char* id, const char* symbol, double value, Unit unit)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        return N::parameter(id, symbol, value, unit);
    }
}

/// A number of a formula that is known by its symbol alone.
template <class N> N symbolLeaf(const char* symbol, double value, Unit unit = Unit::Count)
{
    if constexpr (std::is_same_v<N, double>) {
        return value;
    } else {
        return N::leaf(symbol, value, unit);
    }
}

/// A number of a formula that is what a source says.
template <class N>
N constantLeaf(const char* symbol, double value, [[maybe_unused]] std::string_view source, Unit unit = Unit::Count)
{
    if constexpr (std::is_same_v<N, Traced>) {
        return Traced::leaf(symbol, value, unit, std::string(source));
    } else {
        return symbolLeaf<N>(symbol, value, unit);
    }
}

/// Under its own symbol, unless there is none: what does not apply is not written.
template <class N> N named(const char* symbol, const N& elements)
{
    return valueOf(elements) == 0 ? elements : named(symbol, Unit::Count, elements);
}

/// A number of a parameter; where a lever set that, what the lever made it of. The number of a choice, such as a
/// format's bits, leads back to the lever's choice.
template <class N>
N leverLeaf(const char* id, const char* symbol, double value, Unit unit, [[maybe_unused]] const LeverOrigins& changed)
{
    if constexpr (std::is_same_v<N, Traced>) {
        if (const auto found = changed.find(id); found != changed.end()) {
            const Expression& made = *found->second.expression();
            return made.unit == Unit::Choice && !made.parameter.empty()
                       ? N::parameter(made.parameter, symbol, value, unit)
                       : found->second;
        }
    }
    return parameterLeaf<N>(id, symbol, value, unit);
}

/// Bits that one element takes as stored. `id` and `symbol` are the parameter's that chose the format.
template <class N>
N elementBits(const char* id, const char* symbol, Precision precision, const Deployment& deployment,
              const LeverOrigins& changed = {})
{
    const PrecisionInfo& info = infoOf(precision);
    if (precision == Precision::Stored) {
        return parameterLeaf<N>("deployment.stored_bits", symbol, deployment.storedBits, Unit::Bits);
    }
    if (!info.isGrouped()) {
        return leverLeaf<N>(id, symbol, info.bits, Unit::Bits, changed);
    }
    const auto constant = [&](const char* of, double value, Unit unit) {
        return constantLeaf<N>(of, value, info.source, unit);
    };
    N shared = constant("b_scale", info.scaleBits, Unit::Bits);
    if (info.zeroBits > 0) {
        shared = shared + constant("b_zero", info.zeroBits, Unit::Bits);
    }
    if (info.outerGroup < wholeTensor) {
        shared = shared +
                 constant("b_outer", info.outerBits, Unit::Bits) / constant("G_outer", info.outerGroup, Unit::Count);
    }
    const N group = info.groupIsChosen
                        ? leverLeaf<N>("deployment.group_size", "G", deployment.groupSize, Unit::Count, changed)
                        : constant("G", info.group, Unit::Count);
    return named(symbol, Unit::Bits,
                 formula::groupedBits(leverLeaf<N>(id, "b", info.bits, Unit::Bits, changed), shared, group));
}

} // namespace ridge
