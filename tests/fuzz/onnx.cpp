#include "core/formats/onnx/read_onnx.h"
#include "core/scenario/families/imported_graph.h"
#include "tests/fuzz/target.h"

using namespace ridge;

/// An ONNX graph, and its shapes at another value of each symbolic size.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size)
{
    std::optional<Model> model = fuzz::readOrRefuse([&] { return readOnnx(fuzz::textOf(bytes, size), "x.onnx"); });
    fuzz::checkModel(model);
    if (model && model->imported()) {
        ImportedGraph& graph = *model->imported();
        const std::map<std::string, double> symbols = graph.symbols;
        for (const auto& [symbol, value] : symbols) {
            graph.setSymbol(symbol, value + 2);
        }
        fuzz::checkModel(model);
    }
    return 0;
}
