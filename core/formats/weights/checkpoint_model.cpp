#include "core/formats/weights/checkpoint_model.h"
#include "core/evaluate/evaluate.h"

#include "core/analysis/cost.h"
#include "core/quantity/digits.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

struct PlainFormat {
    std::string_view name; // as files call it
    Precision precision;
};

constexpr PlainFormat plainFormats[] = {
    {"F32", Precision::FP32},        {"F16", Precision::FP16},        {"BF16", Precision::BF16},
    {"F8_E4M3", Precision::FP8},     {"F8_E5M2", Precision::FP8},     {"I8", Precision::INT8},
    {"F8_E4M3FNUZ", Precision::FP8}, {"F8_E5M2FNUZ", Precision::FP8}, {"FLOAT32", Precision::FP32},
    {"FLOAT16", Precision::FP16},    {"BFLOAT16", Precision::BF16},   {"INT8", Precision::INT8},
    {"UINT8", Precision::INT8},      {"FLOAT", Precision::FP32},
};

/// Weights that the model itself stores, whatever a file says of them.
double weightsOf(const Model& model)
{
    Scenario scenario;
    scenario.model = model;
    const Evaluation e = evaluate(scenario);
    return e.memory.weights.inBaseUnits() * 8 / storageBits(scenario.deployment.weights, scenario.deployment);
}

} // namespace

std::optional<Precision> plainFormat(std::string_view name)
{
    for (const PlainFormat& format : plainFormats) {
        if (format.name == name) {
            return format.precision;
        }
    }
    return std::nullopt;
}

std::string stemOf(const std::string& fileName)
{
    const std::size_t dot = fileName.rfind('.');
    return dot == std::string::npos || dot == 0 ? fileName : fileName.substr(0, dot);
}

std::string idFrom(const std::string& name)
{
    std::string id;
    for (char c : name) {
        const bool isUpper = c >= 'A' && c <= 'Z';
        if (isUpper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.') {
            id += isUpper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!id.empty() && id.back() != '-') {
            id += '-';
        }
    }
    while (!id.empty() && id.back() == '-') {
        id.pop_back();
    }
    return id.empty() ? "weights" : id;
}

void attachCheckpoint(Model& model, Checkpoint checkpoint, bool complete)
{
    const FormatTotal total = totalOf(checkpoint);
    const Checkpoint before = *model.checkpoint; // what its config did not say, or nobody read of it
    checkpoint.remarks.insert(checkpoint.remarks.begin(), before.remarks.begin(), before.remarks.end());
    checkpoint.unread.insert(checkpoint.unread.begin(), before.unread.begin(), before.unread.end());
    checkpoint.guessed.insert(checkpoint.guessed.begin(), before.guessed.begin(), before.guessed.end());
    model.checkpoint = std::move(checkpoint);
    const auto plain = plainFormat(total.format);
    if (plain && total.bytes * 8 == total.elements * infoOf(*plain).bits) { // and no scales beside them
        model.usual["deployment.weights"] = infoOf(*plain).id;
        return;
    }
    // Packed formats declare fewer elements than they hold weights: of a whole checkpoint the model knows how many.
    const double own = complete ? weightsOf(model) : 0;
    const double bits = 8 * total.bytes / (own > 0 ? own : std::max(1.0, total.elements));
    constexpr double leastBits = 0.5, mostBits = 64; // as deployment.stored_bits
    if (bits >= leastBits && bits <= mostBits) {
        model.usual["deployment.weights"] = infoOf(Precision::Stored).id;
        model.usual["deployment.stored_bits"] = exactNumber(bits);
    }
}

ImportedGraph graphOfWeights(const Checkpoint& checkpoint)
{
    Graph graph;
    for (const StoredTensor& stored : checkpoint.tensors) {
        GraphTensor tensor;
        tensor.name = stored.name;
        tensor.shape = {stored.elements};
        tensor.bits = stored.elements > 0 ? 8 * stored.bytes / stored.elements : 0;
        tensor.isConstant = tensor.isTrainable = true;
        GraphNode node;
        node.name = stored.name;
        node.type = "Weight";
        node.inputs = {static_cast<int>(graph.tensors.size())};
        graph.tensors.push_back(std::move(tensor));
        graph.nodes.push_back(std::move(node));
    }
    ImportedGraph imported;
    imported.format = checkpoint.format;
    imported.graph = std::move(graph);
    return imported;
}

Model weightsAlone(const std::string& name, Checkpoint checkpoint, std::string remark)
{
    Model model;
    model.name = name;
    model.id = idFrom(name);
    model.family = "Weights alone";
    model.source = checkpoint.format + " file";
    model.body = graphOfWeights(checkpoint);
    checkpoint.remarks.push_back(std::move(remark));
    checkpoint.unread.emplace_back("what computes with the weights");
    attachCheckpoint(model, std::move(checkpoint), false);
    return model;
}

} // namespace ridge
