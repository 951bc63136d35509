// A stacked bar per group of operators, split by cause: of energy, or of time.
// Not the grouping (core/analysis/groups.h), and not what is split: subclasses say that.
#pragma once

#include "core/analysis/groups.h"
#include "ui/charts/chart.h"

class QCPBars;

namespace ridge {

/// One part of every bar.
struct GroupCause {
    QString name, brief; // in cards and wide legends, and in narrow ones
    QColor Theme::*colour;
    double (*of)(const OperatorGroup&);
    bool isRare = false; // not named where there is none of it
};

class GroupChart : public Chart {
    Q_OBJECT
public:
    explicit GroupChart(std::vector<GroupCause> causes, QWidget* parent = nullptr);

    const std::vector<OperatorGroup>& groups() const { return m_groups; }
    /// Of the pinned scenario, in the order of groups(): what it takes in each. Empty where nothing is pinned.
    const std::vector<double>& pinnedTotals() const { return m_pinnedTotals; }
    /// The box that a group's bar and label take, in pixels of the plot.
    QRectF rowOf(std::size_t group) const;
    std::vector<ChartItem> items() const override;
    std::vector<OwnPoint> ownPoints() const override;

protected:
    virtual std::vector<OperatorGroup> groupsOf(const Evaluation& evaluation, std::size_t limit) const = 0;
    virtual Unit unit() const = 0;
    /// The figure of operators that the bars add up.
    virtual const char* figure() const = 0;

    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef ref) const override;
    void paintOverlay(QPainter&) override {}
    void layoutChanged() override;
    void addObstacles(LabelPlacer& placer) const override;
    void selectionChanged() override { queueReplot(); } // it lies behind the bars

private:
    void pairGroups();
    bool isGone(std::size_t group) const { return group >= m_ownGroups; }
    void shapeBars();
    double lengthOf(std::size_t group) const;
    double rowHeight() const;
    bool isCut(const OperatorGroup& group) const;
    QString valueText(std::size_t group) const;
    void paintCut(QPainter& painter, const QPointF& end) const;
    double whole() const;
    QString text(double value) const;
    std::optional<std::size_t> groupIndexOf(OperatorRef ref) const;
    ChartHit hitOfGroup(std::size_t group, OperatorRef ref) const;
    CardText cardOf(std::size_t group) const;
    std::vector<GroupCause> causesThere() const;
    std::vector<LegendEntry> entries(bool brief) const; // brief: for narrow charts
    void paintSelection(QPainter& painter) const;
    void paintTexts(QPainter& painter) const;
    void paintKeys(QPainter& painter) const;

    const std::vector<GroupCause> m_causes;
    std::vector<QCPBars*> m_bars; // stacked in the order of the causes
    QCPBars* m_pinnedBars;        // below them, of the pinned scenario
    std::vector<double> m_pinnedTotals;
    std::vector<OperatorGroup> m_groups;
    std::size_t m_ownGroups = 0;  // that are on screen: the rest is in the pinned scenario alone
    std::size_t m_mostGroups = 7; // that the height has room for
    bool m_hasKeys = true;        // what the colours are has room below
};

} // namespace ridge
