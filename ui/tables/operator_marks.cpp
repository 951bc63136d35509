#include "ui/tables/operator_marks.h"

#include "ui/shown.h"

namespace ridge {
namespace {

QString sign(double before, double after)
{
    return after < before ? QStringLiteral("▾") : after > before ? QStringLiteral("▴") : QString();
}

OperatorPlace placeOf(OperatorRef ref)
{
    return {static_cast<std::size_t>(ref.stage), static_cast<std::size_t>(ref.op)};
}

} // namespace

std::vector<LeverMark> OperatorMarks::marksOf(const char* figure, const OperatorPlace& place) const
{
    const OperatorFigure* row = figure && m_marks.any() ? operatorFigure(figure) : nullptr;
    return row && row->unit != Unit::Percent ? m_marks.of(*row, place) : std::vector<LeverMark>();
}

QString OperatorMarks::signOf(const TableColumn& column, const TableCell& cell) const
{
    const std::vector<LeverMark> marks = marksOf(column.figure(cell.basis), placeOf(cell.ref));
    return marks.empty() ? QString() : sign(marks.front().before.value_or(0), marks.back().after.value_or(0));
}

QString OperatorMarks::textOf(const TableColumn& column, const TableCell& cell) const
{
    QStringList lines;
    for (const LeverMark& mark : marksOf(column.figure(cell.basis), placeOf(cell.ref))) {
        lines << shown(mark.text(column.unit, m_evaluation.numberStyle()));
    }
    return lines.join(u'\n');
}

const OperatorMarks::Sums* OperatorMarks::sumsOf(const TableColumn& column, const BlockTree& tree) const
{
    const OperatorFigure* figure = column.ofRun && m_marks.any() ? operatorFigure(column.ofRun) : nullptr;
    if (!figure || figure->inBlock == InBlock::Quotient) {
        return nullptr;
    }
    const auto [found, isNew] = m_sums.try_emplace(&column);
    if (!isNew) {
        return &found->second;
    }
    const std::size_t count = tree.nodeOfItem.size();
    std::vector<double> before(count), after(count);
    std::map<const LeverText*, std::vector<double>> changed;
    std::size_t item = 0;
    for (std::size_t s = 0; s < m_evaluation.program.stages.size(); ++s) {
        for (std::size_t i = 0; i < m_evaluation.program.stages[s].operators.size(); ++i, ++item) {
            const std::vector<LeverMark> marks = marksOf(column.ofRun, {s, i});
            for (const LeverMark& mark : marks) {
                changed.try_emplace(mark.lever, count).first->second[item] = 1;
            }
            before[item] = marks.empty() ? 0 : marks.front().before.value_or(0);
            after[item] = marks.empty() ? 0 : marks.back().after.value_or(0);
        }
    }
    found->second = {blockSums(tree, before), blockSums(tree, after), {}};
    for (const auto& [lever, ofItems] : changed) {
        found->second.changed.emplace(lever, blockSums(tree, ofItems));
    }
    return &found->second;
}

QString OperatorMarks::signOf(const TableColumn& column, const BlockTree& tree, int node) const
{
    const Sums* sums = sumsOf(column, tree);
    const auto at = static_cast<std::size_t>(node);
    return sums ? sign(sums->before[at], sums->after[at]) : QString();
}

QString OperatorMarks::textOf(const TableColumn& column, const BlockTree& tree, int node) const
{
    QStringList lines;
    const Sums* sums = sumsOf(column, tree);
    for (const LeverText* lever : sums ? leverTexts() : std::span<const LeverText* const>()) {
        const auto found = sums->changed.find(lever);
        const double operators = found == sums->changed.end() ? 0 : found->second[static_cast<std::size_t>(node)];
        if (operators > 0) {
            lines << QObject::tr("%1: %2 of its operators").arg(shown(std::string_view(lever->label))).arg(operators);
        }
    }
    return lines.join(u'\n');
}

} // namespace ridge
