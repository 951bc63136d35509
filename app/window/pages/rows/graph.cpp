// The nodes of an imported graph; their figures lead to derivations by mouse and by keyboard.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/operator_search.h"
#include "app/window/pages/window_page.h"
#include "ui/tables/block_view.h"
#include "ui/tables/graph_table.h"

#include <QShortcut>

namespace ridge {
namespace {

class GraphPage : public PageOf<GraphTable> {
public:
    explicit GraphPage(MainWindow& window) : m_window(window)
    {
        connect(&view(), &GraphTable::nodeActivated, this,
                [&window](int node) { window.selection().selectIfThere(operatorOfNode(*window.evaluation(), node)); });
        BlockView* table = view().view();
        connect(table, &QTreeView::clicked, this, &GraphPage::explain);
        for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
            auto* shortcut = new QShortcut(QKeySequence(key), table, nullptr, nullptr, Qt::WidgetShortcut);
            connect(shortcut, &QShortcut::activated, this, [this, table] { explain(table->currentIndex()); });
        }
        table->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(table, &QTreeView::customContextMenuRequested, this, [this, table](const QPoint& position) {
            const NumberRef number = view().model()->numberAt(table->currentIndex());
            m_window.explanations().showMenu(number, table->viewport()->mapToGlobal(position), table->foldActions());
        });
    }

    void setEvaluations(const Evaluations& all) override { view().setEvaluation(all.now); }
    void setSelected(OperatorRef, const Operator* selected) override
    {
        if (selected) {
            view().selectNode(selected->node);
        }
    }
    QString refusal(const Scenario& scenario) const override
    {
        return scenario.model.imported() ? QString() : tr("The model was not read from a graph.");
    }

private:
    void explain(const QModelIndex& cell)
    {
        if (const NumberRef number = view().model()->numberAt(cell); number.isValid()) {
            m_window.explain(number);
        }
    }

    MainWindow& m_window;
};

} // namespace

extern const PageKind graphPage{"graph", QT_TRANSLATE_NOOP("Page", "Graph"), PageKind::Place::Bottom, 30,
                                makePage<GraphPage>};

} // namespace ridge
