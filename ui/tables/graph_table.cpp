#include "ui/tables/graph_table.h"

#include "core/models/graph/names.h"
#include "core/quantity/unit.h"
#include "ui/shown.h"
#include "ui/tables/block_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QVBoxLayout>
#include <algorithm>

namespace ridge {

namespace {

QString shapeText(const GraphTensor& tensor)
{
    QStringList sizes;
    for (double size : tensor.shape) {
        sizes << QString::number(size, 'f', 0);
    }
    return sizes.isEmpty() ? QStringLiteral("scalar") : sizes.join(u'×');
}

/// Shapes of what flows in; weights are counted in their own column.
QString inputsText(const Graph& graph, const GraphNode& node)
{
    QStringList shapes;
    for (int input : node.inputs) {
        if (input >= 0 && !graph.tensors[std::size_t(input)].isConstant) {
            shapes << shapeText(graph.tensors[std::size_t(input)]);
        }
    }
    return shapes.join(QStringLiteral(", "));
}

QString outputsText(const Graph& graph, const GraphNode& node)
{
    QStringList shapes;
    for (int output : node.outputs) {
        if (output >= 0) {
            shapes << shapeText(graph.tensors[std::size_t(output)]);
        }
    }
    return shapes.join(QStringLiteral(", "));
}

} // namespace

void GraphModel::takeFigures(const BlockTree& nodes, const Evaluation* evaluation)
{
    std::vector<double> macs(m_names.size()), parameters(m_names.size());
    std::vector<int> operators(m_names.size());
    m_operator.assign(m_names.size(), -1);
    const bool runs = evaluation && !evaluation->stages.empty(); // an imported graph is one stage
    for (std::size_t i = 0; runs && i < evaluation->stages.front().operators.size(); ++i) {
        const Operator& op = evaluation->program.stages.front().operators[i];
        const OperatorCost& cost = evaluation->stages.front().operators[i];
        if (op.node < 0) {
            continue;
        }
        const auto node = std::size_t(op.node);
        macs[node] += op.count * cost.macs.inBaseUnits();
        parameters[node] += op.count * cost.parameters;
        m_operator[node] = ++operators[node] == 1 && op.count == 1 ? int(i) : -1;
    }
    m_macs = blockSums(nodes, macs);
    m_parameters = blockSums(nodes, parameters);
}

void GraphModel::setEvaluation(const std::shared_ptr<const Evaluation>& evaluation)
{
    const ImportedGraph* imported = evaluation ? evaluation->scenario->model.imported() : nullptr;
    const Shared<Graph> graph = imported ? imported->graph : Shared<Graph>();
    const bool same =
        std::equal(graph->nodes.begin(), graph->nodes.end(), m_graph->nodes.begin(), m_graph->nodes.end(),
                   [](const GraphNode& a, const GraphNode& b) { return a.name == b.name && a.type == b.type; });
    if (same) {
        m_graph = graph;
        takeFigures(tree(), evaluation.get());
        valuesChanged();
        return;
    }
    beginResetModel();
    m_graph = graph;
    m_names = operatorNames(*m_graph);
    BlockTree nodes = graphTree(*m_graph);
    takeFigures(nodes, evaluation.get()); // before: a sorted table asks while it is arranged
    replaceTree(std::move(nodes));
    endResetModel();
}

NumberRef GraphModel::numberAt(const QModelIndex& index) const
{
    const char* figure = index.column() == Parameters ? "parameters" : index.column() == Macs ? "macs" : nullptr;
    if (!index.isValid() || !figure || index.data().toString().isEmpty()) {
        return {};
    }
    const int only = isBlock(index) ? -1 : m_operator[std::size_t(itemOf(index))];
    return only >= 0 ? NumberRef{figure, 0, only} : NumberRef{figure, -1, -1, {}, pathOf(index).toStdString()};
}

int GraphModel::columnCount(const QModelIndex&) const { return ColumnCount; }

QString GraphModel::textOf(int node, int column) const
{
    const BlockTree::Node& at = tree().nodes[std::size_t(node)];
    const GraphNode* own = at.isBlock() ? nullptr : &m_graph->nodes[std::size_t(at.item)];
    const auto figure = [](double value) {
        return value > 0 ? QString::fromStdString(format(value, Unit::Count)) : QString();
    };
    switch (column) {
    case Name:
        return shown(own && !isGrouped() ? m_names[std::size_t(at.item)] : at.label);
    case Type:
        return own ? shown(own->type) : QString();
    case Inputs:
        return own ? inputsText(*m_graph, *own) : QString();
    case Output:
        return own ? outputsText(*m_graph, *own) : QString();
    case Parameters:
        return figure(m_parameters[std::size_t(node)]);
    default:
        return figure(m_macs[std::size_t(node)]);
    }
}

QVariant GraphModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    switch (role) {
    case Qt::TextAlignmentRole:
        return int((index.column() >= Parameters ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::ForegroundRole:
        return index.column() == Type ? QVariant(m_theme.muted) : QVariant();
    case Qt::DisplayRole:
        return textOf(nodeNumber(index), index.column());
    case Qt::ToolTipRole:
        return asToolTip(index.column() == Name ? shown(nodeAt(index).path)
                                                : textOf(nodeNumber(index), index.column()));
    default:
        return {};
    }
}

BlockModel::Key GraphModel::keyOf(int node, int column) const
{
    return column == Parameters ? Key{m_parameters[std::size_t(node)], {}}
           : column == Macs     ? Key{m_macs[std::size_t(node)], {}}
                                : Key{0, textOf(node, column)};
}

QString GraphModel::searchedText(int item) const
{
    return QString::fromStdString(m_graph->nodes[std::size_t(item)].name + '\n' +
                                  m_graph->nodes[std::size_t(item)].type);
}

QVariant GraphModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section >= Parameters ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const QStringList names{tr("Name"),         tr("Type"),       tr("Input shapes"),
                            tr("Output shape"), tr("Parameters"), tr("MACs")};
    return role == Qt::DisplayRole ? QVariant(names[section]) : QVariant();
}

GraphTable::GraphTable(QWidget* parent)
    : QWidget(parent), m_model(new GraphModel(this)), m_view(new BlockView(m_model, this)), m_remarks(new QLabel(this))
{
    m_view->setObjectName(QStringLiteral("graphTable"));
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->header()->setStretchLastSection(false);
    m_view->setAccessibleName(tr("Nodes of the imported graph"));
    m_remarks->setWordWrap(true);
    m_remarks->setTextFormat(Qt::PlainText);
    m_remarks->setContentsMargins(12, 4, 12, 4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(m_remarks);
    column->addWidget(m_view, 1);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!m_quiet && m_model->itemOf(current) >= 0) {
                    emit nodeActivated(m_model->itemOf(current));
                }
            });
}

void GraphTable::setEvaluation(const std::shared_ptr<const Evaluation>& evaluation)
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_model->setEvaluation(evaluation);
    QStringList remarks;
    for (const std::string& remark : m_model->graph().remarks) {
        remarks << shown(remark);
    }
    m_remarks->setText(remarks.join(u'\n'));
    m_remarks->setVisible(!remarks.isEmpty());
}

void GraphTable::setTheme(const Theme& theme)
{
    m_model->setTheme(theme);
    m_view->setTheme(theme);
    m_remarks->setStyleSheet(QStringLiteral("color: %1;").arg(theme.muted.name()));
    const QList<double> widths{260, 120, 220, 160, 90, 90};
    for (int c = 0; c < widths.size(); ++c) {
        m_view->setColumnWidth(c, int(theme.px(widths[c])));
    }
}

void GraphTable::selectNode(int node)
{
    const bool isIts = node >= 0 && node < m_model->itemCount();
    const QModelIndex index = isIts ? m_model->indexOfItem(node) : QModelIndex();
    const QScopedValueRollback quiet(m_quiet, true);
    if (!index.isValid()) {
        m_view->clearSelection();
        return;
    }
    m_view->setCurrentIndex(index.siblingAtColumn(std::max(0, m_view->currentIndex().column())));
    m_view->reveal(index);
}

} // namespace ridge
