// The files of resources/ that ship inside the program, as text.
// Not parsed here: the readers of core/formats and core/library turn them into values.
#pragma once

#include <span>
#include <string_view>

namespace ridge {

struct EmbeddedFile {
    std::string_view path; // relative to resources/: "models/resnet-50.json"
    std::string_view text;
};

/// Sorted by path.
std::span<const EmbeddedFile> embeddedFiles();

} // namespace ridge
