// A table of texts whose cells may be better or worse than what they are compared with.
// Not what is compared: compare_rows.h.
#pragma once

#include "core/studies/pin_difference.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <QString>
#include <vector>

namespace ridge {

struct CompareCell {
    QString text;
    Judgement judgement = Judgement::Unknown;
};

struct CompareTable {
    struct Heading {
        QString text, help = {};
        bool isNumber = true;
    };
    struct Row {
        std::vector<CompareCell> cells;
        std::string metric = {}; // that its numbers are of; empty: of none
        OperatorPlace place = {};
        bool isOperator = false; // of the evaluation on screen, at that place
    };
    std::vector<Heading> headings;
    std::vector<Row> rows;
};

class CompareModel : public QAbstractTableModel {
    Q_OBJECT
public:
    using QAbstractTableModel::QAbstractTableModel;
    void setTable(CompareTable table);
    void setTheme(const Theme& theme);
    const CompareTable::Row& rowAt(int row) const { return m_table.rows[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    QVariant alignmentOf(int column) const;

    CompareTable m_table;
    Theme m_theme;
};

} // namespace ridge
