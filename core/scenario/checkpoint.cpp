#include "core/scenario/checkpoint.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace ridge {

std::vector<FormatTotal> totalsByFormat(const Checkpoint& checkpoint)
{
    std::vector<FormatTotal> totals;
    std::unordered_map<std::string_view, std::size_t> places;
    for (const StoredTensor& tensor : checkpoint.tensors) {
        const auto [place, isNew] = places.try_emplace(tensor.format, totals.size());
        if (isNew) {
            totals.push_back({tensor.format});
        }
        FormatTotal& total = totals[place->second];
        total.tensors += 1;
        total.elements += tensor.elements;
        total.bytes += tensor.bytes;
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
