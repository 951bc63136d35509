#include "ui/charts/chart.h"

#include "ui/charts/accessible/chart_accessible.h"
#include "ui/charts/drag/dragging.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double clickTolerance = 4; // pixels a click may move
constexpr int easingMilliseconds = 160;

bool sameHit(const std::optional<ChartHit>& a, const std::optional<ChartHit>& b)
{
    return a.has_value() == b.has_value() && (!a || (a->ref == b->ref && a->anchor == b->anchor));
}

} // namespace

Chart::Chart(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this)), m_header(new ChartHeader(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_header);
    layout->addWidget(m_plot, 1);
    setFocusPolicy(Qt::StrongFocus);
    m_plot->setFocusPolicy(Qt::NoFocus); // the chart itself takes the keys
    m_plot->setMouseTracking(true);
    m_plot->setNoAntialiasingOnDrag(false);
    m_plot->setPlottingHint(QCP::phCacheLabels);
    m_plot->installEventFilter(this);
    addPaintLayer(*m_plot, "overlay", Clip::None, [this](QPainter& painter) { paintTop(painter); });
    m_easing.setStartValue(0.0);
    m_easing.setEndValue(1.0);
    m_easing.setDuration(easingMilliseconds);
    m_easing.setEasingCurve(QEasingCurve::OutCubic);
    connectPlot();
    describeCharts();
}

Chart::~Chart() = default;

void Chart::connectPlot()
{
    connect(&m_easing, &QVariantAnimation::valueChanged, this, [this](const QVariant& t) { easeStep(t.toDouble()); });
    connect(m_plot, &QCustomPlot::afterLayout, this, [this] {
        if (m_evaluation) {
            layoutChanged();
        }
    });
    connect(m_header, &ChartHeader::clicked, this, [this] { emit numberActivated(mainNumber()); });
    connect(m_plot, &QCustomPlot::mousePress, this, [this](QMouseEvent* event) {
        m_pressed = event->position();
        m_easing.stop();
    });
    connect(m_plot, &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        if (event->button() == Qt::LeftButton && (event->position() - m_pressed).manhattanLength() <= clickTolerance) {
            click(event->position());
        }
    });
    connect(m_plot, &QCustomPlot::mouseMove, this, [this](QMouseEvent* event) {
        const bool dragging = event->buttons() != Qt::NoButton;
        if (dragging && m_plot->interactions().testFlag(QCP::iRangeDrag)) {
            m_userView = true;
        }
        setHover(dragging || !m_evaluation ? std::nullopt : hitAt(event->position()));
    });
    connect(m_plot, &QCustomPlot::mouseWheel, this, [this](QWheelEvent*) {
        m_easing.stop();
        if (m_plot->interactions().testFlag(QCP::iRangeZoom)) {
            m_userView = true;
            setHover(std::nullopt);
        }
    });
    connect(m_plot, &QCustomPlot::mouseDoubleClick, this, [this](QMouseEvent*) { resetView(); });
}

void Chart::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_next = std::move(evaluation);
    if (isVisible()) {
        refresh();
    }
}

/// The only place where the evaluation changes, together with all that is derived from it: whatever paints or lays out
/// between two calls sees one generation.
void Chart::refresh()
{
    if (m_next) {
        m_evaluation = std::exchange(m_next, nullptr);
    }
    if (!m_evaluation) {
        return;
    }
    m_hover.reset(); // it may speak of an operator that no longer exists
    updateData();
    updateTexts();
    moveToFrame(m_easing.state() == QAbstractAnimation::Running); // on its way, it goes to the newest
    queueReplot();
}

void Chart::updateTexts()
{
    if (!m_evaluation) {
        return;
    }
    m_header->setText({headline(), summary() + measuredText(), legend()});
    setAccessibleName(tr("%1 chart").arg(title()));
    const QString gaps = shown(sentenceOf(m_evaluation->program.gaps));
    const QString handles = m_dragging ? m_dragging->description() : QString();
    setAccessibleDescription((gaps.isEmpty() ? gaps : gaps + " ") + shown(m_evaluation->verdict.sentence) + " " +
                             summary() + measuredText() + (handles.isEmpty() ? handles : " " + handles));
}

void Chart::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_header->setTheme(theme);
    m_plot->setBackground(QBrush(theme.window));
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLabelFont(theme.font(11.5));
        axis->setTickLabelColor(theme.muted);
        axis->setLabelFont(theme.font(11.5));
        axis->setLabelColor(theme.muted);
        axis->grid()->setPen(QPen(theme.grid, theme.px(1)));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    scaleTicks();
    applyTheme();
    updateTexts();
    if (m_evaluation) {
        updateData();
    }
    queueReplot();
}

void Chart::scaleTicks()
{
    for (QCPAxisRect* rect : m_plot->axisRects()) {
        for (QCPAxis* axis : rect->axes()) {
            axis->setTickLabelPadding(qRound(m_theme.px(6)));
            axis->setLabelPadding(qRound(m_theme.px(4)));
        }
    }
}

void Chart::setSelected(OperatorRef ref)
{
    if (ref == m_selected) {
        return;
    }
    m_selected = ref;
    selectionChanged();
}

void Chart::resetView()
{
    m_userView = false;
    moveToFrame(true);
    queueReplot();
}

void Chart::setFrozen(bool frozen)
{
    if (frozen == m_frozen) {
        return;
    }
    m_frozen = frozen;
    if (!frozen) {
        moveToFrame(true);
    }
}

void Chart::makeDraggable() { m_dragging = std::make_unique<Dragging>(*this); }

void Chart::setZoomable(bool zoomable)
{
    m_plot->setInteractions(zoomable ? QCP::iRangeDrag | QCP::iRangeZoom : QCP::Interactions());
    m_plot->axisRect()->setRangeZoomFactor(0.87);
}

// ---- frame ----------------------------------------------------------------------------------------------------

ChartFrame Chart::currentFrame() const
{
    const QCPRange x = m_plot->xAxis->range(), y = m_plot->yAxis->range();
    return {x.lower, x.upper, y.lower, y.upper};
}

void Chart::applyFrame(const ChartFrame& frame)
{
    m_plot->xAxis->setRange(frame.xLower, frame.xUpper);
    m_plot->yAxis->setRange(frame.yLower, frame.yUpper);
    m_hasFrame = true;
    frameChanged();
}

bool Chart::serves(const ChartFrame& current, const ChartFrame& target) const
{
    // A logarithmic axis neither collapses nor hides anything: what leaves it is drawn at its edge. On a linear one the
    // data may grow somewhat beyond the frame, and shrink until it would look flat.
    constexpr double mostBeyond = 1.6, leastFilled = 0.35;
    const auto holds = [](const QCPAxis* axis, double now, double wanted) {
        const bool close = wanted <= mostBeyond * now && wanted >= leastFilled * now;
        return axis->scaleType() == QCPAxis::stLogarithmic || close;
    };
    return holds(m_plot->xAxis, current.xUpper, target.xUpper) && holds(m_plot->yAxis, current.yUpper, target.yUpper);
}

void Chart::moveToFrame(bool eased)
{
    if (!m_evaluation || m_userView) {
        return;
    }
    const ChartFrame target = frame();
    if (m_frozen && m_hasFrame) {
        const bool moving = m_easing.state() == QAbstractAnimation::Running;
        if ((m_dragging && m_dragging->isActive()) || serves(moving ? m_easeTo : currentFrame(), target)) {
            return;
        }
        eased = true;
    }
    m_easing.stop();
    if (!eased || !m_hasFrame || !isVisible() || target == currentFrame()) {
        applyFrame(target);
        return;
    }
    m_easeFrom = currentFrame();
    m_easeTo = target;
    m_easing.start();
}

void Chart::easeStep(double t)
{
    const auto between = [t](const QCPAxis* axis, double a, double b) {
        const bool logarithmic = axis->scaleType() == QCPAxis::stLogarithmic && a > 0 && b > 0;
        return logarithmic ? a * std::pow(b / a, t) : a + (b - a) * t;
    };
    const QCPAxis *x = m_plot->xAxis, *y = m_plot->yAxis;
    applyFrame({between(x, m_easeFrom.xLower, m_easeTo.xLower), between(x, m_easeFrom.xUpper, m_easeTo.xUpper),
                between(y, m_easeFrom.yLower, m_easeTo.yLower), between(y, m_easeFrom.yUpper, m_easeTo.yUpper)});
    queueReplot();
}

void Chart::zoom(double factor)
{
    if (!m_plot->interactions().testFlag(QCP::iRangeZoom)) {
        return;
    }
    m_userView = true;
    m_easing.stop();
    const QPointF centre = m_plot->axisRect()->rect().center();
    m_plot->xAxis->scaleRange(factor, m_plot->xAxis->pixelToCoord(centre.x()));
    m_plot->yAxis->scaleRange(factor, m_plot->yAxis->pixelToCoord(centre.y()));
    queueReplot();
}

// ---- hover and selection --------------------------------------------------------------------------------------

void Chart::setHover(std::optional<ChartHit> hit)
{
    if (sameHit(hit, m_hover)) {
        return;
    }
    m_hover = std::move(hit);
    emit hovered(m_hover ? m_hover->ref : OperatorRef{});
    replotOverlay();
}

void Chart::click(const QPointF& position)
{
    if (!m_evaluation) {
        return;
    }
    const std::optional<ChartHit> hit = hitAt(position);
    setSelected(hit ? hit->ref : OperatorRef{});
    emit selected(m_selected);
    if (hit && hit->number.isValid()) {
        emit numberActivated(hit->number);
    }
}

/// By keyboard: the selected operator's number, or what the header says.
NumberRef Chart::chosenNumber() const
{
    const std::optional<ChartHit> hit = m_evaluation && m_selected.isValid() ? hitOf(m_selected) : std::nullopt;
    return hit && hit->number.isValid() ? hit->number : mainNumber();
}

NumberRef Chart::numberAt(const QPointF& position) const
{
    const std::optional<ChartHit> hit = m_evaluation ? hitAt(position) : std::nullopt;
    return hit && hit->number.isValid() ? hit->number : mainNumber();
}

void Chart::stepSelection(int delta)
{
    const std::vector<OperatorRef> order = steppingOrder();
    if (order.empty()) {
        return;
    }
    const auto at = std::find(order.begin(), order.end(), m_selected);
    const auto count = static_cast<std::ptrdiff_t>(order.size());
    std::ptrdiff_t index = delta > 0 ? 0 : count - 1;
    if (at != order.end()) {
        index = std::clamp<std::ptrdiff_t>(at - order.begin() + delta, 0, count - 1);
    }
    setSelected(order[static_cast<std::size_t>(index)]);
    setHover(hitOf(m_selected));
    setAccessibleDescription(hoverText());
    emit selected(m_selected);
}

QString Chart::hoverText() const { return m_hover ? plainText(m_hover->card) : QString(); }

QString Chart::operatorNote(OperatorRef ref) const
{
    const Stage& stage = m_evaluation->program.stages[static_cast<std::size_t>(ref.stage)];
    const double count = stage.operators[static_cast<std::size_t>(ref.op)].count;
    QString note = shownName(stage.name);
    return count > 1 ? note + " · ×" + QString::number(count) : note;
}

std::vector<OperatorRef> Chart::steppingOrder() const
{
    return m_evaluation ? operatorsByTime(*m_evaluation) : std::vector<OperatorRef>();
}

void Chart::paintTop(QPainter& painter)
{
    if (!m_evaluation) {
        return;
    }
    painter.save();
    paintSpotlight(painter);
    paintOverlay(painter);
    paintOwnPoints(painter);
    if (shownDragging()) {
        shownDragging()->paint(painter);
    }
    painter.restore();
    paintCallouts(painter);
    if (m_hover && !m_rendering) {
        paintCard(painter, m_theme, m_hover->card, m_hover->anchor, m_plot->viewport());
    }
    if (m_focusShown && !m_rendering) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setPen(QPen(m_theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(m_plot->viewport().adjusted(0, 0, -1, -1));
    }
}

void Chart::replotOverlay()
{
    if (isVisible()) {
        m_plot->layer("overlay")->replot();
    }
}

void Chart::queueReplot() { m_plot->replot(QCustomPlot::rpQueuedReplot); }

double Chart::lastReplotMilliseconds() const { return m_plot->replotTime(); }

} // namespace ridge
