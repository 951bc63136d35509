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
};

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// One column: a word, or a figure of the operator in a unit without its symbol, which the heading names.
struct Column {
    const char* title;
    const char* help;
    QString (*word)(const Cell&);
    const char* figure = nullptr;
    Unit unit = Unit::Count;
    const char* none = "—";                      // for nothing at all, which is said rather than shown as zero
    double (*sum)(const BlockTotals&) = nullptr; // of a block
};

using Sums = const BlockTotals&;
const Column columns[] = {
    {"Operator", "Name in the model", [](const Cell& c) { return shown(c.op.name); }},
    {"Kind", "What it computes", [](const Cell& c) { return view(labelOf(c.op.kind)); }},
    {"Stage", "Part of the run it belongs to", [](const Cell& c) { return shown(c.stage.name); }},
    {"Count", "Executions in one run of the stage", nullptr, "count", Unit::Count, "—",
     [](Sums t) { return t.executions; }},
    {"Params", "Parameters of one execution; of a block: all of them", nullptr, "parameters", Unit::Count, "—",
     [](Sums t) { return t.parameters; }},
    {"MACs", "Of one execution; of a block: in one run of the stage", nullptr, "macs", Unit::Count, "—",
     [](Sums t) { return t.macs; }},
    {"Bytes", "Moved by one execution; by a block: in one run of the stage", nullptr, "bytes", Unit::Bytes, "on chip",
     [](Sums t) { return t.bytes; }},
    {"FLOP/B", "Arithmetic intensity", nullptr, "intensity", Unit::Count, "—",
     [](Sums t) { return t.intensity().value_or(0); }},
    {"Bound", "What limits it; of a block: what its operators spend most time on",
     [](const Cell& c) { return view(labelOf(c.cost.bound)); }},
    {"Time", "Of all its executions", nullptr, "total_time_s", Unit::Seconds, "0 s", [](Sums t) { return t.seconds; }},
    {"Energy", "Of all its executions, at the device", nullptr, "total_energy_j", Unit::Joules, "0 J",
     [](Sums t) { return t.joules; }},
    {"Share", "Of the latency", nullptr, "share", Unit::Percent, "0 %", [](Sums t) { return t.seconds; }}, // over all
};
constexpr int countColumn = 3;
constexpr int shareColumn = 11;

/// Found once: the table asks for every cell in view at every edit.
const OperatorFigure* figureOf(const Column& column)
{
    static const auto figures = [] {
        std::array<const OperatorFigure*, std::size(columns)> found{};
        for (std::size_t i = 0; i < found.size(); ++i) {
            found[i] = columns[i].figure ? operatorFigure(columns[i].figure) : nullptr;
        }
        return found;
    }();
    return figures[static_cast<std::size_t>(&column - columns)];
}

std::optional<double> valueIn(const Column& column, const Cell& c)
{
    return figureOf(column)->value(c.e, static_cast<std::size_t>(c.ref.stage), static_cast<std::size_t>(c.ref.op));
}

QString textOf(const Column& column, std::optional<double> value, const Evaluation& e)
{
    if (!value || *value == 0) {
        return QString::fromUtf8(column.none);
    }
    if (column.unit == Unit::Percent) {
        return percent(*value);
    }
    const bool isCount = column.figure == std::string_view("count");
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

Cell cellOf(const Evaluation& e, OperatorRef ref)
{
    const auto s = static_cast<std::size_t>(ref.stage);
    const auto i = static_cast<std::size_t>(ref.op);
    const Stage& stage = e.program.stages[s];
    return {e, stage, stage.operators[i], e.stages[s].operators[i], ref};
}

double sumIn(const Column& column, const BlockTotals& totals, const Evaluation& e)
{
    const double sum = column.sum(totals);
    const double whole = e.latency().inBaseUnits();
    return &column != &columns[shareColumn] ? sum : whole > 0 ? sum / whole : 0;
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
    const char* figure = index.isValid() ? columns[index.column()].figure : nullptr;
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
        const QString title = QString::fromUtf8(column.title);
        const QString unit = column.figure ? view(baseSymbolOf(column.unit)) : QString();
        headings << (unit.isEmpty() ? title : QStringLiteral("%1 (%2)").arg(title, unit));
    }
    return headings;
}

QStringList OperatorModel::rawTextsOf(int item) const
{
    QStringList texts;
    for (const Column& column : columns) {
        texts << rawTextOf(column, cellOf(*m_evaluation, refOf(item)));
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
                         textOf(column, sumIn(column, sum, *m_evaluation), *m_evaluation);
        }
    }
    return parts.join(QStringLiteral(" · "));
}

int OperatorModel::columnCount(const QModelIndex&) const { return static_cast<int>(std::size(columns)); }

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
                         : Key{sumIn(by, totals, *m_evaluation), {}};
    }
    const Cell cell = cellOf(*m_evaluation, refOf(at.item));
    return column == boundColumn ? Key{static_cast<double>(cell.cost.bound), {}}
           : by.word             ? Key{0, by.word(cell)}
                                 : Key{valueIn(by, cell).value_or(-1), {}}; // what does not apply comes last
}

QString OperatorModel::searchedText(int item) const
{
    const Cell cell = cellOf(*m_evaluation, refOf(item));
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
    case 2: {
        int below = node;
        while (tree().nodes[static_cast<std::size_t>(below)].isBlock()) {
            below = tree().nodes[static_cast<std::size_t>(below)].children.front();
        }
        const OperatorRef first = refOf(tree().nodes[static_cast<std::size_t>(below)].item);
        return shown(m_evaluation->program.stages[static_cast<std::size_t>(first.stage)].name);
    }
    case boundColumn:
        return view(labelOf(totals.bound()));
    default:
        return textOf(by, sumIn(by, totals, *m_evaluation), *m_evaluation);
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
    const Cell cell = cellOf(*m_evaluation, refOf(index));
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
        return QString::fromUtf8(column.title);
    case Qt::ToolTipRole:
        return QString::fromUtf8(column.help);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.word ? Qt::AlignLeft : Qt::AlignRight)));
    default:
        return {};
    }
}

} // namespace ridge
