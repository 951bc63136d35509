#include "ui/arena/arena_model.h"

#include "core/studies/change.h"
#include "ui/charts/operators.h"
#include "ui/shown.h"

namespace ridge {
namespace {

enum Column { PlannerName, Size, Over, FirstChange };

} // namespace

/// Where rows and columns stay, so do current cell and double-clicks.
void ArenaModel::setTable(std::shared_ptr<const ArenaTable> table)
{
    const auto shapeOf = [](const ArenaTable* of) {
        return of ? std::pair(of->sizes.size(), of->changes.size()) : std::pair<std::size_t, std::size_t>();
    };
    const bool isSame = m_table && shapeOf(m_table.get()) == shapeOf(table.get());
    if (!isSame) {
        beginResetModel();
    }
    m_table = std::move(table);
    if (!isSame) {
        endResetModel();
    } else {
        changed();
    }
}

void ArenaModel::changed()
{
    if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    }
}

void ArenaModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    changed();
}

void ArenaModel::setPlanner(std::size_t planner)
{
    m_planner = planner;
    changed();
}

bool ArenaModel::isPlanner(int row) { return row >= 0 && row < static_cast<int>(arenaPlanners().size()); }

int ArenaModel::sparedColumn() { return Over; }

const ArenaChange* ArenaModel::changeOf(int column) const
{
    const int change = column - FirstChange;
    return m_table && change >= 0 && change < static_cast<int>(m_table->changes.size())
               ? &m_table->changes[static_cast<std::size_t>(change)]
               : nullptr;
}

int ArenaModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_table || m_table->sizes.empty() ? 0 : static_cast<int>(m_table->sizes.size()) + 1;
}

int ArenaModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() || !m_table ? 0 : FirstChange + static_cast<int>(m_table->changes.size());
}

QString ArenaModel::bytesText(double value) const
{
    return QString::fromStdString(format(value, Unit::Bytes, m_table->of->convention.numberStyle()));
}

double ArenaModel::sizeOf(int row) const
{
    return isPlanner(row) ? m_table->sizes[static_cast<std::size_t>(row)] : m_table->bound;
}

QString ArenaModel::cellText(int row, int column) const
{
    switch (column) {
    case PlannerName:
        return isPlanner(row) ? tr(arenaPlanners()[static_cast<std::size_t>(row)].label) : tr("Most alive at once");
    case Size:
        return bytesText(sizeOf(row));
    case Over:
        return isPlanner(row) && sizeOf(row) > m_table->bound
                   ? QStringLiteral("+") + percent(overBound(sizeOf(row), m_table->bound))
                   : QStringLiteral("0");
    default:
        break;
    }
    const ArenaChange& change = *changeOf(column);
    if (!change.reason.empty()) {
        return QStringLiteral("—");
    }
    const double then = isPlanner(row) ? change.sizes[static_cast<std::size_t>(row)] : change.bound;
    const double now = sizeOf(row);
    return then == now || now <= 0
               ? bytesText(then)
               : QStringLiteral("%1, %2").arg(bytesText(then), QString::fromStdString(changeText(then / now)));
}

QString ArenaModel::helpOf(int row, int column) const
{
    if (const ArenaChange* change = changeOf(column)) {
        return change->reason.empty() ? tr("Double-click or Enter: %1").arg(titleOf(column)) : shown(change->reason);
    }
    return isPlanner(row) ? tr(arenaPlanners()[static_cast<std::size_t>(row)].help)
                          : tr("The largest sum of what lives at the same time: no plan needs less");
}

QString ArenaModel::titleOf(int column) const
{
    switch (column) {
    case PlannerName:
        return tr("Planner");
    case Size:
        return tr("Arena");
    case Over:
        return tr("Over bound");
    default:
        break;
    }
    const ArenaChange& change = *changeOf(column);
    const QString label = QString::fromUtf8(change.lever->label);
    return change.isPulled ? tr("Without %1").arg(label.at(0).toLower() + label.mid(1)) : label;
}

QVariant ArenaModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= columnCount()) {
        return {};
    }
    const int row = index.row(), column = index.column();
    const bool isOnShow = isPlanner(row) && static_cast<std::size_t>(row) == m_planner;
    const bool isMuted = !isPlanner(row) || (changeOf(column) && !changeOf(column)->reason.empty());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(row, column) + (isOnShow && column == PlannerName ? QStringLiteral(" ✓") : QString());
    case Qt::AccessibleTextRole:
        return titleOf(column) + u' ' + cellText(row, column) + (isOnShow ? tr(", on show") : QString());
    case Qt::ToolTipRole:
        return helpOf(row, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((column == PlannerName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    case Qt::FontRole:
        return isOnShow ? QVariant(m_theme.font(12.5, true)) : QVariant();
    case Qt::ForegroundRole:
        return isMuted ? QVariant(m_theme.muted) : QVariant();
    default:
        return {};
    }
}

QVariant ArenaModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(section);
    case Qt::ToolTipRole:
        return changeOf(section)
                   ? asToolTip(titleOf(section) + ". " + QString::fromUtf8(changeOf(section)->lever->caveat))
                   : QVariant();
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((section == PlannerName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter));
    default:
        return {};
    }
}

} // namespace ridge
