// The gain of the levers that are pulled, one below the other: a bar for each, from what there was to what is left.
// Not the attribution: core/studies/waterfall.h.
#pragma once

#include "core/studies/waterfall.h"
#include "ui/charts/chart.h"

class QToolButton;

namespace ridge {

class WaterfallChart : public Chart {
    Q_OBJECT
public:
    explicit WaterfallChart(QWidget* parent = nullptr);

    /// One of the metrics that gains are measured by, or any other.
    void setMetric(const QString& id);
    const Waterfall& fall() const { return m_fall; }
    /// The box of a row in pixels of the plot: what was before is the first, what is left the last.
    QRectF rowOf(std::size_t row) const;
    std::size_t rowCount() const { return m_fall.steps.empty() ? 0 : m_fall.steps.size() + 2; }
    /// The filled part of a row.
    QRectF barOf(std::size_t row) const;

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override { return {m_metric.toStdString()}; }
    std::vector<ChartItem> items() const override;

protected:
    void updateData() override;
    void applyTheme() override {}
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef) const override { return std::nullopt; }
    void paintOverlay(QPainter&) override {}
    void selectionChanged() override {} // levers are no operators
    std::vector<OperatorRef> steppingOrder() const override { return {}; }

private:
    struct Row {
        QString name, value, note;
        double from = 0, to = 0;
        bool isTotal = false;
    };

    void fillRows();
    QString text(double value) const;
    QString remark() const; // why there is nothing to show, or whether the order matters
    double remarkHeight() const;
    double rowHeight() const;
    QRectF barsArea() const;
    double xOf(double value) const;
    CardText cardOf(std::size_t row) const;
    void paintRows(QPainter& painter) const;
    void paintRow(QPainter& painter, std::size_t row) const;
    void paintRemark(QPainter& painter) const;

    QString m_metric = QStringLiteral("latency");
    Waterfall m_fall;
    std::vector<Row> m_rows;
    QToolButton* m_metricButton;
};

} // namespace ridge
