// Writing files, with one sentence for whatever goes wrong; with reading them, which is app/reading.
// Not formats: core/formats turns bytes into values.
#pragma once

#include "app/reading/input.h"
#include "app/reading/paths.h"

#include <stdexcept>
#include <string>

namespace ridge {

/// One sentence for the user: which file, what, and what to do.
class FileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// All or nothing: writes beside the target and renames. Throws FileError; the old file is then untouched.
void writeFile(const QString& path, std::string_view bytes);

} // namespace ridge
