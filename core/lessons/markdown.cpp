#include "core/lessons/markdown.h"

#include "core/quantity/html.h"

#include <algorithm>
#include <vector>

namespace ridge {
namespace {

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(" \t");
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// Emphasis, code, links and escapes of one paragraph.
class Line {
public:
    explicit Line(std::string_view text) : m_text(text) {}

    std::string html()
    {
        while (m_at < m_text.size()) {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size()) {
                m_plain += m_text[m_at + 1];
                m_at += 2;
            } else if (!span("`", "code") && !span("**", "b") && !span("*", "i") && !link()) {
                m_plain += m_text[m_at++];
            }
        }
        flush();
        return std::move(m_out);
    }

private:
    void flush()
    {
        m_out += forHtml(m_plain, unbounded);
        m_plain.clear();
    }

    /// What stands between two marks; a mark that is not closed is a letter, and so is one before a blank.
    bool span(std::string_view mark, const std::string& tag)
    {
        const std::size_t begin = m_at + mark.size();
        if (!m_text.substr(m_at).starts_with(mark) || begin >= m_text.size() || m_text[begin] == ' ') {
            return false;
        }
        std::size_t end = begin;
        do {
            end = m_text.find(mark, end + 1);
        } while (end != std::string_view::npos && m_text[end - 1] == '\\');
        if (end == std::string_view::npos) {
            return false;
        }
        const std::string_view inner = m_text.substr(begin, end - begin);
        flush();
        m_out += "<" + tag + ">" + (tag == "code" ? forHtml(inner, unbounded) : Line(inner).html()) + "</" + tag + ">";
        m_at = end + mark.size();
        return true;
    }

    bool link()
    {
        const std::size_t middle = m_text.find("](", m_at);
        const std::size_t end = middle == std::string_view::npos ? middle : m_text.find(')', middle);
        const bool isLink = m_text[m_at] == '[' && end != std::string_view::npos &&
                            m_text.find('[', m_at + 1) > middle; // the nearest one is meant
        if (!isLink) {
            return false;
        }
        const std::string_view words = m_text.substr(m_at + 1, middle - m_at - 1);
        const std::string_view target = m_text.substr(middle + 2, end - middle - 2);
        flush();
        m_out += "<a href=\"" + forHtml(target) + "\">" + Line(words).html() + "</a>";
        m_at = end + 1;
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_plain, m_out;
};

} // namespace

std::string htmlOfMarkdown(std::string_view markdown)
{
    std::string out, paragraph;
    bool isList = false;
    const auto close = [&] {
        if (!paragraph.empty()) {
            const std::string tag = isList ? "li" : "p";
            out += "<" + tag + ">" + Line(paragraph).html() + "</" + tag + ">\n";
            paragraph.clear();
        }
    };
    const auto endList = [&] {
        close();
        out += isList ? "</ul>\n" : "";
        isList = false;
    };
    for (std::size_t begin = 0; begin <= markdown.size();) {
        const std::size_t end = std::min(markdown.find('\n', begin), markdown.size());
        const std::string_view line = markdown.substr(begin, end - begin);
        const std::string_view text = trimmed(line);
        if (text.empty()) {
            isList ? close() : endList();
        } else if (text.starts_with("- ")) {
            close();
            out += isList ? "" : "<ul>\n";
            isList = true;
            paragraph = trimmed(text.substr(2));
        } else {
            if (isList && paragraph.empty() && !line.starts_with(' ')) {
                endList();
            }
            paragraph += (paragraph.empty() ? "" : " ") + std::string(text);
        }
        begin = end + 1;
    }
    endList();
    return out;
}

} // namespace ridge
