// Finds the known word nearest to a misspelt one, for "did you mean" in messages.
// Not a search: one best match or none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ridge {

/// The candidate with the smallest edit distance, when that is small for the word's length; otherwise empty.
std::string closestTo(std::string_view word, const std::vector<std::string>& candidates);

/// "; did you mean "stride"?" or nothing.
std::string didYouMean(std::string_view word, const std::vector<std::string>& candidates);

} // namespace ridge
