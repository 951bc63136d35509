// A page of HTML that needs nothing beside itself: its style for light, dark and paper is inside.
// Not what stands on it.
#pragma once

#include <string>

namespace ridge {

/// `body` is HTML already; the title is words.
std::string htmlPage(const std::string& title, const std::string& body);

} // namespace ridge
