// The right column: verdict, headline cards, convention badge and the metric sheet.
// Not arithmetic: it shows what the evaluation holds.
#pragma once

#include "core/analysis/evaluation.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QGridLayout;
class QLabel;
class QToolButton;
class QTreeView;

namespace ridge {

class MetricModel;
class NumberCard;

class ResultPanel : public QWidget {
    Q_OBJECT
public:
    explicit ResultPanel(QWidget* parent = nullptr);
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    void setTheme(const Theme& theme);

signals:
    void conventionRequested(); // the badge was clicked
    void parameterRequested(QString id);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void arrangeCards(std::size_t count);
    void updateVerdict();

    Theme m_theme;
    std::shared_ptr<const Evaluation> m_evaluation;
    QLabel* m_verdict;
    QGridLayout* m_grid;
    std::vector<NumberCard*> m_cards;
    QLabel* m_metricsTitle;
    QToolButton* m_badge;
    QTreeView* m_sheet;
    MetricModel* m_metrics;
};

} // namespace ridge
