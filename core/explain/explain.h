// Why a number is what it is: its formula, the values put in, what it is made of, what shaped it, where figures were
// read. Not a text: worked_solution.h writes it out, the why-panel draws it.
#pragma once

#include "core/metrics/catalogue.h"
#include "core/metrics/number_ref.h"

namespace ridge {

/// One term of a sum, largest first: an operator's share.
struct ExplainedTerm {
    std::string symbol;
    std::string label;
    double count = 1;
    double each = 0;  // of one execution
    double total = 0; // what it adds to the sum
    double share = 0; // of the sum, 0…1; of a largest: of the largest
    Unit unit = Unit::Count;
    NumberRef ref;                          // opens its own derivation; invalid when there is none
    const Expression* expression = nullptr; // of one execution; lives as long as the explanation
};

/// The number itself, or a named result inside it.
struct ExplainedStep {
    std::string symbol;
    std::string of;                         // the operator whose number it is, when it stands for many
    std::string result;                     // formatted
    const Expression* expression = nullptr; // lives as long as the explanation
    NumberRef ref;                          // what else explains it; invalid for what is no number of a catalogue
    std::size_t depth = 0;                  // below the number itself
    bool isLargest = false;                 // the terms compete instead of adding up
    std::size_t termCount = 0;              // of the sum; `terms` holds the largest of them
    std::vector<ExplainedTerm> terms;
};

/// A parameter or constant that went in.
struct ExplainedInput {
    std::string symbol;
    std::string label;
    std::string value;     // formatted
    std::string parameter; // id in the parameter catalogue; empty for constants
    std::string source;    // where the figure was read; empty for what the user chooses
};

/// A convention without which the number would be another.
struct ExplainedConvention {
    std::string parameter;   // "convention.ops_per_mac"
    std::string chosen;      // "FLOPs per MAC: 2"
    std::string alternative; // "1"
    std::string otherwise;   // the number under the alternative, formatted; "does not apply" when there would be none
};

struct Explanation {
    NumberRef ref;
    std::string title;  // "KV cache", "mlp.gate_up, prefill: Time"
    std::string symbol; // empty when the number has none
    Unit unit = Unit::Count;
    double value = 0;
    std::string result; // formatted
    NumberStyle style;  // that all texts of it are written in
    std::string help;
    std::string source;               // of the formula
    std::vector<ExplainedStep> steps; // the number itself first
    std::vector<std::string> closed;  // symbols too deep to be opened here
    std::vector<ExplainedInput> inputs;
    std::vector<ExplainedConvention> conventions;
    std::vector<std::string> notes; // where the sheet says otherwise, and why
    ExpressionPtr expression;       // keeps everything above alive
};

/// Empty when the number does not exist or does not apply; `whyNot` says why.
/// With `presets`, an input that differs from them is said to be changed instead of sourced.
std::optional<Explanation> explain(const Evaluation& evaluation, const NumberRef& ref,
                                   const Scenario* presets = nullptr);
/// Each of these numbers: what they would be under other conventions is worked out for all of them at once.
std::vector<std::optional<Explanation>> explainAll(const Evaluation& evaluation, const std::vector<NumberRef>& refs,
                                                   const Scenario* presets = nullptr);
std::string whyNot(const Evaluation& evaluation, const NumberRef& ref);

/// The value of any number that can be explained; empty where it does not apply.
std::optional<double> valueOf(const Evaluation& evaluation, const NumberRef& ref);

} // namespace ridge
