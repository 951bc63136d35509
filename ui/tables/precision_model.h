// The precision table as an item model: a format per row, read from the evaluation of the scenario in that format.
// Not a second cost model: cells name the metric they show.
#pragma once

#include "core/studies/precision_table.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>

namespace ridge {

class PrecisionModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setRows(std::vector<PrecisionRow> rows);
    void setTheme(const Theme& theme);
    const std::vector<PrecisionRow>& rows() const { return m_rows; }
    /// The id of the metric that a column shows; empty for words.
    static QString metricOf(int column);
    /// The column that a narrow table does without.
    static int sparedColumn();
    /// How many times smaller than FP32: what the bits say in another way.
    static int reductionColumn();

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<PrecisionRow> m_rows;
    Theme m_theme;
};

} // namespace ridge
