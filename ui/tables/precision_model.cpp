#include "ui/tables/precision_model.h"

#include "core/metrics/catalogue.h"

#include <algorithm>

namespace ridge {
namespace {

QString text(std::string_view view) { return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size())); }

QString formatText(const PrecisionRow& row)
{
    const QString name = text(infoOf(row.precision).label);
    return row.inUse ? name + QStringLiteral(" ✓") : name;
}

/// What the scales of the groups add is said, not hidden in the sum.
QString bitsText(const PrecisionRow& row)
{
    const double element = infoOf(row.precision).bits;
    if (row.precision == Precision::Stored) { // an average, not the element of any format
        return QString::number(row.bits, 'g', 4);
    }
    const QString own = QString::number(element);
    return row.bits > element
               ? own + " + " + QString::number(row.bits - element, 'g', row.bits - element < 0.01 ? 1 : 3)
               : own;
}

QString peakText(const PrecisionRow& row)
{
    const NumberStyle style{.integerOps = infoOf(row.computedAt).isInteger};
    return QString::fromStdString(format(row.peak.inBaseUnits(), Unit::OpsPerSecond, style)) + " " +
           text(infoOf(row.computedAt).label);
}

QString accuracyText(const PrecisionRow& row)
{
    return row.accuracy.empty() ? QStringLiteral("—") : text(row.accuracy);
}

struct Column {
    const char* title;
    const char* help;
    const char* metric; // shown in the column; empty where `text` says it
    QString (*text)(const PrecisionRow&);
    bool number = true;
};

constexpr const char* modelSize = "model_size";

const Column columns[] = {
    {"Format", "Number format, ✓ the one in use; double-click or Enter takes it into the scenario", "", formatText,
     false},
    {"Bits", "Of one weight as stored; a group's scale is shared by its elements", "", bitsText},
    {"Reduction", "How many times smaller than FP32", "size_reduction", nullptr},
    {"Model size", "Storage of the weights", modelSize, nullptr},
    {"Peak used", "Dense rate of the unit that computes, and its format", "", peakText},
    {"Latency", "Of the whole request", "latency", nullptr},
    {"Energy", "Per inference, at the wall", "energy_per_inference", nullptr},
    {"Accuracy*", "Typical impact, a rule of thumb of the cheat sheet; measure it for your model", "", accuracyText,
     false},
};

const Column& columnAt(int index) { return columns[static_cast<std::size_t>(index)]; }

QString cellText(const Column& column, const PrecisionRow& row)
{
    if (column.text) {
        return column.text(row);
    }
    const std::size_t index = metricIndex(column.metric).value_or(0);
    return QString::fromStdString(
        format(row.evaluation->metrics[index].value, metricCatalogue()[index].unit, row.evaluation->numberStyle()));
}

} // namespace

QString PrecisionModel::metricOf(int column)
{
    return column >= 0 && column < static_cast<int>(std::size(columns)) ? QString::fromLatin1(columnAt(column).metric)
                                                                        : QString();
}

int PrecisionModel::reductionColumn()
{
    const auto isIt = [](const Column& column) { return column.metric == std::string_view("size_reduction"); };
    return static_cast<int>(std::ranges::find_if(columns, isIt) - std::begin(columns));
}

int PrecisionModel::sparedColumn()
{
    const auto* spared =
        std::find_if(std::begin(columns), std::end(columns), [](const Column& c) { return c.metric == modelSize; });
    return static_cast<int>(spared - std::begin(columns));
}

void PrecisionModel::setRows(std::vector<PrecisionRow> rows)
{
    const bool same = rows.size() == m_rows.size();
    if (!same) {
        beginResetModel();
    }
    m_rows = std::move(rows);
    if (!same) {
        endResetModel();
    } else if (!m_rows.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

void PrecisionModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (!m_rows.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int PrecisionModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int PrecisionModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::size(columns));
}

QVariant PrecisionModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Column& column = columnAt(index.column());
    const PrecisionRow& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cellText(column, row);
    case Qt::AccessibleTextRole:
        return tr(column.title) + " " + cellText(column, row) +
               (row.inUse && index.column() == 0 ? tr(", in use") : "");
    case Qt::ToolTipRole:
        return tr(column.help);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((column.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case Qt::FontRole:
        return row.inUse ? QVariant(m_theme.font(12.5, true)) : QVariant();
    case Qt::ForegroundRole:
        return !column.number && !column.metric[0] && index.column() > 0 ? QVariant(m_theme.muted) : QVariant();
    default:
        return {};
    }
}

QVariant PrecisionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const Column& column = columnAt(section);
    switch (role) {
    case Qt::DisplayRole:
        return tr(column.title);
    case Qt::ToolTipRole:
        return tr(column.help);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment((column.number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

} // namespace ridge
