#include "ui/compare/compare_model.h"

#include "ui/compare/change_text.h"

namespace ridge {

void CompareModel::setTable(CompareTable table)
{
    const bool same = table.rows.size() == m_table.rows.size() && table.headings.size() == m_table.headings.size();
    if (!same) {
        beginResetModel();
    }
    m_table = std::move(table);
    if (!same) {
        endResetModel();
    } else if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
        emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    }
}

void CompareModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    }
}

int CompareModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.rows.size());
}

int CompareModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_table.headings.size());
}

QVariant CompareModel::alignmentOf(int column) const
{
    const bool isNumber = m_table.headings[static_cast<std::size_t>(column)].isNumber;
    return QVariant::fromValue(Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
}

QVariant CompareModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const CompareCell& cell = rowAt(index.row()).cells[static_cast<std::size_t>(index.column())];
    const bool isJudged = cell.judgement == Judgement::Better || cell.judgement == Judgement::Worse;
    switch (role) {
    case Qt::DisplayRole:
        return cell.text;
    case Qt::TextAlignmentRole:
        return alignmentOf(index.column());
    case Qt::ForegroundRole:
        return isJudged ? QVariant(colourOf(m_theme, cell.judgement)) : QVariant();
    default:
        return {};
    }
}

QVariant CompareModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const CompareTable::Heading& heading = m_table.headings[static_cast<std::size_t>(section)];
    return role == Qt::DisplayRole         ? QVariant(heading.text)
           : role == Qt::ToolTipRole       ? QVariant(heading.help)
           : role == Qt::TextAlignmentRole ? alignmentOf(section)
                                           : QVariant();
}

} // namespace ridge
