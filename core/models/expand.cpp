#include "core/models/clouds/networks.h"
#include "core/models/diffusion/diffusion_stages.h"
#include "core/models/graph/graph.h"
#include "core/models/language/decoder.h"
#include "core/models/language/encoder_decoder.h"
#include "core/models/language/encoder_stage.h"
#include "core/models/layers/layer_list.h"
#include "core/models/vision/dual_encoder_stages.h"
#include "core/models/vision/vision_language_stages.h"
#include "core/models/vision/vision_stages.h"

namespace ridge {

std::string_view labelOf(OperatorKind kind)
{
    constexpr std::string_view labels[] = {"Convolution",      "Transposed conv",
                                           "Linear",           "Matmul",
                                           "Attention scores", "Softmax",
                                           "Attention values", "Normalisation",
                                           "Element-wise",     "Add",
                                           "Concat",           "Pool",
                                           "Embedding",        "Upsample",
                                           "Reshape",          "Temporal shift",
                                           "Linear attention", "Voxel conv",
                                           "Gather",           "Scatter",
                                           "Unknown"};
    return labels[static_cast<std::size_t>(kind)];
}

namespace {

void expandInto(const Scenario& scenario, const LayerList& layers, Program& program)
{
    program.stages.push_back(expandLayers(scenario, layers, program.issues));
    program.unit = layers.inputFrames > 1 ? "video" : "inference";
}

void expandInto(const Scenario& scenario, const Decoder& decoder, Program& program)
{
    expandDecoder(scenario, decoder, program);
}

void expandInto(const Scenario& scenario, const VisionTransformer& vision, Program& program)
{
    expandVision(scenario, vision, program);
}

void expandInto(const Scenario& scenario, const Swin& swin, Program& program) { expandVision(scenario, swin, program); }

void expandInto(const Scenario& scenario, const VisionLanguage& model, Program& program)
{
    expandVisionLanguage(scenario, model, program);
}

void expandInto(const Scenario& scenario, const ImportedGraph& imported, Program& program)
{
    program.stages.push_back(expandGraph(scenario, imported, program.issues));
}

void expandInto(const Scenario& scenario, const Diffusion& model, Program& program)
{
    expandDiffusion(scenario, model, program);
}

void expandInto(const Scenario& scenario, const PointCloud& cloud, Program& program)
{
    program.stages.push_back(expandCloud(scenario, cloud));
    program.unit = "cloud";
}

void expandInto(const Scenario& scenario, const Encoder& encoder, Program& program)
{
    program.stages.push_back(expandEncoder(scenario, encoder));
}

void expandInto(const Scenario& scenario, const EncoderDecoder& model, Program& program)
{
    expandEncoderDecoder(scenario, model, program);
}

void expandInto(const Scenario& scenario, const DualEncoder& model, Program& program)
{
    expandDualEncoder(scenario, model, program);
}

} // namespace

Program expand(const Scenario& scenario)
{
    Program program;
    std::visit([&](const auto& body) { expandInto(scenario, body, program); }, scenario.model.body);
    return program;
}

} // namespace ridge
