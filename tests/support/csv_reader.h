// A reader of quoted CSV, by the rules of RFC 4180.
// Not the program's: it reads what the program wrote.
#pragma once

#include "tests/support/catch.h"

#include <string>
#include <vector>

namespace ridge::test {

inline std::vector<std::vector<std::string>> readCsv(const std::string& text)
{
    std::vector<std::vector<std::string>> rows(1, std::vector<std::string>(1));
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        std::string& field = rows.back().back();
        if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
            field += text[++i];
        } else if (c == '"') {
            quoted = !quoted;
        } else if (!quoted && c == ',') {
            rows.back().emplace_back();
        } else if (!quoted && c == '\n') {
            rows.emplace_back(1, std::string());
        } else {
            field += c;
        }
    }
    CHECK_FALSE(quoted);
    CHECK(rows.back() == std::vector<std::string>{""}); // the last line ends
    rows.pop_back();
    return rows;
}

} // namespace ridge::test
