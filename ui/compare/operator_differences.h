// What every operator takes more or less than in a pinned scenario, in the whole run, and sums over blocks.
// Not the matching: core/studies/pin_difference.h.
#pragma once

#include "core/analysis/blocks.h"
#include "core/studies/pin_difference.h"

#include <QString>
#include <array>
#include <memory>
#include <vector>

namespace ridge {

class OperatorDifferences {
public:
    static constexpr int columns = 2; // time, bytes

    /// `pinned` null: there are none.
    void set(const Evaluation& now, std::shared_ptr<const Evaluation> pinned);
    bool any() const { return m_pinned != nullptr; }

    static QString titleOf(int column);
    static Unit unitOf(int column) { return column == 0 ? Unit::Seconds : Unit::Bytes; }
    // Of a node of the tree of the operators on screen:
    /// "+1.2 ms"; "new, +1.2 ms" for what the pinned scenario has not.
    QString text(const BlockTree& tree, int node, int column, NumberStyle style) const;
    double more(const BlockTree& tree, int node, int column) const;
    Judgement judgement(const BlockTree& tree, int node, int column) const;
    /// Of an operator: every digit, in base units.
    QString rawText(int item, int column) const;

private:
    struct Sums { // per operator, or per node
        std::array<std::vector<double>, columns> more, before;
        std::vector<double> matched;
    };
    const Sums& sums(const BlockTree& tree) const;

    std::shared_ptr<const Evaluation> m_pinned;
    Sums m_ofItems;
    mutable Sums m_ofNodes; // once somebody looks
};

} // namespace ridge
