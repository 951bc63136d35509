#include "ui/tables/operator_model.h"

#include "core/metrics/operator_figures.h"
#include "core/quantity/digits.h"
#include "core/scenario/families/imported_graph.h"
#include "ui/charts/operators.h"
#include "ui/shown.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ridge {
namespace {

struct Cell {
    const Evaluation& e;
    const Stage& stage;
    const Operator& op;
    const OperatorCost& cost;
    OperatorRef ref;
    TableBasis basis;
};

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// What the sums of a block are of, before a basis is chosen.
enum class SumOf { Pass, Run, Neither };

/// One column: a word, or a figure of the operator in a unit without its symbol, which the heading names.
struct Column {
    const char* title;
    const char* help;
    QString (*word)(const Cell&);
    const char* ofRun = nullptr;  // the figure in the whole run
    const char* ofPass = nullptr; // and of one execution
    Unit unit = Unit::Count;
    const char* none = "—";                      // for nothing at all, which is said rather than shown as zero
    double (*sum)(const BlockTotals&) = nullptr; // of a block
    SumOf sumOf = SumOf::Neither;

    const char* figure(TableBasis basis) const { return basis == TableBasis::Run ? ofRun : ofPass; }
};

using Sums = const BlockTotals&;
const Column columns[] = {
    {"Operator", "Name in the model", [](const Cell& c) { return shown(c.op.name); }},
    {"Kind", "What it computes", [](const Cell& c) { return view(labelOf(c.op.kind)); }},
    {"Stage", "Part of the run it belongs to", [](const Cell& c) { return shown(c.stage.name); }},
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
     [](const Cell& c) { return view(labelOf(c.cost.bound)); }},
    {"Time", "Time", nullptr, "total_time_s", "time_s", Unit::Seconds, "0 s", [](Sums t) { return t.seconds; },
     SumOf::Run},
    {"Energy", "Energy at the device", nullptr, "total_energy_j", "energy_j", Unit::Joules, "0 J",
     [](Sums t) { return t.joules; }, SumOf::Run},
    {"Share", "Of the latency", nullptr, "share", "share", Unit::Percent, "0 %",
     [](Sums t) { return t.seconds; }}, // over all
};
constexpr int countColumn = 3, shareColumn = 11;

/// Found once: the table asks for every cell in view at every edit.
const OperatorFigure* figureOf(const Column& column, TableBasis basis)
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

std::optional<double> valueIn(const Column& column, const Cell& c)
{
    return figureOf(column, c.basis)
        ->value(c.e, static_cast<std::size_t>(c.ref.stage), static_cast<std::size_t>(c.ref.op));
}

QString textOf(const Column& column, std::optional<double> value, const Evaluation& e)
{
    if (!value || *value == 0) {
        return QString::fromUtf8(column.none);
    }
    if (column.unit == Unit::Percent) {
        return percent(*value);
    }
    const bool isCount = &column == &columns[countColumn];
    return (isCount ? "×" : "") +
           QString::fromStdString(format(value, column.unit, e.scenario->convention.numberStyle()));
}

QString textOf(const Column& column, const Cell& c)
{
    return column.word ? column.word(c) : textOf(column, valueIn(column, c), c.e);
}

QString rawTextOf(const Column& column, const Cell& c)
{
    const std::optional<double> value = column.word ? std::nullopt : valueIn(column, c);
    return column.word ? column.word(c)
           : value     ? QString::fromStdString(exactNumber(inBaseUnits(*value, column.unit).number))
                       : QString();
}

Cell cellOf(const Evaluation& e, OperatorRef ref, TableBasis basis)
{
    const auto s = static_cast<std::size_t>(ref.stage);
    const auto i = static_cast<std::size_t>(ref.op);
    const Stage& stage = e.program.stages[s];
    return {e, stage, stage.operators[i], e.stages[s].operators[i], ref, basis};
}

/// `repeat`: how often the stage of the block runs.
double sumIn(const Column& column, const BlockTotals& totals, const Evaluation& e, TableBasis basis, double repeat)
{
    const bool isRun = basis == TableBasis::Run;
    const double factor = column.sumOf == SumOf::Pass && isRun                 ? repeat
                          : column.sumOf == SumOf::Run && !isRun && repeat > 0 ? 1 / repeat
                                                                               : 1;
    const double sum = factor * column.sum(totals);
    const double whole = e.latency().inBaseUnits();
    return &column != &columns[shareColumn] ? sum : whole > 0 ? sum / whole : 0;
}

/// The first heading says what all of them are of.
QString titleOf(const Column& column, TableBasis basis)
{
    const QString title = QString::fromUtf8(column.title);
    return &column != columns         ? title
           : basis == TableBasis::Run ? QObject::tr("%1, whole run").arg(title)
                                      : QObject::tr("%1, one execution").arg(title);
}

QString helpOf(const Column& column, TableBasis basis)
{
    const QString help = QString::fromUtf8(column.help);
    const bool isEither = column.word || column.ofRun == std::string_view(column.ofPass);
    return isEither ? help
           : basis == TableBasis::Run
               ? QObject::tr("%1 in the whole run").arg(help)
               : QObject::tr("%1 of one execution; of a block: in one run of its stage").arg(help);
}

QString shortName(const BlockTree::Node& node) { return shown(node.label); }

} // namespace

/// Equal names in equal stages fold alike. An imported graph folds by the names in its file, which its source keeps.
bool OperatorModel::hasSameOperators(const Evaluation& other) const
{
    const auto fileOf = [](const Evaluation& e) {
        const ImportedGraph* imported = e.scenario->model.imported();
        return imported ? imported->source.get() : nullptr;
    };
    return m_evaluation && fileOf(*m_evaluation) == fileOf(other) &&
           std::equal(m_evaluation->program.stages.begin(), m_evaluation->program.stages.end(),
                      other.program.stages.begin(), other.program.stages.end(), [](const Stage& a, const Stage& b) {
                          return a.name == b.name &&
                                 std::equal(a.operators.begin(), a.operators.end(), b.operators.begin(),
                                            b.operators.end(),
                                            [](const Operator& x, const Operator& y) { return x.name == y.name; });
                      });
}

void OperatorModel::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    const bool same = hasSameOperators(*evaluation);
    if (same) {
        m_evaluation = std::move(evaluation);
        m_totals.clear();
        valuesChanged();
        return;
    }
    beginResetModel();
    m_evaluation = std::move(evaluation);
    m_totals.clear();
    m_firstItem.clear();
    int items = 0;
    for (const Stage& stage : m_evaluation->program.stages) {
        m_firstItem.push_back(items);
        items += static_cast<int>(stage.operators.size());
    }
    replaceTree(operatorTree(m_evaluation->program, m_evaluation->scenario->model));
    endResetModel();
}

void OperatorModel::setTheme(const Theme& theme)
{
    m_theme = theme;
    if (m_evaluation) {
        valuesChanged();
    }
}

OperatorRef OperatorModel::refOf(int item) const
{
    if (item < 0 || item >= itemCount()) {
        return {};
    }
    const auto stage = std::upper_bound(m_firstItem.begin(), m_firstItem.end(), item) - m_firstItem.begin() - 1;
    return {static_cast<int>(stage), item - m_firstItem[static_cast<std::size_t>(stage)]};
}

QModelIndex OperatorModel::indexOf(OperatorRef ref) const
{
    const auto stage = static_cast<std::size_t>(ref.stage);
    if (!ref.isValid() || stage >= m_firstItem.size()) {
        return {};
    }
    const int end = stage + 1 < m_firstItem.size() ? m_firstItem[stage + 1] : itemCount();
    const int item = m_firstItem[stage] + ref.op;
    return item < end ? indexOfItem(item) : QModelIndex();
}

NumberRef OperatorModel::numberAt(const QModelIndex& index) const
{
    const char* figure = index.isValid() ? columns[index.column()].figure(m_basis) : nullptr;
    if (isBlock(index)) {
        return figure ? NumberRef{figure, -1, -1, {}, nodeAt(index).path} : NumberRef{};
    }
    const OperatorRef ref = refOf(index);
    return ref.isValid() ? NumberRef{figure ? figure : "time_s", ref.stage, ref.op} : NumberRef{};
}

QStringList OperatorModel::rawHeadings() const
{
    QStringList headings;
    for (const Column& column : columns) {
        const QString title = titleOf(column, m_basis);
        const QString unit = column.ofRun ? view(baseSymbolOf(column.unit)) : QString();
        headings << (unit.isEmpty() ? title : QStringLiteral("%1 (%2)").arg(title, unit));
    }
    return headings;
}

QStringList OperatorModel::rawTextsOf(int item) const
{
    QStringList texts;
    for (const Column& column : columns) {
        texts << rawTextOf(column, cellOf(*m_evaluation, refOf(item), m_basis));
    }
    return texts;
}

QString OperatorModel::totalsText() const
{
    BlockTotals sum;
    double own = 0, shared = 0; // weights that a later stage runs again are there once
    for (const int item : shownItems()) {
        const Stage& stage = m_evaluation->program.stages[static_cast<std::size_t>(refOf(item).stage)];
        const BlockTotals& one = totalsOf(tree().nodeOfItem[static_cast<std::size_t>(item)]);
        (stage.sharesWeights ? shared : own) += one.parameters;
        sum.operators += one.operators;
        sum.macs += stage.repeat * one.macs;
        sum.ops += stage.repeat * one.ops;
        sum.bytes += stage.repeat * one.bytes;
        sum.seconds += one.seconds;
        sum.joules += one.joules;
    }
    sum.parameters = std::max(own, shared);
    QStringList parts{tr("%1 of %2 operators").arg(static_cast<qlonglong>(sum.operators)).arg(itemCount())};
    for (const Column& column : columns) {
        if (column.sum && &column != &columns[countColumn]) {
            parts << QString::fromUtf8(column.title) + u' ' +
                         textOf(column, sumIn(column, sum, *m_evaluation, TableBasis::Run, 1), *m_evaluation);
        }
    }
    return parts.join(QStringLiteral(" · "));
}

int OperatorModel::columnCount(const QModelIndex&) const { return static_cast<int>(std::size(columns)); }

/// In which a block stands, as a whole.
const Stage& OperatorModel::stageOf(int node) const
{
    while (tree().nodes[static_cast<std::size_t>(node)].isBlock()) {
        node = tree().nodes[static_cast<std::size_t>(node)].children.front();
    }
    const OperatorRef first = refOf(tree().nodes[static_cast<std::size_t>(node)].item);
    return m_evaluation->program.stages[static_cast<std::size_t>(first.stage)];
}

double OperatorModel::repeatOf(int node) const { return stageOf(node).repeat; }

void OperatorModel::setBasis(TableBasis basis)
{
    m_basis = basis;
    if (m_evaluation) {
        valuesChanged();
    }
    emit headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

const BlockTotals& OperatorModel::totalsOf(int node) const
{
    if (m_totals.empty()) {
        m_totals = blockTotals(tree(), *m_evaluation);
    }
    return m_totals[static_cast<std::size_t>(node)];
}

BlockModel::Key OperatorModel::keyOf(int node, int column) const
{
    const Column& by = columns[column];
    const BlockTree::Node& at = tree().nodes[static_cast<std::size_t>(node)];
    if (at.isBlock()) {
        const BlockTotals& totals = totalsOf(node);
        return column == boundColumn ? Key{static_cast<double>(totals.bound()), {}}
               : by.word ? Key{0, column == 0 ? shortName(at) : blockData(node, column, Qt::DisplayRole).toString()}
                         : Key{sumIn(by, totals, *m_evaluation, m_basis, repeatOf(node)), {}};
    }
    const Cell cell = cellOf(*m_evaluation, refOf(at.item), m_basis);
    return column == boundColumn ? Key{static_cast<double>(cell.cost.bound), {}}
           : by.word             ? Key{0, by.word(cell)}
                                 : Key{valueIn(by, cell).value_or(-1), {}}; // what does not apply comes last
}

QString OperatorModel::searchedText(int item) const
{
    const Cell cell = cellOf(*m_evaluation, refOf(item), m_basis);
    QString text = QString::fromStdString(
        tree().nodes[static_cast<std::size_t>(tree().nodeOfItem[static_cast<std::size_t>(item)])].path);
    for (const Column& column : columns) {
        if (column.word) {
            text += u'\n' + column.word(cell);
        }
    }
    return text;
}

QVariant OperatorModel::blockData(int node, int column, int role) const
{
    const Column& by = columns[column];
    const BlockTotals& totals = totalsOf(node);
    if (role == Qt::DecorationRole && column == boundColumn) {
        return m_theme.of(totals.bound());
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (column) {
    case 0:
        return shortName(tree().nodes[static_cast<std::size_t>(node)]);
    case 1:
        return tr("%1 operators").arg(static_cast<qlonglong>(totals.operators));
    case 2:
        return shown(stageOf(node).name);
    case boundColumn:
        return view(labelOf(totals.bound()));
    default:
        return textOf(by, sumIn(by, totals, *m_evaluation, m_basis, repeatOf(node)), *m_evaluation);
    }
}

QVariant OperatorModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const Column& column = columns[index.column()];
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.word ? Qt::AlignLeft : Qt::AlignRight)));
    }
    if (role == Qt::ToolTipRole && index.column() == 0) {
        return asToolTip(shown(nodeAt(index).path));
    }
    if (isBlock(index)) {
        return blockData(nodeNumber(index), index.column(), role);
    }
    const Cell cell = cellOf(*m_evaluation, refOf(index), m_basis);
    if (role == Qt::DisplayRole) {
        return index.column() == 0 && isGrouped() ? shortName(nodeAt(index)) : textOf(column, cell);
    }
    return role == Qt::DecorationRole && index.column() == boundColumn ? m_theme.of(cell.cost.bound) : QVariant();
}

QVariant OperatorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    const Column& column = columns[section];
    switch (role) {
    case Qt::DisplayRole:
        return titleOf(column, m_basis);
    case Qt::ToolTipRole:
        return helpOf(column, m_basis);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.word ? Qt::AlignLeft : Qt::AlignRight)));
    default:
        return {};
    }
}

} // namespace ridge
