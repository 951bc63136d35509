// What all charts share: the evaluation they show, header, hover card, selection, frame and rendering to figures.
// Not a plotting library: QCustomPlot draws, and only .cpp files know it.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "core/scenario/figures/recipe.h"
#include "core/studies/own_measurements.h"
#include "core/studies/pin_difference.h"
#include "ui/charts/card.h"
#include "ui/charts/chart_header.h"
#include "ui/charts/drag/drag_handle.h"
#include "ui/charts/operators.h"

#include <QPointer>
#include <QVariantAnimation>
#include <QWidget>

#include <memory>
#include <optional>

class QCPPainter;
class QCustomPlot;

namespace ridge {

class Dragging;
class LabelPlacer;
struct PlacedLabel;

/// The visible ranges of both axes, in axis units.
struct ChartFrame {
    double xLower = 0, xUpper = 1, yLower = 0, yUpper = 1;
    friend bool operator==(const ChartFrame&, const ChartFrame&) = default;
};

/// What lies under the pointer, or where an operator is drawn.
struct ChartHit {
    OperatorRef ref;
    QPointF anchor;
    CardText card;
    NumberRef number = {}; // what a click on it explains
};

/// One thing that a chart shows, in words.
struct ChartItem {
    QString name;
    QString text;
    OperatorRef ref = {};
    QRectF box = {}; // in pixels of the plot
};

/// A measurement of the user's where the chart has a place for it.
struct OwnPoint {
    QPointF at; // pixels of the plot
    QString label;
    bool isImpossible = false;
};
/// Something that a callout can point at.
struct ChartTarget {
    std::string path; // "op:decode/attn.qkv"
    QString name;
    QPointF at;
};

/// What of a chart stands in a figure: a sheet of several says itself whose they are.
struct ChartLook {
    enum class Head { Whole, Name, None } head = Head::Whole;
    LegendPlace legend = LegendPlace::Above;
    bool hasGround = true;
};
using OwnMeasurements = std::shared_ptr<const std::vector<PlacedMeasurement>>;

class Chart : public QWidget {
    Q_OBJECT
public:
    explicit Chart(QWidget* parent = nullptr);
    ~Chart() override;

    /// Every view is given the same object. A hidden chart puts it aside until it is shown or rendered.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    /// What was put aside is taken, before a figure is made.
    void takeEvaluation();
    /// The one that all on show was derived from.
    const std::shared_ptr<const Evaluation>& evaluation() const { return m_evaluation; }
    /// What the user measured of the evaluation that is given next; null: nothing.
    void setMeasurements(OwnMeasurements measurements);
    /// What the evaluation that is given next is compared with; empty: nothing.
    void setPinned(PinnedEvaluation pinned) { m_pinned = std::move(pinned); }
    /// Where those are drawn.
    virtual std::vector<OwnPoint> ownPoints() const { return {}; }
    void setTheme(const Theme& theme);
    const Theme& theme() const { return m_theme; }
    void setSelected(OperatorRef ref);
    OperatorRef selectedOperator() const { return m_selected; }
    /// Back to the frame that follows from the scenario.
    virtual void resetView();
    /// While frozen the frame stays: points move, not the world. Eased to the new frame afterwards.
    void setFrozen(bool frozen);

    /// Draws header and plot at any size with the code that draws the screen; without a ground on what is there.
    void render(QPainter& painter, const QRectF& area);
    void render(QCPPainter& painter, const QRectF& area);
    void setLook(const ChartLook& look) { m_look = look; }
    QString caption() const; // of a figure: model, device and conventions
    using QWidget::render;

    virtual QString title() const = 0;
    virtual QString summary() const = 0;
    /// The number the header speaks of.
    virtual NumberRef mainNumber() const = 0;
    /// What the hover card says, a line per row; empty when there is none.
    QString hoverText() const;
    /// All that is shown, the most important first: what assistive technology reads.
    virtual std::vector<ChartItem> items() const;
    /// What can be taken and dragged, in the order of the keys.
    virtual std::vector<DragHandle> handles() const { return {}; }
    /// The hand that takes it; null where there is never anything to take.
    Dragging* dragging() const { return m_dragging.get(); }
    /// What can be taken, where it is shown: not in figures.
    const Dragging* shownDragging() const { return m_rendering ? nullptr : m_dragging.get(); }
    /// Words with a line to what they speak of: callouts.cpp.
    void setCallouts(std::vector<Callout> callouts);
    /// As they are drawn, those alone that have something to point at.
    std::vector<PlacedLabel> placedCallouts() const;
    /// What they can speak of, the most important first; in pixels of the plot.
    virtual std::vector<ChartTarget> targets() const;
    /// The same in the figure that was drawn last, in pixels of its area.
    const std::vector<ChartTarget>& drawnTargets() const { return m_drawnTargets; }
    /// Dims all but the selection.
    void setSpotlight(bool isOn);
    bool hasSpotlight() const { return m_spotlight; }
    /// As a click on what is drawn for it.
    void choose(OperatorRef ref);
    /// Where a box of the plot lies on the screen.
    QRect onScreen(const QRectF& box) const;
    double lastReplotMilliseconds() const;
    QSize sizeHint() const override { return {480, 280}; }
    QSize minimumSizeHint() const override { return {160, qRound(m_theme.px(110))}; }

signals:
    void selected(ridge::OperatorRef ref);
    void hovered(ridge::OperatorRef ref);
    void numberActivated(ridge::NumberRef number); // clicked, or Return pressed
    void numberMenuRequested(ridge::NumberRef number, QPoint globalPosition);

protected:
    /// Called with an evaluation present.
    virtual void updateData() = 0;
    virtual void applyTheme() = 0;
    virtual ChartFrame frame() const = 0;
    /// Whether a frozen frame can stay: where data has left it or lies flat in it, it follows after all.
    virtual bool serves(const ChartFrame& current, const ChartFrame& target) const;
    /// After each change of the visible ranges.
    virtual void frameChanged() {}
    virtual std::optional<ChartHit> hitAt(const QPointF& position) const = 0;
    virtual std::optional<ChartHit> hitOf(OperatorRef ref) const = 0;
    /// Selection marks; the hover card is drawn above them.
    virtual void paintOverlay(QPainter& painter) = 0;
    virtual void layoutChanged() {}
    /// Measured over ours, of what the chart shows; absent: that was not measured.
    virtual std::optional<double> overOurs(const PlacedMeasurement& measurement) const;
    const OwnMeasurements& measurements() const { return m_measurements; }
    const PinnedEvaluation& pinned() const { return m_pinned; }
    /// Repaints the overlay alone; charts that show the selection elsewhere repaint that.
    virtual void selectionChanged() { replotOverlay(); }
    virtual std::vector<LegendEntry> legend() const { return {}; }
    /// What of it is left to the chart, below its plot.
    std::vector<LegendEntry> legendBelow() const;
    /// What callouts had better not cover.
    virtual void addObstacles(LabelPlacer& placer) const;
    virtual std::vector<OperatorRef> steppingOrder() const;

    QCustomPlot& plot() const { return *m_plot; }
    ChartHeader& header() const { return *m_header; }
    const std::optional<ChartHit>& hover() const { return m_hover; }
    /// The title, marked where the evaluation is incomplete.
    QString headline() const;
    bool isZoomed() const { return m_userView; }
    /// Drawing a figure: vectors, and nothing that belongs to the pointer.
    bool isRendering() const { return m_rendering; }
    void setZoomable(bool zoomable);
    void makeDraggable();
    void setHover(std::optional<ChartHit> hit);
    void queueReplot();
    void replotOverlay();
    void updateTexts();
    /// Distances of tick labels and titles from their axes, at the theme's size; after ticks were set.
    void scaleTicks();
    ChartFrame currentFrame() const;
    /// Data, texts and frame again, from the evaluation that was given last.
    void refresh();
    QString operatorNote(OperatorRef ref) const; // "prefill · ×32"

    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    friend class Dragging;
    void connectPlot();
    void applyFrame(const ChartFrame& frame);
    void moveToFrame(bool eased);
    void easeStep(double t);
    void click(const QPointF& position);
    NumberRef chosenNumber() const;
    NumberRef numberAt(const QPointF& position) const;
    void stepSelection(int delta);
    void zoom(double factor);
    void paintTop(QPainter& painter);
    void paintOwnPoints(QPainter& painter) const;
    void paintSpotlight(QPainter& painter) const;
    void paintCallouts(QPainter& painter) const;
    QString measuredText() const; // of the whole, beside the summary

    QCustomPlot* m_plot;
    ChartHeader* m_header;
    std::unique_ptr<Dragging> m_dragging; // gone before the widget says that it hides
    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const Evaluation> m_next; // given while hidden, and not yet taken
    Theme m_theme;
    OwnMeasurements m_measurements;
    PinnedEvaluation m_pinned;
    OperatorRef m_selected;
    std::optional<ChartHit> m_hover;
    ChartLook m_look;
    std::vector<Callout> m_callouts;
    std::vector<ChartTarget> m_drawnTargets;
    bool m_spotlight = false;
    QVariantAnimation m_easing;
    ChartFrame m_easeFrom, m_easeTo;
    QPointF m_pressed;
    bool m_frozen = false;
    bool m_userView = false; // zoomed or moved by hand: the frame is left alone until reset
    bool m_hasFrame = false;
    bool m_rendering = false;
    bool m_focusShown = false; // reached by keyboard
};

} // namespace ridge
