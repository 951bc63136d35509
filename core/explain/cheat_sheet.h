// The whole cheat sheet, section by section: each line in its own words, with the numbers that it is about here.
// Not what is wrong with a line (sheet_notes.h), nor its levers (studies/sheet_levers.h).
#pragma once

#include "core/metrics/catalogue.h"
#include "core/metrics/number_ref.h"

#include <vector>

namespace ridge {

struct SheetLine {
    std::string_view says;                              // "Model Size = W × b"
    std::vector<std::string_view> numbers = {};         // metrics and parameters by id; of `of`: figures of an operator
    std::string_view note = {};                         // the note that corrects it
    bool (*of)(const Operator& op) = nullptr;           // the largest such operator is the line's example
    std::string (*here)(const Evaluation& e) = nullptr; // words with numbers that are neither; empty: none here
};

struct SheetSection {
    std::string_view title;
    std::vector<SheetLine> lines;
};

const std::vector<SheetSection>& cheatSheet();

/// A number of a line, with where it leads: to a derivation, or to the field of a parameter.
struct SheetNumber {
    std::string label, value;
    NumberRef ref = {};
    std::string parameter = {};
};

/// Those that this scenario has, in the line's order.
std::vector<SheetNumber> numbersOf(const SheetLine& line, const Evaluation& evaluation);

/// The operator that a line takes as its example; invalid where there is none.
NumberRef exampleOf(const SheetLine& line, const Evaluation& evaluation);

} // namespace ridge
