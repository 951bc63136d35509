// The nodes of an imported graph with their shapes, to read.
// Not an editor: a graph changes through its symbolic sizes, which are parameters.
#pragma once

#include "core/scenario/scenario.h"
#include "ui/theme/theme.h"

#include <QAbstractTableModel>
#include <QWidget>
#include <memory>

class QLabel;
class QTableView;

namespace ridge {

class GraphModel : public QAbstractTableModel {
    Q_OBJECT
public:
    enum Column { Name, Type, Inputs, Output, Parameters, columnCountOf };

    using QAbstractTableModel::QAbstractTableModel;

    void setGraph(const Shared<Graph>& graph);
    void setTheme(const Theme& theme) { m_theme = theme; }
    const Graph& graph() const { return *m_graph; }
    int rowOf(const QString& operatorName) const; // −1: none
    /// Operators have short names of their own: a file's are often paths, or missing.
    QString operatorOf(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    Shared<Graph> m_graph;
    std::vector<std::string> m_names; // of the nodes' operators
    Theme m_theme;
};

class GraphTable : public QWidget {
    Q_OBJECT
public:
    explicit GraphTable(QWidget* parent = nullptr);

    void setScenario(std::shared_ptr<const Scenario> current);
    void setTheme(const Theme& theme);
    bool selectLayer(const QString& operatorName, bool takeFocus);

    GraphModel* model() const { return m_model; }
    QTableView* view() const { return m_view; }

signals:
    void layerActivated(QString operatorName);

private:
    QTableView* m_view; // before the model, so that it is also deleted before: it would report a vanished selection
    GraphModel* m_model;
    QLabel* m_remarks;
    bool m_quiet = false;
};

} // namespace ridge
