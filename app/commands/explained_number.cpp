#include "app/commands/explained_number.h"

#include "app/document/library.h"
#include "core/analysis/blocks.h"
#include "core/analysis/groups.h"
#include "core/explain/sum_figures.h"
#include "core/formats/closest.h"
#include "core/formats/format_error.h"
#include "core/library/baseline.h"
#include "core/metrics/operator_figures.h"

namespace ridge {
namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& why)
{
    throw FormatError("--explain " + text + ": " + why + (why.ends_with('?') ? "" : "."));
}

std::string figuresFor(const NumberRef& ref)
{
    std::string ids;
    for (const OperatorFigure& figure : operatorFigures()) {
        if (addsUp(figure, ref)) {
            ids += (ids.empty() ? "" : ", ") + std::string(figure.id);
        }
    }
    return ids;
}

/// Names that stand after the colon or the hash.
std::vector<std::string> placesIn(const Evaluation& e, const NumberRef& ref)
{
    std::vector<std::string> names;
    if (ref.isBlock()) {
        for (const BlockTree::Node& node : operatorTree(e.program, e.scenario->model).nodes) {
            names.push_back(node.path);
        }
        return names;
    }
    for (const OperatorGroup& group : timeByGroup(e)) {
        names.insert(names.end(), group.parts.begin(), group.parts.end());
    }
    return names;
}

} // namespace

NumberRef explainedNumber(const Evaluation& evaluation, const std::string& text)
{
    const NumberRef ref = NumberRef::parse(text);
    if (!ref.isGroup() && !ref.isBlock()) {
        if (!metricIndex(ref.id) || ref.isOperator()) {
            refuse(text, "there is no such metric; ridgepoint list metrics shows them all");
        }
        return ref;
    }
    const OperatorFigure* figure = operatorFigure(ref.id);
    if (!figure || !addsUp(*figure, ref)) {
        refuse(text, "there is no such figure; there are " + figuresFor(ref));
    }
    if (!hasSum(evaluation, ref)) {
        const std::string& place = ref.isGroup() ? ref.group : ref.block;
        refuse(text, std::string("the model has no such ") + (ref.isGroup() ? "group" : "block") +
                         didYouMean(place, placesIn(evaluation, ref)));
    }
    return ref;
}

std::vector<Explanation> explanationsOf(const Evaluation& evaluation, const std::vector<std::string>& texts)
{
    std::vector<NumberRef> numbers;
    for (const std::string& text : texts) {
        numbers.push_back(explainedNumber(evaluation, text));
    }
    const Scenario presets = baselineOf(*evaluation.scenario, ownPresets());
    std::vector<Explanation> explanations;
    for (std::optional<Explanation>& found : explainAll(evaluation, numbers, &presets)) {
        if (!found) {
            refuse(texts[explanations.size()], whyNot(evaluation, numbers[explanations.size()]));
        }
        explanations.push_back(std::move(*found));
    }
    return explanations;
}

} // namespace ridge
