#include "core/models/vision/dual_encoder_stages.h"

#include "core/models/language/text_stage.h"
#include "core/models/vision/vision_stages.h"

namespace ridge {
namespace {

/// Embeddings of unit length, their products, a learned scale (and bias), a softmax or a sigmoid.
/// Source: Radford et al. 2021 (arXiv:2103.00020), figure 3; Zhai et al. 2023 (arXiv:2303.15343), algorithm 1.
Stage compare(const DualEncoder& m, double images, double texts)
{
    StageBuilder b("similarity", images);
    const TensorId image = b.sequence(m.imageWidth(), 1, TensorRole::Input);
    const TensorId text = b.sequence(m.textWidth(), texts, TensorRole::Input);
    b.stage().tensors.back().n = 1; // the same texts for every image
    const double unitLength = knownOpsPerElement("unit_length").value();
    const TensorId left = b.elementwise("image.unit_length", {image}, unitLength);
    const TensorId right = b.elementwise("text.unit_length", {text}, unitLength);
    b.stage().tensors.back().n = b.last().sizes.n = 1;
    const TensorId products = b.sequence(texts, 1);
    b.add("products", OperatorKind::Matmul, {left, right}, products);
    const bool sigmoid = m.contrast == Contrast::Sigmoid;
    const double learned = sigmoid ? 2 : 1;
    const TensorId scaled = b.elementwise("scale", {products}, learned);
    b.last().weightParameters = learned;
    b.output(sigmoid ? b.elementwise("sigmoid", {scaled}, knownOpsPerElement("sigmoid").value())
                     : b.elementwise("softmax", {scaled}, ops::softmax, OperatorKind::Softmax));
    return b.take();
}

void checkWidths(const DualEncoder& m, std::vector<Issue>& issues)
{
    if (m.imageWidth() != m.textWidth()) {
        issues.push_back({Severity::Warning, "model.text.projection",
                          "Images are embedded in " + formatForField(m.imageWidth(), Unit::Count) +
                              " dimensions, texts in " + formatForField(m.textWidth(), Unit::Count) +
                              ": they cannot be compared."});
    }
}

} // namespace

void expandDualEncoder(const Scenario& scenario, const DualEncoder& model, Program& program)
{
    const double images = scenario.workload.batch;
    const double texts = scenario.workload.texts;
    checkWidths(model, program.issues);
    expandVision(scenario, model.vision, program);
    program.stages.back().name = "image encoder";
    program.stages.push_back(encodeText(scenario, model.text, model.textLength, "text encoder", texts));
    program.stages.push_back(compare(model, images, texts));
    for (Stage& stage : program.stages) {
        stage.samples = images;
    }
    program.unit = "image";
}

} // namespace ridge
