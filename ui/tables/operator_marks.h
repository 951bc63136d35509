// What levers changed, as the operator table says it: a sign beside a figure, and a line for each lever.
// Not what they changed: core/studies/lever_marks.h.
#pragma once

#include "core/studies/lever_marks.h"
#include "ui/tables/operator_columns.h"

#include <map>

namespace ridge {

/// Lives as long as the evaluation. Columns of words and shares, which change with everything else, have no marks.
class OperatorMarks {
public:
    explicit OperatorMarks(const Evaluation& evaluation) : m_evaluation(evaluation), m_marks(evaluation) {}

    /// "▾" for what is less because of levers, "▴" for what is more; empty where none changed it.
    QString signOf(const TableColumn& column, const TableCell& cell) const;
    /// "Grouped-query attention: 1.07 G → 268 M, ÷4.00": a line for each lever.
    QString textOf(const TableColumn& column, const TableCell& cell) const;

    // Of a block of the tree of the evaluation's operators: those of them that levers changed, in the whole run.
    QString signOf(const TableColumn& column, const BlockTree& tree, int node) const;
    QString textOf(const TableColumn& column, const BlockTree& tree, int node) const;

private:
    struct Sums { // per node
        std::vector<double> before, after;
        std::map<const LeverText*, std::vector<double>> changed; // operators
    };
    std::vector<LeverMark> marksOf(const char* figure, const OperatorPlace& place) const;
    const Sums* sumsOf(const TableColumn& column, const BlockTree& tree) const; // null: there are none

    const Evaluation& m_evaluation;
    LeverMarks m_marks;
    mutable std::map<const TableColumn*, Sums> m_sums; // once somebody looks
};

} // namespace ridge
