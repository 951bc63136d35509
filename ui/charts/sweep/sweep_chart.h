// A metric over one parameter: curves coloured by what limits, or a map over two; crossings, what does not fit, and the
// scenario on screen as a point. Not the sweep (core/studies/sweep.h), and not what is swept: its owner chooses.
#pragma once

#include "core/studies/search/crossings.h"
#include "ui/charts/chart.h"

namespace ridge {

/// A sweep that was run, and which of its metrics is drawn.
struct SweepPicture {
    SweepPlan plan; // its second variation, if any: series or the map's other axis
    SweepTable table;
    std::vector<SweepCrossing> crossings;
    std::size_t column = 0; // of the table
};

class SweepChart : public Chart {
    Q_OBJECT
public:
    explicit SweepChart(QWidget* parent = nullptr);

    /// The scenario on screen is a point by its own values (`setEvaluation`); null: there is no sweep yet.
    void setSweep(std::shared_ptr<const SweepPicture> picture);
    const std::shared_ptr<const SweepPicture>& sweep() const { return m_picture; }
    /// Two numeric parameters as a map with regimes and contour lines, instead of series.
    void setMap(bool isMap);
    bool isMap() const { return m_isMap; }
    /// What is said where there is nothing to draw; empty: the chart's own words.
    void setReason(const QString& sentence);

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override;

signals:
    /// A point was clicked: values of the first variation and, where there is one, of the second.
    void pointTaken(std::vector<double> values);

protected:
    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef) const override { return std::nullopt; }
    void paintOverlay(QPainter& painter) override;
    void selectionChanged() override {} // scenarios are no operators
    std::vector<OperatorRef> steppingOrder() const override { return {}; }

private:
    std::shared_ptr<const SweepPicture> m_picture;
    QString m_reason;
    bool m_isMap = false;
};

} // namespace ridge
