// JSON written part by part, in the layout that dump(2) gives: of a long list no more is held than its text.
// Not values that are read again: those are OrderedJson, see reader.h.
#pragma once

#include "core/formats/json/reader.h"
#include "core/quantity/shown_text.h"

#include <algorithm>

namespace ridge {

/// An object or a list that is open, at the end of a text.
class JsonWriter {
public:
    /// A whole document: one object. `body` takes the writer. A text that is much longer than `expected` characters has
    /// to move while it grows, which for that time takes its memory twice.
    template <class Body> static std::string object(std::size_t expected, Body body)
    {
        std::string text;
        text.reserve(expected);
        Serializer serializer(nlohmann::detail::output_adapter<char>(text), ' ', OrderedJson::error_handler_t::replace);
        JsonWriter document(text, serializer, 0);
        document.enclose("{}", body);
        text += '\n';
        return text;
    }

    void field(std::string_view key, const OrderedJson& value) { begin(key), write(value); }
    void element(const OrderedJson& value) { begin(), write(value); }
    template <class Body> void objectElement(Body body) { begin(), enclose("{}", body); }
    template <class Body> void listField(std::string_view key, Body body) { begin(key), enclose("[]", body); }

private:
    using Serializer = nlohmann::detail::serializer<OrderedJson>;
    static constexpr unsigned step = 2; // spaces

    JsonWriter(std::string& text, Serializer& serializer, unsigned indent)
        : m_text(text), m_serializer(serializer), m_indent(indent)
    {
    }

    void newLine(unsigned indent) { m_text.append(1, '\n').append(indent, ' '); }
    void begin()
    {
        m_text.append(m_isEmpty ? "" : ",");
        m_isEmpty = false;
        newLine(m_indent);
    }
    void begin(std::string_view key)
    {
        begin();
        write(key);
        m_text.append(": ");
    }
    void write(const OrderedJson& value)
    {
        const std::size_t start = m_text.size();
        m_serializer.dump(value, true, false, step, m_indent);
        const std::string_view written = std::string_view(m_text).substr(start);
        if (std::any_of(written.begin(), written.end(), [](char c) { return c < 0 || c == 0x7F; })) {
            m_text.replace(start, std::string::npos, forJson(written));
        }
    }
    template <class Body> void enclose(std::string_view brackets, Body body)
    {
        m_text += brackets.front();
        JsonWriter inner(m_text, m_serializer, m_indent + step);
        body(inner);
        if (!inner.m_isEmpty) {
            newLine(m_indent);
        }
        m_text += brackets.back();
    }

    std::string& m_text;
    Serializer& m_serializer;
    unsigned m_indent;
    bool m_isEmpty = true;
};

} // namespace ridge
