// The format: 8 bytes with the length of a JSON header, little-endian; the header; the values. The header gives every
// tensor its dtype, shape and place: https://huggingface.co/docs/safetensors, safetensors 0.6.

#include "core/formats/weights/safetensors.h"

#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/model.h"
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
    {"F64", 64},    {"F32", 32},    {"F16", 16}, {"BF16", 16}, {"F8_E4M3", 8}, {"F8_E5M2", 8}, {"F8_E8M0", 8},
    {"F6_E2M3", 6}, {"F6_E3M2", 6}, {"F4", 4},   {"I64", 64},  {"I32", 32},    {"I16", 16},    {"I8", 8},
    {"U64", 64},    {"U32", 32},    {"U16", 16}, {"U8", 8},    {"BOOL", 8},    {"C64", 64},
};

std::uint64_t headerLength(std::string_view bytes)
{
    std::uint64_t length = 0;
    std::memcpy(&length, bytes.data(), std::min<std::size_t>(lengthBytes, bytes.size()));
    return length;
}

double bitsOf(const std::string& type, const std::string& place)
{
    const auto* found = std::find_if(std::begin(elementTypes), std::end(elementTypes),
                                     [&](const ElementType& each) { return each.name == type; });
    if (found == std::end(elementTypes)) {
        failAt(place, inQuotes(type) + " is not a dtype of safetensors.");
    }
    return found->bits;
}

StoredTensor readEntry(const std::string& name, const Json& json, double& end)
{
    const std::string place = "tensor " + inQuotes(name);
    const ObjectReader reader(json, place);
    StoredTensor tensor;
    tensor.name = cleanText(name);
    tensor.format = reader.text("dtype");
    const double bits = bitsOf(tensor.format, reader.placeOf("dtype"));
    tensor.elements = 1;
    for (const Json* size : reader.array("shape", 64)) {
        tensor.elements *= readNumber(*size, reader.placeOf("shape"), {0, 1e15});
    }
    const std::vector<const Json*> offsets = reader.array("data_offsets", 2);
    if (offsets.size() != 2) {
        failAt(place, "\"data_offsets\" must be two numbers.");
    }
    const auto offset = [&](std::size_t i) { return readNumber(*offsets[i], place, {0, 1e18}); };
    tensor.bytes = offset(1) - offset(0);
    if (tensor.bytes != std::ceil(tensor.elements * bits / 8)) {
        failAt(place, "its place in the file is not as long as its shape and dtype say.");
    }
    end = std::max(end, offset(1));
    return tensor;
}

/// Adds the tensors of one file, by name, and a remark when it ends too early.
void addTensors(const FileBytes& bytes, const std::string& name, Checkpoint& checkpoint)
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
        if (checkpoint.tensors.size() == mostTensors) {
            throw FormatError(name + ": there are more than a million tensors.");
        }
        checkpoint.tensors.push_back(readEntry(key, value, end));
    }
    const double held = static_cast<double>(bytes.size() - lengthBytes - length);
    if (end > held) {
        checkpoint.remarks.push_back(name + " is cut off: it ends " + format(end - held, Unit::Bytes) +
                                     " before its last tensor does.");
    }
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
    Checkpoint checkpoint;
    checkpoint.format = "safetensors";
    addTensors(bytes, name, checkpoint);
    if (isPartName(name)) {
        checkpoint.remarks.push_back(name + " is one part of a checkpoint; open model.safetensors.index.json for all.");
    }
    return modelOf(std::move(checkpoint), name, companions, folder, !isPartName(name));
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
    Checkpoint checkpoint;
    checkpoint.format = "safetensors";
    for (const std::string& shard : shardsOf(index)) {
        const auto bytes = companions.find(shard);
        if (bytes == companions.end()) {
            throw FormatError(inQuotes(shard) +
                              ", which the index names, is not beside it; put all parts in one folder.");
        }
        addTensors(bytes->second, shard, checkpoint);
    }
    std::set<std::string_view> held;
    for (const StoredTensor& tensor : checkpoint.tensors) {
        held.insert(tensor.name);
    }
    for (const auto& [tensor, file] : index.at("weight_map").items()) {
        if (!held.contains(cleanText(tensor))) {
            throw FormatError("weight_map: the tensor " + inQuotes(tensor) +
                              " is in none of the files; copy them again.");
        }
    }
    return modelOf(std::move(checkpoint), name, companions, folder, true);
}

} // namespace ridge
