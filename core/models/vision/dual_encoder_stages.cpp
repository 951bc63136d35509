#include "core/models/vision/dual_encoder_stages.h"
#include "core/models/inputs.h"

#include "core/models/language/text_stage.h"
#include "core/models/vision/vision_stages.h"

namespace ridge {
namespace {

/// Embeddings of unit length, their products, a learned scale (and bias), a softmax or a sigmoid.
/// Source: Radford et al. 2021 (arXiv:2103.00020), figure 3; Zhai et al. 2023 (arXiv:2303.15343), algorithm 1.
template <class N> StageOf<N> compare(const DualEncoderOf<N>& m, N images, N texts)
{
    StageBuilder<N> b("similarity", images);
    const TensorId image = b.sequence(m.imageWidth(), 1, TensorRole::Input);
    const TensorId text = b.sequence(m.textWidth(), texts, TensorRole::Input);
    b.stage().tensors.back().n = 1; // the same texts for every image
    const N unitLength = knownOpsPerElement("unit_length").value();
    const TensorId left = b.elementwise("image.unit_length", {image}, unitLength);
    const TensorId right = b.elementwise("text.unit_length", {text}, unitLength);
    b.stage().tensors.back().n = b.last().sizes.n = 1;
    const TensorId products = b.sequence(texts, 1);
    b.add("products", OperatorKind::Matmul, {left, right}, products);
    const bool sigmoid = m.contrast == Contrast::Sigmoid;
    const N learned = sigmoid ? 2 : 1;
    const TensorId scaled = b.elementwise("scale", {products}, learned);
    b.last().weightParameters = learned;
    b.output(sigmoid ? b.elementwise("sigmoid", {scaled}, knownOpsPerElement("sigmoid").value())
                     : b.elementwise("softmax", {scaled}, ops::softmax, OperatorKind::Softmax));
    return b.take();
}

template <class N> void checkWidths(const DualEncoderOf<N>& m, std::vector<Issue>& issues)
{
    if (m.imageWidth() != m.textWidth()) {
        issues.push_back({Severity::Warning, "model.text.projection",
                          "Images are embedded in " + formatForField(valueOf(m.imageWidth()), Unit::Count) +
                              " dimensions, texts in " + formatForField(valueOf(m.textWidth()), Unit::Count) +
                              ": they cannot be compared."});
    }
}

} // namespace

template <class N> void expandDualEncoder(const Inputs<N>& inputs, const DualEncoderOf<N>& model, ProgramOf<N>& program)
{
    const N images = inputs.workload.batch;
    const N texts = inputs.workload.texts;
    checkWidths(model, program.issues);
    expandVision(inputs, model.vision, program);
    program.stages.back().name = "image encoder";
    program.stages.push_back(encodeText(inputs, model.text, model.textLength, "text encoder", texts));
    program.stages.push_back(compare(model, images, texts));
    for (StageOf<N>& stage : program.stages) {
        stage.samples = images;
    }
    program.fixedBatch = "the texts are encoded once, whatever the batch";
    program.unit = "image";
}

template void expandDualEncoder(const Inputs<double>& inputs, const DualEncoderOf<double>& model,
                                ProgramOf<double>& program);
template void expandDualEncoder(const Inputs<Traced>& inputs, const DualEncoderOf<Traced>& model,
                                ProgramOf<Traced>& program);

} // namespace ridge
