// Entries of the lists that the library holds: an array of objects, each under an id of its own.
// Not what an entry says: each list reads its own.
#pragma once

#include "core/formats/json/reader.h"

#include <set>
#include <string>
#include <type_traits>
#include <vector>

namespace ridge {

/// The entries of one array. `read(json, place)` gives one with its `id`; of those before it, none of `ids` has it.
template <class Read>
auto readEntries(const ObjectReader& reader, const char* key, std::size_t most, std::set<std::string>& ids, Read read)
{
    std::vector<std::invoke_result_t<Read, const Json&, const std::string&>> entries;
    for (const Json* json : reader.array(key, most)) {
        const std::string place = reader.placeOf(key) + "[" + std::to_string(entries.size()) + "]";
        entries.push_back(read(*json, place));
        if (!ids.insert(entries.back().id).second) {
            failAt(place + ".id", inQuotes(entries.back().id) + " is used twice.");
        }
    }
    return entries;
}

} // namespace ridge
