// The sortable, filterable, foldable table of operators; follows and sets the selection.
// Not the data: see operator_model.h.
#pragma once

#include "core/metrics/number_ref.h"
#include "ui/selection.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QAction;
class QLabel;
class QLineEdit;

namespace ridge {

class BlockView;
struct Evaluation;
class OperatorModel;
class SegmentedChoice;

class OperatorTable : public QWidget {
    Q_OBJECT
public:
    explicit OperatorTable(QWidget* parent = nullptr);
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation) { setEvaluations(std::move(evaluation), nullptr); }
    /// `pinned`: what it is compared with, in columns of their own; null: nothing.
    void setEvaluations(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Evaluation> pinned);
    void setTheme(const Theme& theme);
    void setSelected(OperatorRef ref);
    /// Folded by stage and block, or one flat list.
    void setGrouped(bool grouped);
    /// One flat list of all stages, what takes longest first.
    void showSlowest();
    /// All that the filter leaves, in the order on show, as tab-separated text: raw numbers, their units in the
    /// headings. Where several rows are selected, these alone (of a block: what it holds).
    QString asText() const;
    void copy() const;
    /// Grouping and filter, for the window to place in the tab bar's corner.
    QWidget* corner() const { return m_corner; }
    QLineEdit* filterField() const { return m_filter; }

    BlockView* view() const { return m_view; }
    /// Fold, unfold and group, for the menu of a number.
    QList<QAction*> foldActions() const;

signals:
    void selected(ridge::OperatorRef ref);
    void numberActivated(ridge::NumberRef number); // clicked, or Return pressed
    void numberMenuRequested(ridge::NumberRef number, QPoint globalPosition);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void createBasis();
    void activate(const QModelIndex& index);
    void showMenu(const QPoint& position);
    void currentChanged();
    void filterBy(const QString& text);
    void showSelected();
    void showGrouping();
    void showTotals();

    OperatorModel* m_model;
    BlockView* m_view;
    QWidget* m_corner;
    SegmentedChoice *m_grouping, *m_basis;
    QLineEdit* m_filter;
    QLabel* m_totals;
    OperatorRef m_selected;
};

} // namespace ridge
