// Reports for spreadsheets: a line per operator, or a line per metric. Every digit, base units.

#include "core/formats/formats.h"
#include "core/metrics/facts.h"
#include "core/metrics/operator_figures.h"
#include "core/quantity/digits.h"
#include "core/quantity/notation.h"
#include "core/quantity/shown_text.h"
#include "core/quantity/text_table.h"

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

} // namespace

std::string reportCsv(const Evaluation& e)
{
    std::vector<std::string> heading{"stage", "repeat", "operator", "kind"};
    for (const OperatorFigure& figure : operatorFigures()) {
        if (figure.extent == Extent::One) {
            heading.emplace_back(figure.id);
        }
    }
    heading.emplace_back("bound");
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
            fields.emplace_back(labelOf(e.stages[s].operators[i].bound));
            out += line(fields);
        }
    }
    return out;
}

std::string reportTensorsCsv(const Evaluation& e)
{
    std::string out = line({"name", "format", "elements", "bytes", "bits_per_element"});
    for (const StoredTensor& tensor : e.scenario->model.checkpoint->tensors) {
        const bool hasElements = tensor.elements > 0;
        out += line({tensor.name, tensor.format, exactNumber(tensor.elements), exactNumber(tensor.bytes),
                     hasElements ? exactNumber(8 * tensor.bytes / tensor.elements) : std::string()});
    }
    return out;
}

std::string reportMetricsCsv(const Evaluation& e)
{
    std::string out = line(
        {"id", "label", "symbol", "family", "value", "unit", "formula", "source", "help", "absent", "conventions"});
    const Facts<Traced> facts(e);
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        const std::optional<Traced> derivation = row.derivation(facts);
        out += line({std::string(row.id), std::string(row.label), std::string(row.symbol),
                     std::string(labelOf(row.family)), number(e.metrics[i].value), std::string(symbolOf(row.unit)),
                     derivation ? symbolicText(*derivation->expression()) : std::string(), std::string(row.source),
                     std::string(row.help), e.metrics[i].value ? std::string() : std::string(e.metrics[i].absent),
                     e.scenario->convention.badge()});
    }
    return out;
}

} // namespace ridge
