#include "tests/fuzz/target.h"

using namespace ridge;

/// Whatever a user opens: what it is shows in its first bytes.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::checkModel(fuzz::readWithCompanions(fuzz::textOf(bytes, size), "model"));
    return 0;
}
