#include "tests/fuzz/target.h"

using namespace ridge;

/// Whatever a user opens: what it is shows in its first bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view file = fuzz::textOf(bytes, size);
    isWeightFile(file.substr(0, headBytes));
    fuzz::checkModel(fuzz::readWithCompanions(file, "model"));
    return 0;
}
