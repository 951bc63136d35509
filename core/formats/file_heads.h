// What files that are not read here are, told by how they begin, and what to do about each.
// Not the formats that are read: their readers know their own heads.
#pragma once

#include <string>
#include <string_view>

namespace ridge {

/// "is a picture; …": what the file is and what to do, as the rest of a sentence that its name begins. Empty where the
/// head says nothing.
std::string foreignKind(std::string_view head);

/// The first letter behind a byte order mark and blanks; none (0) where that is no text in bytes.
char firstLetter(std::string_view text);

/// Whether it reads as text: no control characters but those of lines and tables.
bool looksLikeText(std::string_view head);

} // namespace ridge
