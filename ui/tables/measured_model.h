// Measured runs beside their bounds as a table; sort keys are the raw values.
// Not the comparison: every cell reads a CheckedRun.
#pragma once

#include "core/studies/measured.h"

#include <QAbstractTableModel>

namespace ridge {

class MeasuredModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole + 1, FilterRole };
    enum Column { MeasuredOn, Quantity, Value, Bound, OverBound, Typical, OverTypical, Source };
    using QAbstractTableModel::QAbstractTableModel;

    void setRuns(std::vector<CheckedRun> runs);
    const std::vector<CheckedRun>& runs() const { return m_runs; }
    static bool isNumber(int column) { return column >= Value && column <= OverTypical; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<CheckedRun> m_runs;
};

} // namespace ridge
