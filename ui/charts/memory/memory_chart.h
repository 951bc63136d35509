// The memory timeline: weights, KV cache and live activations over the steps of the program, against the capacity.
// Not the plan itself: every byte comes from Evaluation::memory.
#pragma once

#include "ui/charts/chart.h"

class QCPGraph;

namespace ridge {

class MemoryChart : public Chart {
    Q_OBJECT
public:
    explicit MemoryChart(QWidget* parent = nullptr);

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override { return {"memory_footprint"}; }
    /// Points that are drawn: never many more than the pixels, with every column's largest step kept.
    std::size_t columnCount() const { return m_columns.size(); }

protected:
    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef ref) const override;
    void paintOverlay(QPainter& painter) override;
    void layoutChanged() override;
    std::vector<LegendEntry> legend() const override;

private:
    struct Span {                                    // a stage's share of the x axis
        std::size_t stage = 0, first = 0, count = 0; // steps in the timeline
        double from = 0, to = 1;
        bool isRamp = false; // repeated: grows between its samples
    };
    struct Column {
        double from = 0, to = 0;
        std::size_t step = 0; // its largest
    };

    void layOutStages();
    void makeColumns();
    void setMargins();
    void fillGraphs();
    bool weightsApart() const; // in a memory of their own, so not part of this stack
    double weights() const;
    double totalOf(const MemoryStep& step) const;
    double peakTotal() const;
    std::optional<double> capacity() const;
    bool showsCapacity() const;
    double unitSize() const;
    QString unitName() const;
    QString bytesText(double value) const;
    QPointF positionOf(std::size_t step) const;
    std::size_t stepAt(double x) const;
    NumberRef numberOf(std::size_t step) const;
    CardText cardOf(std::size_t step) const;
    std::size_t largestStepOf(OperatorRef ref) const;
    void paintMarks(QPainter& painter) const;
    void paintStages(QPainter& painter) const;
    void paintCapacity(QPainter& painter) const;
    void paintPeak(QPainter& painter) const;

    QCPGraph *m_weights, *m_kvCache, *m_activations; // drawn one over the other, the largest sum first
    std::vector<Span> m_spans;
    std::vector<Column> m_columns;
    bool m_legendBelow = false; // where the header has no room for it
    int m_columnsFor = 0;       // plot width the columns were made for
};

} // namespace ridge
