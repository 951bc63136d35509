// In which order pieces of work run so that the least is alive at once: exact where few can change places.
// Not who reads what, which the lever asks the program (rows/memory/operatororder.cpp), and no places in memory.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace ridge {

/// What runs as one. Tensors are indices.
struct OrderedWork {
    std::vector<std::size_t> reads, writes;
    double workspace = 0; // elements, while it runs
    bool isFixed = false; // what stands before and after it stays there
};

struct OrderTask {
    std::vector<OrderedWork> work; // as it runs now: nothing reads what is written later
    std::vector<double> elements;  // of each tensor; 0: not in memory
    std::vector<bool> stays;       // alive until the end
};

/// Most elements alive at once when the work runs in this order.
double peakOf(const OrderTask& task, std::span<const std::size_t> order);

/// An order of the work with the smallest peak. Between two pieces that everything else runs before or after, the
/// smallest is searched for, best first, in up to some thousands of states and 64 pieces at a time; where there are
/// more, whatever keeps the least alive runs next. Never worse than the order that is given, which is kept where
/// nothing is better. Idea: Liberis and Lane 2019 (arXiv:1910.05110).
std::vector<std::size_t> orderOfSmallestPeak(const OrderTask& task);

} // namespace ridge
