// Every operator with its figures, sortable and filterable, and what the Edit menu does with the table.

#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/tables/operator_table.h"

#include <QAction>
#include <QLineEdit>

namespace ridge {
namespace {

class OperatorsPage : public PageOf<OperatorTable> {
public:
    explicit OperatorsPage(MainWindow& window) : m_window(window)
    {
        connect(&view(), &OperatorTable::selected, &window.selection(), &Selection::select);
        connect(&view(), &OperatorTable::numberActivated, this,
                [&window](const NumberRef& number) { window.explain(number); });
        connect(&view(), &OperatorTable::numberMenuRequested, this,
                [this](const NumberRef& number, const QPoint& globalPosition) {
                    m_window.explanations().showMenu(number, globalPosition, view().foldActions());
                });
        addAction(tr("&Copy operator table"), Qt::CTRL | Qt::SHIFT | Qt::Key_C, [this] {
            view().copy();
            m_window.showMessage(tr("Copied the operators."));
        });
        addAction(tr("&Slowest operators first"), Qt::CTRL | Qt::Key_L, [this] {
            m_window.showView("operators");
            view().showSlowest();
        });
        addAction(tr("&Filter operators"), QKeySequence::Find, [this] {
            m_window.showView("operators");
            view().filterField()->setFocus();
            view().filterField()->selectAll();
        });
    }

    void setEvaluations(const Evaluations& all) override { view().setEvaluations(all.now, all.pinned); }
    void setSelected(OperatorRef ref, const Operator*) override { view().setSelected(ref); }
    QWidget* corner() const override { return view().corner(); }
    QList<QAction*> editActions() const override { return m_actions; }

private:
    template <class Call> void addAction(const QString& text, const QKeySequence& keys, Call call)
    {
        auto* action = new QAction(text, this);
        action->setShortcut(keys);
        connect(action, &QAction::triggered, this, call);
        m_actions << action;
    }

    MainWindow& m_window;
    QList<QAction*> m_actions;
};

} // namespace

extern const PageKind operatorsPage{"operators", QT_TRANSLATE_NOOP("Page", "Operators"), PageKind::Place::Bottom, 10,
                                    makePage<OperatorsPage>};

} // namespace ridge
