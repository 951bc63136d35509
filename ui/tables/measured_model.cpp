#include "ui/tables/measured_model.h"

#include "ui/shown.h"

namespace ridge {
namespace {

QString inUnit(std::optional<double> value, const CheckedRun& run)
{
    return QString::fromStdString(format(value, run.quantity().unit));
}

QString times(std::optional<double> ratio) { return QString::fromStdString(format(ratio, Unit::Ratio)); }

QString labelOf(const CheckedRun& run) { return shown(std::string(run.quantity().label)); }

/// One column: heading, help, text, sort key.
struct ColumnRow {
    const char* title;
    const char* help;
    QString (*text)(const CheckedRun&);
    QVariant (*key)(const CheckedRun&);
};

const ColumnRow columns[] = {
    {"Measured on", "Model, device and format as the source calls them",
     [](const CheckedRun& r) { return shown(r.run.measuredOn); },
     [](const CheckedRun& r) { return QVariant(shown(r.run.measuredOn)); }},
    {"Quantity", "What was measured", labelOf, [](const CheckedRun& r) { return QVariant(labelOf(r)); }},
    {"Measured", "As the source states it", [](const CheckedRun& r) { return inUnit(r.run.value, r); },
     [](const CheckedRun& r) { return QVariant(r.run.value); }},
    {"Bound", "At the speed of light; of energy the lower bound; a click shows how",
     [](const CheckedRun& r) { return inUnit(r.bound, r); },
     [](const CheckedRun& r) { return QVariant(r.bound.value_or(-1)); }},
    {"Over bound", "Measured over bound; of rates the other way round",
     [](const CheckedRun& r) { return times(r.overBound()); },
     [](const CheckedRun& r) { return QVariant(r.overBound().value_or(-1)); }},
    {"Typical", "What such devices usually reach", [](const CheckedRun& r) { return inUnit(r.typical, r); },
     [](const CheckedRun& r) { return QVariant(r.typical.value_or(-1)); }},
    {"Over typical", "Measured over typical; 1 where that was right",
     [](const CheckedRun& r) { return times(r.overTypical()); },
     [](const CheckedRun& r) { return QVariant(r.overTypical().value_or(-1)); }},
    {"Source", "Who measured it", [](const CheckedRun& r) { return shown(r.run.source); },
     [](const CheckedRun& r) { return QVariant(shown(r.run.source)); }},
};

QString everything(const CheckedRun& run)
{
    QStringList parts;
    for (const ColumnRow& column : columns) {
        parts << column.text(run);
    }
    return parts.join('\n') + "\n" + shown(run.run.note) + "\n" + shown(run.evaluation->scenario->device.name);
}

Qt::Alignment alignmentOf(int column)
{
    return Qt::AlignVCenter | (MeasuredModel::isNumber(column) ? Qt::AlignRight : Qt::AlignLeft);
}

} // namespace

void MeasuredModel::setRuns(std::vector<CheckedRun> runs)
{
    beginResetModel();
    m_runs = std::move(runs);
    endResetModel();
}

int MeasuredModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_runs.size());
}

int MeasuredModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::size(columns));
}

QVariant MeasuredModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const CheckedRun& run = m_runs[static_cast<std::size_t>(index.row())];
    const ColumnRow& column = columns[index.column()];
    switch (role) {
    case Qt::DisplayRole:
        return column.text(run);
    case SortRole:
        return column.key(run);
    case FilterRole:
        return everything(run);
    case Qt::ToolTipRole:
        return asToolTip(shown(run.sentence()));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(index.column()));
    default:
        return {};
    }
}

QVariant MeasuredModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return QString::fromUtf8(columns[section].title);
    case Qt::ToolTipRole:
        return QString::fromUtf8(columns[section].help);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(alignmentOf(section));
    default:
        return {};
    }
}

} // namespace ridge
