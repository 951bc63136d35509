// The Markdown that lessons are written in, as HTML: paragraphs, lists, emphasis, code and links.
// Not all of Markdown: what else it knows is shown as it is written.
#pragma once

#include <string>
#include <string_view>

namespace ridge {

std::string htmlOfMarkdown(std::string_view markdown);

} // namespace ridge
