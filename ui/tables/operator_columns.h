// The columns of the operator table: which figure stands in which, of the whole run or of one execution, as text.
// Not the rows: operator_model.h.
#pragma once

#include "core/analysis/blocks.h"
#include "core/analysis/evaluation.h"
#include "core/metrics/operator_figures.h"
#include "ui/charts/operators.h"

#include <QString>
#include <optional>
#include <span>

namespace ridge {

/// What all columns are of: every execution in the whole run, or one (of a block: one run of its stage).
enum class TableBasis { Run, Pass };

struct TableCell {
    const Evaluation& e;
    const Stage& stage;
    const Operator& op;
    const OperatorCost& cost;
    OperatorRef ref;
    TableBasis basis;
};

/// What the sums of a block are of, before a basis is chosen.
enum class SumOf { Pass, Run, Neither };

/// One column: a word, or a figure of the operator in a unit without its symbol, which the heading names.
struct TableColumn {
    const char* title;
    const char* help;
    QString (*word)(const TableCell&);
    const char* ofRun = nullptr;  // the figure in the whole run
    const char* ofPass = nullptr; // and of one execution
    Unit unit = Unit::Count;
    const char* none = "—";                      // for nothing at all, which is said rather than shown as zero
    double (*sum)(const BlockTotals&) = nullptr; // of a block
    SumOf sumOf = SumOf::Neither;

    const char* figure(TableBasis basis) const { return basis == TableBasis::Run ? ofRun : ofPass; }
};

std::span<const TableColumn> tableColumns();
inline constexpr int countColumn = 3, shareColumn = 11;

TableCell cellOf(const Evaluation& e, OperatorRef ref, TableBasis basis);
std::optional<double> valueIn(const TableColumn& column, const TableCell& c);
QString textOf(const TableColumn& column, std::optional<double> value, const Evaluation& e);
QString textOf(const TableColumn& column, const TableCell& c);
/// Every digit, in base units.
QString rawTextOf(const TableColumn& column, const TableCell& c);
/// Of a block; `repeat`: how often its stage runs.
double sumIn(const TableColumn& column, const BlockTotals& totals, const Evaluation& e, TableBasis basis,
             double repeat);
/// The first heading says what all of them are of.
QString titleOf(const TableColumn& column, TableBasis basis);
QString helpOf(const TableColumn& column, TableBasis basis);

} // namespace ridge
