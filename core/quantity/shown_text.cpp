#include "core/quantity/shown_text.h"

#include <algorithm>
#include <charconv>

namespace ridge {
namespace {

struct Character {
    std::size_t length = 1;
    char32_t code = 0; // for a byte that is no UTF-8
};

/// The character that a text starts with; never an overlong form, a surrogate, or one beyond Unicode.
Character firstOf(std::string_view text)
{
    const auto byteAt = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byteAt(0);
    const std::size_t length = lead < 0x80                   ? 1
                               : lead >= 0xc2 && lead < 0xe0 ? 2
                               : (lead >> 4) == 14           ? 3
                               : lead >= 0xf0 && lead < 0xf5 ? 4
                                                             : 0;
    if (length == 0 || text.size() < length) {
        return {};
    }
    char32_t code = length == 1 ? lead : lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(i) & 0xc0) != 0x80) {
            return {};
        }
        code = code << 6 | (byteAt(i) & 0x3fU);
    }
    constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool isSurrogate = code >= 0xd800 && code <= 0xdfff;
    return code < least[length] || code > 0x10ffff || isSurrogate ? Character{} : Character{length, code};
}

struct Range {
    char32_t first, last;
};

/// Controls, what changes the direction of others, what has no width, what fills a place unseen, and no characters.
constexpr Range unseen[] = {{0x0, 0x1f},        {0x7f, 0x9f},      {0xad, 0xad},     {0x34f, 0x34f},   {0x61c, 0x61c},
                            {0x180e, 0x180e},   {0x200b, 0x200f},  {0x2028, 0x202e}, {0x2060, 0x206f}, {0x3164, 0x3164},
                            {0xfdd0, 0xfdef},   {0xfeff, 0xfeff},  {0xffa0, 0xffa0}, {0xfff0, 0xfffb}, {0xfffe, 0xffff},
                            {0x1d173, 0x1d17a}, {0xe0000, 0xe00ff}};

bool isSeen(char32_t code)
{
    const auto holds = [code](const Range& range) { return code >= range.first && code <= range.last; };
    return std::ranges::none_of(unseen, holds) && (code & 0xfffeU) != 0xfffe;
}

bool isLineBreak(char32_t code)
{
    return (code >= 0xa && code <= 0xd) || code == 0x85 || code == 0x2028 || code == 0x2029;
}

/// Joiners belong between the letters of scripts that join, and between the parts of an emoji.
bool joins(char32_t before, char32_t code, char32_t after)
{
    constexpr char32_t firstJoined = 0x600; // Arabic
    return (code == 0x200c || code == 0x200d) && before >= firstJoined && after >= firstJoined && isSeen(after);
}

/// Calls with the bytes of each character, its code, and whether it may be shown.
template <class Take> void forEachCharacter(std::string_view text, Take take)
{
    char32_t before = 0;
    while (!text.empty()) {
        const Character c = firstOf(text);
        const std::string_view rest = text.substr(c.length);
        const bool isShown = isSeen(c.code) || joins(before, c.code, rest.empty() ? 0 : firstOf(rest).code);
        take(text.substr(0, c.length), c.code, isShown);
        before = isShown ? c.code : 0;
        text = rest;
    }
}

bool isLead(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) != 0x80U; }

std::string cleaned(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    forEachCharacter(text, [&out](std::string_view bytes, char32_t code, bool isShown) {
        out += isShown ? bytes : code == '\t' ? " " : isLineBreak(code) ? "↵" : "�";
    });
    return out;
}

/// At most so many characters, from the beginning or from the end, looking at no more bytes than they may have.
std::string_view beginning(std::string_view text, std::size_t most)
{
    std::size_t end = 0;
    for (std::size_t count = 0; end < text.size() && end < 4 * most; ++end) {
        count += isLead(text[end]) ? 1 : 0;
        if (count > most) {
            break;
        }
    }
    return text.substr(0, end);
}

std::string_view ending(std::string_view text, std::size_t most)
{
    std::size_t start = text.size();
    for (std::size_t count = 0; start > 0 && count < most && text.size() - start < 4 * most;) {
        count += isLead(text[--start]) ? 1 : 0;
    }
    return text.substr(start);
}

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isWord(char c) { return isDigit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// "1. x" and "1) x" begin lists.
bool endsListNumber(std::string_view text, std::size_t i)
{
    const bool isLast = i + 1 == text.size() || text[i + 1] == ' ';
    return isLast && (text[i] == '.' || text[i] == ')') && i > 0 && i < 10 &&
           std::all_of(text.begin(), text.begin() + i, isDigit);
}

/// "www.x": renderers make links of addresses that nobody marked as such.
bool endsWww(std::string_view text, std::size_t i)
{
    const auto isW = [](char c) { return (c | 32) == 'w'; };
    return text[i] == '.' && i >= 3 && std::all_of(text.begin() + i - 3, text.begin() + i, isW);
}

/// Whether Markdown would take this character for more than itself.
bool isMarkup(std::string_view text, std::size_t i)
{
    const char before = i > 0 ? text[i - 1] : ' ', after = i + 1 < text.size() ? text[i + 1] : ' ';
    switch (text[i]) {
    case '_':
        return !isWord(before) || !isWord(after); // kv_cache is no emphasis
    case '<':
        return after != ' ';
    case '&':
        return isWord(after) || after == '#';
    case ':':
        return after == '/';
    case '-':
    case '+':
    case '=':
    case '>':
        return i == 0;
    default:
        return std::string_view("\\`*[]|~$#@").find(text[i]) != std::string_view::npos || endsListNumber(text, i) ||
               endsWww(text, i);
    }
}

bool isNumber(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size() && isDigit(text.back());
}

} // namespace

std::string cleanText(std::string_view text, std::size_t most)
{
    const auto isPlain = [](char c) { return c >= 0x20 && c < 0x7f; };
    if (text.size() <= most && std::ranges::all_of(text, isPlain)) {
        return std::string(text);
    }
    if (most == unbounded || beginning(text, most).size() == text.size()) {
        return cleaned(text);
    }
    const std::size_t tail = most / 4;
    return cleaned(beginning(text, most - tail - 1)) + "…" + cleaned(ending(text, tail));
}

std::string forMarkdown(std::string_view text)
{
    const std::string clean = cleanText(text);
    std::string_view words = clean;
    words.remove_prefix(std::min(words.find_first_not_of(' '), words.size())); // four of them would begin code
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        out += isMarkup(words, i) ? "\\" : "";
        out += words[i];
    }
    return out;
}

std::string forCell(std::string_view text)
{
    std::string cell = cleanText(text, unbounded);
    constexpr std::string_view starts[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
    const std::size_t first = std::min(cell.find_first_not_of(' '), cell.size());
    const std::string_view begins = std::string_view(cell).substr(first);
    const bool isFormula =
        std::ranges::any_of(starts, [&](std::string_view start) { return begins.starts_with(start); });
    return isFormula && !isNumber(begins) ? "'" + cell : cell;
}

std::string forCsv(std::string_view text)
{
    const std::string cell = forCell(text);
    if (cell.find_first_of(",\"") == std::string::npos) {
        return cell;
    }
    std::string out = "\"";
    for (const char c : cell) {
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return out + "\"";
}

std::string forJson(std::string_view json)
{
    std::string out;
    out.reserve(json.size());
    const auto escape = [&out](char32_t unit) {
        constexpr std::string_view digits = "0123456789abcdef";
        out += "\\u";
        for (int shift = 12; shift >= 0; shift -= 4) {
            out += digits[(unit >> shift) & 0xfU];
        }
    };
    forEachCharacter(json, [&](std::string_view bytes, char32_t code, bool isShown) {
        if (isShown || (code < 0x20 && code > 0)) { // a line break between values; inside texts they are escaped
            out += bytes;
        } else if (code > 0xffff) {
            escape(0xd800 + ((code - 0x10000) >> 10));
            escape(0xdc00 + ((code - 0x10000) & 0x3ffU));
        } else {
            escape(code > 0 ? code : 0xfffd);
        }
    });
    return out;
}

std::string forXml(std::string_view xml)
{
    std::string out;
    out.reserve(xml.size());
    forEachCharacter(xml, [&out](std::string_view bytes, char32_t code, bool) {
        const bool isHeld = code >= 0x20 || code == '\t' || code == '\n' || code == '\r';
        out += isHeld && code != 0xfffe && code != 0xffff ? bytes : "�";
    });
    return out;
}

std::string forFileName(std::string_view name)
{
    constexpr std::size_t mostBytes = 200; // of the 255 a name may have: an ending and a number follow
    constexpr std::string_view notInNames = "/\\:*?\"<>|";
    std::string out;
    forEachCharacter(name.substr(0, 4 * mostBytes), [&](std::string_view bytes, char32_t, bool isShown) {
        const bool stays = isShown && notInNames.find(bytes) == std::string_view::npos;
        const bool isHidden = out.empty() && (bytes == "." || bytes == " ");
        if (!isHidden && out.size() + bytes.size() <= mostBytes) {
            out += stays ? bytes : "-";
        }
    });
    return out.empty() ? "unnamed" : out;
}

} // namespace ridge
