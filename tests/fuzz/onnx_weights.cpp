#include "core/formats/onnx/weights.h"
#include "tests/fuzz/target.h"

using namespace ridge;

/// The list of an ONNX file's weights, and the values of each.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    const std::string_view file = fuzz::textOf(bytes, size);
    const auto weights = fuzz::readOrRefuse([&] { return listOnnxWeights(file, "x.onnx"); });
    for (const FileWeight& weight : weights.value_or(std::vector<FileWeight>())) {
        const auto read = fuzz::readOrRefuse([&] { return readOnnxWeight(file, "x.onnx", weight.name); });
        fuzz::require(!read || read->values.size() <= mostWeightValues, "no more values than were asked for");
    }
    return 0;
}
