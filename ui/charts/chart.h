// What all charts share: the evaluation they show, header, hover card, selection, frame and rendering to figures.
// Not a plotting library: QCustomPlot draws, and only .cpp files know it.
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"
#include "ui/charts/card.h"
#include "ui/charts/chart_header.h"
#include "ui/charts/operators.h"

#include <QPointer>
#include <QVariantAnimation>
#include <QWidget>

#include <memory>
#include <optional>

class QCPPainter;
class QCustomPlot;

namespace ridge {

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

class Chart : public QWidget {
    Q_OBJECT
public:
    explicit Chart(QWidget* parent = nullptr);
    ~Chart() override;

    /// Every view is given the same object. A hidden chart puts it aside until it is shown or rendered.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation);
    /// The one that all on show was derived from.
    const std::shared_ptr<const Evaluation>& evaluation() const { return m_evaluation; }
    void setTheme(const Theme& theme);
    const Theme& theme() const { return m_theme; }
    void setSelected(OperatorRef ref);
    OperatorRef selectedOperator() const { return m_selected; }
    /// Back to the frame that follows from the scenario.
    virtual void resetView();
    /// While frozen the frame stays: points move, not the world. Eased to the new frame afterwards.
    void setFrozen(bool frozen);

    /// Draws header and plot at any size with the code that draws the screen.
    void render(QPainter& painter, const QRectF& area);
    void render(QCPPainter& painter, const QRectF& area);
    using QWidget::render;

    virtual QString title() const = 0;
    virtual QString summary() const = 0;
    /// The number the header speaks of.
    virtual NumberRef mainNumber() const = 0;
    /// What the hover card says, a line per row; empty when there is none.
    QString hoverText() const;
    double lastReplotMilliseconds() const;
    QSize sizeHint() const override { return {480, 280}; }
    QSize minimumSizeHint() const override { return {160, 110}; }

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
    virtual std::optional<ChartHit> hitAt(const QPointF& position) const = 0;
    virtual std::optional<ChartHit> hitOf(OperatorRef ref) const = 0;
    /// Selection marks; the hover card is drawn above them.
    virtual void paintOverlay(QPainter& painter) = 0;
    virtual void layoutChanged() {}
    /// Repaints the overlay alone; charts that show the selection elsewhere repaint that.
    virtual void selectionChanged() { replotOverlay(); }
    virtual std::vector<LegendEntry> legend() const { return {}; }
    virtual std::vector<OperatorRef> steppingOrder() const;

    QCustomPlot& plot() const { return *m_plot; }
    ChartHeader& header() const { return *m_header; }
    const std::optional<ChartHit>& hover() const { return m_hover; }
    bool isZoomed() const { return m_userView; }
    /// Drawing a figure: vectors, and nothing that belongs to the pointer.
    bool isRendering() const { return m_rendering; }
    void setZoomable(bool zoomable);
    void setHover(std::optional<ChartHit> hit);
    void queueReplot();
    void replotOverlay();
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
    void connectPlot();
    void applyFrame(const ChartFrame& frame);
    ChartFrame currentFrame() const;
    void moveToFrame(bool eased);
    void easeStep(double t);
    void click(const QPointF& position);
    NumberRef chosenNumber() const;
    NumberRef numberAt(const QPointF& position) const;
    void stepSelection(int delta);
    void zoom(double factor);
    void paintTop(QPainter& painter);
    void updateTexts();
    QString caption() const; // of a figure: model, device and conventions

    QCustomPlot* m_plot;
    ChartHeader* m_header;
    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const Evaluation> m_next; // given while hidden, and not yet taken
    Theme m_theme;
    OperatorRef m_selected;
    std::optional<ChartHit> m_hover;
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
