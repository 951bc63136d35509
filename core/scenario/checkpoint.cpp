#include "core/scenario/checkpoint.h"

#include <algorithm>

namespace ridge {

std::vector<FormatTotal> totalsByFormat(const Checkpoint& checkpoint)
{
    std::vector<FormatTotal> totals;
    for (const StoredTensor& tensor : checkpoint.tensors) {
        auto total = std::find_if(totals.begin(), totals.end(),
                                  [&](const FormatTotal& each) { return each.format == tensor.format; });
        if (total == totals.end()) {
            total = totals.insert(totals.end(), FormatTotal{tensor.format});
        }
        total->tensors += 1;
        total->elements += tensor.elements;
        total->bytes += tensor.bytes;
    }
    std::stable_sort(totals.begin(), totals.end(),
                     [](const FormatTotal& a, const FormatTotal& b) { return a.bytes > b.bytes; });
    return totals;
}

FormatTotal totalOf(const Checkpoint& checkpoint)
{
    const std::vector<FormatTotal> totals = totalsByFormat(checkpoint);
    FormatTotal sum;
    sum.format = totals.size() == 1 ? totals.front().format : std::string();
    for (const FormatTotal& total : totals) {
        sum.tensors += total.tensors;
        sum.elements += total.elements;
        sum.bytes += total.bytes;
    }
    return sum;
}

} // namespace ridge
