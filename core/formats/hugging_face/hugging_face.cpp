// Hugging Face config.json: finds the family by its model_type. Unknown keys are expected there and ignored.

#include "core/formats/hugging_face/hugging_face.h"
#include "core/formats/hugging_face/read_config.h"

#include "core/formats/weights/checkpoint_model.h"
#include "core/scenario/model_body.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

/// All tables of families.
std::vector<HuggingFaceFamily> allFamilies()
{
    std::vector<HuggingFaceFamily> all;
    for (const auto& table : {huggingFaceDecoders(), huggingFaceGptLike(), huggingFaceEncoders(), huggingFaceVision(),
                              huggingFaceDiffusion()}) {
        all.insert(all.end(), table.begin(), table.end());
    }
    return all;
}

bool isKnown(const std::string& type)
{
    const std::vector<HuggingFaceFamily> all = allFamilies();
    return std::any_of(all.begin(), all.end(), [&](const HuggingFaceFamily& family) { return type == family.type; });
}

/// Models of several parts keep the language model's own config in text_config. Where the whole is of no family that is
/// known but that part is, the part is read.
const Json& languagePart(const Json& json)
{
    const ObjectReader config(json, "");
    const Json* part = config.find("text_config");
    if (!part || !part->is_object() || isKnown(config.text("model_type", ""))) {
        return json;
    }
    return isKnown(ObjectReader(*part, "text_config").text("model_type", "")) ? *part : json;
}

HuggingFaceFamily familyOf(const std::string& type)
{
    std::string known;
    for (const HuggingFaceFamily& family : allFamilies()) {
        if (type == family.type) {
            return family;
        }
        known += (known.empty() ? "" : ", ") + std::string(family.type);
    }
    failAt("model_type", inQuotes(type) + " is not a family this reader knows; known are " + known +
                             ". Export other models to ONNX.");
}

void readPrecision(const ObjectReader& config, Model& model)
{
    const std::string type = config.text("torch_dtype", config.text("dtype", ""));
    const char* precision = type == "bfloat16"  ? "bf16"
                            : type == "float16" ? "fp16"
                            : type == "float32" ? "fp32"
                                                : nullptr;
    if (precision) {
        for (const char* parameter : {"deployment.weights", "deployment.activations", "deployment.kv_cache"}) {
            model.usual[parameter] = precision;
        }
    }
}

/// "meta-llama/Llama-2-7b-hf" → "Llama-2-7b-hf"; a path that names nothing leaves it to the file, or to the
/// family and its size.
std::string nameOf(const ObjectReader& config, const std::string& type, const Model& model,
                   const std::string& otherwise)
{
    std::string path = config.text("_name_or_path", "");
    while (path.ends_with('/')) {
        path.pop_back();
    }
    const std::string last = path.substr(path.rfind('/') + 1); // npos + 1 is 0
    if (last.find_first_not_of('.') != std::string::npos) {
        return last;
    }
    if (!otherwise.empty()) {
        return otherwise;
    }
    const Decoder* d = model.decoder();
    const auto whole = [](double x) { return std::to_string(static_cast<long long>(x)); };
    return d ? type + " " + whole(d->layers) + " × " + whole(d->width) : type;
}

} // namespace

double evenHeadSize(const ObjectReader& c, double width, double heads, const char* widthKey, const char* headsKey)
{
    if (std::fmod(width, heads) != 0) {
        failAt(c.placeOf(widthKey), std::string("is not a multiple of ") + headsKey + ".");
    }
    return width / heads;
}

Model readHuggingFaceConfig(std::string_view text, const std::string& otherwise)
{
    const Json whole = parseJson(text, "The config");
    const Json& json = languagePart(whole);
    const bool isPart = &json != &whole;
    const ObjectReader config(json, isPart ? "text_config" : "");
    const bool fromDiffusers = !config.find("model_type") && config.find("_class_name");
    if (!fromDiffusers && !config.find("model_type")) {
        failAt("model_type", "is missing; this is no Hugging Face config.json.");
    }
    const std::string type = config.text(fromDiffusers ? "_class_name" : "model_type");
    const HuggingFaceFamily family = familyOf(type);
    Model model;
    model.body = family.read(json, config);
    model.name = nameOf(config, type, model, otherwise);
    model.id = idFrom(model.name);
    model.family = family.modelClass;
    model.source = "Hugging Face config.json (" + type + ")" + (isPart ? ", its language part alone" : "");
    readPrecision(config, model);
    checkReadable(model);
    return model;
}

} // namespace ridge
