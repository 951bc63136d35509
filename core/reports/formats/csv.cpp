// Reports for spreadsheets: a line per operator, per metric or per stored tensor. Every digit, base units.

#include "core/metrics/facts.h"
#include "core/metrics/operator_figures.h"
#include "core/quantity/digits.h"
#include "core/quantity/notation.h"
#include "core/quantity/shown_text.h"
#include "core/reports/report_format.h"
#include "core/scenario/badge.h"

namespace ridge {
namespace {

std::string line(const std::vector<std::string>& fields)
{
    std::string out;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        out += (i ? "," : "") + forCsv(fields[i]);
    }
    return out + "\n";
}

std::string number(std::optional<double> value) { return value ? exactNumber(*value) : std::string(); }

/// A number and its unit, in two fields; the unit stands there without a number as well.
std::pair<std::string, std::string> written(std::optional<double> value, Unit unit)
{
    const UnitNumber base = inBaseUnits(value.value_or(0), unit);
    return {value ? exactNumber(base.number) : std::string(), std::string(base.symbol)};
}

/// "yes", or what is missing: a line that is copied alone must not look like more than it is.
std::string completeness(const Evaluation& e)
{
    return e.program.gaps.any() ? sentenceOf(e.program.gaps) : std::string("yes");
}

std::string operatorLines(const Evaluation& e)
{
    std::vector<std::string> heading{"stage", "repeat", "operator", "kind"};
    for (const OperatorFigure& figure : operatorFigures()) {
        if (figure.extent == Extent::One) {
            heading.emplace_back(figure.id);
        }
    }
    heading.insert(heading.end(), {"complete", "bound"});
    std::string out = line(heading);
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        const Stage& stage = e.program.stages[s];
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const Operator& op = stage.operators[i];
            std::vector<std::string> fields{stage.name, exactNumber(stage.repeat), op.name,
                                            std::string(labelOf(op.kind))};
            for (const OperatorFigure& figure : operatorFigures()) {
                if (figure.extent == Extent::One) {
                    fields.push_back(number(figure.value(e, s, i)));
                }
            }
            fields.emplace_back(completeness(e));
            fields.emplace_back(labelOf(e.stages[s].operators[i].bound));
            out += line(fields);
        }
    }
    return out;
}

std::string tensorLines(const Evaluation& e)
{
    std::string out = line({"name", "format", "elements", "bytes", "bits_per_element"});
    for (const StoredTensor& tensor : e.scenario->model.checkpoint->tensors) {
        const bool hasElements = tensor.elements > 0;
        out += line({tensor.name, tensor.format, exactNumber(tensor.elements), exactNumber(tensor.bytes),
                     hasElements ? exactNumber(8 * tensor.bytes / tensor.elements) : std::string()});
    }
    return out;
}

std::string metricLines(const Evaluation& e)
{
    std::string out = line({"id", "label", "symbol", "family", "value", "unit", "formula", "source", "help", "absent",
                            "complete", "conventions"});
    const Facts<Traced> facts(e);
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        const std::optional<Traced> derivation = row.derivation(facts);
        const auto [value, unit] = written(e.metrics[i].value, row.unit);
        out += line({std::string(row.id), std::string(row.label), std::string(row.symbol),
                     std::string(labelOf(row.family)), value, unit,
                     derivation ? symbolicText(*derivation->expression()) : std::string(), std::string(row.source),
                     std::string(row.help), e.metrics[i].value ? std::string() : std::string(e.metrics[i].absent),
                     completeness(e), conventionBadge(*e.scenario)});
    }
    return out;
}

/// Measured runs below the published figures, in the same columns: ours is the bound, delta what was measured over it.
std::string selfCheckLines(const std::vector<CheckedFigure>& figures, const std::vector<CheckedRun>& runs)
{
    std::string out = line({"id", "model", "device", "metric", "ours", "published", "unit", "delta", "tolerance",
                            "verdict", "convention", "disputed", "source"});
    for (const CheckedFigure& figure : figures) {
        const Published& p = figure.published;
        const auto [published, unit] = written(p.value, figure.unit());
        out += line({p.id, p.model, p.device, p.metric, written(figure.ours, figure.unit()).first, published, unit,
                     figure.ours ? exactNumber(figure.delta) : std::string(), exactNumber(p.tolerance),
                     std::string(labelOf(figure.agreement())), p.convention, p.disputed, p.source});
    }
    for (const CheckedRun& run : runs) {
        const MeasuredRun& r = run.run;
        const Unit of = run.quantity().unit;
        const auto [measured, unit] = written(r.value, of);
        const std::optional<double> over = run.overBound();
        out += line({r.id, r.model, r.device, r.quantity, written(run.bound, of).first, measured, unit,
                     over ? exactNumber(*over - 1) : std::string(), std::string(),
                     run.passes() ? "above its bound" : "below its bound", r.note, std::string(), r.source});
    }
    return out;
}

constexpr ReportTable tables[] = {{"operators", "Operators", operatorLines},
                                  {"metrics", "Metrics", metricLines},
                                  {"tensors", "Stored tensors", tensorLines}};

} // namespace

extern const ReportFormat csvReport{
    .id = "csv", .suffix = "csv", .label = "CSV", .tables = tables, .selfCheck = selfCheckLines};

} // namespace ridge
