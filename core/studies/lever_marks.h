// What pulled levers made of the figures of single operators, one lever after the other as they are applied.
// Not what they give the whole run: see lever_gains.h and waterfall.h.
#pragma once

#include "core/metrics/operator_figures.h"
#include "core/studies/pin_difference.h"

namespace ridge {

/// One lever's part in a figure of an operator.
struct LeverMark {
    const LeverText* lever = nullptr;
    std::optional<double> before; // base units; absent: the operator, or the figure, is there because of it
    std::optional<double> after;

    /// "Unstructured pruning: 33.6 MB → 18.9 MB, ÷1.78".
    std::string text(Unit unit, NumberStyle style) const;
};

/// Evaluates the scenario with the first none, one, two … of its levers. What is on in every scenario unless somebody
/// switches it off, such as fusion, is no change. Lives as long as the evaluation.
class LeverMarks {
public:
    explicit LeverMarks(const Evaluation& now);

    bool any() const { return !m_steps.empty(); }
    /// Of the levers that changed this figure; empty where none did.
    std::vector<LeverMark> of(const OperatorFigure& figure, const OperatorPlace& place) const;
    /// Those that changed what an operator does by itself: not its share of the whole, nor of what the chip draws idly.
    std::vector<const LeverText*> leversAt(const OperatorPlace& place) const;

private:
    struct Step {
        const LeverText* lever = nullptr;                              // the next one
        Evaluation without;                                            // it and those after it
        std::vector<std::vector<std::optional<OperatorPlace>>> places; // in that, of the operators now, by stage
    };

    /// With so many of the levers: where the operator was then.
    std::pair<const Evaluation*, std::optional<OperatorPlace>> at(std::size_t step, const OperatorPlace& now) const;
    bool isChangedIn(std::size_t step, const OperatorPlace& now) const;

    const Evaluation* m_now;
    std::vector<Step> m_steps;
};

} // namespace ridge
