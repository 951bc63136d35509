#include "tests/fuzz/target.h"

using namespace ridge;

/// A GGUF file alone, and as the first of two parts.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view file = fuzz::textOf(bytes, size);
    if (file.starts_with("GGUF")) {
        fuzz::checkModel(fuzz::readWithCompanions(file, "x.gguf"));
        fuzz::checkModel(fuzz::readWithCompanions(file, "x-00001-of-00002.gguf"));
    }
    return 0;
}
