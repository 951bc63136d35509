// Bounded JSON parsing, and objects whose fields are read by name with the place of every mistake.
// Not any format of its own: json_model, json_device, json_scenario and hugging_face are built from it.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/formats/format_error.h"
#include "core/scenario/ranges.h"

#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <vector>

namespace ridge {

using Json = nlohmann::json;                // for reading
using OrderedJson = nlohmann::ordered_json; // for writing: keeps the order in which keys are set

/// Parses text from anywhere: refuses what is too large, too deep or no JSON. `what` names it in messages: "The model".
Json parseJson(std::string_view text, const std::string& what, const std::stop_token& stop = {});
/// A file of JSON in memory; refuses what is too large before it is read.
FileBytes loadedJson(const FileBytes& file, const std::string& what);

/// Two spaces, every number exact, text that is not UTF-8 replaced; ends with a newline.
std::string jsonText(const OrderedJson& json);

/// Whole numbers without a decimal point.
OrderedJson numberJson(double value);

/// Text from a file inside quotes, shortened and without control characters.
std::string inQuotes(std::string_view text);

/// A mistake at a known place of the text, such as device.memory[0].capacity_bytes.
class FieldError : public FormatError {
public:
    FieldError(std::string at, const std::string& sentence) : FormatError(at + ": " + sentence), place(std::move(at)) {}
    std::string place;
};

[[noreturn]] void failAt(const std::string& place, const std::string& sentence);

/// Reads one number found at a place.
double readNumber(const Json& value, const std::string& place, NumberRange range);
std::string readText(const Json& value, const std::string& place);

/// One object. Every key that is asked for is known; rejectUnknown() names the first that was never asked for.
class ObjectReader {
public:
    ObjectReader(const Json& object, std::string place);

    /// The value, or nullptr; null counts as not given.
    const Json* find(const char* key) const;
    std::string placeOf(const std::string& key) const;

    double number(const char* key, NumberRange range) const;
    double number(const char* key, NumberRange range, double fallback) const;
    std::optional<double> optionalNumber(const char* key, NumberRange range) const;
    bool boolean(const char* key, bool fallback) const;
    std::string text(const char* key) const;
    std::string text(const char* key, const std::string& fallback) const;
    std::map<std::string, std::string> texts(const char* key) const;
    /// The index of the text among the names.
    std::size_t choice(const char* key, const std::vector<std::string>& names, std::size_t fallback) const;
    /// The elements of an array, at most so many; empty when not given.
    std::vector<const Json*> array(const char* key, std::size_t most) const;

    void rejectUnknown() const;

private:
    const Json& require(const char* key) const;

    const Json& m_object;
    std::string m_place;
    mutable std::vector<std::string> m_known;
};

/// Checks "format" and "version" of a project file.
void checkHeader(const ObjectReader& reader, const std::string& format);

} // namespace ridge
