#include "tests/fuzz/target.h"

using namespace ridge;

/// A safetensors file or an index of several, with the files it names and their config.json.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view file = fuzz::textOf(bytes, size);
    fuzz::checkModel(
        fuzz::readWithCompanions(file, file.starts_with('{') ? "model.safetensors.index.json" : "model.safetensors"));
    return 0;
}
