// The metric sheet as an item model: families, their metrics, and what does not apply.
// Not a copy of the catalogue: rows are indices into it.
#pragma once

#include "core/studies/targets.h"

#include <QAbstractTableModel>
#include <memory>

namespace ridge {

class MetricModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Role { SymbolRole = Qt::UserRole + 1, FamilyRole, IdRole, ChangeRole, JudgementRole };
    enum Column { Name, Value, Pinned, Difference, Factor }; // the last three beside a pinned scenario alone
    using QAbstractTableModel::QAbstractTableModel;

    /// The metric of a row; empty for headings.
    QString idAt(int row) const;
    int rowOf(const QString& id) const;
    /// `pinned`: what it is compared with; null: nothing.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation,
                       std::shared_ptr<const Evaluation> pinned = nullptr);
    /// Beside the value of each metric that has one: whether it is met, or by how much not.
    void setTargets(const Targets& targets);
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& index) const override;

private:
    struct Row {
        int metric = -1; // index into the catalogue; −1: a family's heading, −2: the line of what is absent
        Family family = Family::Memory;
        friend bool operator==(const Row&, const Row&) = default;
    };
    static std::vector<Row> rowsOf(const Evaluation& evaluation);
    QString pinnedText(std::size_t metric, int column) const;
    QString absentText() const;
    QString targetText(const Metric& metric, bool inFull) const;
    QVariant metricData(const Row& row, int column, int role) const;

    std::shared_ptr<const Evaluation> m_evaluation, m_pinned;
    Targets m_targets;
    std::vector<Row> m_rows;
};

} // namespace ridge
