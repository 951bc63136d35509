// The operators of all stages as a table that folds by stage and block; sort keys are the raw values.
// Not a second cost model: every cell reads the evaluation, and sums come from analysis/blocks.h.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "ui/compare/operator_differences.h"
#include "ui/selection.h"
#include "ui/tables/block_model.h"
#include "ui/tables/operator_columns.h"
#include "ui/tables/operator_marks.h"
#include "ui/theme/theme.h"

#include <memory>

namespace ridge {

class OperatorModel : public BlockModel {
    Q_OBJECT
public:
    static constexpr int stageColumn = 2;
    static constexpr int boundColumn = 8;
    static constexpr int timeColumn = 9;
    static constexpr int markRole = Qt::UserRole + 1; // the sign of what levers changed, to stand left of the figure
    using BlockModel::BlockModel;

    void setEvaluation(std::shared_ptr<const Evaluation> evaluation) { setEvaluations(std::move(evaluation), nullptr); }
    /// `pinned`: what it is compared with, in columns after all others; null: nothing.
    void setEvaluations(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Evaluation> pinned);
    void setTheme(const Theme& theme);
    void setBasis(TableBasis basis);
    OperatorRef refOf(const QModelIndex& index) const { return refOf(itemOf(index)); }
    QModelIndex indexOf(OperatorRef ref) const;
    /// What a cell says; a word's cell stands for the operator's time, and for nothing where it tells of a block.
    NumberRef numberAt(const QModelIndex& index) const;
    /// For other programs: headings with the unit of what stands below, and the cells of an operator, wherever it
    /// stands and under its whole name, with every digit and in base units.
    QStringList rawHeadings() const;
    QStringList rawTextsOf(int item) const;
    /// Of everything that the filter leaves, over the whole run: "5 of 34 operators · Params 5.64 G · …".
    QString totalsText() const;

    double weightOf(const QModelIndex& block) const override { return totalsOf(nodeNumber(block)).seconds; }
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    Key keyOf(int node, int column) const override;
    QString searchedText(int item) const override;

private:
    OperatorRef refOf(int item) const;
    bool hasSameOperators(const Evaluation& other) const;
    const BlockTotals& totalsOf(int node) const;
    const Stage& stageOf(int node) const;
    double repeatOf(int node) const;
    QVariant blockData(int node, int column, int role) const;
    bool isDifference(int column) const { return column >= static_cast<int>(tableColumns().size()); }
    QVariant differenceData(int node, int column, int role) const;
    const OperatorMarks& marks() const;
    void note(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Evaluation> pinned);

    std::shared_ptr<const Evaluation> m_evaluation;
    OperatorDifferences m_differences;
    std::vector<int> m_firstItem;                 // of each stage
    mutable std::vector<BlockTotals> m_totals;    // once somebody looks at a block
    mutable std::optional<OperatorMarks> m_marks; // or at any figure
    Theme m_theme;
    TableBasis m_basis = TableBasis::Run;
};

} // namespace ridge
