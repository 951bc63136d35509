#include "ui/panels/operator_model.h"

#include "core/metrics/operator_figures.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ridge {
namespace {

struct Cell {
    const Evaluation& e;
    const Stage& stage;
    const Operator& op;
    const OperatorCost& cost;
    OperatorRef ref;
};

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// One column: a word, or a figure of the operator in a unit without its symbol, which the heading names.
struct Column {
    const char* title;
    const char* help;
    QString (*word)(const Cell&);
    const char* figure = nullptr;
    Unit unit = Unit::Count;
    const char* none = "—"; // for nothing at all, which is said rather than shown as zero
};

const Column columns[] = {
    {"Operator", "Name in the model", [](const Cell& c) { return QString::fromStdString(c.op.name); }},
    {"Kind", "What it computes", [](const Cell& c) { return view(labelOf(c.op.kind)); }},
    {"Stage", "Part of the run it belongs to", [](const Cell& c) { return QString::fromStdString(c.stage.name); }},
    {"Count", "Executions in one run of the stage", nullptr, "count"},
    {"Params", "Parameters of one execution", nullptr, "parameters"},
    {"MACs", "Of one execution", nullptr, "macs"},
    {"Bytes", "Moved by one execution", nullptr, "bytes", Unit::Bytes, "on chip"},
    {"FLOP/B", "Arithmetic intensity", nullptr, "intensity"},
    {"Bound", "What limits it", [](const Cell& c) { return view(labelOf(c.cost.bound)); }},
    {"Time", "Of all its executions", nullptr, "total_time_s", Unit::Seconds, "0 s"},
    {"Energy", "Of all its executions, at the device", nullptr, "total_energy_j", Unit::Joules, "0 J"},
    {"Share", "Of the latency", nullptr, "share", Unit::Fraction, "0 %"},
};

/// Found once: the table asks for every cell in view at every edit.
const OperatorFigure* figureOf(const Column& column)
{
    static const auto figures = [] {
        std::array<const OperatorFigure*, std::size(columns)> found{};
        for (std::size_t i = 0; i < found.size(); ++i) {
            found[i] = columns[i].figure ? operatorFigure(columns[i].figure) : nullptr;
        }
        return found;
    }();
    return figures[static_cast<std::size_t>(&column - columns)];
}

std::optional<double> valueIn(const Column& column, const Cell& c)
{
    return figureOf(column)->value(c.e, static_cast<std::size_t>(c.ref.stage), static_cast<std::size_t>(c.ref.op));
}

QString textOf(const Column& column, const Cell& c)
{
    if (column.word) {
        return column.word(c);
    }
    const std::optional<double> value = valueIn(column, c);
    if (!value || *value == 0) {
        return QString::fromUtf8(column.none);
    }
    if (column.unit == Unit::Fraction) {
        const double percent = *value * 100;
        return percent >= 0.1 ? QString::number(percent, 'f', percent < 10 ? 1 : 0) + " %" : QStringLiteral("< 0.1 %");
    }
    const bool isCount = column.figure == std::string_view("count");
    return (isCount ? "×" : "") +
           QString::fromStdString(format(value, column.unit, c.e.scenario->convention.numberStyle()));
}

QVariant keyOf(const Column& column, const Cell& c)
{
    if (column.word) {
        return &column == &columns[OperatorModel::boundColumn] ? QVariant(static_cast<int>(c.cost.bound))
                                                               : QVariant(column.word(c));
    }
    return valueIn(column, c).value_or(-1); // what does not apply comes last
}

} // namespace

void OperatorModel::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    std::vector<int> first;
    int rows = 0;
    for (const Stage& stage : evaluation->program.stages) {
        first.push_back(rows);
        rows += static_cast<int>(stage.operators.size());
    }
    const bool same = rows == m_rows && first == m_firstRow;
    if (!same) {
        beginResetModel();
    }
    m_evaluation = std::move(evaluation);
    m_firstRow = std::move(first);
    m_rows = rows;
    if (!same) {
        endResetModel();
    } else if (rows > 0) {
        emit dataChanged(index(0, 0), index(rows - 1, columnCount() - 1));
    }
}

void OperatorModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (m_rows > 0) {
        emit dataChanged(index(0, boundColumn), index(m_rows - 1, boundColumn));
    }
}

OperatorRef OperatorModel::refOf(int row) const
{
    if (row < 0 || row >= m_rows) {
        return {};
    }
    const auto stage = std::upper_bound(m_firstRow.begin(), m_firstRow.end(), row) - m_firstRow.begin() - 1;
    return {static_cast<int>(stage), row - m_firstRow[static_cast<std::size_t>(stage)]};
}

NumberRef OperatorModel::numberAt(int row, int column) const
{
    const OperatorRef ref = refOf(row);
    if (!ref.isValid() || column < 0 || column >= columnCount()) {
        return {};
    }
    const char* figure = columns[column].figure;
    return {figure ? figure : "time_s", ref.stage, ref.op};
}

int OperatorModel::rowOf(OperatorRef ref) const
{
    const auto stage = static_cast<std::size_t>(ref.stage);
    if (!ref.isValid() || stage >= m_firstRow.size()) {
        return -1;
    }
    const int end = stage + 1 < m_firstRow.size() ? m_firstRow[stage + 1] : m_rows;
    const int row = m_firstRow[stage] + ref.op;
    return row < end ? row : -1;
}

int OperatorModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : m_rows; }

int OperatorModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::size(columns));
}

QVariant OperatorModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows) {
        return {};
    }
    const Column& column = columns[index.column()];
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.word ? Qt::AlignLeft : Qt::AlignRight)));
    }
    const OperatorRef ref = refOf(index.row());
    const auto s = static_cast<std::size_t>(ref.stage);
    const auto i = static_cast<std::size_t>(ref.op);
    const Stage& stage = m_evaluation->program.stages[s];
    const Cell cell{*m_evaluation, stage, stage.operators[i], m_evaluation->stages[s].operators[i], ref};
    switch (role) {
    case Qt::DisplayRole:
        return textOf(column, cell);
    case SortRole:
        return keyOf(column, cell);
    case Qt::DecorationRole:
        if (index.column() == boundColumn) {
            const QColor colours[] = {m_theme.compute, m_theme.memory, m_theme.overhead, m_theme.network};
            return colours[static_cast<std::size_t>(cell.cost.bound)];
        }
        return {};
    default:
        return {};
    }
}

QVariant OperatorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const Column& column = columns[section];
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromUtf8(column.title);
    case Qt::ToolTipRole:
        return QString::fromUtf8(column.help);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.word ? Qt::AlignLeft : Qt::AlignRight)));
    default:
        return {};
    }
}

} // namespace ridge
