#include "core/models/decoder.h"
#include "core/models/graph.h"
#include "core/models/layer_list.h"

namespace ridge {

std::string_view labelOf(OperatorKind kind)
{
    constexpr std::string_view labels[] = {
        "Convolution",      "Transposed conv", "Linear",       "Matmul", "Attention scores", "Softmax",
        "Attention values", "Normalisation",   "Element-wise", "Add",    "Concat",           "Pool",
        "Embedding",        "Upsample",        "Reshape",      "Temporal shift", "Linear attention", "Unknown"};
    return labels[static_cast<std::size_t>(kind)];
}

Program expand(const Scenario& scenario)
{
    Program program;
    if (const LayerList* layers = scenario.model.layers()) {
        program.stages.push_back(expandLayers(scenario, *layers, program.issues));
    } else if (const Decoder* decoder = scenario.model.decoder()) {
        expandDecoder(scenario, *decoder, program);
    } else if (const ImportedGraph* imported = scenario.model.imported()) {
        program.stages.push_back(expandGraph(scenario, *imported, program.issues));
    }
    return program;
}

} // namespace ridge
