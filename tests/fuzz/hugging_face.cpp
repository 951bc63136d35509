#include "core/formats/hugging_face/read_config.h"
#include "tests/fuzz/target.h"

using namespace ridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::checkModel(fuzz::readOrRefuse([&] { return readHuggingFaceConfig(fuzz::textOf(bytes, size)); }));
    return 0;
}
