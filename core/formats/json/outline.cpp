#include "core/formats/json/outline.h"

#include "core/formats/json/reader.h"

namespace ridge {
namespace {

constexpr std::size_t mostKeys = 10'000; // that are kept: nothing that can be opened has as many

/// Keeps nothing but the keys of the outermost object.
class OutlineHandler : public Json::json_sax_t {
public:
    explicit OutlineHandler(const std::stop_token& stop) : m_stop(stop) {}

    JsonOutline outline;
    bool isBroken = false;

    bool null() override { return pass(); }
    bool boolean(bool) override { return pass(); }
    bool number_integer(number_integer_t) override { return pass(); }
    bool number_unsigned(number_unsigned_t) override { return pass(); }
    bool number_float(number_float_t, const string_t&) override { return pass(); }
    bool binary(binary_t&) override { return pass(); } // no JSON text has any
    bool string(string_t& value) override
    {
        if (m_depth == 1 && m_isFormat) {
            outline.format = std::move(value);
            return false; // that says it all
        }
        return pass();
    }
    bool start_object(std::size_t) override { return ++m_depth, pass(); }
    bool start_array(std::size_t) override { return ++m_depth, pass(); }
    bool end_object() override { return --m_depth, pass(); }
    bool end_array() override { return --m_depth, pass(); }
    bool key(string_t& name) override
    {
        giveUpIf(m_stop);
        if (m_depth == 1) {
            m_isFormat = name == "format";
            if (outline.keys.size() < mostKeys) {
                outline.keys.insert(std::move(name));
            }
        }
        return true;
    }
    bool parse_error(std::size_t, const std::string&, const Json::exception&) override
    {
        isBroken = true;
        return false;
    }

private:
    bool pass()
    {
        giveUpIf(m_stop);
        return true;
    }

    const std::stop_token& m_stop;
    std::size_t m_depth = 0;
    bool m_isFormat = false; // the last key of the outermost object
};

} // namespace

JsonOutline outlineOf(std::string_view text, const std::stop_token& stop)
{
    OutlineHandler handler(stop);
    Json::sax_parse(text.begin(), text.end(), &handler);
    if (handler.isBroken) {
        parseJson(text, "The file", stop); // says where
    }
    return std::move(handler.outline);
}

} // namespace ridge
