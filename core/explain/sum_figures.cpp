#include "core/explain/sum_figures.h"

#include "core/analysis/blocks.h"
#include "core/analysis/groups.h"
#include "core/analysis/origins.h"
#include "core/metrics/facts.h"

#include <algorithm>
#include <set>

namespace ridge {
namespace {

struct Member {
    std::size_t stage = 0, op = 0;
};

std::vector<Member> membersOfGroup(const Evaluation& e, const std::string& group)
{
    std::set<std::string, std::less<>> names; // one, or all that were folded into "other"
    for (std::size_t begin = 0; begin <= group.size();) {
        const std::size_t end = std::min(group.find('|', begin), group.size());
        names.insert(group.substr(begin, end - begin));
        begin = end + 1;
    }
    std::vector<Member> members;
    for (std::size_t s = 0; s < e.program.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.program.stages[s].operators.size(); ++i) {
            if (names.contains(groupOf(e.program.stages[s].operators[i]))) {
                members.push_back({s, i});
            }
        }
    }
    return members;
}

std::vector<Member> membersOfBlock(const Evaluation& e, const std::string& block)
{
    std::vector<Member> members;
    const std::vector<BlockPart> parts = operatorParts(e.program, e.scenario->model);
    for (std::size_t s = 0; s < parts.size(); ++s) {
        for (std::size_t i = 0; i < parts[s].paths.size(); ++i) {
            if (isBelow(pathInTree(parts[s], parts.size() > 1, parts[s].paths[i]), block)) {
                members.push_back({s, i});
            }
        }
    }
    return members;
}

std::vector<Member> membersOf(const Evaluation& e, const NumberRef& ref)
{
    return ref.isGroup() ? membersOfGroup(e, ref.group) : membersOfBlock(e, ref.block);
}

/// Executions of one run of the stage that a sum takes a figure for.
double timesIn(const Evaluation& e, const OperatorFigure& figure, Member at)
{
    return figure.inBlock == InBlock::SumOfExecutions ? e.program.stages[at.stage].operators[at.op].count : 1;
}

double valueOver(const Evaluation& e, const OperatorFigure& figure, const std::vector<Member>& members)
{
    double sum = 0;
    for (const Member at : members) {
        if (const std::optional<double> one = figure.value(e, at.stage, at.op)) {
            const double times = timesIn(e, figure, at);
            sum += times == 1 ? *one : times * *one;
        }
    }
    return sum;
}

/// What a term is called in the sum.
std::string termSymbol(const OperatorFigure& figure)
{
    return !figure.symbol.empty()         ? std::string(figure.symbol)
           : figure.extent == Extent::All ? "total_i"
           : figure.unit == Unit::Bytes   ? "bytes_i"
           : figure.unit == Unit::Ops     ? "ops_i"
                                          : std::string(figure.id) + "_i";
}

/// A block is of one stage, which need not be said of every term; a group may be of several.
Traced derivedOver(const Evaluation& e, const NumberRef& ref, const OperatorFigure& figure,
                   const std::vector<Member>& members)
{
    std::vector<Member> written;
    std::vector<double> values;
    for (const Member at : members) {
        const std::optional<double> one = figure.value(e, at.stage, at.op);
        if (one && *one != 0) { // what takes none of it is not written
            written.push_back(at);
            values.push_back(timesIn(e, figure, at) * *one);
        }
    }
    auto term = [&e, isBlock = ref.isBlock(), &figure, written = std::move(written)](std::size_t i) {
        const Member at = written[i];
        const std::string name =
            isBlock ? e.program.stages[at.stage].operators[at.op].name : operatorName(e.program, at.stage, at.op);
        const NumberRef own{std::string(figure.id), static_cast<int>(at.stage), static_cast<int>(at.op)};
        const Traced one = figure.derive(e, at.stage, at.op).value();
        const Traced named = Traced::term(termSymbol(figure), figure.unit, one, name, own.text());
        const bool executions = figure.inBlock == InBlock::SumOfExecutions;
        return executions ? viewOf<Traced>(e, at.stage).op(at.op).count * named : named;
    };
    return Traced::sum("i", values, std::move(term));
}

} // namespace

bool addsUp(const OperatorFigure& figure, const NumberRef& ref)
{
    return ref.isGroup() ? figure.extent == Extent::All : figure.inBlock != InBlock::None;
}

bool hasSum(const Evaluation& e, const NumberRef& ref)
{
    const OperatorFigure* figure = operatorFigure(ref.id);
    return figure && addsUp(*figure, ref) && !membersOf(e, ref).empty();
}

std::optional<double> sumValue(const Evaluation& e, const NumberRef& ref)
{
    const OperatorFigure& figure = *operatorFigure(ref.id);
    const std::vector<Member> members = membersOf(e, ref);
    if (figure.inBlock != InBlock::Quotient) {
        return valueOver(e, figure, members);
    }
    const double numerator = valueOver(e, *operatorFigure(figure.numerator), members);
    const double denominator = figure.denominator.empty() ? e.latency().inBaseUnits()
                                                          : valueOver(e, *operatorFigure(figure.denominator), members);
    return numerator > 0 && denominator > 0 ? std::optional(numerator / denominator) : std::nullopt;
}

std::optional<Traced> deriveSum(const Evaluation& e, const NumberRef& ref)
{
    const OperatorFigure& figure = *operatorFigure(ref.id);
    const std::vector<Member> members = membersOf(e, ref);
    if (figure.inBlock != InBlock::Quotient) {
        return derivedOver(e, ref, figure, members);
    }
    const auto part = [&](std::string_view id) {
        const OperatorFigure& row = *operatorFigure(id);
        const std::string each = termSymbol(row);
        return Traced::named(each.substr(0, each.rfind('_')), row.unit, derivedOver(e, ref, row, members));
    };
    const Traced numerator = part(figure.numerator);
    const Traced denominator = figure.denominator.empty() ? derivedLatency(e) : part(figure.denominator);
    return numerator.value() > 0 && denominator.value() > 0 ? std::optional(numerator / denominator) : std::nullopt;
}

} // namespace ridge
