#include "ui/panels/operator_model.h"

#include <algorithm>

namespace ridge {
namespace {

struct Cell {
    const Evaluation& e;
    const Stage& stage;
    const Operator& op;
    const OperatorCost& cost;
    double wholeTime;

    QString number(std::optional<double> value, Unit unit) const
    {
        return QString::fromStdString(format(value, unit, e.scenario->convention.numberStyle()));
    }
    double executions() const { return op.count * stage.repeat; }
};

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// One column: heading, help, text, sort key. Counts are per execution; time, energy and share are of all executions.
struct Column {
    const char* title;
    const char* help;
    QString (*text)(const Cell&);
    QVariant (*key)(const Cell&);
    bool number = true;
};

QVariant absentLast(std::optional<double> value) { return value.value_or(-1); }

const Column columns[] = {
    {"Operator", "Name in the model", [](const Cell& c) { return QString::fromStdString(c.op.name); },
     [](const Cell& c) { return QVariant(QString::fromStdString(c.op.name)); }, false},
    {"Kind", "What it computes", [](const Cell& c) { return view(labelOf(c.op.kind)); },
     [](const Cell& c) { return QVariant(view(labelOf(c.op.kind))); }, false},
    {"Stage", "Part of the run it belongs to", [](const Cell& c) { return QString::fromStdString(c.stage.name); },
     [](const Cell& c) { return QVariant(QString::fromStdString(c.stage.name)); }, false},
    {"Count", "Executions in one run of the stage",
     [](const Cell& c) { return "×" + c.number(c.op.count, Unit::Count); },
     [](const Cell& c) { return QVariant(c.op.count); }},
    {"Params", "Parameters of one execution",
     [](const Cell& c) { return c.cost.parameters > 0 ? c.number(c.cost.parameters, Unit::Count) : "—"; },
     [](const Cell& c) { return QVariant(c.cost.parameters); }},
    {"MACs", "Of one execution",
     [](const Cell& c) {
         return c.cost.macs.inBaseUnits() > 0 ? c.number(c.cost.macs.inBaseUnits(), Unit::Count) : "—";
     },
     [](const Cell& c) { return QVariant(c.cost.macs.inBaseUnits()); }},
    {"Bytes", "Moved by one execution",
     [](const Cell& c) {
         return c.cost.bytes.inBaseUnits() > 0 ? c.number(c.cost.bytes.inBaseUnits(), Unit::Bytes) : "on chip";
     },
     [](const Cell& c) { return QVariant(c.cost.bytes.inBaseUnits()); }},
    {"FLOP/B", "Arithmetic intensity", [](const Cell& c) { return c.number(c.cost.intensity(), Unit::Count); },
     [](const Cell& c) { return absentLast(c.cost.intensity()); }},
    {"Bound", "What limits it", [](const Cell& c) { return view(labelOf(c.cost.bound)); },
     [](const Cell& c) { return QVariant(int(c.cost.bound)); }, false},
    {"Time", "Of all its executions",
     [](const Cell& c) { return c.number(c.executions() * c.cost.time.inBaseUnits(), Unit::Seconds); },
     [](const Cell& c) { return QVariant(c.executions() * c.cost.time.inBaseUnits()); }},
    {"Energy", "Of all its executions, at the device",
     [](const Cell& c) { return c.number(c.executions() * c.cost.energy().inBaseUnits(), Unit::Joules); },
     [](const Cell& c) { return QVariant(c.executions() * c.cost.energy().inBaseUnits()); }},
    {"Share", "Of the latency",
     [](const Cell& c) {
         const double percent = c.executions() * c.cost.time.inBaseUnits() / c.wholeTime * 100;
         return percent >= 0.1 ? QString::number(percent, 'f', percent < 10 ? 1 : 0) + " %" : QStringLiteral("< 0.1 %");
     },
     [](const Cell& c) { return QVariant(c.executions() * c.cost.time.inBaseUnits()); }},
};

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
    m_wholeTime = std::max(m_evaluation->latency().inBaseUnits(), 1e-300);
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
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.number ? Qt::AlignRight : Qt::AlignLeft)));
    }
    const OperatorRef ref = refOf(index.row());
    const auto s = static_cast<std::size_t>(ref.stage);
    const auto i = static_cast<std::size_t>(ref.op);
    const Stage& stage = m_evaluation->program.stages[s];
    const Cell cell{*m_evaluation, stage, stage.operators[i], m_evaluation->stages[s].operators[i], m_wholeTime};
    switch (role) {
    case Qt::DisplayRole:
        return column.text(cell);
    case SortRole:
        return column.key(cell);
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
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.number ? Qt::AlignRight : Qt::AlignLeft)));
    default:
        return {};
    }
}

} // namespace ridge
