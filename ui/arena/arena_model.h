// What each planner makes of the arena as an item model: a planner per row, a lever of the memory plan per column.
// Not the study (core/studies/memory/arena_table.h).
#pragma once

#include "core/studies/memory/arena_table.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

namespace ridge {

class ArenaModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setTable(std::shared_ptr<const ArenaTable> table);
    void setTheme(const Theme& theme);
    void setPlanner(std::size_t planner); // the one on show
    /// The lever that a column tries; null for those about the arena as it is.
    const ArenaChange* changeOf(int column) const;
    /// Rows below the planners' own say what any plan needs.
    static bool isPlanner(int row);
    /// The column that a narrow table does without: the chart's header says it of the planner on show.
    static int sparedColumn();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void changed();
    double sizeOf(int row) const;
    QString cellText(int row, int column) const;
    QString helpOf(int row, int column) const;
    QString titleOf(int column) const;
    QString bytesText(double value) const;

    std::shared_ptr<const ArenaTable> m_table;
    std::size_t m_planner = 0;
    Theme m_theme;
};

} // namespace ridge
