// The self-check as a page: a sentence, a filter, the table of figures, and what is known about the selected one.
// Not the computing: it asks for the figures when it is first seen, and shows what it is given.
#pragma once

#include "core/studies/published.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;
class QVBoxLayout;

namespace ridge {

class SelfCheckDelegate;
class SelfCheckModel;

class SelfCheckView : public QWidget {
    Q_OBJECT
public:
    explicit SelfCheckView(QWidget* parent = nullptr);
    void setFigures(std::vector<CheckedFigure> figures);
    void setTheme(const Theme& theme);

signals:
    /// A number was clicked, or Return pressed in its row.
    void numberActivated(std::shared_ptr<const ridge::Evaluation> evaluation, QString metricId);
    void numberMenuRequested(std::shared_ptr<const ridge::Evaluation> evaluation, QString metricId,
                             QPoint globalPosition);
    /// Shown for the first time, and without figures.
    void figuresRequested();

protected:
    void showEvent(QShowEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    QTableView* makeTable();
    QWidget* makeHeading();
    QWidget* makeDetail();
    const CheckedFigure* current() const;
    void activate(const QModelIndex& index);
    void requestMenu(const QPoint& position);
    void hover(const QModelIndex& index);
    void filterBy(const QString& text);
    void updateSummary();
    void updateDetail();
    void fitColumns();

    Theme m_theme;
    bool m_requested = false;
    SelfCheckModel* m_model;
    QSortFilterProxyModel* m_proxy;
    SelfCheckDelegate* m_delegate;
    QTableView* m_table;
    QLabel* m_summary;
    QLabel* m_note;
    QLineEdit* m_filter;
    QLabel* m_subject;
    QLabel* m_settings;
    QLabel* m_explanation;
    QLabel* m_source;
};

} // namespace ridge
