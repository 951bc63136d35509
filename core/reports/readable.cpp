#include "core/reports/readable.h"

#include "core/metrics/facts.h"
#include "core/metrics/value_text.h"
#include "core/quantity/notation.h"
#include "core/quantity/shown_text.h"
#include "core/quantity/text_table.h"
#include "core/reports/change.h"
#include "core/scenario/badge.h"
#include "core/studies/pulled_levers.h"

#include <algorithm>
#include <set>

namespace ridge {
namespace {

std::string written(const std::string& text, bool markdown) { return markdown ? forMarkdown(text) : cleanText(text); }

/// Stands behind every figure of an evaluation that is incomplete.
std::string markOf(const Evaluation& e) { return e.program.gaps.any() ? " *" : ""; }

std::vector<TextRow> metricRows(const Facts<Traced>& facts, Family family)
{
    const auto formula = [](const std::optional<Traced>& derivation) {
        return derivation ? symbolicText(*derivation->expression()) : std::string();
    };
    const Evaluation& e = facts.e;
    std::vector<TextRow> rows;
    const NumberStyle style = e.numberStyle();
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        if (row.family == family && e.metrics[i].value) {
            rows.push_back({std::string(row.label), std::string(row.symbol), std::string(row.id),
                            valueText(e.metrics[i], row.unit, style) + markOf(e), formula(row.derivation(facts))});
        }
    }
    return rows;
}

/// What does not apply, each with its reason.
std::string absentSection(const Evaluation& e, bool markdown)
{
    std::string out;
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        if (!e.metrics[i].value) {
            const std::string line = std::string(metricCatalogue()[i].label) + ": " + e.metrics[i].absent;
            out += (markdown ? "- " : "  ") + written(line, markdown) + "\n";
        }
    }
    return out.empty() ? out : (markdown ? "## Does not apply\n\n" : "Does not apply\n") + out + "\n";
}

std::string shareText(double share)
{
    return share >= 1e-3 ? format(share, Unit::Percent) : share > 0 ? "< 0.1 %" : "0 %";
}

std::vector<TextRow> operatorRows(const Evaluation& e, std::size_t stageIndex)
{
    std::vector<TextRow> rows{
        {"Operator", "Kind", "Count", "Parameters", "MACs", "Bytes", "FLOP/B", "Time", "Share", "Bound"}};
    const Stage& stage = e.program.stages[stageIndex];
    const NumberStyle style = e.numberStyle();
    const double whole = std::max(e.stages[stageIndex].totals.time.inBaseUnits(), 1e-300);
    for (std::size_t i = 0; i < stage.operators.size(); ++i) {
        const Operator& op = stage.operators[i];
        const OperatorCost& cost = e.stages[stageIndex].operators[i];
        const double share = op.count * cost.time.inBaseUnits() / whole;
        rows.push_back({op.name, std::string(labelOf(op.kind)), "×" + format(op.count, Unit::Count),
                        format(cost.parameters, Unit::Count), format(cost.macs.inBaseUnits(), Unit::Count),
                        format(cost.bytes.inBaseUnits(), Unit::Bytes, style), format(cost.intensity(), Unit::Count),
                        format(cost.time.inBaseUnits(), Unit::Seconds), shareText(share),
                        std::string(labelOf(cost.bound))});
    }
    return rows;
}

std::string stageTitle(const Evaluation& e, std::size_t s)
{
    const Stage& stage = e.program.stages[s];
    const std::string repeat = stage.repeat > 1 ? " × " + format(stage.repeat, Unit::Count) : "";
    return stage.name + repeat + ", " + format(e.stages[s].totals.time.inBaseUnits() * stage.repeat, Unit::Seconds) +
           markOf(e);
}

std::string metricsSection(const Evaluation& e, bool markdown)
{
    std::string out;
    std::set<Family> families; // those the catalogue has, in their own order
    for (const Metric& row : metricCatalogue()) {
        families.insert(row.family);
    }
    const Facts<Traced> facts(e);
    for (const Family family : families) {
        std::vector<TextRow> rows = metricRows(facts, family);
        if (rows.empty()) {
            continue;
        }
        out += markdown ? "## " + std::string(labelOf(family)) + "\n\n" : std::string(labelOf(family)) + "\n";
        rows.insert(rows.begin(), {"Metric", "Symbol", "Id", "Value", "Formula"});
        out += textTable(rows, {.first = 3, .end = 4}, markdown) + "\n";
    }
    return out;
}

std::string leversOf(const Evaluation& e)
{
    std::string all;
    for (const LeverText* lever : pulledLevers(*e.chosen)) {
        all += (all.empty() ? "" : "; ") + pulledText(e, *lever);
    }
    return all.empty() ? all : all + ".";
}

std::string orDash(const std::string& text) { return text.empty() ? "—" : text; }

} // namespace

std::string readableReport(const Evaluation& e, const PresetLookup& beside, bool markdown)
{
    const char* const strong = markdown ? "**" : "";
    std::string out = (markdown ? "# " : "") + written(scenarioName(*e.scenario) + markOf(e), markdown) + "\n\n";
    if (const std::string gaps = sentenceOf(e.program.gaps); !gaps.empty()) {
        out += strong + written("* " + gaps, markdown) + strong + "\n\n";
    }
    out += strong + written(e.verdict.sentence, markdown) + strong + "\n\n";
    if (const std::string change = changeFromPresets(e, beside); !change.empty()) {
        out += written("Against the presets: " + change, markdown) + "\n\n";
    }
    if (const std::string levers = leversOf(e); !levers.empty()) {
        out += written("Levers: " + levers, markdown) + "\n\n";
    }
    out += written("Conventions: " + conventionBadge(*e.scenario), markdown) + "\n\n";
    out += metricsSection(e, markdown) + absentSection(e, markdown);
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        out +=
            (markdown ? "## " : "") + written("Operators: " + stageTitle(e, s), markdown) + (markdown ? "\n\n" : "\n");
        out += textTable(operatorRows(e, s), {.first = 2}, markdown) + "\n";
    }
    if (!e.issues.empty()) {
        out += markdown ? "## Remarks\n\n" : "Remarks\n";
        for (const Issue& issue : e.issues) {
            out += (markdown ? "- " : "  ") + written(issue.message, markdown) + "\n";
        }
    }
    return out;
}

namespace {

std::string publishedTable(const std::vector<CheckedFigure>& figures, bool markdown)
{
    std::vector<TextRow> rows{
        {"Model", "Device", "Metric", "Ours", "Published", "Delta", "Verdict", "Convention", "Source"}};
    for (const CheckedFigure& figure : figures) {
        const Published& p = figure.published;
        rows.push_back({orDash(p.model), orDash(p.device), p.metric, figure.oursText(), figure.publishedText(),
                        figure.deltaText(), std::string(labelOf(figure.agreement())), figure.explanation(), p.source});
    }
    return textTable(std::move(rows), {.first = 3, .end = 6}, markdown);
}

std::string measuredTable(const std::vector<CheckedRun>& runs, bool markdown)
{
    std::vector<TextRow> rows{
        {"Measured on", "Quantity", "Measured", "Bound", "Over bound", "Over typical", "Verdict", "Note", "Source"}};
    for (const CheckedRun& run : runs) {
        const MeasuredQuantity& quantity = run.quantity();
        rows.push_back({run.run.measuredOn, std::string(quantity.label), format(run.run.value, quantity.unit),
                        format(run.bound, quantity.unit), format(run.overBound(), Unit::Ratio),
                        format(run.overTypical(), Unit::Ratio), run.sentence(), orDash(run.run.note), run.run.source});
    }
    return textTable(std::move(rows), {.first = 2, .end = 6}, markdown);
}

} // namespace

std::string readableSelfCheck(const std::vector<CheckedFigure>& figures, const std::vector<CheckedRun>& runs,
                              bool markdown)
{
    const std::string published = "Published: " + summaryOf(figures).sentence() + ".";
    const std::string measured = "Measured: " + summaryOf(runs).sentence() + ".";
    if (!markdown) {
        return publishedTable(figures, false) + "\n" + measuredTable(runs, false) + "\n" + published + "\n" + measured +
               "\n";
    }
    return "# Self-check\n\n**" + published + "**\n\n**" + measured + "**\n\n## Published\n\n" +
           publishedTable(figures, true) + "\n## Measured\n\n" + measuredTable(runs, true);
}

} // namespace ridge
