// The nodes of an imported graph with their shapes, folded by the blocks of their file, to read.
// Not an editor: a graph changes through its symbolic sizes, which are parameters.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "core/scenario/families/imported_graph.h"
#include "ui/tables/block_model.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QLabel;

namespace ridge {

class BlockView;

class GraphModel : public BlockModel {
    Q_OBJECT
public:
    enum Column { Name, Type, Inputs, Output, Parameters, Macs, ColumnCount };

    using BlockModel::BlockModel;

    void setEvaluation(const std::shared_ptr<const Evaluation>& evaluation);
    void setTheme(const Theme& theme) { m_theme = theme; }
    const Graph& graph() const { return *m_graph; }
    /// Which figure a cell says: of an operator, or of several, as those of a block. Invalid where it says none.
    NumberRef numberAt(const QModelIndex& index) const;

    double weightOf(const QModelIndex& block) const override { return m_macs[std::size_t(nodeNumber(block))]; }
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    Key keyOf(int node, int column) const override;
    QString searchedText(int item) const override;

private:
    void takeFigures(const BlockTree& nodes, const Evaluation* evaluation);
    QString textOf(int node, int column) const;

    Shared<Graph> m_graph;
    std::vector<std::string> m_names; // short: a file's are often paths, or missing
    std::vector<int> m_operator;      // per item: the one that computes it alone and once; −1: none, or several
    std::vector<double> m_parameters, m_macs; // per node of the tree
    Theme m_theme;
};

class GraphTable : public QWidget {
    Q_OBJECT
public:
    explicit GraphTable(QWidget* parent = nullptr);

    void setEvaluation(const std::shared_ptr<const Evaluation>& evaluation);
    void setTheme(const Theme& theme);
    /// A node's place in the graph; −1: none.
    void selectNode(int node);

    GraphModel* model() const { return m_model; }
    BlockView* view() const { return m_view; }

signals:
    void nodeActivated(int node);

private:
    GraphModel* m_model;
    BlockView* m_view;
    QLabel* m_remarks;
    bool m_quiet = false;
};

} // namespace ridge
