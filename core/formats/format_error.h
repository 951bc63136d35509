// What every reader throws: one sentence that says what, where, and what to do.
// Not a failure to open or write a file: app/document/files.h has its own.
#pragma once

#include <stdexcept>

namespace ridge {

class FormatError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

} // namespace ridge
