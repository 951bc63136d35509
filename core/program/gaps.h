// What of a model an evaluation does not know: open shapes, operators without a rule, unread parts, guesses.
// Not who finds it: the readers of files and core/models do.
#pragma once

#include <string>
#include <vector>

namespace ridge {

/// Operators count once however often they run, as a file lists them.
struct Gaps {
    double operators = 0;             // of a graph; 0: the model is none
    double withoutShape = 0;          // of those: they read or write what has an open shape, and count as empty
    double withoutRule = 0;           // of the others: nobody knows what arithmetic they do
    double weights = 0;               // elements that are there to be multiplied; counted where there is a gap
    double multiplied = 0;            // of those: an operator's MACs use them
    std::vector<std::string> unread;  // parts of the model that are in no number
    std::vector<std::string> guessed; // what no file says, and numbers stand on

    bool any() const { return withoutShape > 0 || withoutRule > 0 || !unread.empty() || !guessed.empty(); }
    friend bool operator==(const Gaps&, const Gaps&) = default;
};

/// Whether more than a hundredth of the operators or of the weights' use is missing, or a whole part of the model:
/// totals say little then.
bool areGrave(const Gaps& gaps);

/// "Incomplete: 1,758 of 3,410 operators have no shape; MACs count 1 % of the weights' use."; empty when complete.
std::string sentenceOf(const Gaps& gaps);

} // namespace ridge
