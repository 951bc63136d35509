// A metric over one parameter: curves coloured by what limits, or a map over two; crossings, what does not fit, and the
// scenario on screen as a point. Not the sweep (core/studies/sweep.h), and not what is swept: its owner chooses.
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/label_placer.h"
#include "ui/charts/sweep/sweep_picture.h"

#include <functional>
#include <set>

class QCPAxis;

namespace ridge {

class SweepChart : public Chart {
    Q_OBJECT
public:
    enum class Form { Nothing, Curves, Columns, Map };
    static constexpr std::size_t mostSeries = 6;

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
    std::vector<ChartItem> items() const override;

    /// What is drawn: choices are columns, and only numbers make a map.
    Form form() const { return m_form; }
    /// Of the second variation, those that are drawn.
    const std::vector<std::size_t>& shownSeries() const { return m_series; }
    /// Where a point of the table is drawn, in pixels of the plot; absent where it has no value.
    std::optional<QPointF> placeOf(std::size_t point, std::size_t series) const;
    /// Where the scenario on screen is.
    std::optional<QPointF> placeOfNow() const;
    /// What was written into the plot when it was painted last.
    const std::vector<PlacedLabel>& labels() const { return m_labels; }

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
    void layoutChanged() override;
    void selectionChanged() override {} // scenarios are no operators
    std::vector<OperatorRef> steppingOrder() const override { return {}; }
    std::vector<LegendEntry> legend() const override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    /// What can be pointed at and taken: a point of the table, or where something changes before it.
    struct Mark {
        std::size_t point = 0, series = 0;
        const SweepCrossing* crossing = nullptr;
    };
    /// The scenario on screen, by its values of the variations and its metric; absent: it has none.
    struct Now {
        std::optional<double> x, second, number;
    };
    /// A piece of a series that one thing limits, in pixels.
    struct Piece {
        std::vector<QPointF> points;
        Bound bound = Bound::Memory;
        bool fits = true;
    };
    struct Span {
        double from = 0, to = 0;
    };
    /// A piece of a row of the map, in pixels.
    struct Run {
        double from = 0, to = 0;
        int regime = 0;
    };

    // what is shown
    void connectPointer();
    void fillNames();
    void fillMarks();
    void fillStates();
    void addMarks(std::size_t series);
    void setAxes();
    void titleNumbers();
    void setAxis(QCPAxis& axis, bool logarithmic, Span range, Unit unit, const QString& label);
    Now now() const;
    std::optional<double> nowOf(std::size_t variation) const;
    Span numbers() const;
    Span metricRange() const;
    bool isLogarithmic(std::size_t variation) const;
    double axisValue(std::size_t point) const;                // columns stand at 0, 1, 2, …
    QString text(std::size_t variation, double value) const;  // "8", "INT8"
    QString named(std::size_t variation, double value) const; // "Batch 8", "INT8"
    QString labelOf(std::size_t variation) const;
    QString metricText(double value) const;
    QString levelText(double level) const; // without the zeros behind it: "20 ms"
    QString remark() const;                // why there is nothing
    bool hasSecond() const { return m_picture && m_picture->plan.variations.size() > 1; }

    // marks
    QPointF pixel(double x, double y) const;
    double xPixel(double x) const;
    double yPixel(double y) const;
    QPointF placeOf(const Mark& mark) const;
    QRectF boxOf(const Mark& mark) const;
    std::vector<double> valuesOf(const Mark& mark) const;
    CardText cardOf(const Mark& mark) const;
    ChartHit hitOf(const Mark& mark) const;
    const Mark* markAt(const QPointF& position) const;
    const Mark* markInMap(const QPointF& position) const;
    void step(int along, int across);
    void take(const Mark* mark);
    std::size_t nearestToNow() const;

    // painting
    void paintPlot(QPainter& painter);
    void paintRemark(QPainter& painter) const;
    void paintKey(QPainter& painter) const;
    bool isNowInItsColumn() const;
    bool isNowBeyond() const; // the axes
    std::optional<QPointF> valuesOfNow() const;
    void paintNow(QPainter& painter) const;
    void addNowLabel(LabelPlacer& placer);
    void paintLabels(QPainter& painter) const;
    /// `side`: pixels left and right of it that stay free.
    void addLabel(LabelPlacer& placer, const QString& text, std::vector<LabelPlace> places, double mostCost,
                  bool strong = false, double side = 0);
    void hatch(QPainter& painter, const QRectF& area, const std::function<bool(const QPointF&)>& isInside) const;
    QSizeF sizeOf(const QString& text, bool strong) const;
    void paintSpans(QPainter& painter) const;

    // curves
    std::vector<Piece> piecesOf(std::size_t index) const; // of shownSeries()
    std::vector<Span> misfits() const;                    // where nothing that is shown fits, in values of the axis
    void paintCurves(QPainter& painter);
    void paintCurve(QPainter& painter, std::size_t index, LabelPlacer& placer) const;
    void paintCrossings(QPainter& painter, LabelPlacer& placer);
    void labelCrossings(LabelPlacer& placer);
    void labelLine(LabelPlacer& placer, double value, const QString& said);
    void paintChanges(QPainter& painter, std::size_t index, LabelPlacer& placer);
    void labelMisfits(LabelPlacer& placer);
    void paintSeriesNames(QPainter& painter) const;
    QPen penOf(std::size_t index, Bound bound, bool fits) const;

    // columns
    void paintColumns(QPainter& painter);
    void paintBar(QPainter& painter, const Mark& mark) const;
    void paintDot(QPainter& painter, std::size_t index, const QPointF& at, Bound bound, bool fits) const;
    void paintDots(QPainter& painter, std::size_t index) const;
    void paintNames(QPainter& painter) const;
    QRectF barOf(const Mark& mark) const;
    void paintValue(QPainter& painter, const Mark& mark, double bottom) const;
    bool isNow(std::size_t point) const;
    double columnWidth() const;
    double namesHeight() const;
    double longestName() const;
    bool hasBars() const;

    // map
    void fillEdges();
    void paintMap(QPainter& painter);
    void paintCells(QPainter& painter) const;
    std::vector<std::vector<Run>> runs() const;
    static int regimeIn(const std::vector<Run>& row, double x);
    double rowEdge(std::size_t edge) const;
    void paintMisfits(QPainter& painter, const std::vector<std::vector<Run>>& rows) const;
    void paintBorders(QPainter& painter, const std::vector<std::vector<Run>>& rows) const;
    void labelRegimes(LabelPlacer& placer);
    void paintContours(QPainter& painter, LabelPlacer& placer);
    void paintColourBar(QPainter& painter) const;
    QColor colourOf(double number) const;
    int regimeAt(std::size_t column, std::size_t row) const; // a bound, misfit or nothing, by the order of the axes
    QRectF cellAt(std::size_t column, std::size_t row) const;

    std::shared_ptr<const SweepPicture> m_picture;
    QString m_reason;
    bool m_isMap = false;

    Form m_form = Form::Nothing;
    std::array<std::vector<std::size_t>, 2> m_order; // of the values of each variation
    std::array<std::vector<QString>, 2> m_names;     // of choices
    std::vector<std::size_t> m_position;             // of each point in the order
    std::vector<std::size_t> m_series;
    std::vector<std::vector<SweepStretch>> m_stretches; // of those
    std::vector<Mark> m_marks;                          // series by series, ascending
    std::optional<std::size_t> m_current;               // of them, by keyboard
    std::array<std::vector<double>, 2> m_edges;         // of the cells of a map
    QString m_absence;
    std::set<Bound> m_bounds; // of what is shown
    bool m_hasMisfit = false; // in it
    Now m_now;
    Span m_range;                 // lowest and highest of what is shown
    bool m_isLogarithmic = false; // the metric
    std::vector<PlacedLabel> m_labels;
    QPointF m_pressed;
    std::array<QString, 2> m_yTitles; // in full, and the unit alone
};

} // namespace ridge
