// The subscripts of an Einsum, fitted to the shapes of its operands.
// Not its cost: einsum_nodes.cpp counts products and sums.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// Operands and result as letters, one per dimension. "..." stands for dimensions that are numbered from the right.
struct EinsumEquation {
    std::vector<std::string> operands;
    std::string result;
    std::map<char, double> sizes; // of every letter
};

/// Empty where letters and dimensions do not fit each other, or the result names what no operand has.
std::optional<EinsumEquation> readEinsum(std::string_view subscripts, const std::vector<std::vector<double>>& shapes);

} // namespace ridge
