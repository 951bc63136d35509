#include "ui/editors/graph_table.h"

#include "core/models/graph_names.h"
#include "core/quantity/unit.h"

#include <QHeaderView>
#include <QLabel>
#include <QScopedValueRollback>
#include <QTableView>
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

void GraphModel::setGraph(const Shared<Graph>& graph)
{
    if (&*graph == &*m_graph) {
        return;
    }
    const bool same = graph->nodes.size() == m_graph->nodes.size();
    if (!same) {
        beginResetModel();
    }
    m_graph = graph;
    m_names = operatorNames(*m_graph);
    if (!same) {
        endResetModel();
    } else if (rowCount() > 0) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, columnCountOf - 1));
    }
}

int GraphModel::rowOf(const QString& operatorName) const
{
    const auto found = std::find(m_names.begin(), m_names.end(), operatorName.toStdString());
    return found == m_names.end() ? -1 : int(found - m_names.begin());
}

QString GraphModel::operatorOf(int row) const { return QString::fromStdString(m_names[std::size_t(row)]); }

int GraphModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : int(m_graph->nodes.size()); }

int GraphModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : columnCountOf; }

QVariant GraphModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid()) {
        return {};
    }
    const GraphNode& node = m_graph->nodes[std::size_t(index.row())];
    if (role == Qt::TextAlignmentRole) {
        return int((index.column() == Parameters ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role == Qt::ForegroundRole && index.column() == Type) {
        return m_theme.muted;
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) {
        return {};
    }
    switch (index.column()) {
    case Name:
        return node.name.empty() ? operatorOf(index.row()) : QString::fromStdString(node.name);
    case Type:
        return QString::fromStdString(node.type);
    case Inputs:
        return inputsText(*m_graph, node);
    case Output:
        return outputsText(*m_graph, node);
    case Parameters: {
        const double count = parametersOf(*m_graph, node);
        return count > 0 ? QString::fromStdString(format(count, Unit::Count)) : QString();
    }
    default:
        return {};
    }
}

QVariant GraphModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columnCountOf) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return int((section == Parameters ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    const QStringList names{tr("Name"), tr("Type"), tr("Input shapes"), tr("Output shape"), tr("Parameters")};
    return role == Qt::DisplayRole ? QVariant(names[section]) : QVariant();
}

GraphTable::GraphTable(QWidget* parent)
    : QWidget(parent), m_view(new QTableView(this)), m_model(new GraphModel(this)), m_remarks(new QLabel(this))
{
    m_view->setModel(m_model);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setShowGrid(false);
    m_view->setTabKeyNavigation(false);
    m_view->verticalHeader()->hide();
    m_view->horizontalHeader()->setStretchLastSection(true);
    m_view->horizontalHeader()->setHighlightSections(false);
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
                if (!m_quiet && current.isValid()) {
                    emit layerActivated(m_model->operatorOf(current.row()));
                }
            });
}

void GraphTable::setScenario(std::shared_ptr<const Scenario> current)
{
    const ImportedGraph* imported = current ? current->model.imported() : nullptr;
    const QScopedValueRollback quiet(m_quiet, true);
    m_model->setGraph(imported ? imported->graph : Shared<Graph>());
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
    m_view->setFont(theme.font(12.5));
    m_view->verticalHeader()->setDefaultSectionSize(int(theme.px(24)));
    m_remarks->setStyleSheet(QStringLiteral("color: %1;").arg(theme.muted.name()));
    const QList<double> widths{260, 120, 220, 160};
    for (int c = 0; c < widths.size(); ++c) {
        m_view->setColumnWidth(c, int(theme.px(widths[c])));
    }
}

bool GraphTable::selectLayer(const QString& operatorName, bool takeFocus)
{
    const int row = m_model->rowOf(operatorName);
    const QScopedValueRollback quiet(m_quiet, true);
    if (row < 0) {
        m_view->clearSelection();
        return false;
    }
    m_view->selectRow(row);
    m_view->scrollTo(m_model->index(row, 0));
    if (takeFocus) {
        m_view->setFocus(Qt::OtherFocusReason);
    }
    return true;
}

} // namespace ridge
