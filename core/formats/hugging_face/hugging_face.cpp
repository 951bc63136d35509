// Hugging Face config.json: finds the family by its model_type. Unknown keys are expected there and ignored.

#include "core/formats/hugging_face/hugging_face.h"
#include "core/formats/hugging_face/quantization.h"
#include "core/formats/hugging_face/read_config.h"

#include "core/formats/weights/checkpoint_model.h"
#include "core/quantity/shown_text.h"
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
                              huggingFaceVisionLanguage(), huggingFaceConvolutional(), huggingFaceDiffusion()}) {
        all.insert(all.end(), table.begin(), table.end());
    }
    return all;
}

bool isKnown(const std::string& type)
{
    const std::vector<HuggingFaceFamily> all = allFamilies();
    return std::any_of(all.begin(), all.end(), [&](const HuggingFaceFamily& family) { return type == family.type; });
}

/// Names of the language model's own config in files of several parts.
constexpr const char* languageKeys[] = {"text_config", "llm_config", "language_config"};

/// Where the whole is of no family that is known but its language model is, that part is read.
const Json& languagePart(const Json& json)
{
    const ObjectReader config(json, "");
    const Json* part = languageConfig(json);
    if (!part || isKnown(config.text("model_type", ""))) {
        return json;
    }
    return isKnown(ObjectReader(*part, "text_config").text("model_type", "")) ? *part : json;
}

/// What the part is called in the file; empty for all of it.
std::string placeOfPart(const Json& whole, const Json& part)
{
    for (const char* key : languageKeys) {
        if (ObjectReader(whole, "").find(key) == &part) {
            return key;
        }
    }
    return "";
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

/// The config's own type, or that of its language part.
void readPrecision(const Json& whole, Model& model)
{
    std::string type;
    for (const Json* config : {&whole, languageConfig(whole)}) {
        if (config && type.empty()) {
            const ObjectReader c(*config, "");
            type = c.text("torch_dtype", c.text("dtype", ""));
        }
    }
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

bool has(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

/// A head that sorts or rates what was read instead of continuing it: "LlamaForSequenceClassification".
bool judges(const std::string& architecture)
{
    return has(architecture, "Classification") || has(architecture, "QuestionAnswering") ||
           has(architecture, "Reward") || has(architecture, "Embedding");
}

/// A decoder that was saved without its head, or with another than that of words, is read for its hidden states.
void readHeadOfDecoder(const std::string& architecture, Model& model)
{
    Decoder& d = *model.decoder();
    const bool hasHead = has(architecture, "For") || has(architecture, "Head");
    if (!judges(architecture) && (hasHead || !architecture.ends_with("Model"))) {
        return;
    }
    if (d.result == TextResult::Tokens) {
        d.result = has(architecture, "Bidirect") ? TextResult::StatesBothWays : TextResult::States;
    }
    addRemark(model, "The config is that of " + architecture + ": a text is read once for its hidden states, and " +
                         "nothing is cached" + (judges(architecture) ? "; its own head is in no number here." : "."));
}

/// What the checkpoint's class has besides what is counted.
void readHead(const std::string& architecture, Model& model)
{
    const ModelBody& body = *model.body;
    const auto* vision = std::get_if<VisionTransformer>(&body);
    const bool isHeadless = std::holds_alternative<Encoder>(body) || (vision && vision->head == VisionHead::None);
    if (std::holds_alternative<Decoder>(body)) {
        readHeadOfDecoder(architecture, model);
    } else if (isHeadless && has(architecture, "For")) {
        addRemark(model, "The head of " + architecture + " is in no number here: the encoder alone is counted.");
    }
}

/// Checkpoints may hold layers behind the last one that training and speculation use.
void tellFurtherLayers(const ObjectReader& c, Model& model)
{
    if (c.number("num_nextn_predict_layers", countOrNoneRange, 0) > 0) {
        addRemark(model, "The layers that predict further tokens (num_nextn_predict_layers) are in no number here.");
    }
}

/// What stands beside the language part and is not read.
void tellUnread(const Json& whole, Model& model)
{
    std::string unread;
    Checkpoint said = *model.checkpoint;
    for (const auto& [key, part] : whole.items()) {
        const bool isOther = key.ends_with("_config") && &part != languageConfig(whole) && part.is_object();
        if (isOther && key != "quantization_config" && key != "generation_config") {
            said.unread.push_back(cleanText(key));
            unread += (unread.empty() ? "" : " and ") + said.unread.back();
        }
    }
    model.checkpoint = std::move(said);
    addRemark(model, "The language part alone is read" +
                         (unread.empty() ? "." : ": what " + unread + " describes is in no number here."));
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

std::string architectureOf(const ObjectReader& c)
{
    const std::vector<const Json*> all = c.array("architectures", 64);
    return all.empty() || !all.front()->is_string() ? std::string() : all.front()->get<std::string>();
}

double classesOf(const ObjectReader& c)
{
    constexpr double imageNetClasses = 1000; // of the published checkpoints
    const Json* names = c.find("id2label");
    const bool named = names && names->is_object() && !names->empty();
    return named ? static_cast<double>(names->size()) : c.number("num_labels", countRange, imageNetClasses);
}

const Json* languageConfig(const Json& whole)
{
    for (const char* key : languageKeys) {
        const Json* part = ObjectReader(whole, "").find(key);
        if (part && part->is_object()) {
            return part;
        }
    }
    return nullptr;
}

void addRemark(Model& model, std::string sentence)
{
    Checkpoint checkpoint = *model.checkpoint;
    checkpoint.remarks.push_back(std::move(sentence));
    model.checkpoint = std::move(checkpoint);
}

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
    const ObjectReader config(json, placeOfPart(whole, json));
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
    if (isPart) {
        tellUnread(whole, model);
    } else if (!fromDiffusers) {
        readHead(architectureOf(config), model);
    }
    tellFurtherLayers(config, model);
    if (family.isForText) {
        model.usual["workload.images"] = "0"; // unless images come
    }
    readPrecision(whole, model);
    readQuantization(whole, model);
    checkReadable(model);
    return model;
}

} // namespace ridge
