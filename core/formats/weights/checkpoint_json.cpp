// Stored tensors in project JSON: one line of text each, "FORMAT ELEMENTS BYTES NAME", as there may be many thousands.

#include "core/formats/weights/checkpoint_model.h"
#include "core/quantity/digits.h"

namespace ridge {
namespace {

constexpr double mostElements = 1e19; // what readers of weight files let pass is less

/// The text up to the next space, which is taken off together with it.
std::string_view takeWord(std::string_view& text)
{
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    return word;
}

double takeNumber(std::string_view& text, const std::string& place)
{
    const std::string_view word = takeWord(text);
    const std::optional<double> value = readDigits(word);
    if (!value || !(*value >= 0 && *value <= mostElements)) {
        failAt(place, inQuotes(word) + " is not a count; a tensor is written as \"FORMAT ELEMENTS BYTES NAME\".");
    }
    return *value;
}

struct SentenceList {
    const char* key;
    std::vector<std::string> Checkpoint::*sentences;
};
constexpr SentenceList sentenceLists[] = {
    {"remarks", &Checkpoint::remarks}, {"unread", &Checkpoint::unread}, {"guessed", &Checkpoint::guessed}};

} // namespace

Checkpoint readCheckpoint(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    Checkpoint checkpoint;
    checkpoint.format = reader.text("format");
    for (const Json* each : reader.array("tensors", mostTensors)) {
        const std::string here = reader.placeOf("tensors") + "[" + std::to_string(checkpoint.tensors.size()) + "]";
        const std::string line = readText(*each, here);
        std::string_view rest = line;
        StoredTensor tensor;
        tensor.format = takeWord(rest);
        tensor.elements = takeNumber(rest, here);
        tensor.bytes = takeNumber(rest, here);
        tensor.name = rest;
        checkpoint.tensors.push_back(std::move(tensor));
    }
    for (const auto& [key, sentences] : sentenceLists) {
        for (const Json* each : reader.array(key, mostTensors)) {
            (checkpoint.*sentences).push_back(readText(*each, reader.placeOf(key)));
        }
    }
    reader.rejectUnknown();
    return checkpoint;
}

OrderedJson checkpointJson(const Checkpoint& checkpoint)
{
    OrderedJson json;
    json["format"] = checkpoint.format;
    json["tensors"] = OrderedJson::array();
    for (const StoredTensor& tensor : checkpoint.tensors) {
        json["tensors"].push_back(tensor.format + " " + exactNumber(tensor.elements) + " " + exactNumber(tensor.bytes) +
                                  " " + tensor.name);
    }
    for (const auto& [key, sentences] : sentenceLists) {
        if (!(checkpoint.*sentences).empty()) {
            json[key] = checkpoint.*sentences;
        }
    }
    return json;
}

} // namespace ridge
