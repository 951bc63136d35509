// Where the energy goes: a stacked bar per group of operators, split by cause.
// Not the grouping (core/analysis/groups.h) and not the energy model.
#pragma once

#include "core/analysis/groups.h"
#include "ui/charts/chart.h"

class QCPBars;

namespace ridge {

class EnergyChart : public Chart {
    Q_OBJECT
public:
    explicit EnergyChart(QWidget* parent = nullptr);

    QString title() const override;
    QString summary() const override;
    const std::vector<EnergyGroup>& groups() const { return m_groups; }
    /// The box that a group's bar and label take, in pixels of the plot.
    QRectF rowOf(std::size_t group) const;

protected:
    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef ref) const override;
    void paintOverlay(QPainter&) override {}
    void layoutChanged() override;
    void selectionChanged() override { queueReplot(); } // it lies behind the bars

private:
    double rowHeight() const;
    double whole() const;
    std::optional<std::size_t> groupIndexOf(OperatorRef ref) const;
    ChartHit hitOfGroup(std::size_t group, OperatorRef ref) const;
    CardText cardOf(std::size_t group) const;
    std::vector<LegendEntry> causes(bool brief) const; // brief: for narrow charts
    void paintSelection(QPainter& painter) const;
    void paintTexts(QPainter& painter) const;

    QCPBars *m_compute, *m_movement, *m_static;
    std::vector<EnergyGroup> m_groups;
};

} // namespace ridge
