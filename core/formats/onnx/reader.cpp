#include "core/formats/onnx/read_onnx.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/framing.h"
#include "core/formats/onnx/source.h"
#include "core/formats/onnx/stored.h"
#include "core/formats/onnx/wire.h"
#include "core/scenario/model_body.h"

namespace ridge {
namespace {

std::string stemOf(const std::string& fileName)
{
    const std::size_t dot = fileName.rfind('.');
    return dot == std::string::npos || dot == 0 ? fileName : fileName.substr(0, dot);
}

/// Lower-case words joined by hyphens, as all ids are.
std::string kebabCase(const std::string& text)
{
    std::string id;
    for (char c : text) {
        const bool isUpper = c >= 'A' && c <= 'Z';
        const bool isPlain = isUpper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
        if (isPlain) {
            id += isUpper ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!id.empty() && id.back() != '-') {
            id += '-';
        }
    }
    while (!id.empty() && id.back() == '-') {
        id.pop_back();
    }
    return id.empty() ? "graph" : id;
}

std::string sourceOf(const onnx_import::FileGraph& file)
{
    const std::string producer = cleanText(file.model->producer_name());
    const std::string version = cleanText(file.model->producer_version());
    std::string source = producer.empty() ? "ONNX file" : version.empty() ? producer : producer + " " + version;
    const bool isStated = file.opset < onnx_import::unstatedOpset;
    return isStated ? source + ", opset " + std::to_string(file.opset) : source;
}

} // namespace

bool mayBeOnnx(std::string_view head)
{
    std::uint64_t tag = 0;
    for (std::size_t i = 0; i < std::min<std::size_t>(2, head.size()); ++i) {
        const auto byte = static_cast<unsigned char>(head[i]);
        tag |= std::uint64_t{byte & 0x7fU} << 7 * i;
        if (byte < 0x80) {
            return onnx_import::belongsToModel(tag >> 3, tag & 7);
        }
    }
    return false;
}

Model readOnnx(const FileBytes& bytes, const std::string& name)
{
    auto source =
        std::make_shared<const onnx_import::OnnxSource>(onnx_import::stripWeights(bytes, name), name, bytes.stop());
    Model model;
    model.name = stemOf(name);
    model.id = kebabCase(model.name);
    model.family = "ONNX graph";
    model.source = sourceOf(source->file());
    ImportedGraph imported;
    imported.format = "onnx";
    imported.symbols = source->symbols();
    imported.graph = source->initialGraph();
    imported.source = source;
    model.body = std::move(imported);
    onnx_import::setFormats(model, source->weights(), source->activations());
    return model;
}

} // namespace ridge
