// readGguf: a .gguf file, or all parts of a split one, becomes a model.

#include "core/formats/weights/gguf.h"

#include "core/formats/hugging_face/read_config.h"
#include "core/formats/json/model.h"
#include "core/scenario/model_body.h"
#include "core/scenario/precision.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::string_view magic = "GGUF", reversedMagic = "FUGG"; // of files for machines of the other byte order
constexpr std::string_view ending = ".gguf";
constexpr std::size_t digits = 5; // of a part's number, and of how many there are
constexpr int mostParts = 1000;

bool isNumber(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string fiveDigits(int number)
{
    const std::string text = std::to_string(number);
    return std::string(digits - text.size(), '0') + text;
}

struct Parts {
    gguf::Header all;
    std::size_t found = 0, stated = 0;
    std::vector<std::string> remarks, guessed;
};

void take(gguf::Header part, const std::string& name, Parts& parts)
{
    if (part.missing > 0) {
        parts.remarks.push_back(name + " is cut off: it ends " + format(part.missing, Unit::Bytes) +
                                " before its last tensor does.");
    }
    std::move(part.remarks.begin(), part.remarks.end(), std::back_inserter(parts.remarks));
    std::move(part.guessed.begin(), part.guessed.end(), std::back_inserter(parts.guessed));
    parts.all.metadata.merge(part.metadata); // the first part has the architecture
    std::move(part.tensors.begin(), part.tensors.end(), std::back_inserter(parts.all.tensors));
    if (parts.all.tensors.size() > mostTensors) {
        throw FormatError(name + ": there are more than a million tensors.");
    }
    ++parts.found;
}

Parts readParts(const FileBytes& bytes, const std::string& name, const Companions& companions)
{
    Parts parts;
    const std::vector<std::string> names = ggufPartsBeside(name);
    parts.stated = std::max<std::size_t>(1, names.size());
    if (names.empty()) {
        take(gguf::readHeader(bytes, name), name, parts);
        return parts;
    }
    for (const std::string& each : names) {
        const auto beside = companions.find(each);
        if (each == name) {
            take(gguf::readHeader(bytes, name), name, parts);
        } else if (beside != companions.end()) {
            if (!looksLikeGguf(beside->second.head())) {
                throw FormatError(each + ", a part of " + name + ", is no GGUF file; copy it again.");
            }
            take(gguf::readHeader(beside->second, each), each, parts);
        }
    }
    if (parts.found < parts.stated) {
        parts.remarks.push_back(std::to_string(parts.found) + " of " + std::to_string(parts.stated) +
                                " parts are here; put the others into the same folder and open it again.");
        parts.guessed.emplace_back("how the parts that are missing are stored");
    }
    return parts;
}

/// Arithmetic and cache of the runtimes that read these files, unless the user says otherwise.
void setUsual(Model& model)
{
    for (const char* parameter : {"deployment.activations", "deployment.kv_cache"}) {
        model.usual.emplace(parameter, infoOf(Precision::FP16).id);
    }
}

Model fromConfig(const Companions& companions, const std::string& name, Checkpoint checkpoint,
                 const std::string& reason, bool complete)
{
    const auto config = companions.find("config.json");
    std::string advice = "; put the model's config.json beside it and open it again.";
    if (config != companions.end()) {
        try {
            Model model = readHuggingFaceConfig(loadedJson(config->second, "The file").text(), stemOf(name));
            model.source = "GGUF file and " + model.source;
            attachCheckpoint(model, std::move(checkpoint), complete);
            return model;
        } catch (const FormatError& error) {
            advice = std::string(", and the config.json beside it cannot be used: ") + error.what();
        }
    }
    return weightsAlone(stemOf(name), std::move(checkpoint), name + ": " + reason + advice);
}

} // namespace

bool looksLikeGguf(std::string_view head) { return head.starts_with(magic) || head.starts_with(reversedMagic); }

std::vector<std::string> ggufPartsBeside(const std::string& name)
{
    const std::string_view text = name;
    constexpr std::string_view of = "-of-";
    const std::size_t tail = 1 + digits + of.size() + digits + ending.size(); // "-00001-of-00003.gguf"
    if (text.size() < tail || !text.ends_with(ending)) {
        return {};
    }
    const std::string_view numbers = text.substr(text.size() - tail, tail - ending.size());
    const std::string_view total = numbers.substr(numbers.size() - digits);
    if (numbers.front() != '-' || numbers.substr(1 + digits, of.size()) != of || !isNumber(numbers.substr(1, digits)) ||
        !isNumber(total)) {
        return {};
    }
    const int count = std::stoi(std::string(total));
    if (count < 1 || count > mostParts) {
        return {};
    }
    std::vector<std::string> names;
    for (int i = 1; i <= count; ++i) {
        names.push_back(name.substr(0, name.size() - tail) + "-" + fiveDigits(i) + std::string(of) +
                        std::string(total) + std::string(ending));
    }
    return names;
}

Model readGguf(const FileBytes& bytes, const std::string& name, const Companions& companions)
{
    Parts parts = readParts(bytes, name, companions);
    if (parts.all.tensors.empty()) {
        throw FormatError(name + " holds no tensors; it may be a vocabulary alone.");
    }
    const gguf::Described described = gguf::describe(parts.all);
    Checkpoint checkpoint;
    checkpoint.format = "gguf";
    checkpoint.remarks = std::move(parts.remarks);
    checkpoint.guessed = std::move(parts.guessed);
    for (gguf::Tensor& tensor : parts.all.tensors) {
        checkpoint.tensors.push_back(std::move(tensor.stored));
    }
    const bool complete = parts.found == parts.stated;
    if (!described.decoder) {
        return fromConfig(companions, name, std::move(checkpoint), described.reason, complete);
    }
    if (!described.reason.empty()) {
        checkpoint.remarks.push_back(described.reason);
    }
    checkpoint.unread = described.unread;
    checkpoint.guessed.insert(checkpoint.guessed.end(), described.guessed.begin(), described.guessed.end());
    Model model;
    model.name = stemOf(name);
    model.id = idFrom(model.name);
    model.family = "Language model";
    model.source = "GGUF file (" + parts.all.metadata["general.architecture"].text + ")";
    model.body = *described.decoder;
    try {
        checkReadable(model);
    } catch (const FormatError& error) {
        throw FormatError(name + ": " + error.what());
    }
    setUsual(model);
    attachCheckpoint(model, std::move(checkpoint), complete);
    return model;
}

} // namespace ridge
