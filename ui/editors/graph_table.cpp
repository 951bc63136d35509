#include "ui/editors/graph_table.h"

#include "core/models/graph_names.h"
#include "core/quantity/unit.h"
#include "ui/block_view.h"

#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QVBoxLayout>
#include <algorithm>
#include <unordered_map>

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

double parametersOf(const Graph& graph, const GraphNode& node)
{
    double sum = 0;
    for (int input : node.inputs) {
        if (input < 0 || !graph.tensors[std::size_t(input)].isTrainable) {
            continue;
        }
        double elements = 1;
        for (double size : graph.tensors[std::size_t(input)].shape) {
            elements *= size;
        }
        sum += elements;
    }
    return sum;
}

} // namespace

void GraphModel::takeFigures(const Evaluation* evaluation)
{
    std::unordered_map<std::string_view, double> macs;
    if (evaluation && !evaluation->stages.empty()) {
        const std::vector<Operator>& operators = evaluation->program.stages.front().operators;
        for (std::size_t i = 0; i < operators.size(); ++i) {
            macs[operators[i].name] = operators[i].count * evaluation->stages.front().operators[i].macs.inBaseUnits();
        }
    }
    std::vector<double> ofNodes, parameters;
    for (std::size_t i = 0; i < m_names.size(); ++i) {
        const auto found = macs.find(m_names[i]);
        ofNodes.push_back(found == macs.end() ? 0 : found->second);
        parameters.push_back(parametersOf(*m_graph, m_graph->nodes[i]));
    }
    m_macs = blockSums(tree(), ofNodes);
    m_parameters = blockSums(tree(), parameters);
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
        takeFigures(evaluation.get());
        valuesChanged();
        return;
    }
    beginResetModel();
    m_graph = graph;
    m_names = operatorNames(*m_graph);
    BlockTree nodes = graphTree(*m_graph);
    m_parameters.assign(nodes.nodes.size(), 0); // a sorted table asks while it is arranged
    m_macs.assign(nodes.nodes.size(), 0);
    replaceTree(std::move(nodes));
    takeFigures(evaluation.get());
    endResetModel();
}

QModelIndex GraphModel::indexOfOperator(const QString& operatorName) const
{
    const auto found = std::find(m_names.begin(), m_names.end(), operatorName.toStdString());
    return found == m_names.end() ? QModelIndex() : indexOfItem(int(found - m_names.begin()));
}

QString GraphModel::operatorOf(const QModelIndex& index) const
{
    const int item = itemOf(index);
    return item < 0 ? QString() : QString::fromStdString(m_names[std::size_t(item)]);
}

std::string GraphModel::figureAt(const QModelIndex& index) const
{
    const bool says = index.isValid() && !index.data().toString().isEmpty();
    return !says ? "" : index.column() == Parameters ? "parameters" : index.column() == Macs ? "macs" : "";
}

int GraphModel::columnCount(const QModelIndex&) const { return columnCountOf; }

QString GraphModel::textOf(int node, int column) const
{
    const BlockTree::Node& at = tree().nodes[std::size_t(node)];
    const GraphNode* own = at.isBlock() ? nullptr : &m_graph->nodes[std::size_t(at.item)];
    const auto figure = [](double value) {
        return value > 0 ? QString::fromStdString(format(value, Unit::Count)) : QString();
    };
    switch (column) {
    case Name:
        return QString::fromStdString(own && !isGrouped() ? m_names[std::size_t(at.item)] : at.label);
    case Type:
        return own ? QString::fromStdString(own->type) : QString();
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
        return index.column() == Name ? pathOf(index).toHtmlEscaped() : textOf(nodeNumber(index), index.column());
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
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCountOf) {
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
    m_remarks->setContentsMargins(12, 4, 12, 4);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(2);
    column->addWidget(m_remarks);
    column->addWidget(m_view, 1);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& current) {
                if (!m_quiet && m_model->itemOf(current) >= 0) {
                    emit layerActivated(m_model->operatorOf(current));
                }
            });
}

void GraphTable::setEvaluation(const std::shared_ptr<const Evaluation>& evaluation)
{
    const QScopedValueRollback quiet(m_quiet, true);
    m_model->setEvaluation(evaluation);
    QStringList remarks;
    for (const std::string& remark : m_model->graph().remarks) {
        remarks << QString::fromStdString(remark);
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

bool GraphTable::selectLayer(const QString& operatorName, bool takeFocus)
{
    const QModelIndex index = m_model->indexOfOperator(operatorName);
    const QScopedValueRollback quiet(m_quiet, true);
    if (!index.isValid()) {
        m_view->clearSelection();
        return false;
    }
    m_view->setCurrentIndex(index.siblingAtColumn(std::max(0, m_view->currentIndex().column())));
    m_view->reveal(index);
    if (takeFocus) {
        m_view->setFocus(Qt::OtherFocusReason);
    }
    return true;
}

} // namespace ridge
