#include "ui/tables/metric_model.h"

#include "core/metrics/value_text.h"
#include "ui/compare/change_text.h"

#include <set>

namespace ridge {
namespace {

QString text(std::string_view view) { return QString::fromUtf8(view.data(), static_cast<qsizetype>(view.size())); }

} // namespace

std::vector<MetricModel::Row> MetricModel::rowsOf(const Evaluation& evaluation)
{
    std::vector<Row> rows;
    bool absent = false;
    std::set<Family> families;
    for (const Metric& metric : metricCatalogue()) {
        families.insert(metric.family);
    }
    for (const Family family : families) {
        const std::size_t heading = rows.size();
        rows.push_back({-1, family});
        for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
            if (metricCatalogue()[i].family == family) {
                if (evaluation.metrics[i].value) {
                    rows.push_back({static_cast<int>(i), family});
                } else {
                    absent = true;
                }
            }
        }
        if (rows.size() == heading + 1) {
            rows.pop_back();
        }
    }
    if (absent) {
        rows.push_back({-2, Family::Architecture});
    }
    return rows;
}

void MetricModel::setEvaluation(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Evaluation> pinned)
{
    std::vector<Row> rows = rowsOf(*evaluation);
    const bool same = rows == m_rows && (m_pinned == nullptr) == (pinned == nullptr);
    if (!same) {
        beginResetModel();
    }
    m_evaluation = std::move(evaluation);
    m_pinned = std::move(pinned);
    m_rows = std::move(rows);
    if (!same) {
        endResetModel();
    } else if (!m_rows.empty()) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

void MetricModel::setTargets(const Targets& targets)
{
    if (targets != m_targets) {
        m_targets = targets;
        if (!m_rows.empty()) {
            emit dataChanged(index(0, 0), index(rowCount() - 1, 1));
        }
    }
}

/// "✓ met", "5.1 ms too much", or the whole sentence; empty where there is no target.
QString MetricModel::targetText(const Metric& metric, bool inFull) const
{
    const NumberStyle style = m_evaluation->numberStyle();
    const std::optional<CheckedTarget> checked = checkTarget(m_targets, metric.id, *m_evaluation);
    return checked ? QString::fromStdString(inFull ? checked->sentence(style) : checked->mark(style)) : QString();
}

QString MetricModel::idAt(int row) const { return index(row, 0).data(IdRole).toString(); }

int MetricModel::rowOf(const QString& id) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (idAt(row) == id) {
            return row;
        }
    }
    return -1;
}

int MetricModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int MetricModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : m_pinned ? Factor + 1 : Value + 1;
}

/// What stands in the columns beside a value.
QString MetricModel::pinnedText(std::size_t metric, int column) const
{
    const Metric& row = metricCatalogue()[metric];
    const MetricValue &before = m_pinned->metrics[metric], &now = m_evaluation->metrics[metric];
    if (column == Pinned) {
        return QString::fromStdString(valueText(before, row.unit, m_pinned->numberStyle()));
    }
    if (column == Difference) {
        return signedText(before, now, row, m_evaluation->numberStyle());
    }
    return before.value && now.value ? QString::fromStdString(factorText(*before.value, *now.value)) : QString();
}

QString MetricModel::absentText() const
{
    QString all;
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        if (!m_evaluation->metrics[i].value) {
            all += (all.isEmpty() ? "" : "\n") + text(metricCatalogue()[i].label) + ": " +
                   QString::fromUtf8(m_evaluation->metrics[i].absent);
        }
    }
    return all;
}

QVariant MetricModel::metricData(const Row& row, int column, int role) const
{
    const auto at = static_cast<std::size_t>(row.metric);
    const Metric& metric = metricCatalogue()[at];
    switch (role) {
    case Qt::DisplayRole:
        if (column == Name) {
            return text(metric.label);
        }
        if (column > Value) {
            return pinnedText(at, column);
        }
        return (QString::fromStdString(valueText(m_evaluation->metrics[at], metric.unit, m_evaluation->numberStyle())) +
                QStringLiteral("  ") + targetText(metric, false))
            .trimmed();
    case Qt::ToolTipRole:
        return (targetText(metric, true).isEmpty() ? QString() : tr("Target %1\n").arg(targetText(metric, true))) +
               text(metric.help) + "\nSource: " + text(metric.source) + "\nId: " + text(metric.id);
    case ChangeRole:
        return m_pinned ? tr("A %1").arg(pinnedText(at, Pinned)) + QStringLiteral("  ") +
                              changeText(m_pinned->metrics[at], m_evaluation->metrics[at], metric,
                                         m_evaluation->numberStyle())
                        : QString();
    case JudgementRole:
        return static_cast<int>(m_pinned ? judgementOf(m_pinned->metrics[at], m_evaluation->metrics[at], metric)
                                         : Judgement::Unknown);
    case SymbolRole:
        return text(metric.symbol);
    case IdRole:
        return text(metric.id);
    default:
        return {};
    }
}

QVariant MetricModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::TextAlignmentRole && index.column() >= Value) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    }
    if (role == FamilyRole) {
        return row.metric < 0;
    }
    if (row.metric >= 0) {
        return metricData(row, index.column(), role);
    }
    if (row.metric == -1) {
        return role == Qt::DisplayRole && index.column() == 0 ? QVariant(text(labelOf(row.family))) : QVariant();
    }
    if (role == Qt::DisplayRole && index.column() == 0) {
        return QStringLiteral("%1 more do not apply here").arg(absentText().count('\n') + 1);
    }
    return role == Qt::ToolTipRole ? QVariant(absentText()) : QVariant();
}

QVariant MetricModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::DisplayRole) {
        const QString titles[] = {tr("Metric"), tr("Value"), tr("A, pinned"), tr("Difference"), tr("Factor")};
        return section >= 0 && section <= Factor ? titles[section] : QString();
    }
    return {};
}

Qt::ItemFlags MetricModel::flags(const QModelIndex& index) const
{
    const bool heading = index.isValid() && m_rows[static_cast<std::size_t>(index.row())].metric < 0;
    return heading ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace ridge
