#include "ui/tables/operator_model.h"

#include "core/scenario/families/imported_graph.h"
#include "ui/compare/change_text.h"
#include "ui/shown.h"

#include <algorithm>

namespace ridge {
namespace {

QString fromView(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// Which of the differences stands in a column after those of the table.
int differenceOf(int column) { return column - static_cast<int>(tableColumns().size()); }

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

void OperatorModel::note(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Evaluation> pinned)
{
    m_evaluation = std::move(evaluation);
    m_totals.clear();
    m_marks.reset();
    m_differences.set(*m_evaluation, std::move(pinned));
}

void OperatorModel::setEvaluations(std::shared_ptr<const Evaluation> evaluation,
                                   std::shared_ptr<const Evaluation> pinned)
{
    const bool same = hasSameOperators(*evaluation) && m_differences.any() == (pinned != nullptr);
    if (same) {
        note(std::move(evaluation), std::move(pinned));
        valuesChanged();
        return;
    }
    beginResetModel();
    note(std::move(evaluation), std::move(pinned));
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
    const char* figure = index.isValid() && !isDifference(index.column())
                             ? tableColumns()[static_cast<std::size_t>(index.column())].figure(m_basis)
                             : nullptr;
    if (isBlock(index)) {
        return figure ? NumberRef{figure, -1, -1, {}, nodeAt(index).path} : NumberRef{};
    }
    const OperatorRef ref = refOf(index);
    return ref.isValid() ? NumberRef{figure ? figure : "time_s", ref.stage, ref.op} : NumberRef{};
}

QStringList OperatorModel::rawHeadings() const
{
    QStringList headings;
    for (const TableColumn& column : tableColumns()) {
        const QString title = titleOf(column, m_basis);
        const QString unit = column.ofRun ? fromView(baseSymbolOf(column.unit)) : QString();
        headings << (unit.isEmpty() ? title : QStringLiteral("%1 (%2)").arg(title, unit));
    }
    for (int column = static_cast<int>(tableColumns().size()); column < columnCount(); ++column) {
        headings << QStringLiteral("%1 (%2)").arg(m_differences.titleOf(differenceOf(column)),
                                                  fromView(baseSymbolOf(m_differences.unitOf(differenceOf(column)))));
    }
    return headings;
}

QStringList OperatorModel::rawTextsOf(int item) const
{
    QStringList texts;
    for (const TableColumn& column : tableColumns()) {
        texts << rawTextOf(column, cellOf(*m_evaluation, refOf(item), m_basis));
    }
    for (int column = static_cast<int>(tableColumns().size()); column < columnCount(); ++column) {
        texts << m_differences.rawText(item, differenceOf(column));
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
    if (m_evaluation->program.gaps.any()) {
        parts.prepend(tr("Incomplete"));
    }
    for (const TableColumn& column : tableColumns()) {
        if (column.sum && &column != &tableColumns()[countColumn]) {
            parts << QString::fromUtf8(column.title) + u' ' +
                         textOf(column, sumIn(column, sum, *m_evaluation, TableBasis::Run, 1), *m_evaluation);
        }
    }
    return parts.join(QStringLiteral(" · "));
}

int OperatorModel::columnCount(const QModelIndex&) const
{
    return static_cast<int>(tableColumns().size()) + (m_differences.any() ? OperatorDifferences::columns : 0);
}

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
    if (isDifference(column)) {
        return {m_differences.more(tree(), node, differenceOf(column)), {}};
    }
    const TableColumn& by = tableColumns()[static_cast<std::size_t>(column)];
    const BlockTree::Node& at = tree().nodes[static_cast<std::size_t>(node)];
    if (at.isBlock()) {
        const BlockTotals& totals = totalsOf(node);
        return column == boundColumn ? Key{static_cast<double>(totals.bound()), {}}
               : by.word ? Key{0, column == 0 ? shortName(at) : blockData(node, column, Qt::DisplayRole).toString()}
                         : Key{sumIn(by, totals, *m_evaluation, m_basis, repeatOf(node)), {}};
    }
    const TableCell cell = cellOf(*m_evaluation, refOf(at.item), m_basis);
    return column == boundColumn ? Key{static_cast<double>(cell.cost.bound), {}}
           : by.word             ? Key{0, by.word(cell)}
                                 : Key{valueIn(by, cell).value_or(-1), {}}; // what does not apply comes last
}

QString OperatorModel::searchedText(int item) const
{
    const TableCell cell = cellOf(*m_evaluation, refOf(item), m_basis);
    QString text = QString::fromStdString(
        tree().nodes[static_cast<std::size_t>(tree().nodeOfItem[static_cast<std::size_t>(item)])].path);
    for (const TableColumn& column : tableColumns()) {
        if (column.word) {
            text += u'\n' + column.word(cell);
        }
    }
    return text;
}

QVariant OperatorModel::blockData(int node, int column, int role) const
{
    const TableColumn& by = tableColumns()[static_cast<std::size_t>(column)];
    const BlockTotals& totals = totalsOf(node);
    if (role == Qt::DecorationRole && column == boundColumn) {
        return m_theme.of(totals.bound());
    }
    if (role == markRole) {
        return marks().signOf(by, tree(), node);
    }
    if (role == Qt::ToolTipRole || role == Qt::AccessibleDescriptionRole) {
        const QString made = marks().textOf(by, tree(), node);
        return made.isEmpty() || role != Qt::ToolTipRole ? made : asToolTip(made);
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
        return fromView(labelOf(totals.bound()));
    default:
        return textOf(by, sumIn(by, totals, *m_evaluation, m_basis, repeatOf(node)), *m_evaluation);
    }
}

QVariant OperatorModel::differenceData(int node, int column, int role) const
{
    switch (role) {
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | Qt::AlignRight));
    case Qt::DisplayRole:
        return m_differences.text(tree(), node, differenceOf(column), m_evaluation->numberStyle());
    case Qt::ForegroundRole:
        return colourOf(m_theme, m_differences.judgement(tree(), node, differenceOf(column)));
    default:
        return {};
    }
}

const OperatorMarks& OperatorModel::marks() const
{
    if (!m_marks) {
        m_marks.emplace(*m_evaluation);
    }
    return *m_marks;
}

QVariant OperatorModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    if (isDifference(index.column())) {
        return differenceData(nodeNumber(index), index.column(), role);
    }
    const TableColumn& column = tableColumns()[static_cast<std::size_t>(index.column())];
    if (role == Qt::TextAlignmentRole) {
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.word ? Qt::AlignLeft : Qt::AlignRight)));
    }
    if (role == Qt::ToolTipRole && index.column() == 0) {
        return asToolTip(shown(nodeAt(index).path));
    }
    if (isBlock(index)) {
        return blockData(nodeNumber(index), index.column(), role);
    }
    const TableCell cell = cellOf(*m_evaluation, refOf(index), m_basis);
    if (role == Qt::DisplayRole) {
        return index.column() == 0 && isGrouped() ? shortName(nodeAt(index)) : textOf(column, cell);
    }
    if (role == markRole) {
        return marks().signOf(column, cell);
    }
    if (role == Qt::ToolTipRole || role == Qt::AccessibleDescriptionRole) {
        const QString made = marks().textOf(column, cell);
        return made.isEmpty() || role != Qt::ToolTipRole ? made : asToolTip(made);
    }
    return role == Qt::DecorationRole && index.column() == boundColumn ? m_theme.of(cell.cost.bound) : QVariant();
}

QVariant OperatorModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCount()) {
        return {};
    }
    if (isDifference(section)) {
        return role == Qt::DisplayRole   ? QVariant(m_differences.titleOf(differenceOf(section)))
               : role == Qt::ToolTipRole ? QVariant(tr("In the whole run, against A; of a block: of what both have and "
                                                       "what is new in it"))
                                         : differenceData(0, section, role == Qt::TextAlignmentRole ? role : -1);
    }
    const TableColumn& column = tableColumns()[static_cast<std::size_t>(section)];
    switch (role) {
    case Qt::DisplayRole:
        return m_evaluation && m_evaluation->numberStyle().integerOps
                   ? titleOf(column, m_basis).replace(QStringLiteral("FLOP"), QStringLiteral("OP"))
                   : titleOf(column, m_basis);
    case Qt::ToolTipRole:
        return helpOf(column, m_basis);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignVCenter | (column.word ? Qt::AlignLeft : Qt::AlignRight)));
    default:
        return {};
    }
}

} // namespace ridge
