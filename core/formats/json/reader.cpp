#include "core/formats/json/reader.h"

#include "core/formats/closest.h"
#include "core/formats/file_heads.h"
#include "core/quantity/shown_text.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr std::size_t largestText = std::size_t{64} << 20;
constexpr std::size_t deepestNesting = 64;
constexpr std::size_t mostValues = 2'000'000;
constexpr double formatVersion = 1;

std::string lineAndColumn(std::string_view text, std::size_t byte)
{
    const std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const std::size_t lineStart = before.rfind('\n') + 1; // npos + 1 is 0
    return "line " + std::to_string(line) + ", column " + std::to_string(before.size() - lineStart + 1);
}

const char* typeName(const Json& value)
{
    switch (value.type()) {
    case Json::value_t::object:
        return "an object";
    case Json::value_t::array:
        return "a list";
    case Json::value_t::string:
        return "text";
    case Json::value_t::boolean:
        return "true or false";
    case Json::value_t::null:
        return "null";
    default:
        return "a number";
    }
}

std::string plain(double value) { return OrderedJson(numberJson(value)).dump(); }

[[noreturn]] void failType(const std::string& place, const char* expected, const Json& found)
{
    failAt(place, std::string("expected ") + expected + ", found " + typeName(found) + ".");
}

/// Builds what Json::parse gives, in one pass: a callback would look through all brothers of an object when it ends.
/// Gives up where the text holds more than can be meant.
class BoundedDocument : public Json::json_sax_t {
public:
    BoundedDocument(std::string_view text, const std::string& what, const std::stop_token& stop)
        : m_text(text), m_what(what), m_stop(stop)
    {
    }

    Json take() { return std::move(m_document); }

    bool null() override { return add(nullptr); }
    bool boolean(bool value) override { return add(value); }
    bool number_integer(number_integer_t value) override { return add(value); }
    bool number_unsigned(number_unsigned_t value) override { return add(value); }
    bool number_float(number_float_t value, const string_t&) override { return add(value); }
    bool string(string_t& value) override { return add(std::move(value)); }
    bool binary(binary_t& value) override { return add(std::move(value)); } // no JSON text has any
    bool start_object(std::size_t) override { return open(Json::value_t::object); }
    bool start_array(std::size_t) override { return open(Json::value_t::array); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool key(string_t& name) override
    {
        checkDepth();
        m_member = &(*m_open.back())[name]; // of equal names the last counts
        return true;
    }
    bool parse_error(std::size_t byte, const std::string&, const Json::exception& error) override
    {
        if (!dynamic_cast<const Json::parse_error*>(&error)) {
            throw FormatError(m_what + " holds a number that is too large to be represented.");
        }
        throw FormatError(m_what + " is not valid JSON: " + lineAndColumn(m_text, byte) +
                          " cannot be read; check for a missing comma, quote or bracket there.");
    }

private:
    void checkDepth() const
    {
        if (m_open.size() > deepestNesting) {
            throw FormatError(m_what + " is nested more than " + std::to_string(deepestNesting) + " levels deep.");
        }
    }
    void count()
    {
        giveUpIf(m_stop);
        if (++m_values > mostValues) {
            throw FormatError(m_what + " holds more than two million values.");
        }
    }
    bool add(Json value)
    {
        checkDepth();
        count();
        place() = std::move(value);
        return true;
    }
    bool open(Json::value_t type)
    {
        checkDepth();
        count();
        Json& placed = place() = Json(type);
        m_open.push_back(&placed);
        return true;
    }
    bool close()
    {
        count();
        m_open.pop_back();
        return true;
    }
    /// Where the next value goes.
    Json& place()
    {
        return m_open.empty() ? m_document : m_open.back()->is_array() ? m_open.back()->emplace_back() : *m_member;
    }

    std::string_view m_text;
    const std::string& m_what;
    const std::stop_token& m_stop;
    Json m_document;
    std::vector<Json*> m_open; // the last is the innermost
    Json* m_member = nullptr;  // of the innermost object
    std::size_t m_values = 0;
};

/// What cannot be JSON by its first letter may be something that can be named.
void refuseForeign(std::string_view text, const std::string& what)
{
    const char first = firstLetter(text);
    const std::string kind = first == '{' || first == '[' ? std::string() : foreignKind(text.substr(0, 4096));
    if (!kind.empty()) {
        throw FormatError(what + " " + kind + ".");
    }
}

void refuseLarge(std::uint64_t size, const std::string& what)
{
    if (size > largestText) {
        throw FormatError(what + " is larger than 64 MiB, more than any description needs.");
    }
}

} // namespace

FileBytes loadedJson(const FileBytes& file, const std::string& what)
{
    refuseLarge(file.size(), what);
    return file.loaded();
}

Json parseJson(std::string_view text, const std::string& what, const std::stop_token& stop)
{
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        throw FormatError(what + " is empty.");
    }
    refuseForeign(text, what);
    refuseLarge(text.size(), what);
    BoundedDocument document(text, what, stop);
    Json::sax_parse(text.begin(), text.end(), &document);
    return document.take();
}

std::string jsonText(const OrderedJson& json)
{
    return forJson(json.dump(2, ' ', false, OrderedJson::error_handler_t::replace)) + "\n";
}

OrderedJson numberJson(double value)
{
    if (value == std::floor(value) && std::abs(value) < 1e15) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

std::string inQuotes(std::string_view text) { return '"' + cleanText(text, longestLabel) + '"'; }

void failAt(const std::string& place, const std::string& sentence)
{
    if (place.empty()) {
        throw FormatError(sentence);
    }
    throw FieldError(place, sentence);
}

double readNumber(const Json& value, const std::string& place, NumberRange range)
{
    if (!value.is_number()) {
        failType(place, "a number", value);
    }
    const double number = value.get<double>();
    if (!std::isfinite(number) || number < range.minimum || number > range.maximum) {
        failAt(place, plain(number) + " is outside " + plain(range.minimum) + " to " + plain(range.maximum) + ".");
    }
    if (range.integral && number != std::floor(number)) {
        failAt(place, plain(number) + " is not a whole number.");
    }
    return number;
}

std::string readText(const Json& value, const std::string& place)
{
    if (!value.is_string()) {
        failType(place, "text", value);
    }
    return value.get<std::string>();
}

ObjectReader::ObjectReader(const Json& object, std::string place) : m_object(object), m_place(std::move(place))
{
    if (!object.is_object()) {
        failType(m_place, "an object", object);
    }
}

const Json* ObjectReader::find(const char* key) const
{
    m_known.emplace_back(key);
    const auto found = m_object.find(key);
    return found == m_object.end() || found->is_null() ? nullptr : &*found;
}

std::string ObjectReader::placeOf(const std::string& key) const { return m_place.empty() ? key : m_place + "." + key; }

const Json& ObjectReader::require(const char* key) const
{
    const Json* value = find(key);
    if (!value) {
        failAt(placeOf(key), "is missing.");
    }
    return *value;
}

double ObjectReader::number(const char* key, NumberRange range) const
{
    return readNumber(require(key), placeOf(key), range);
}

double ObjectReader::number(const char* key, NumberRange range, double fallback) const
{
    return optionalNumber(key, range).value_or(fallback);
}

std::optional<double> ObjectReader::optionalNumber(const char* key, NumberRange range) const
{
    const Json* value = find(key);
    return value ? std::optional(readNumber(*value, placeOf(key), range)) : std::nullopt;
}

bool ObjectReader::boolean(const char* key, bool fallback) const
{
    const Json* value = find(key);
    if (value && !value->is_boolean()) {
        failType(placeOf(key), "true or false", *value);
    }
    return value ? value->get<bool>() : fallback;
}

std::string ObjectReader::text(const char* key) const { return readText(require(key), placeOf(key)); }

std::string ObjectReader::text(const char* key, const std::string& fallback) const
{
    const Json* value = find(key);
    return value ? readText(*value, placeOf(key)) : fallback;
}

std::map<std::string, std::string> ObjectReader::texts(const char* key) const
{
    std::map<std::string, std::string> out;
    if (const Json* value = find(key)) {
        if (!value->is_object()) {
            failType(placeOf(key), "an object of texts", *value);
        }
        for (const auto& [name, text] : value->items()) {
            out[name] = readText(text, placeOf(key) + "[" + inQuotes(name) + "]");
        }
    }
    return out;
}

std::size_t ObjectReader::choice(const char* key, const std::vector<std::string>& names, std::size_t fallback) const
{
    const Json* value = find(key);
    if (!value) {
        return fallback;
    }
    const std::string name = readText(*value, placeOf(key));
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) {
        std::string all;
        for (const std::string& each : names) {
            all += (all.empty() ? "" : ", ") + each;
        }
        failAt(placeOf(key), inQuotes(name) + " is not one of " + all + ".");
    }
    return static_cast<std::size_t>(found - names.begin());
}

std::vector<const Json*> ObjectReader::array(const char* key, std::size_t most) const
{
    std::vector<const Json*> elements;
    if (const Json* value = find(key)) {
        if (!value->is_array()) {
            failType(placeOf(key), "a list", *value);
        }
        if (value->size() > most) {
            failAt(placeOf(key), "holds more than " + std::to_string(most) + " entries.");
        }
        for (const Json& element : *value) {
            elements.push_back(&element);
        }
    }
    return elements;
}

void ObjectReader::rejectUnknown() const
{
    for (const auto& [key, value] : m_object.items()) {
        if (std::find(m_known.begin(), m_known.end(), key) == m_known.end()) {
            const std::string hint = didYouMean(key, m_known);
            const std::string shown = inQuotes(key);
            failAt(placeOf(shown.substr(1, shown.size() - 2)), "unknown field" + (hint.empty() ? "." : hint));
        }
    }
}

void checkHeader(const ObjectReader& reader, const std::string& format)
{
    const std::string found = reader.text("format");
    if (found != format) {
        failAt(reader.placeOf("format"), "expected " + inQuotes(format) + ", found " + inQuotes(found) + ".");
    }
    const double version = reader.number("version", {1, 1e6});
    if (version > formatVersion) {
        failAt(reader.placeOf("version"), "the file was written by a newer Ridgepoint (version " + plain(version) +
                                              ", this one reads " + plain(formatVersion) + "); update the program.");
    }
}

} // namespace ridge
