// The format: 8 bytes with the length of a JSON header, little-endian; the header; the values. The header gives every
// tensor its dtype, shape and place: https://huggingface.co/docs/safetensors, safetensors 0.6.

#include "core/formats/weights/safetensors.h"

#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/model.h"
#include "core/formats/weights/packed_weights.h"
#include "core/quantity/unit.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <set>

namespace ridge {
namespace {

static_assert(std::endian::native == std::endian::little, "lengths are copied as the file has them");

constexpr std::uint64_t lengthBytes = 8;
constexpr std::uint64_t largestHeader = 64 << 20; // as parseJson; the format itself allows 100 MB
constexpr std::size_t mostShards = 10'000;
constexpr const char* configName = "config.json";

struct ElementType {
    std::string_view name;
    double bits;
};

constexpr ElementType elementTypes[] = {
    {"F64", 64},    {"F32", 32},    {"F16", 16},        {"BF16", 16},       {"F8_E4M3", 8}, {"F8_E5M2", 8},
    {"F8_E8M0", 8}, {"F6_E2M3", 6}, {"F6_E3M2", 6},     {"F4", 4},          {"I64", 64},    {"I32", 32},
    {"I16", 16},    {"I8", 8},      {"U64", 64},        {"U32", 32},        {"U16", 16},    {"U8", 8},
    {"BOOL", 8},    {"C64", 64},    {"F8_E4M3FNUZ", 8}, {"F8_E5M2FNUZ", 8}, // FNUZ: no infinities, one zero
};

std::uint64_t headerLength(std::string_view bytes)
{
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), std::min<std::size_t>(lengthBytes, bytes.size()));
    return length;
}

/// Empty for a dtype that nobody knows.
std::optional<double> bitsOf(const std::string& type, const std::string& place)
{
    const auto* found = std::find_if(std::begin(elementTypes), std::end(elementTypes),
                                     [&](const ElementType& each) { return each.name == type; });
    if (found != std::end(elementTypes)) {
        return found->bits;
    }
    const auto isPlain = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    constexpr std::size_t longest = 32;
    if (type.empty() || type.size() > longest || !std::all_of(type.begin(), type.end(), isPlain)) {
        failAt(place, inQuotes(type) + " is not a dtype.");
    }
    return std::nullopt;
}

/// What the files of one checkpoint hold.
struct Contents {
    std::vector<ShapedTensor> tensors;
    std::vector<std::string> remarks;
    bool isPart = false;           // other files hold the rest
    std::set<std::string> unknown; // dtypes
};

ShapedTensor readEntry(const std::string& name, const Json& json, double& end, Contents& contents)
{
    const std::string place = "tensor " + inQuotes(name);
    const ObjectReader reader(json, place);
    ShapedTensor shaped;
    StoredTensor& tensor = shaped.stored;
    tensor.name = cleanText(name);
    tensor.format = reader.text("dtype");
    const std::optional<double> bits = bitsOf(tensor.format, reader.placeOf("dtype"));
    tensor.elements = 1;
    for (const Json* size : reader.array("shape", 64)) {
        shaped.shape.push_back(readNumber(*size, reader.placeOf("shape"), {0, 1e15}));
        tensor.elements *= shaped.shape.back();
    }
    const std::vector<const Json*> offsets = reader.array("data_offsets", 2);
    if (offsets.size() != 2) {
        failAt(place, "\"data_offsets\" must be two numbers.");
    }
    const auto offset = [&](std::size_t i) { return readNumber(*offsets[i], place, {0, 1e18}); };
    tensor.bytes = offset(1) - offset(0);
    if (bits && tensor.bytes != std::ceil(tensor.elements * *bits / 8)) {
        failAt(place, "its place in the file is not as long as its shape and dtype say.");
    }
    if (!bits) { // as long as its place
        if (!(tensor.bytes >= 0 && tensor.elements <= 1e18)) {
            failAt(place, "its place in the file ends before it begins.");
        }
        contents.unknown.insert(tensor.format);
    }
    end = std::max(end, offset(1));
    return shaped;
}

/// Adds the tensors of one file, by name, and a remark when it ends too early.
void addTensors(const FileBytes& bytes, const std::string& name, Contents& contents)
{
    const std::uint64_t length = headerLength(bytes.head());
    if (bytes.size() < lengthBytes || length > bytes.size() - lengthBytes) {
        throw FormatError(name + " ends inside its header; copy the file again.");
    }
    if (length > largestHeader) {
        throw FormatError(name + " has a header larger than 64 MiB, more than any checkpoint needs.");
    }
    const Json header = parseJson(bytes.part(lengthBytes, length), "The header of " + name, bytes.stop());
    if (!header.is_object()) {
        throw FormatError(name + ": the header is no JSON object.");
    }
    double end = 0;
    for (const auto& [key, value] : header.items()) {
        if (key == "__metadata__") {
            continue;
        }
        if (contents.tensors.size() == mostTensors) {
            throw FormatError(name + ": there are more than a million tensors.");
        }
        contents.tensors.push_back(readEntry(key, value, end, contents));
    }
    const double held = static_cast<double>(bytes.size() - lengthBytes - length);
    if (end > held) {
        contents.remarks.push_back(name + " is cut off: it ends " + format(end - held, Unit::Bytes) +
                                   " before its last tensor does.");
    }
}

Checkpoint checkpointOf(Contents contents)
{
    Checkpoint checkpoint;
    checkpoint.format = "safetensors";
    checkpoint.remarks = std::move(contents.remarks);
    if (contents.isPart) {
        checkpoint.guessed.emplace_back("how the parts that are missing are stored");
    }
    for (std::string& sentence : countPacked(contents.tensors)) {
        checkpoint.remarks.push_back(std::move(sentence));
    }
    for (ShapedTensor& tensor : contents.tensors) {
        checkpoint.tensors.push_back(std::move(tensor.stored));
    }
    for (const std::string& type : contents.unknown) {
        checkpoint.remarks.push_back("Tensors of dtype " + inQuotes(type) +
                                     ", which this program does not know, count as many bytes as they take.");
        checkpoint.guessed.push_back("what tensors of dtype " + inQuotes(type) + " hold");
    }
    return checkpoint;
}

bool isPlainName(const std::string& name)
{
    return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
           name.find_first_of(std::string_view("/\\\0:", 4)) == std::string::npos;
}

/// "model-00002-of-00030.safetensors": a part, which its index completes.
bool isPartName(const std::string& name)
{
    const std::size_t of = name.rfind("-of-");
    return of != std::string::npos && of >= 5 &&
           std::all_of(name.begin() + static_cast<std::ptrdiff_t>(of) - 5,
                       name.begin() + static_cast<std::ptrdiff_t>(of), [](char c) { return c >= '0' && c <= '9'; });
}

Model modelOf(Checkpoint checkpoint, const std::string& name, const Companions& companions, const std::string& folder,
              bool complete)
{
    if (checkpoint.tensors.empty()) {
        throw FormatError(name + " holds no tensors.");
    }
    const auto config = companions.find(configName);
    if (config == companions.end()) {
        return weightsAlone(stemOf(name), std::move(checkpoint),
                            "Weights alone say nothing of the arithmetic; put the model's config.json beside " + name +
                                " and open it again.");
    }
    Model model;
    try {
        model = readHuggingFaceConfig(loadedJson(config->second, "The file").text(), folder);
    } catch (const FormatError& error) {
        return weightsAlone(stemOf(name), std::move(checkpoint),
                            "The config.json beside " + name + " cannot be used: " + error.what());
    }
    model.source = "safetensors file and " + model.source;
    attachCheckpoint(model, std::move(checkpoint), complete);
    return model;
}

} // namespace

bool looksLikeSafetensors(std::string_view head)
{
    return head.size() > lengthBytes && head[lengthBytes] == '{' && headerLength(head) >= 2 &&
           headerLength(head) < std::uint64_t{1} << 40;
}

Model readSafetensors(const FileBytes& bytes, const std::string& name, const Companions& companions,
                      const std::string& folder)
{
    Contents contents;
    addTensors(bytes, name, contents);
    contents.isPart = isPartName(name);
    if (contents.isPart) {
        contents.remarks.push_back(name + " is one part of a checkpoint; open model.safetensors.index.json for all.");
    }
    const bool complete = !contents.isPart;
    return modelOf(checkpointOf(std::move(contents)), name, companions, folder, complete);
}

std::vector<std::string> shardsOf(const Json& index)
{
    const ObjectReader reader(index, "");
    const Json* map = reader.find("weight_map");
    if (!map || !map->is_object()) {
        failAt("weight_map", "is missing; this is no index of safetensors files.");
    }
    std::set<std::string> names;
    for (const auto& [tensor, file] : map->items()) {
        const std::string name = readText(file, "weight_map[" + inQuotes(tensor) + "]");
        if (!isPlainName(name)) {
            failAt("weight_map[" + inQuotes(tensor) + "]",
                   inQuotes(name) + " is no plain file name; parts lie in the folder of their index.");
        }
        names.insert(name);
        if (names.size() > mostShards) {
            failAt("weight_map", "names more than ten thousand files.");
        }
    }
    return {names.begin(), names.end()};
}

Model readSafetensorsIndex(const Json& index, const std::string& name, const Companions& companions,
                           const std::string& folder)
{
    Contents contents;
    for (const std::string& shard : shardsOf(index)) {
        const auto bytes = companions.find(shard);
        if (bytes == companions.end()) {
            throw FormatError(inQuotes(shard) +
                              ", which the index names, is not beside it; put all parts in one folder.");
        }
        addTensors(bytes->second, shard, contents);
    }
    std::set<std::string_view> held;
    for (const ShapedTensor& tensor : contents.tensors) {
        held.insert(tensor.stored.name);
    }
    for (const auto& [tensor, file] : index.at("weight_map").items()) {
        if (!held.contains(cleanText(tensor))) {
            throw FormatError("weight_map: the tensor " + inQuotes(tensor) +
                              " is in none of the files; copy them again.");
        }
    }
    return modelOf(checkpointOf(std::move(contents)), name, companions, folder, true);
}

} // namespace ridge
