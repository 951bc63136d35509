#include "core/formats/tflite/read_tflite.h"
#include "tests/fuzz/target.h"

using namespace ridge;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    fuzz::checkModel(fuzz::readOrRefuse([&] { return readTflite(fuzz::textOf(bytes, size), "x.tflite"); }));
    return 0;
}
