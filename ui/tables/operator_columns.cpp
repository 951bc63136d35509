#include "ui/tables/operator_columns.h"

#include "core/quantity/digits.h"
#include "ui/shown.h"

#include <array>
#include <string_view>

namespace ridge {
namespace {

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

using Sums = const BlockTotals&;
const TableColumn columns[] = {
    {"Operator", "Name in the model", [](const TableCell& c) { return shown(c.op.name); }},
    {"Kind", "What it computes", [](const TableCell& c) { return view(labelOf(c.op.kind)); }},
    {"Stage", "Part of the run it belongs to", [](const TableCell& c) { return shown(c.stage.name); }},
    {"Count", "Executions", nullptr, "executions", "count", Unit::Count, "—", [](Sums t) { return t.executions; },
     SumOf::Pass},
    {"Params", "Parameters", nullptr, "total_parameters", "parameters", Unit::Count, "—",
     [](Sums t) { return t.parameters; }},
    {"MACs", "Multiply-accumulates", nullptr, "total_macs", "macs", Unit::Count, "—", [](Sums t) { return t.macs; },
     SumOf::Pass},
    {"Bytes", "Bytes moved", nullptr, "total_bytes", "bytes", Unit::Bytes, "on chip", [](Sums t) { return t.bytes; },
     SumOf::Pass},
    {"FLOP/B", "Arithmetic intensity", nullptr, "intensity", "intensity", Unit::Count, "—",
     [](Sums t) { return t.intensity().value_or(0); }},
    {"Bound", "What limits it; of a block: what its operators spend most time on",
     [](const TableCell& c) { return view(labelOf(c.cost.bound)); }},
    {"Time", "Time", nullptr, "total_time_s", "time_s", Unit::Seconds, "0 s", [](Sums t) { return t.seconds; },
     SumOf::Run},
    {"Energy", "Energy at the device", nullptr, "total_energy_j", "energy_j", Unit::Joules, "0 J",
     [](Sums t) { return t.joules; }, SumOf::Run},
    {"Share", "Of the latency", nullptr, "share", "share", Unit::Percent, "0 %",
     [](Sums t) { return t.seconds; }}, // over all
};

/// Found once: the table asks for every cell in view at every edit.
const OperatorFigure* figureOf(const TableColumn& column, TableBasis basis)
{
    using Found = std::array<const OperatorFigure*, std::size(columns)>;
    static const auto figures = [] {
        std::array<Found, 2> found{};
        for (const TableBasis of : {TableBasis::Run, TableBasis::Pass}) {
            for (std::size_t i = 0; i < std::size(columns); ++i) {
                const char* id = columns[i].figure(of);
                found[static_cast<std::size_t>(of)][i] = id ? operatorFigure(id) : nullptr;
            }
        }
        return found;
    }();
    return figures[static_cast<std::size_t>(basis)][static_cast<std::size_t>(&column - columns)];
}

} // namespace

std::span<const TableColumn> tableColumns() { return columns; }

std::optional<double> valueIn(const TableColumn& column, const TableCell& c)
{
    return figureOf(column, c.basis)
        ->value(c.e, static_cast<std::size_t>(c.ref.stage), static_cast<std::size_t>(c.ref.op));
}

QString textOf(const TableColumn& column, std::optional<double> value, const Evaluation& e)
{
    if (!value || *value == 0) {
        return QString::fromUtf8(column.none);
    }
    if (column.unit == Unit::Percent) {
        return percent(*value);
    }
    const bool isCount = &column == &columns[countColumn];
    return (isCount ? "×" : "") + QString::fromStdString(format(value, column.unit, e.numberStyle()));
}

QString textOf(const TableColumn& column, const TableCell& c)
{
    return column.word ? column.word(c) : textOf(column, valueIn(column, c), c.e);
}

QString rawTextOf(const TableColumn& column, const TableCell& c)
{
    const std::optional<double> value = column.word ? std::nullopt : valueIn(column, c);
    return column.word ? column.word(c)
           : value     ? QString::fromStdString(exactNumber(inBaseUnits(*value, column.unit).number))
                       : QString();
}

TableCell cellOf(const Evaluation& e, OperatorRef ref, TableBasis basis)
{
    const auto s = static_cast<std::size_t>(ref.stage);
    const auto i = static_cast<std::size_t>(ref.op);
    const Stage& stage = e.program.stages[s];
    return {e, stage, stage.operators[i], e.stages[s].operators[i], ref, basis};
}

double sumIn(const TableColumn& column, const BlockTotals& totals, const Evaluation& e, TableBasis basis, double repeat)
{
    const bool isRun = basis == TableBasis::Run;
    const double factor = column.sumOf == SumOf::Pass && isRun                 ? repeat
                          : column.sumOf == SumOf::Run && !isRun && repeat > 0 ? 1 / repeat
                                                                               : 1;
    const double sum = factor * column.sum(totals);
    const double whole = e.latency().inBaseUnits();
    return &column != &columns[shareColumn] ? sum : whole > 0 ? sum / whole : 0;
}

QString titleOf(const TableColumn& column, TableBasis basis)
{
    const QString title = QString::fromUtf8(column.title);
    return &column != columns         ? title
           : basis == TableBasis::Run ? QObject::tr("%1, whole run").arg(title)
                                      : QObject::tr("%1, one execution").arg(title);
}

QString helpOf(const TableColumn& column, TableBasis basis)
{
    const QString marks =
        column.word ? QString() : QObject::tr(".\n▾ less and ▴ more because of levers: a cell says which");
    const QString help = QString::fromUtf8(column.help);
    const bool isEither = column.word || column.ofRun == std::string_view(column.ofPass);
    return (isEither ? help
            : basis == TableBasis::Run
                ? QObject::tr("%1 in the whole run").arg(help)
                : QObject::tr("%1 of one execution; of a block: in one run of its stage").arg(help)) +
           marks;
}

} // namespace ridge
