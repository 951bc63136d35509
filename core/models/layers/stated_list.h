// What a layer list states, over the number type: numbers as they stand, or constants that say which layer states them.
// Not what follows from them: see resolve_block.h.
#pragma once

#include "core/models/inputs.h"
#include "core/models/layers/layer_windows.h"

namespace ridge {

template <class N> class StatedList {
public:
    /// `model`: what its layers are said to be of; `changed`: what levers made of parameters. Plain numbers need
    /// neither. All outlive this.
    explicit StatedList(const LayerList& list, const Model* model = nullptr, const ParameterOrigins* changed = nullptr);

    const LayerList& list() const { return m_list; }
    const N& multiplier() const { return m_multiplier; }
    const N& divisor() const { return m_divisor; }
    /// What pruning leaves of a layer's channels: the nearest multiple, at least one of them, never more than there
    /// were.
    N kept(const N& channels) const
    {
        const N wish = rounded(channels * m_keptShare / m_keptMultiple) * m_keptMultiple;
        return smaller(channels, larger(m_keptMultiple, wish));
    }
    /// What a parameter of the list sets.
    N parameter([[maybe_unused]] const char* id, [[maybe_unused]] const char* symbol, double value,
                [[maybe_unused]] Unit unit = Unit::Count) const
    {
        if constexpr (std::is_same_v<N, double>) {
            return value;
        } else {
            return m_changed ? originOf(*m_changed, id, symbol, value, unit) : N::parameter(id, symbol, value, unit);
        }
    }

    /// A field of a layer, with its symbol.
    N field([[maybe_unused]] const LayerBlock& block, [[maybe_unused]] const Layer& layer,
            [[maybe_unused]] const char* symbol, double value) const
    {
        if constexpr (std::is_same_v<N, double>) {
            return value;
        } else {
            const N* changed = changedField(block, layer, symbol);
            return changed ? *changed
                           : N::leaf(symbolOf(symbol, block, &layer), value, Unit::Count,
                                     "layer " + block.name + "." + layer.name + m_ofModel);
        }
    }
    /// The same of a field that does not apply at one value, such as a stride of one: formulas leave it out then.
    N knob(const LayerBlock& block, const Layer& layer, const char* symbol, double value, double without) const
    {
        return value == without ? N(value) : field(block, layer, symbol, value);
    }
    /// How often a block is repeated, `value` as a whole number.
    N repeat([[maybe_unused]] const LayerBlock& block, double value) const
    {
        if constexpr (std::is_same_v<N, double>) {
            return value;
        } else {
            return value == 1 ? N(1)
                              : N::leaf(symbolOf("N", block), value, Unit::Count, "block " + block.name + m_ofModel);
        }
    }
    /// Computed, under a symbol of its own: of two layers the same letter stands for two numbers, "h_stem.conv".
    N result([[maybe_unused]] const LayerBlock& block, [[maybe_unused]] const Layer& layer,
             [[maybe_unused]] const char* symbol, const N& value) const
    {
        if constexpr (std::is_same_v<N, double>) {
            return value;
        } else {
            return N::named(symbolOf(symbol, block, &layer), Unit::Count, value);
        }
    }

private:
    /// What a lever has made of a field; null where none has.
    const N* changedField(const LayerBlock& block, const Layer& layer, const char* symbol) const;
    /// Formulas are set in more than one language: the name stands in them without any of their signs.
    static std::string symbolOf(const char* symbol, const LayerBlock& block, const Layer* layer = nullptr);

    const LayerList& m_list;
    const ParameterOrigins* m_changed;
    std::string m_ofModel; // " of ResNet-50; He et al. 2016"
    N m_multiplier, m_divisor, m_keptShare, m_keptMultiple;
};

/// A computed number as a whole one within range, as wholeNumber() makes it.
template <class N> N wholeNumberOf(const N& value, double smallest, double largest)
{
    const double whole = wholeNumber(valueOf(value), smallest, largest);
    if constexpr (std::is_same_v<N, double>) {
        return whole;
    } else {
        if (whole == value.value()) {
            return value;
        }
        const N near = rounded(value);
        const N within = near < smallest ? larger(near, smallest) : near > largest ? smaller(near, largest) : near;
        return valueOf(within) == whole ? within : N(whole); // what is no number
    }
}

} // namespace ridge
