// The right column: verdict, headline cards, convention badge and the metric sheet.
// Not arithmetic: it shows what the evaluation holds.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "core/scenario/targets.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QBoxLayout;
class QGridLayout;
class QLabel;
class QScrollArea;
class QToolButton;
class QTreeView;

namespace ridge {

class MetricModel;
class NumberCard;

class ResultPanel : public QWidget {
    Q_OBJECT
public:
    explicit ResultPanel(QWidget* parent = nullptr);
    /// `pinned`: what it is compared with; null: nothing.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation,
                       std::shared_ptr<const Evaluation> pinned = nullptr);
    /// Cards and sheet say of each that has a target whether it is met.
    void setTargets(const Targets& targets);
    void setTheme(const Theme& theme);
    /// Marks the metric that is explained; any other number marks none.
    void setExplained(const NumberRef& ref);
    /// What shows the conventions in use, for their panel to open below.
    QWidget* badge() const;

signals:
    void conventionRequested(); // the badge was clicked
    void numberActivated(ridge::NumberRef number);
    void numberMenuRequested(ridge::NumberRef number, QPoint globalPosition);

protected:
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    static constexpr int sideMargin = 12, cardGap = 8; // pixels

    void createContent();
    void connectSheet();
    void showCards(std::size_t count);
    void arrange();
    void arrangeCards(int width);
    void fitHeight();
    int cardsHeight(bool areTight) const;
    QString topMetric() const;
    void showFromTop(const QString& metric);
    void arrangeBadge(int width);
    void updateVerdict();
    void updateCards();
    void updateDifference();
    QString differenceText(bool isTight) const;
    int differenceHeight(bool isTight) const;
    void setTight(bool areTight);
    void markExplained();

    Theme m_theme;
    std::shared_ptr<const Evaluation> m_evaluation, m_pinned;
    QScrollArea* m_scroll; // for type so large that not all has room
    QLabel* m_gaps;        // above the verdict, where the evaluation is incomplete
    QLabel* m_verdict;
    QLabel* m_difference; // below it, beside a pinned scenario: what changed, and why
    QGridLayout* m_grid;
    std::vector<NumberCard*> m_cards;
    int m_cardColumns = 1;
    bool m_areTight = false;
    QBoxLayout* m_titleLine;
    QLabel* m_metricsTitle;
    QToolButton* m_badge;
    QTreeView* m_sheet;
    MetricModel* m_metrics;
    NumberRef m_explained;
    Targets m_targets;
};

} // namespace ridge
