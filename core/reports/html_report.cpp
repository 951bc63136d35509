#include "core/reports/html_report.h"

#include "core/explain/worked_solution.h"
#include "core/formats/json/project.h"
#include "core/metrics/catalogue.h"
#include "core/metrics/value_text.h"
#include "core/quantity/html.h"
#include "core/reports/change.h"
#include "core/reports/html_page.h"
#include "core/scenario/badge.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>
#include <set>

namespace ridge {
namespace {

constexpr std::size_t fewOperators = 60; // of a stage, whose table is open from the start

std::string element(const char* name, const std::string& html, const char* attributes = "")
{
    return "<" + std::string(name) + attributes + ">" + html + "</" + name + ">\n";
}

std::string paragraph(const std::string& words, const char* attributes = "")
{
    return words.empty() ? std::string() : element("p", forHtml(words, unbounded), attributes);
}

std::string folded(const std::string& summary, const std::string& html, bool isOpen)
{
    return "<details" + std::string(isOpen ? " open" : "") + "><summary>" + summary + "</summary>\n" + html +
           "</details>\n";
}

std::string row(const std::vector<std::string>& cells, const char* cell, std::size_t firstNumber)
{
    std::string out = "<tr>";
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string aligned = i >= firstNumber ? " align=\"right\"" : "";
        out += "<" + std::string(cell) + aligned + ">" + cells[i] + "</" + cell + ">";
    }
    return out + "</tr>\n";
}

class Page {
public:
    Page(const Evaluation& e, const PresetLookup& beside, std::span<const ReportPicture> pictures, bool isPrinted)
        : m_isPrinted(isPrinted), m_e(e), m_s(*e.scenario), m_beside(beside), m_pictures(pictures),
          m_style(e.numberStyle())
    {
    }

    std::string write()
    {
        addHead();
        addPictures();
        addMetrics();
        addAbsent();
        addOperators();
        addRemarks();
        addSources();
        if (!m_isPrinted) {
            addScenario();
        }
        return htmlPage(scenarioName(m_s), m_body);
    }

private:
    /// On paper it is open.
    std::string unfolding(const std::string& summary, const std::string& html, bool isOpen = false) const
    {
        return m_isPrinted ? element("h3", summary) + html : folded(summary, html, isOpen);
    }

    void addHead()
    {
        m_body += element("h1", forHtml(scenarioName(m_s)));
        m_body += paragraph(sentenceOf(m_e.program.gaps), " class=\"answer\"");
        m_body += paragraph(m_e.verdict.sentence, " class=\"answer\"");
        if (const std::string change = changeFromPresets(m_e, m_beside); !change.empty()) {
            m_body += paragraph("Against the presets: " + change);
        }
        for (const LeverText* lever : pulledLevers(*m_e.chosen)) {
            m_body += paragraph("Lever: " + pulledText(m_e, *lever) + ".");
        }
        m_body += paragraph("Conventions: " + conventionBadge(m_s), " class=\"muted\"");
    }

    void addPictures()
    {
        for (const ReportPicture& picture : m_pictures) {
            if (m_isPrinted) {
                m_body +=
                    element("p", forHtml(picture.title)) + "<p><img width=\"500\" src=\"" + picture.light + "\"></p>\n";
                continue;
            }
            m_body += "<figure>\n<picture><source media=\"screen and (prefers-color-scheme: dark)\" srcset=\"" +
                      picture.dark + "\"><img src=\"" + picture.light + "\" alt=\"" + forHtml(picture.words) +
                      "\"></picture>\n" + element("figcaption", forHtml(picture.title)) + "</figure>\n";
        }
    }

    /// Every number unfolds into the formula that made it.
    void addMetrics()
    {
        std::set<Family> families;
        std::vector<NumberRef> refs;
        for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
            families.insert(metricCatalogue()[i].family);
            refs.push_back({std::string(metricCatalogue()[i].id)});
        }
        const std::vector<std::optional<Explanation>> explanations = explainAll(m_e, refs);
        for (const Family family : families) {
            std::string rows;
            for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
                const Metric& metric = metricCatalogue()[i];
                if (metric.family == family && m_e.metrics[i].value) {
                    rows += row({nameOf(metric, explanations[i]), html(symbolNotation(metric.symbol)),
                                 forHtml(valueText(m_e.metrics[i], metric.unit, m_style)) + mark()},
                                "td", 2);
                }
            }
            if (!rows.empty()) {
                m_body += element("h2", forHtml(labelOf(family)));
                m_body += element("table", row({"Metric", "Symbol", "Value"}, "th", 2) + rows, " class=\"wide\"");
            }
        }
    }

    std::string nameOf(const Metric& metric, const std::optional<Explanation>& explanation) const
    {
        const std::string name = forHtml(metric.label);
        return explanation && !m_isPrinted ? unfolding(name, workedSolution(*explanation, SolutionFormat::Html)) : name;
    }

    /// Behind every figure of an evaluation that is incomplete.
    std::string mark() const { return m_e.program.gaps.any() ? " *" : ""; }

    void addAbsent()
    {
        std::string lines;
        for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
            if (!m_e.metrics[i].value) {
                lines += element("li", forHtml(std::string(metricCatalogue()[i].label) + ": " + m_e.metrics[i].absent));
            }
        }
        m_body += lines.empty() ? lines : unfolding("Does not apply", element("ul", lines));
    }

    void addOperators()
    {
        m_body += element("h2", "Operators");
        for (std::size_t s = 0; s < m_e.stages.size(); ++s) {
            const Stage& stage = m_e.program.stages[s];
            const double whole = m_e.stages[s].totals.time.inBaseUnits();
            std::string rows =
                row({"Operator", "Kind", "Count", "Parameters", "MACs", "Bytes", "Time", "Share", "Bound"}, "th", 2);
            for (std::size_t i = 0; i < stage.operators.size(); ++i) {
                rows += operatorRow(stage.operators[i], m_e.stages[s].operators[i], whole);
            }
            const std::string times = stage.repeat > 1 ? " × " + format(stage.repeat, Unit::Count) : "";
            m_body += unfolding(forHtml(stage.name + times + ", " + format(whole * stage.repeat, Unit::Seconds)),
                                element("table", rows, " class=\"wide\""), stage.operators.size() <= fewOperators);
        }
    }

    std::string operatorRow(const Operator& op, const OperatorCost& cost, double whole) const
    {
        const double share = whole > 0 ? op.count * cost.time.inBaseUnits() / whole : 0;
        return row({forHtml(op.name), forHtml(labelOf(op.kind)), "×" + format(op.count, Unit::Count),
                    format(cost.parameters, Unit::Count), format(cost.macs.inBaseUnits(), Unit::Count),
                    format(cost.bytes.inBaseUnits(), Unit::Bytes, m_style),
                    format(cost.time.inBaseUnits(), Unit::Seconds), format(share, Unit::Percent),
                    forHtml(labelOf(cost.bound))},
                   "td", 2);
    }

    void addRemarks()
    {
        std::string lines;
        for (const Issue& issue : m_e.issues) {
            lines += element("li", forHtml(issue.message));
        }
        m_body += lines.empty() ? lines : element("h2", "Remarks") + element("ul", lines);
    }

    void addSources()
    {
        std::string lines;
        for (const auto& [figure, source] : m_s.device.sources) {
            lines += element("li", forHtml(m_s.device.name + ", " + figure + ": " + source, unbounded));
        }
        m_body += lines.empty() ? lines : element("h2", "Sources") + unfolding("Of the device", element("ul", lines));
    }

    /// As the program opens it again.
    void addScenario()
    {
        m_body += element("h2", "The scenario");
        m_body += unfolding(
            "Open it again: save this as a file that ends in .ridge",
            element("pre", forHtml(writeScenarioJson(*m_e.chosen), unbounded), " id=\"ridgepoint-scenario\""));
    }

    const bool m_isPrinted;
    const Evaluation& m_e;
    const Scenario& m_s;
    const PresetLookup& m_beside;
    const std::span<const ReportPicture> m_pictures;
    const NumberStyle m_style;
    std::string m_body;
};

} // namespace

std::string writeHtmlReport(const Evaluation& evaluation, const PresetLookup& beside,
                            std::span<const ReportPicture> pictures)
{
    return Page(evaluation, beside, pictures, false).write();
}

std::string writePrintedReport(const Evaluation& evaluation, const PresetLookup& beside,
                               std::span<const ReportPicture> pictures)
{
    return Page(evaluation, beside, pictures, true).write();
}

} // namespace ridge
