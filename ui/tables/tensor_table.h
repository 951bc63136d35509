// The tensors of a weight file with their formats and bytes, to read and to sort.
// Not an editor, and not the operators: a file's tensors may be packed or split differently.
#pragma once

#include "core/scenario/scenario.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <QWidget>
#include <memory>

class QLabel;
class QTableView;

namespace ridge {

class TensorModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Format, Elements, Bytes, Bits, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setCheckpoint(const Shared<Checkpoint>& checkpoint, NumberStyle style);
    const Checkpoint& checkpoint() const { return *m_checkpoint; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// A column of −1 is the order of the file.
    void sort(int column, Qt::SortOrder order) override;

private:
    void arrange();

    Shared<Checkpoint> m_checkpoint;
    NumberStyle m_style;
    std::vector<std::size_t> m_order; // row → tensor
    int m_column = -1;
    Qt::SortOrder m_direction = Qt::AscendingOrder;
};

class TensorTable : public QWidget {
    Q_OBJECT
public:
    explicit TensorTable(QWidget* parent = nullptr);

    void setScenario(const std::shared_ptr<const Scenario>& current);
    void setTheme(const Theme& theme);

    TensorModel* model() const { return m_model; }
    QTableView* view() const { return m_view; }
    /// "291 tensors, 8.03 G elements, 4.92 GB" and the share of each format.
    QString totalsText() const;

private:
    QTableView* m_view; // before the model, so that it is also deleted before
    TensorModel* m_model;
    QLabel* m_totals;
    NumberStyle m_style;
};

} // namespace ridge
