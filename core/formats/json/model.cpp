#include "core/formats/json/model.h"

#include "core/formats/file_reader.h"
#include "core/formats/json/base64.h"
#include "core/formats/json/fields.h"
#include "core/formats/json/project.h"
#include "core/formats/weights/checkpoint_model.h"
#include "core/quantity/alternatives.h"
#include "core/scenario/model_body.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr const char* modelFormat = "ridgepoint-model";

/// The reader of a graph that a model keeps without its weights.
const FileReader* graphReader(const std::string& id, const std::string& place)
{
    const FileReader* reader = fileReader(id);
    if (reader && reader->gives == Gives::Graph) {
        return reader;
    }
    std::vector<std::string_view> known;
    for (const FileReader& each : fileReaders()) {
        if (each.gives == Gives::Graph) {
            known.push_back(each.id);
        }
    }
    failAt(place, inQuotes(id) + " is not a graph format; there is " + alternatives(known) + ".");
}

ImportedGraph readGraph(const Json& json, const std::string& place, const std::string& name,
                        const Checkpoint& checkpoint)
{
    const ObjectReader reader(json, place);
    const std::string format = reader.text("format");
    if (!checkpoint.format.empty() && format == checkpoint.format && !reader.find("file")) {
        reader.rejectUnknown();
        return graphOfWeights(checkpoint);
    }
    const FileReader* const graphFile = graphReader(format, reader.placeOf("format"));
    const auto bytes = fromBase64(reader.text("file"));
    if (!bytes) {
        failAt(reader.placeOf("file"), "is not base64.");
    }
    const Model read = std::get<Model>(graphFile->read({*bytes, name, {}, {}}));
    if (!read.imported() || !read.imported()->source) {
        failAt(reader.placeOf("file"), "holds no graph.");
    }
    ImportedGraph graph = *read.imported();
    const Json* symbols = reader.find("symbols");
    reader.rejectUnknown();
    if (!symbols) {
        return graph;
    }
    const ObjectReader symbolReader(*symbols, reader.placeOf("symbols"));
    for (auto& [symbol, value] : graph.symbols) {
        value = symbolReader.number(symbol.c_str(), ranges::graphSize.widened(1, 1e15), value);
    }
    symbolReader.rejectUnknown();
    try {
        graph.graph = graph.source->resolve(graph.symbols); // all at once: one at a time may pass through misfits
    } catch (const std::runtime_error& error) {
        failAt(reader.placeOf("symbols"), error.what());
    }
    return graph;
}

OrderedJson graphJson(const ImportedGraph& graph)
{
    OrderedJson json;
    json["format"] = graph.format;
    if (!graph.source) { // weights alone: the checkpoint says all
        return json;
    }
    json["symbols"] = OrderedJson::object();
    for (const auto& [symbol, value] : graph.symbols) {
        json["symbols"][symbol] = numberJson(value);
    }
    json["file"] = toBase64(graph.source->bytes());
    return json;
}

/// What the networks of a family are called in its object, in the order of its parts().
template <class Family> constexpr std::array<const char*, 0> partKeys{};
template <> constexpr std::array partKeys<VisionLanguage>{"vision", "connector", "language"};
template <> constexpr std::array partKeys<DualEncoder>{"vision", "text"};

/// How a family is read and written: its fields, then its parts; what was read of its model is at hand.
template <class Family> struct InFile {
    static Family read(const Json& json, const std::string& place, const Model& model)
    {
        const ObjectReader reader(json, place);
        Family family;
        readFields(reader, family);
        if constexpr (!partKeys<Family>.empty()) {
            auto key = partKeys<Family>.begin();
            std::apply([&](auto&... part) { (readPart(reader, *key++, part, model), ...); }, family.parts());
        }
        reader.rejectUnknown();
        return family;
    }
    static OrderedJson write(const Family& family)
    {
        OrderedJson json;
        writeFields(json, family);
        if constexpr (!partKeys<Family>.empty()) {
            auto key = partKeys<Family>.begin();
            const auto add = [&]<class Part>(const Part& part) { json[*key++] = InFile<Part>::write(part); };
            std::apply([&](const auto&... part) { (add(part), ...); }, family.parts());
        }
        return json;
    }

private:
    template <class Part>
    static void readPart(const ObjectReader& reader, const char* key, Part& out, const Model& model)
    {
        const Json* given = reader.find(key);
        if (!given) {
            failAt(reader.placeOf(key), "is missing.");
        }
        out = InFile<Part>::read(*given, reader.placeOf(key), model);
    }
};
template <> struct InFile<LayerList> {
    static LayerList read(const Json& json, const std::string& place, const Model&)
    {
        return readLayerList(json, place);
    }
    static OrderedJson write(const LayerList& list) { return layerListJson(list); }
};
template <> struct InFile<ImportedGraph> {
    static ImportedGraph read(const Json& json, const std::string& place, const Model& model)
    {
        return readGraph(json, place, model.name, *model.checkpoint);
    }
    static OrderedJson write(const ImportedGraph& graph) { return graphJson(graph); }
};

template <> struct InFile<Diffusion> {
    static Diffusion read(const Json& json, const std::string& place, const Model&)
    {
        return readDiffusion(json, place);
    }
    static OrderedJson write(const Diffusion& model) { return diffusionJson(model); }
};

/// The keys of the families, in the order of Families.
constexpr std::array<const char*, std::variant_size_v<Families>> familyKeys{
    "layers",    "decoder",     "graph",   "vision",          "swin",        "vision_language",
    "diffusion", "point_cloud", "encoder", "encoder_decoder", "dual_encoder"};

template <std::size_t... I>
ModelBody readBody(std::size_t family, const Json& json, const std::string& place, const Model& model,
                   std::index_sequence<I...>)
{
    ModelBody body;
    ((family == I ? body = InFile<std::variant_alternative_t<I, Families>>::read(json, place, model) : body), ...);
    return body;
}

/// "layers", "decoder", … and the last.
std::string familyList()
{
    std::string list;
    for (std::size_t i = 0; i < familyKeys.size(); ++i) {
        list += (i == 0 ? "" : i + 1 == familyKeys.size() ? " and " : ", ") + inQuotes(familyKeys[i]);
    }
    return list;
}

} // namespace

Model readModelFields(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    checkHeader(reader, modelFormat);
    Model model;
    model.id = reader.text("id", "");
    model.name = reader.text("name");
    model.family = reader.text("family", "");
    model.source = reader.text("source", "");
    model.usual = reader.texts("usual");
    std::size_t given = 0, family = 0;
    for (std::size_t i = 0; i < familyKeys.size(); ++i) {
        if (reader.find(familyKeys[i])) {
            ++given;
            family = i;
        }
    }
    const Json* checkpoint = reader.find("checkpoint");
    reader.rejectUnknown();
    if (checkpoint) {
        model.checkpoint = readCheckpoint(*checkpoint, reader.placeOf("checkpoint"));
    }
    if (given != 1) {
        failAt(place, "a model has exactly one of " + familyList() + ".");
    }
    const char* const key = familyKeys[family];
    model.body = readBody(family, *reader.find(key), reader.placeOf(key), model,
                          std::make_index_sequence<std::variant_size_v<Families>>());
    return model;
}

OrderedJson modelJson(const Model& model)
{
    OrderedJson json;
    json["format"] = modelFormat;
    json["version"] = 1;
    if (!model.id.empty()) {
        json["id"] = model.id;
    }
    json["name"] = model.name;
    if (!model.family.empty()) {
        json["family"] = model.family;
    }
    if (!model.source.empty()) {
        json["source"] = model.source;
    }
    if (!model.usual.empty()) {
        json["usual"] = model.usual;
    }
    json[familyKeys[model.body->index()]] =
        std::visit([](const auto& body) { return InFile<std::decay_t<decltype(body)>>::write(body); }, *model.body);
    if (!(*model.checkpoint == Checkpoint{})) {
        json["checkpoint"] = checkpointJson(*model.checkpoint);
    }
    return json;
}

void checkReadable(const Model& model)
{
    Model alone = model;
    alone.checkpoint = {};
    readModelFields(Json(modelJson(alone)), "");
}

Model readModelJson(std::string_view text) { return readModelFields(parseJson(text, "The model"), ""); }

std::string writeModelJson(const Model& model) { return jsonText(modelJson(model)); }

} // namespace ridge
