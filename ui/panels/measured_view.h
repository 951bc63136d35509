// Measured runs as a page: a sentence, the chart of measured over bound, the runs, and what is known about one.
// Not the computing: it asks for the runs when it is first seen, and shows what it is given.
#pragma once

#include "core/studies/measured.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QModelIndex;
class QSortFilterProxyModel;
class QSplitter;
class QTableView;

namespace ridge {

class MeasuredChart;
class MeasuredModel;

class MeasuredView : public QWidget {
    Q_OBJECT
public:
    explicit MeasuredView(QWidget* parent = nullptr);
    void setRuns(std::vector<CheckedRun> runs);
    void setTheme(const Theme& theme);

signals:
    /// A bound was clicked, or Return pressed in its row.
    void numberActivated(std::shared_ptr<const ridge::Evaluation> evaluation, QString metricId);
    void numberMenuRequested(std::shared_ptr<const ridge::Evaluation> evaluation, QString metricId,
                             QPoint globalPosition);
    /// Shown for the first time, and without runs.
    void runsRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    QWidget* makeHeading();
    QTableView* makeTable();
    QWidget* makeDetail();
    void connectParts();
    const CheckedRun* current() const;
    void pick(int run);
    void activate(const QModelIndex& index);
    void requestMenu(const QPoint& position);
    void fitColumns();
    void filterBy(const QString& text);
    void updateSummary();
    void updateDetail();

    Theme m_theme;
    bool m_requested = false;
    MeasuredModel* m_model;
    QSortFilterProxyModel* m_proxy;
    MeasuredChart* m_chart;
    QTableView* m_table;
    QLabel *m_summary, *m_note, *m_subject, *m_numbers, *m_source;
    QLineEdit* m_filter;
};

} // namespace ridge
