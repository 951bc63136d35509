// The operators of all stages as a table; sort keys are the raw values.
// Not a second cost model: every cell reads the evaluation.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "ui/selection.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <memory>

namespace ridge {

class OperatorModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SortRole = Qt::UserRole + 1 };
    static constexpr int boundColumn = 8;
    using QAbstractTableModel::QAbstractTableModel;

    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setTheme(const Theme& theme);
    OperatorRef refOf(int row) const;
    int rowOf(OperatorRef ref) const;
    /// What a cell says; a word's cell stands for the operator's time.
    NumberRef numberAt(int row, int column) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::shared_ptr<const Evaluation> m_evaluation;
    std::vector<int> m_firstRow; // of each stage
    int m_rows = 0;
    Theme m_theme;
};

} // namespace ridge
