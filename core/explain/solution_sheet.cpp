#include "core/explain/solution_sheet.h"

#include "core/quantity/html.h"
#include "core/quantity/shown_text.h"

namespace ridge {
namespace {

class TextSheet : public SolutionSheet {
public:
    void heading(int level, const std::string& words) override
    {
        std::size_t letters = 0;
        for (const char c : cleanText(words)) {
            letters += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }
        text += cleanText(words) + "\n" + (level < 3 ? std::string(letters, level == 1 ? '=' : '-') + "\n" : "") + "\n";
    }
    void paragraph(const std::string& words) override { text += cleanText(words) + "\n\n"; }
    void equation(const Equation& parts) override
    {
        const std::string left = cleanText(plainText(parts.front()));
        std::size_t width = 0;
        for (const char c : left) {
            width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        }
        for (std::size_t i = 1; i < parts.size(); ++i) {
            text += "    " + (i == 1 ? left : std::string(width, ' ')) + " = " + cleanText(plainText(parts[i])) + "\n";
        }
        text += "\n";
    }
    void bullet(const std::string& words) override { text += "  - " + cleanText(words) + "\n"; }
    void endBullets() override { text += "\n"; }
    void table(std::vector<TextRow> rows, std::size_t firstNumber) override
    {
        text += textTable(std::move(rows), {.first = firstNumber}, false) + "\n";
    }
};

class MarkdownSheet : public SolutionSheet {
public:
    void heading(int level, const std::string& words) override
    {
        text += std::string(static_cast<std::size_t>(level), '#') + " " + forMarkdown(words) + "\n\n";
    }
    void paragraph(const std::string& words) override { text += forMarkdown(words) + "\n\n"; }
    void equation(const Equation& parts) override
    {
        text += "$$\n\\begin{aligned}\n" + latex(parts.front());
        for (std::size_t i = 1; i < parts.size(); ++i) {
            text += (i == 1 ? " &= " : " \\\\\n &= ") + latex(parts[i]);
        }
        text += "\n\\end{aligned}\n$$\n\n";
    }
    void bullet(const std::string& words) override { text += "- " + forMarkdown(words) + "\n"; }
    void endBullets() override { text += "\n"; }
    void table(std::vector<TextRow> rows, std::size_t firstNumber) override
    {
        text += textTable(std::move(rows), {.first = firstNumber}, true) + "\n";
    }
    void inputs(std::vector<TextRow> rows) override { table(std::move(rows), 4); }
};

class LatexSheet : public SolutionSheet {
public:
    void heading(int level, const std::string& words) override
    {
        static constexpr const char* commands[] = {"section", "subsection", "paragraph"};
        text += "\\" + std::string(commands[level - 1]) + "*{" + latexText(words) + "}\n\n";
    }
    void paragraph(const std::string& words) override { text += latexText(words) + "\n\n"; }
    void equation(const Equation& parts) override
    {
        text += "\\begin{align*}\n" + latex(parts.front());
        for (std::size_t i = 1; i < parts.size(); ++i) {
            text += (i == 1 ? " &= " : " \\\\\n &= ") + latex(parts[i]);
        }
        text += "\n\\end{align*}\n\n";
    }
    void bullet(const std::string& words) override
    {
        text += (m_listing ? "" : "\\begin{itemize}\n") + ("  \\item " + atStart(words)) + "\n";
        m_listing = true;
    }
    void endBullets() override
    {
        text += m_listing ? "\\end{itemize}\n\n" : "";
        m_listing = false;
    }
    void table(std::vector<TextRow> rows, std::size_t firstNumber) override
    {
        text += "\\begin{tabular}{";
        for (std::size_t c = 0; c < rows.front().size(); ++c) {
            text += c < firstNumber ? "l" : "r";
        }
        text += "}\n";
        for (std::size_t r = 0; r < rows.size(); ++r) {
            for (std::size_t c = 0; c < rows[r].size(); ++c) {
                text += c ? " & " + latexText(rows[r][c]) : atStart(rows[r][c]);
            }
            text += r == 0 ? " \\\\ \\hline\n" : " \\\\\n";
        }
        text += "\\end{tabular}\n\n";
    }

private:
    /// After \\item and \\\\ TeX takes a bracket or a star for an option.
    static std::string atStart(const std::string& words)
    {
        return (words.starts_with('[') || words.starts_with('*') ? "{}" : "") + latexText(words);
    }

    bool m_listing = false;
};

/// Without the page around it.
class HtmlSheet : public SolutionSheet {
public:
    void heading(int level, const std::string& words) override
    {
        const std::string tag = "h" + std::to_string(level + 1); // the page has the first
        text += "<" + tag + ">" + forHtml(words) + "</" + tag + ">\n";
    }
    void paragraph(const std::string& words) override { text += "<p>" + forHtml(words) + "</p>\n"; }
    void equation(const Equation& parts) override
    {
        text += "<p class=\"equation\">" + html(parts.front());
        for (std::size_t i = 1; i < parts.size(); ++i) {
            text += (i == 1 ? " = " : "<br>&nbsp;&nbsp;= ") + html(parts[i]);
        }
        text += "</p>\n";
    }
    void bullet(const std::string& words) override
    {
        text += (m_listing ? "<li>" : "<ul>\n<li>") + forHtml(words) + "</li>\n";
        m_listing = true;
    }
    void endBullets() override
    {
        text += m_listing ? "</ul>\n" : "";
        m_listing = false;
    }
    void table(std::vector<TextRow> rows, std::size_t firstNumber) override
    {
        text += "<table cellpadding=\"3\">\n";
        for (std::size_t r = 0; r < rows.size(); ++r) {
            text += "<tr>";
            for (std::size_t c = 0; c < rows[r].size(); ++c) {
                const std::string tag = r == 0 ? "th" : "td";
                text +=
                    "<" + tag + (c < firstNumber ? ">" : " align=\"right\">") + forHtml(rows[r][c]) + "</" + tag + ">";
            }
            text += "</tr>\n";
        }
        text += "</table>\n";
    }
    void inputs(std::vector<TextRow> rows) override { table(std::move(rows), 4); }

private:
    bool m_listing = false;
};

} // namespace

std::unique_ptr<SolutionSheet> sheetFor(SolutionFormat format)
{
    switch (format) {
    case SolutionFormat::Markdown:
        return std::make_unique<MarkdownSheet>();
    case SolutionFormat::Latex:
        return std::make_unique<LatexSheet>();
    case SolutionFormat::Html:
        return std::make_unique<HtmlSheet>();
    case SolutionFormat::Text:
        break;
    }
    return std::make_unique<TextSheet>();
}

} // namespace ridge
