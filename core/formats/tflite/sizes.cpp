// What the tensors of a TFLite file say together: the batch that it leaves open, the type of its activations, and which
// of them are matrices.

#include "core/formats/tflite/tflite.h"

#include <algorithm>
#include <map>

namespace ridge::tflite {
namespace {

bool isOpen(const FileTensor& tensor, std::size_t dimension)
{
    return dimension < tensor.open.size() && tensor.open[dimension];
}

/// Whether any tensor between the inputs says that it is open: old converters leave it to the inputs.
bool saysInside(const Subgraph& graph)
{
    for (std::size_t t = 0; t < graph.tensors.size(); ++t) {
        const bool isInput =
            std::find(graph.inputs.begin(), graph.inputs.end(), static_cast<int>(t)) != graph.inputs.end();
        if (!isInput && !graph.tensors[t].open.empty()) {
            return true;
        }
    }
    return false;
}

void resize(Subgraph& graph, double from, double to, bool isSaid)
{
    for (FileTensor& tensor : graph.tensors) {
        const auto open = std::find(tensor.open.begin(), tensor.open.end(), char{1});
        const bool follows = !isSaid && !tensor.isConstant && !tensor.shape.empty() && tensor.shape.front() == from;
        if (open != tensor.open.end() || follows) { // the batch comes first
            double& size =
                tensor.shape[open == tensor.open.end() ? 0 : static_cast<std::size_t>(open - tensor.open.begin())];
            size = std::max(1.0, std::floor(size / from * to));
        }
    }
}

} // namespace

double openBatch(const File& file)
{
    for (const int input : file.inputs) {
        if (input >= 0 && isOpen(file.tensors[static_cast<std::size_t>(input)], 0)) {
            return file.tensors[static_cast<std::size_t>(input)].shape.front();
        }
    }
    return 0;
}

File withBatch(File file, double batch)
{
    const double from = openBatch(file);
    if (from <= 0 || batch == from) {
        return file;
    }
    const bool isSaid = saysInside(file);
    resize(file, from, batch, isSaid);
    for (Subgraph& body : file.bodies) {
        resize(body, from, batch, isSaid);
    }
    return file;
}

int activationType(const FlatFile& file)
{
    std::map<int, double> elements;
    for (std::size_t t = 0; t < file.tensors.size(); ++t) {
        const FileTensor& tensor = file.tensors[t];
        if (tensor.isConstant || tensor.isVariable || typeOf(tensor.type).bits <= 0) {
            continue;
        }
        double size = 1;
        for (double each : tensor.shape) {
            size *= each;
        }
        elements[tensor.type] += size;
    }
    const auto most = std::max_element(elements.begin(), elements.end(),
                                       [](const auto& a, const auto& b) { return a.second < b.second; });
    return most == elements.end() ? -1 : most->first;
}

std::vector<char> matricesOf(const FlatFile& file)
{
    std::vector<char> isMatrix(file.tensors.size(), 0);
    constexpr int passes = 4; // chains of element-wise operators are short
    for (int pass = 0; pass < passes; ++pass) {
        for (const FlatOperator& op : file.operators) {
            const OperatorRow* row = op.type.empty() ? operatorRow(op.code) : nullptr;
            std::vector<int> all = op.inputs;
            all.insert(all.end(), op.outputs.begin(), op.outputs.end());
            const bool keeps = op.type == "Identity" || (row && row->keepsLayout);
            const bool spreads = keeps && std::any_of(all.begin(), all.end(), [&](int t) {
                                     return t >= 0 && isMatrix[static_cast<std::size_t>(t)];
                                 });
            if (spreads || (row && row->form == Form::BatchMatmul)) {
                for (int t : all) {
                    if (t >= 0) {
                        isMatrix[static_cast<std::size_t>(t)] = 1;
                    }
                }
            }
        }
    }
    return isMatrix;
}

} // namespace ridge::tflite
