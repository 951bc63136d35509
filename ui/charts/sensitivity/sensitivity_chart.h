// A tornado: how far one metric goes when each parameter alone is changed to both sides, the farthest first.
// Not the study (core/studies/ranking/sensitivity.h), which its owner runs, and not the words of a row: tornado_rows.h.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/sensitivity/tornado_rows.h"

class QToolButton;

namespace ridge {

class SensitivityChart : public Chart {
    Q_OBJECT
public:
    explicit SensitivityChart(QWidget* parent = nullptr);

    /// Any metric; `metricChanged` asks for its study.
    void setMetric(const QString& id);
    const QString& metric() const { return m_metric; }
    /// Shown where it is of the chart's metric.
    void setAnswer(std::shared_ptr<const SensitivityAnswer> answer);
    const std::shared_ptr<const SensitivityAnswer>& answer() const { return m_answer; }

    const Tornado& tornado() const { return m_tornado; }
    /// The box of a row in pixels of the plot, and of its bar.
    QRectF rowOf(std::size_t row) const;
    QRectF barOf(std::size_t row) const;
    /// The one that the keyboard is at.
    std::optional<std::size_t> currentRow() const { return m_current; }

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override { return {m_metric.toStdString()}; }
    std::vector<ChartItem> items() const override;

signals:
    void metricChanged(QString metric);
    /// It came into view.
    void wanted();
    /// A bar was chosen: the curve of the metric over this parameter is asked for.
    void sweepWanted(QString parameter, QString metric);

protected:
    void updateData() override;
    void applyTheme() override {}
    ChartFrame frame() const override { return {}; }
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef) const override { return std::nullopt; }
    void paintOverlay(QPainter& painter) override;
    void selectionChanged() override {} // parameters are no operators
    std::vector<OperatorRef> steppingOrder() const override { return {}; }
    std::vector<LegendEntry> legend() const override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void fillMenu();
    bool isAnswered() const { return m_answer && m_answer->metric == m_metric.toStdString(); }
    QString remark() const; // how it is read, or why there is nothing
    void step(int by);
    void open(std::size_t row);
    std::optional<std::size_t> rowAt(const QPointF& position) const;
    ChartHit hitOfRow(std::size_t row) const;

    double lineHeight() const;
    double remarkHeight() const;
    double rowHeight() const;
    QRectF barsArea() const;
    double xOf(double at) const;
    QColor colourOf(Progress progress) const;
    void paintAxis(QPainter& painter) const;
    void paintRow(QPainter& painter, std::size_t row) const;
    void paintEnd(QPainter& painter, const QRectF& row, const TornadoEnd& end) const;
    void paintRemark(QPainter& painter) const;

    QString m_metric = QStringLiteral("latency");
    std::shared_ptr<const SensitivityAnswer> m_answer;
    Tornado m_tornado;
    double m_namesWidth = 0, m_lowWidth = 0, m_highWidth = 0; // of texts, pixels
    std::optional<std::size_t> m_current, m_pressed;
    QToolButton* m_metricButton;
};

} // namespace ridge
