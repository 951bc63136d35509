#include "core/models/expand.h"

#include "core/models/clouds/networks.h"
#include "core/models/diffusion/diffusion_stages.h"
#include "core/models/graph/gaps.h"
#include "core/models/graph/graph.h"
#include "core/models/language/decoder.h"
#include "core/models/language/encoder_decoder.h"
#include "core/models/language/encoder_stage.h"
#include "core/models/layers/layer_list.h"
#include "core/models/vision/dual_encoder_stages.h"
#include "core/models/vision/vision_language_stages.h"
#include "core/models/vision/vision_stages.h"
#include "core/scenario/model_body.h"

namespace ridge {

namespace {

template <class N> struct Expansion {
    const Scenario& scenario;
    const ParameterOrigins& changed;
    const Inputs<N> inputs{scenario, changed};
    ProgramOf<N>& program;

    void operator()(const LayerList& layers) const
    {
        if constexpr (std::is_same_v<N, double>) {
            program.stages.push_back(expandLayers(scenario, layers, program.issues));
        } else if (std::optional<StageOf<N>> stage = traceLayers(scenario, layers, changed)) {
            program.stages.push_back(std::move(*stage));
        }
        if (layers.inputFrames > 0) {
            program.architecture.frames = parameterOver<N>("model.frames", "F", layers.inputFrames, changed);
        }
        program.unit = layers.inputFrames > 1 ? "video" : "inference";
    }
    void operator()(const ImportedGraph& imported) const
    {
        if constexpr (std::is_same_v<N, double>) { // a file says its sizes itself
            program.stages.push_back(expandGraph(scenario, imported, program.issues));
            program.gaps = gapsOf(*imported.graph, program.stages.back());
        }
        const auto batch = imported.symbols.find("batch");
        program.samples =
            batch == imported.symbols.end() ? N(1) : parameterOver<N>("workload.batch", "BS", batch->second, changed);
        program.fixedBatch = "a graph from a file may fix its batch";
    }
    void operator()(const Decoder& decoder) const { expandDecoder<N>(inputs, over<N>(decoder, changed), program); }
    void operator()(const VisionTransformer& vision) const
    {
        expandVision<N>(inputs, over<N>(vision, changed), program);
    }
    void operator()(const Swin& swin) const { expandVision<N>(inputs, over<N>(swin, changed), program); }
    void operator()(const VisionLanguage& model) const
    {
        expandVisionLanguage<N>(inputs, over<N>(model, changed), program);
    }
    void operator()(const Diffusion& model) const { expandDiffusion<N>(inputs, over<N>(model, changed), program); }
    void operator()(const PointCloud& cloud) const { expandCloud<N>(inputs, over<N>(cloud, changed), program); }
    void operator()(const Encoder& encoder) const
    {
        program.stages.push_back(expandEncoder<N>(inputs, over<N>(encoder, changed)));
    }
    void operator()(const EncoderDecoder& model) const
    {
        expandEncoderDecoder<N>(inputs, over<N>(model, changed), program);
    }
    void operator()(const DualEncoder& model) const { expandDualEncoder<N>(inputs, over<N>(model, changed), program); }
};

} // namespace

template <class N> ProgramOf<N> expand(const Scenario& scenario, const ParameterOrigins& changed)
{
    ProgramOf<N> program;
    program.samples = over<N>(scenario.workload, changed).batch;
    const Deployment& deployment = scenario.deployment;
    std::visit(Expansion<N>{.scenario = scenario, .changed = changed, .program = program}, *scenario.model.body);
    const Checkpoint& checkpoint = *scenario.model.checkpoint;
    program.gaps.unread = checkpoint.unread;
    program.gaps.guessed.insert(program.gaps.guessed.end(), checkpoint.guessed.begin(), checkpoint.guessed.end());
    const Precision biases = deployment.formatOf(WeightKind::Bias);
    for (StageOf<N>& stage : program.stages) {
        for (OperatorOf<N>& op : stage.operators) {
            const bool isView = op.kind == OperatorKind::Reshape && op.inPlace;
            op.result = isView ? -1 : op.output;
            op.formats = {deployment.formatOf(weightKindOf(op)), biases, deployment.activations};
        }
    }
    return program;
}

template ProgramOf<double> expand(const Scenario& scenario, const ParameterOrigins& changed);
template ProgramOf<Traced> expand(const Scenario& scenario, const ParameterOrigins& changed);

} // namespace ridge
