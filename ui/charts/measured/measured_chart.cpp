#include "ui/charts/measured/measured_chart.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QKeyEvent>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {
namespace {

using Span = MeasuredQuantity::Span;

constexpr double within = 0.4;   // of a device's place to each side that its marks take
constexpr double reach = 9;      // pixels from a mark that still meet it
constexpr double markSize = 4.2; // pixels from its middle to its edge, at a font scale of 1

/// What was measured, by shape and colour.
struct SpanLook {
    Span span;
    const char* label;
    QColor Theme::*colour;
    int corners; // 0: a disc
};
const SpanLook looks[] = {{Span::Run, QT_TRANSLATE_NOOP("MeasuredChart", "whole run"), &Theme::compute, 0},
                          {Span::FirstToken, QT_TRANSLATE_NOOP("MeasuredChart", "prompt"), &Theme::memory, 4},
                          {Span::Step, QT_TRANSLATE_NOOP("MeasuredChart", "decode"), &Theme::network, 3},
                          {Span::Encoding, QT_TRANSLATE_NOOP("MeasuredChart", "encoder"), &Theme::activations, 5},
                          {Span::Product, QT_TRANSLATE_NOOP("MeasuredChart", "matrix product"), &Theme::weights, 6},
                          {Span::None, QT_TRANSLATE_NOOP("MeasuredChart", "energy, memory"), &Theme::overhead, -4}};

const SpanLook& lookOf(Span span)
{
    return *std::find_if(std::begin(looks), std::end(looks),
                         [span](const SpanLook& look) { return look.span == span; });
}

/// A disc, or a regular polygon on its corner; with a minus sign on its edge.
void paintShape(QPainter& painter, QPointF middle, double radius, int corners)
{
    if (corners == 0) {
        painter.drawEllipse(middle, radius, radius);
        return;
    }
    QPolygonF shape;
    const int count = std::abs(corners);
    constexpr double turn = 6.283185307179586;
    const double start = corners < 0 ? turn / (2 * count) : 0;
    for (int i = 0; i < count; ++i) {
        const double angle = start + turn * i / count - turn / 4;
        shape << middle + QPointF(std::cos(angle), std::sin(angle)) * radius * 1.2;
    }
    painter.drawPolygon(shape);
}

/// Over two lines, without what stands in brackets: names are wider than a device's place.
QString tickText(QString name)
{
    name = name.section(QStringLiteral(" ("), 0, 0);
    qsizetype nearest = -1;
    for (qsizetype at = name.indexOf(' '); at >= 0; at = name.indexOf(' ', at + 1)) {
        if (nearest < 0 || std::abs(2 * at - name.size()) < std::abs(2 * nearest - name.size())) {
            nearest = at;
        }
    }
    return nearest < 0 ? name : name.replace(nearest, 1, '\n');
}

} // namespace

MeasuredChart::MeasuredChart(QWidget* parent) : QWidget(parent), m_plot(new QCustomPlot(this))
{
    setObjectName(QStringLiteral("measuredChart"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    setFocusPolicy(Qt::StrongFocus);
    m_plot->setFocusPolicy(Qt::NoFocus); // the chart itself takes the keys
    m_plot->setMouseTracking(true);
    m_plot->installEventFilter(this);
    useDecades(*m_plot->yAxis);
    m_plot->yAxis->setLabel(tr("Over bound (×)"));
    m_plot->xAxis->grid()->setVisible(false);
    m_plot->xAxis->setSubTicks(false);
    m_plot->axisRect()->setMinimumMargins({12, 26, 14, 8});
    addPaintLayer(*m_plot, "overlay", Clip::None, [this](QPainter& painter) { paint(painter); });
    setAccessibleName(tr("Measured over bound, by device"));
    setTheme(m_theme);
}

void MeasuredChart::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_plot->setBackground(QBrush(theme.window));
    for (QCPAxis* axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setTickLabelFont(theme.font(11.5));
        axis->setTickLabelColor(theme.muted);
        axis->setLabelFont(theme.font(11.5));
        axis->setLabelColor(theme.muted);
        axis->setBasePen(QPen(theme.line));
        axis->setTickPen(QPen(theme.line));
        axis->setSubTickPen(QPen(theme.line));
        axis->grid()->setPen(QPen(theme.grid, 1));
        axis->grid()->setZeroLinePen(Qt::NoPen);
    }
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

// ---- data -----------------------------------------------------------------------------------------------------

void MeasuredChart::setRuns(const std::vector<CheckedRun>& runs)
{
    m_hover.clear();
    for (const CheckedRun& run : runs) {
        m_hover.push_back(shown(run.run.measuredOn) + "\n" + shown(std::string(run.quantity().label)) + ": " +
                          shown(run.sentence()) + "\n" + shown(run.run.source));
    }
    place(runs);
    setFrame();
    m_current = -1;
    const MeasuredSummary summary = summaryOf(runs);
    setAccessibleDescription(shown(summary.sentence()));
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

/// Devices in the order of the list; within one by what was measured, then by how far it is from the bound.
void MeasuredChart::place(const std::vector<CheckedRun>& runs)
{
    m_marks.clear();
    m_devices.clear();
    std::vector<std::vector<Mark>> ofDevice;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const std::optional<double> over = runs[i].overBound();
        if (!over) {
            continue;
        }
        const QString device = shownName(runs[i].evaluation->scenario->device.name);
        const auto found = std::find(m_devices.begin(), m_devices.end(), device);
        const auto at = static_cast<std::size_t>(found - m_devices.begin());
        if (found == m_devices.end()) {
            m_devices.push_back(device);
            ofDevice.emplace_back();
        }
        ofDevice[at].push_back({static_cast<int>(i), 0, *over, runs[i].quantity().span, runs[i].passes()});
    }
    for (std::size_t d = 0; d < ofDevice.size(); ++d) {
        std::vector<Mark>& marks = ofDevice[d];
        std::stable_sort(marks.begin(), marks.end(),
                         [](const Mark& a, const Mark& b) { return a.span != b.span ? a.span < b.span : a.y < b.y; });
        for (std::size_t i = 0; i < marks.size(); ++i) {
            const double share = (static_cast<double>(i) + 0.5) / static_cast<double>(marks.size());
            marks[i].x = static_cast<double>(d) + within * (2 * share - 1);
            m_marks.push_back(marks[i]);
        }
    }
}

void MeasuredChart::setFrame()
{
    double lowest = 1, highest = 10;
    for (const Mark& mark : m_marks) {
        lowest = std::min(lowest, mark.y);
        highest = std::max(highest, mark.y);
    }
    m_plot->yAxis->setRange(lowest / 1.9, highest * 1.3); // the name of the bound stands below its line
    m_plot->xAxis->setRange(-0.5, std::max(0.5, static_cast<double>(m_devices.size()) - 0.5));
    nameDevices();
}

/// Where a name is wider than its device's place every other one stands lower.
void MeasuredChart::nameDevices()
{
    const QFontMetrics metrics(m_plot->xAxis->tickLabelFont());
    double widest = 0;
    for (const QString& device : m_devices) {
        widest = std::max(widest, metrics.size(0, tickText(device)).width() + m_theme.px(6));
    }
    const bool isNarrow = widest * static_cast<double>(m_devices.size()) > m_plot->axisRect()->width();
    const QSharedPointer<QCPAxisTickerText> names(new QCPAxisTickerText);
    for (std::size_t d = 0; d < m_devices.size(); ++d) {
        const bool isLower = isNarrow && d % 2 == 1;
        names->addTick(static_cast<double>(d), (isLower ? QStringLiteral("\n\n") : QString()) + tickText(m_devices[d]));
    }
    m_plot->xAxis->setTicker(names);
}

void MeasuredChart::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    nameDevices();
}

void MeasuredChart::setCurrent(int run)
{
    m_current = run;
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

std::optional<QPointF> MeasuredChart::positionOf(int run) const
{
    const auto found =
        std::find_if(m_marks.begin(), m_marks.end(), [run](const Mark& mark) { return mark.run == run; });
    return found != m_marks.end() ? std::optional(m_plot->mapTo(this, pixelOf(*found).toPoint())) : std::nullopt;
}

QPointF MeasuredChart::pixelOf(const Mark& mark) const
{
    return {m_plot->xAxis->coordToPixel(mark.x), m_plot->yAxis->coordToPixel(mark.y)};
}

int MeasuredChart::markAt(const QPointF& position) const
{
    double nearest = reach * reach;
    int found = -1;
    for (const Mark& mark : m_marks) {
        const QPointF away = pixelOf(mark) - position;
        const double distance = QPointF::dotProduct(away, away);
        if (distance <= nearest) {
            nearest = distance;
            found = mark.run;
        }
    }
    return found;
}

// ---- input ----------------------------------------------------------------------------------------------------

bool MeasuredChart::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::MouseButtonPress) {
        setFocus(Qt::MouseFocusReason);
        if (const int run = markAt(static_cast<QMouseEvent*>(event)->position()); run >= 0) {
            emit picked(run);
        }
    } else if (event->type() == QEvent::MouseMove) {
        const bool over = markAt(static_cast<QMouseEvent*>(event)->position()) >= 0;
        m_plot->setCursor(over ? Qt::PointingHandCursor : Qt::ArrowCursor);
    } else if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int run = markAt(help->pos());
        QToolTip::showText(help->globalPos(), run >= 0 ? asToolTip(hoverText(run)) : QString(), m_plot);
    }
    return QWidget::eventFilter(watched, event);
}

QString MeasuredChart::hoverText(int run) const { return m_hover[static_cast<std::size_t>(run)]; }

void MeasuredChart::step(int by)
{
    if (m_marks.empty()) {
        return;
    }
    const auto found =
        std::find_if(m_marks.begin(), m_marks.end(), [this](const Mark& mark) { return mark.run == m_current; });
    const auto last = static_cast<std::ptrdiff_t>(m_marks.size()) - 1;
    const std::ptrdiff_t next = found == m_marks.end()
                                    ? (by > 0 ? 0 : last)
                                    : std::clamp<std::ptrdiff_t>(found - m_marks.begin() + by, 0, last);
    emit picked(m_marks[static_cast<std::size_t>(next)].run);
}

void MeasuredChart::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        return step(-1);
    case Qt::Key_Right:
        return step(1);
    default:
        QWidget::keyPressEvent(event);
    }
}

void MeasuredChart::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

void MeasuredChart::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

// ---- painting -------------------------------------------------------------------------------------------------

void MeasuredChart::paint(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    const QRect area = m_plot->axisRect()->rect();
    const double bound = m_plot->yAxis->coordToPixel(1);
    painter.setPen(QPen(m_theme.text, m_theme.px(1.4)));
    painter.drawLine(QPointF(area.left(), bound), QPointF(area.right(), bound));
    painter.setFont(m_theme.font(11));
    painter.drawText(QPointF(area.left() + m_theme.px(5), bound + m_theme.px(12)), tr("speed of light"));
    painter.setPen(QPen(m_theme.grid, 1));
    for (std::size_t d = 1; d < m_devices.size(); ++d) {
        const double x = m_plot->xAxis->coordToPixel(static_cast<double>(d) - 0.5);
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    for (const Mark& mark : m_marks) {
        paintMark(painter, mark);
    }
    paintLegend(painter);
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.accent, m_theme.px(1.6)));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(m_plot->rect()).adjusted(1, 1, -1, -1));
    }
}

/// Below its bound a mark has a ring of warning around it; the current one has one of its own.
void MeasuredChart::paintMark(QPainter& painter, const Mark& mark) const
{
    const SpanLook& look = lookOf(mark.span);
    const QPointF middle = pixelOf(mark);
    const double size = m_theme.px(markSize);
    painter.setPen(QPen(m_theme.window, 1));
    painter.setBrush(m_theme.*look.colour);
    paintShape(painter, middle, size, look.corners);
    painter.setBrush(Qt::NoBrush);
    if (!mark.passes) {
        painter.setPen(QPen(m_theme.warning, m_theme.px(2)));
        painter.drawEllipse(middle, size * 1.9, size * 1.9);
    }
    if (mark.run == m_current) {
        painter.setPen(QPen(m_theme.text, m_theme.px(1.6)));
        painter.drawEllipse(middle, size * 2.3, size * 2.3);
    }
}

/// Above the plot, of what there is.
void MeasuredChart::paintLegend(QPainter& painter) const
{
    painter.setFont(m_theme.font(11.5));
    const QFontMetricsF metrics(painter.font());
    double x = m_plot->axisRect()->left();
    const double y = m_theme.px(13);
    for (const SpanLook& look : looks) {
        if (std::none_of(m_marks.begin(), m_marks.end(), [&](const Mark& mark) { return mark.span == look.span; })) {
            continue;
        }
        const QString label = tr(look.label);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.*look.colour);
        paintShape(painter, {x + m_theme.px(6), y}, m_theme.px(markSize), look.corners);
        painter.setPen(m_theme.muted);
        painter.drawText(QPointF(x + m_theme.px(15), y + metrics.ascent() / 2 - 1), label);
        x += m_theme.px(30) + metrics.horizontalAdvance(label);
    }
}

} // namespace ridge
