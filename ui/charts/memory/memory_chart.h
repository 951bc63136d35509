// The memory timeline: weights, KV cache and live activations over the steps of the program, against the capacity.
// Not the plan itself: every byte comes from Evaluation::memory.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/label_placer.h"

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
    /// Of peak and capacity, in pixels of the plot: inside it, and none over another.
    std::vector<PlacedLabel> labels() const;
    /// Hatching of what does not fit: the part of the stack above the capacity.
    std::vector<QLineF> overflowMarks() const;
    std::vector<ChartItem> items() const override;
    /// Operators, and the capacity as the level that it is of.
    std::vector<ChartTarget> targets() const override;
    std::vector<DragHandle> handles() const override;
    /// How much of the visible height the peak takes; more than one where it is cut.
    double shareOfHeight() const;
    /// Of the pinned scenario, in bytes; 0 where nothing is pinned.
    double pinnedPeak() const;
    /// The step of the timeline that the cursor stands at; none until it is dragged or moved by Left and Right.
    std::optional<std::size_t> cursorStep() const { return m_cursor; }
    /// And the operator that runs then is selected.
    void setCursorStep(std::size_t step);
    /// What is alive there, a line per row; empty without a cursor.
    QString cursorText() const;

protected:
    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    void frameChanged() override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef ref) const override;
    void paintOverlay(QPainter& painter) override;
    void layoutChanged() override;
    void addObstacles(LabelPlacer& placer) const override;
    void selectionChanged() override;
    void keyPressEvent(QKeyEvent* event) override;
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
    void setTicks();
    void fillGraphs();
    void fillOutline();
    void addOutlineTo(LabelPlacer& placer) const;
    void styleOutline();
    std::optional<LegendEntry> outlineEntry() const;
    bool weightsApart() const; // in a memory of their own, so not part of this stack
    double weights() const;
    double totalOf(const MemoryStep& step) const;
    double peakTotal() const;
    std::optional<double> capacity() const;
    bool showsCapacity() const;
    bool isExceeded() const { return capacity() && peakTotal() > *capacity(); }
    double unitOf(double bytes) const;
    double unitSize() const; // of the visible axis, so that unit and range change together
    QString unitName() const;
    QString bytesText(double value) const;
    QPointF positionOf(std::size_t step) const;
    std::size_t stepAt(double x) const;
    NumberRef numberOf(std::size_t step) const;
    CardText cardOf(std::size_t step) const;
    std::size_t largestStepOf(OperatorRef ref) const;
    OperatorRef operatorAt(std::size_t step) const;
    void connectCursor();
    void moveCursor(std::ptrdiff_t steps);
    void checkCursor();
    CardText cursorCard() const;
    void addAlive(std::size_t step, CardText& card) const;
    void paintCursor(QPainter& painter) const;
    void paintMarks(QPainter& painter) const;
    void paintStages(QPainter& painter) const;
    void paintLegendBelow(QPainter& painter) const;
    void paintCapacity(QPainter& painter) const;
    void paintPeak(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    bool isAboveFrame(double bytes) const;
    std::vector<double> stackTops() const;
    bool isOnStack(const QRectF& box, const std::vector<double>& tops) const;
    std::optional<PlacedLabel> placed(LabelPlacer& placer, PlacedLabel label, std::vector<LabelPlace> places) const;
    std::optional<PlacedLabel> placePeak(LabelPlacer& placer, const QString& text) const;
    std::optional<PlacedLabel> placeCapacity(LabelPlacer& placer) const;
    LabelPlacer placer() const;

    struct Layer { // of the stack
        QString name;
        QColor (*colour)(const Theme&);
        double (*whole)(const Evaluation&); // whether there is any in this memory
        double MemoryStep::*now;            // null: the same at every step
        QCPGraph* graph;                    // of the sum up to it
    };
    static std::vector<Layer> layersFromBelow();

    std::vector<Layer> m_layers;
    QCPGraph* m_outline; // of the pinned scenario
    std::vector<Span> m_spans;
    std::vector<Column> m_columns;
    std::vector<LegendEntry> m_below; // the plot, where the header has no room for the legend
    bool m_stagesBelow = true;        // unless the plot is too low
    int m_tickCount = 0;              // that the height has room for
    double m_tickUnit = 0;
    std::optional<std::size_t> m_cursor; // a step of the timeline
    std::optional<QPointF> m_grabbed;    // where the button was pressed
    bool m_isScrubbing = false;
    int m_columnsFor = 0; // plot width the columns were made for
};

} // namespace ridge
