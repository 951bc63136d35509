// Models, devices, formats and batches by two metrics: the front as a staircase, what it beats dim behind it.
// Not the search, and not what is combined: its owner chooses. Between two points of the front there is nothing.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/frontier/frontier_picture.h"
#include "ui/charts/label_placer.h"

namespace ridge {

class FrontierChart : public Chart {
    Q_OBJECT
public:
    explicit FrontierChart(QWidget* parent = nullptr);

    /// Null: there is none yet.
    void setPicture(std::shared_ptr<const FrontierPicture> picture);
    const std::shared_ptr<const FrontierPicture>& picture() const { return m_picture; }
    /// What is said where there is nothing to draw.
    void setReason(const QString& sentence);
    /// Whether the header counts the points; its owner may say it elsewhere.
    void setSummarised(bool summarised) { m_isSummarised = summarised; }

    QString title() const override { return tr("Frontier"); }
    QString summary() const override;
    NumberRef mainNumber() const override;
    std::vector<ChartItem> items() const override;
    /// Where a point is drawn, in pixels of the plot; empty where it is left out.
    std::optional<QPointF> positionOf(std::size_t point) const;
    /// Points of the front, from left to right.
    const std::vector<std::size_t>& front() const { return m_front; }
    /// The corners of the front's line, in pixels of the plot.
    QPolygonF staircase() const;
    std::vector<PlacedLabel> labels() const;

signals:
    /// A point is wanted: its index in the space.
    void pointTaken(std::size_t index);

protected:
    void updateData() override;
    void applyTheme() override {}
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef) const override { return std::nullopt; }
    void paintOverlay(QPainter& painter) override;
    std::vector<LegendEntry> legend() const override;
    void selectionChanged() override {} // scenarios are no operators
    std::vector<OperatorRef> steppingOrder() const override { return {}; }
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Range {
        double low = 0, high = 1;
        bool isLog = false;
    };

    void sortPoints();
    Range rangeOf(std::size_t aim) const;
    void styleAxes();
    QPointF pixelOf(const std::vector<std::optional<double>>& values) const;
    double radiusOf(std::size_t point) const;
    std::optional<std::size_t> pointAt(const QPointF& position) const;
    ChartHit hitOfPoint(std::size_t point) const;
    std::optional<QPointF> present() const;
    std::vector<QString> frontNames() const;
    QString betterText() const;
    QRectF betterBox() const;
    void step(int by);

    void paintPoints(QPainter& painter) const;
    void paintFront(QPainter& painter) const;
    void paintPresent(QPainter& painter) const;
    void paintWords(QPainter& painter) const;

    std::shared_ptr<const FrontierPicture> m_picture;
    QString m_reason;
    bool m_isSummarised = true;
    std::vector<std::size_t> m_beaten, m_front; // points that compete
    std::vector<std::size_t> m_stairs;          // of those of the front, what nothing beats on the two axes alone
    Range m_x, m_y, m_size;
    std::optional<std::size_t> m_current; // a point that keys led to
    QPointF m_pressedAt;
};

} // namespace ridge
