// Reads LaTeX as TeX would, as far as derivations use it, and says what is wrong with it.
// Not a typesetter: it knows groups, modes and environments, and no command's meaning.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ridge::test {

class LatexReader {
public:
    LatexReader(std::string_view text, bool math) : m_text(text), m_math(math), m_outside(math) {}

    /// The first fault with its place; empty when there is none.
    std::string fault()
    {
        while (m_fault.empty() && m_at < m_text.size()) {
            const char c = m_text[m_at];
            c == '\\' ? command() : character(c);
        }
        if (m_fault.empty() && (!m_open.empty() || m_math != m_outside)) {
            complain("something is left open");
        }
        return m_fault;
    }

private:
    /// An open group, environment or \left, and the mode to go back to.
    struct Open {
        std::string name;
        bool mathBefore, mathInside;
    };

    void complain(const std::string& what)
    {
        const std::size_t from = m_at < 30 ? 0 : m_at - 30;
        m_fault = what + " at …" + std::string(m_text.substr(from, 60));
    }

    void open(const std::string& name, bool math)
    {
        m_open.push_back({name, m_math, math});
        m_math = math;
    }

    void close(const std::string& name)
    {
        if (m_open.empty() || m_open.back().name != name || m_math != m_open.back().mathInside) {
            complain("nothing that " + name + " could close");
            return;
        }
        m_math = m_open.back().mathBefore;
        m_open.pop_back();
    }

    std::string argument()
    {
        const std::size_t end = m_text.find('}', m_at);
        const std::string name(m_text.substr(m_at + 1, end - m_at - 1));
        m_at = end + 1;
        return name;
    }

    void command()
    {
        std::size_t end = m_at + 1;
        while (end < m_text.size() && std::string_view("{}_^&\\").find(m_text[end]) == std::string_view::npos &&
               ((m_text[end] | 32) >= 'a' && (m_text[end] | 32) <= 'z')) {
            ++end;
        }
        const std::string name(m_text.substr(m_at + 1, end - m_at - 1));
        m_at = name.empty() ? m_at + 2 : end; // a backslash takes at least one letter along
        if (name == "left") {
            open("\\right", m_math);
        } else if (name == "right") {
            close("\\right");
        } else if (name == "begin") {
            const std::string environment = argument();
            open(environment, environment.starts_with("align"));
        } else if (name == "end") {
            close(argument());
        } else if (name == "text") {
            ++m_at;
            open("}", false);
        }
        if (m_math && (name.starts_with("text") && name != "text")) {
            complain("words in a formula");
        }
        constexpr std::string_view mathOnly[] = {"frac",   "cdot",  "sum",        "max",   "min",
                                                 "mathrm", "mu",    "varepsilon", "Sigma", "sigma",
                                                 "alpha",  "times", "le",         "to",    "approx"};
        for (const std::string_view one : mathOnly) {
            if (name == one && !m_math) {
                complain("\\" + name + " outside a formula");
            }
        }
    }

    void character(char c)
    {
        if (static_cast<unsigned char>(c) >= 0x80U) {
            complain("a letter beyond ASCII");
        } else if (c == '{') {
            open("}", m_math);
        } else if (c == '}') {
            close("}");
        } else if (c == '$') {
            m_math = !m_math;
        } else if ((c == '_' || c == '^') && !m_math) {
            complain("an index outside a formula");
        } else if (c == '%' || c == '#' || (c == '&' && !inColumns())) {
            complain("a bare sign with a meaning");
        } else if ((c == '_' || c == '^') && isTwice(c)) {
            complain("two indices on one letter");
        } else if ((c == '<' || c == '>' || c == '|') && !m_math) {
            complain("a sign that words cannot hold");
        }
        ++m_at;
    }

    bool inColumns() const
    {
        return !m_open.empty() && (m_open.back().name.starts_with("align") || m_open.back().name == "tabular");
    }

    /// "a_{b}_{c}": TeX refuses the second one.
    bool isTwice(char index) const
    {
        std::size_t end = m_at + 1;
        if (end < m_text.size() && m_text[end] == '{') {
            std::size_t depth = 0;
            do {
                depth += m_text[end] == '{' ? 1 : 0;
                depth -= m_text[end] == '}' ? 1 : 0;
                ++end;
            } while (depth > 0 && end < m_text.size());
        } else {
            ++end;
        }
        return end < m_text.size() && m_text[end] == index;
    }

    std::string_view m_text;
    bool m_math, m_outside;
    std::size_t m_at = 0;
    std::vector<Open> m_open;
    std::string m_fault;
};

/// What is wrong with a formula, written in math mode.
inline std::string faultInFormula(std::string_view latex) { return LatexReader(latex, true).fault(); }

/// What is wrong with the body of a document.
inline std::string faultInDocument(std::string_view latex) { return LatexReader(latex, false).fault(); }

} // namespace ridge::test
