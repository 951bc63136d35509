// What a study varies, and through which values: a parameter of any kind, or the whole model or device.
// Not the study: sweep.h and solve.h run through them.
#pragma once

#include "core/scenario/parameters/parameters.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// What any study may hold in memory.
inline constexpr std::size_t mostPoints = 10'000'000;

struct Variation {
    Parameter row;              // of models and devices: a choice whose ids are theirs
    std::vector<double> values; // base units, or indices of choices; in the order in which they were asked for
    bool isPart = false;        // a whole model or device
    bool isListed = false;      // numbers of which these alone are meant, and nothing between two of them

    /// Whether there is something between two values.
    bool isNumber() const { return row.unit != Unit::Choice && !isListed; }
    /// "8", "80.0 GB", "int8", "h100-sxm".
    std::string textOf(double value) const { return parameterText(row, value); }
};

/// What was read, or one sentence that says why it cannot be.
template <class T> struct Parsed {
    std::optional<T> value;
    std::string problem;
    Parsed(T read) : value(std::move(read)) {}
    static Parsed refused(std::string sentence)
    {
        Parsed parsed;
        parsed.problem = std::move(sentence);
        return parsed;
    }

private:
    Parsed() = default;
};

/// "PARAM=a..b:n": so many values, on a logarithmic grid where the row's scale is one; "PARAM=a..bxF" or "a..b:xF":
/// each F times the one before; "PARAM=a..b": every whole number, or so many as a picture shows; "PARAM=v1,v2,…"; of
/// choices their ids, or "all". Values take units; whole numbers stay whole, and a grid has each once.
Parsed<Variation> parseVariation(const Scenario& scenario, std::string_view text);

/// The row over its whole range: every value where there are at most so many, else so many on its own scale; ascending,
/// with what the scenario has now among them.
Variation wholeRange(const Parameter& row, const Scenario& scenario, std::size_t points);

/// Each of these in turn. What the user chose moves along, and what was usual for the one before becomes usual for it.
Variation variationOf(std::vector<Model> models);
Variation variationOf(std::vector<Device> devices);

} // namespace ridge
