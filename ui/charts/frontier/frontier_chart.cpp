#include "ui/charts/frontier/frontier_chart.h"

#include "ui/charts/axis_ticks.h"
#include "ui/charts/paint_layer.h"
#include "ui/metric_words.h"

#include <QFontMetricsF>
#include <QKeyEvent>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double reach = 9;          // pixels from a point that still count as on it
constexpr double clickTolerance = 4; // pixels that a click may move
constexpr double wideRange = 8;      // from there on an axis is logarithmic
constexpr double beatenRadius = 2.6, frontRadius = 5, largestRadius = 11;

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

} // namespace

FrontierChart::FrontierChart(QWidget* parent) : Chart(parent)
{
    setZoomable(true);
    const auto paint = [this](const char* layer, Clip clip, void (FrontierChart::*part)(QPainter&) const) {
        addPaintLayer(plot(), layer, clip, [this, part](QPainter& painter) {
            if (evaluation()) {
                painter.setRenderHint(QPainter::Antialiasing);
                (this->*part)(painter);
            }
        });
    };
    paint("main", Clip::ToAxes, &FrontierChart::paintPoints);
    paint("main", Clip::ToAxes, &FrontierChart::paintFront);
    paint("main", Clip::ToAxes, &FrontierChart::paintPresent);
    paint("axes", Clip::None, &FrontierChart::paintWords);
    connect(&plot(), &QCustomPlot::mousePress, this, [this](QMouseEvent* event) { m_pressedAt = event->position(); });
    connect(&plot(), &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        const bool isClick = (event->position() - m_pressedAt).manhattanLength() <= clickTolerance;
        if (const auto point = pointAt(event->position()); point && isClick && event->button() == Qt::LeftButton) {
            emit pointTaken(m_picture->at(*point).index);
        }
    });
    setTheme(Theme::light());
}

void FrontierChart::setPicture(std::shared_ptr<const FrontierPicture> picture)
{
    m_picture = std::move(picture);
    m_current.reset();
    refresh();
}

void FrontierChart::setReason(const QString& sentence)
{
    m_reason = sentence;
    refresh();
}

QString FrontierChart::summary() const
{
    return m_isSummarised && m_picture && !m_front.empty() ? countText(*m_picture) : QString();
}

NumberRef FrontierChart::mainNumber() const
{
    return m_picture ? NumberRef{std::string(m_picture->aims.front().metric)} : NumberRef{};
}

// ---- data -----------------------------------------------------------------------------------------------------------

void FrontierChart::updateData()
{
    m_beaten.clear();
    m_front.clear();
    m_stairs.clear();
    if (m_picture) {
        sortPoints();
        m_x = rangeOf(0);
        m_y = rangeOf(1);
        m_size = m_picture->aims.size() > 2 ? rangeOf(2) : Range{};
    }
    styleAxes();
}

/// With a third metric some of the front are beaten in what the axes show: the line leaves them out.
void FrontierChart::sortPoints()
{
    std::vector<std::vector<std::optional<double>>> rows;
    std::vector<bool> competes;
    for (std::size_t i = 0; i < m_picture->frontier.points.size(); ++i) {
        const FrontierPoint& point = m_picture->at(i);
        if (m_picture->competes(i)) {
            (point.isOnFront ? m_front : m_beaten).push_back(i);
        }
        rows.push_back({point.values[0], point.values[1]});
        competes.push_back(point.isOnFront);
    }
    const auto fromLeft = [this](std::size_t a, std::size_t b) {
        return std::pair(*m_picture->at(a).values[0], *m_picture->at(a).values[1]) <
               std::pair(*m_picture->at(b).values[0], *m_picture->at(b).values[1]);
    };
    std::ranges::stable_sort(m_front, fromLeft);
    const auto axes = std::span(m_picture->aims).first(2);
    const std::vector<Standing> standing = standings(rows, axes, competes);
    std::ranges::copy_if(m_front, std::back_inserter(m_stairs),
                         [&](std::size_t point) { return standing[point].isOnFront; });
}

/// Of what competes, and of what is on screen, with room around it.
FrontierChart::Range FrontierChart::rangeOf(std::size_t aim) const
{
    double low = INFINITY, high = -INFINITY;
    const auto take = [&](const std::optional<double>& value) {
        low = value ? std::min(low, *value) : low;
        high = value ? std::max(high, *value) : high;
    };
    for (const auto* points : {&m_beaten, &m_front}) {
        for (const std::size_t point : *points) {
            take(m_picture->at(point).values[aim]);
        }
    }
    take(ridge::metric(*evaluation(), m_picture->aims[aim].metric).value);
    if (low > high) {
        return {};
    }
    constexpr double room = 0.07;
    if (low > 0 && high > wideRange * low) {
        const double factor = std::pow(high / low, room);
        return {low / factor, high * factor, true};
    }
    const double margin = high > low ? room * (high - low) : std::max(std::fabs(high) * room, 1e-12);
    return {low > 0 && low < high / 2 ? 0 : low - margin, high + margin, false};
}

void FrontierChart::styleAxes()
{
    const bool isEmpty = !m_picture || m_front.empty();
    const auto style = [&](QCPAxis& axis, const Range& range, std::size_t aim) {
        axis.setVisible(!isEmpty);
        axis.grid()->setVisible(!isEmpty);
        if (isEmpty) {
            return;
        }
        const Metric& metric = metricCalled(m_picture->aims[aim].metric);
        scaleAxis(axis, range.isLog, range.high, metric.unit, labelOf(metric), evaluation()->numberStyle());
    };
    style(*plot().xAxis, m_x, 0);
    style(*plot().yAxis, m_y, 1);
    scaleTicks();
    const int side = qRound(theme().px(12));
    plot().axisRect()->setMinimumMargins({side, qRound(theme().px(6)), qRound(theme().px(20)), qRound(theme().px(8))});
}

ChartFrame FrontierChart::frame() const { return {m_x.low, m_x.high, m_y.low, m_y.high}; }

std::vector<LegendEntry> FrontierChart::legend() const
{
    std::vector<LegendEntry> entries;
    for (const Bound bound : {Bound::Compute, Bound::Memory, Bound::Overhead, Bound::Network}) {
        const auto isOf = [&](std::size_t point) { return m_picture->at(point).bound == bound; };
        if (std::ranges::any_of(m_front, isOf) || std::ranges::any_of(m_beaten, isOf)) {
            entries.push_back({theme().of(bound), tr("%1-bound").arg(text(labelOf(bound)))});
        }
    }
    return entries;
}

// ---- pixels ---------------------------------------------------------------------------------------------------------

QPointF FrontierChart::pixelOf(const std::vector<std::optional<double>>& values) const
{
    return {plot().xAxis->coordToPixel(*values[0]), plot().yAxis->coordToPixel(*values[1])};
}

std::optional<QPointF> FrontierChart::positionOf(std::size_t point) const
{
    return m_picture && m_picture->competes(point) ? std::optional(pixelOf(m_picture->at(point).values)) : std::nullopt;
}

/// With a third metric its share of the range, as an area.
double FrontierChart::radiusOf(std::size_t point) const
{
    const bool isOnFront = m_picture->at(point).isOnFront;
    if (m_picture->aims.size() < 3) {
        return theme().px(isOnFront ? frontRadius : beatenRadius);
    }
    const double value = *m_picture->at(point).values[2];
    const double share = m_size.isLog ? std::log(value / m_size.low) / std::log(m_size.high / m_size.low)
                                      : (value - m_size.low) / (m_size.high - m_size.low);
    return theme().px(beatenRadius + (largestRadius - beatenRadius) * std::sqrt(std::clamp(share, 0.0, 1.0)));
}

QPolygonF FrontierChart::staircase() const
{
    QPolygonF line;
    const bool isBetterLeft = m_picture && m_picture->aims[0].better != Better::Higher;
    for (const std::size_t point : m_stairs) {
        const QPointF at = pixelOf(m_picture->at(point).values);
        if (!line.isEmpty()) { // what a point beats ends where the next begins
            line << (isBetterLeft ? QPointF(at.x(), line.last().y()) : QPointF(line.last().x(), at.y()));
        }
        line << at;
    }
    return line;
}

/// What is on screen, where it has both numbers.
std::optional<QPointF> FrontierChart::present() const
{
    if (!m_picture || m_front.empty()) {
        return std::nullopt;
    }
    const std::optional<double> x = ridge::metric(*evaluation(), m_picture->aims[0].metric).value;
    const std::optional<double> y = ridge::metric(*evaluation(), m_picture->aims[1].metric).value;
    return x && y ? std::optional(pixelOf({x, y})) : std::nullopt;
}

// ---- hands ----------------------------------------------------------------------------------------------------------

/// The nearest; of the front what is as near as others.
std::optional<std::size_t> FrontierChart::pointAt(const QPointF& position) const
{
    std::optional<std::size_t> nearest;
    double best = reach;
    if (!plot().axisRect()->rect().contains(position.toPoint())) {
        return nearest;
    }
    for (const auto* points : {&m_front, &m_beaten}) {
        for (const std::size_t point : *points) {
            const QPointF away = pixelOf(m_picture->at(point).values) - position;
            const double hidden = points == &m_beaten ? 1 : 0; // pixels: what a dot of the front covers is not meant
            const double distance = std::hypot(away.x(), away.y()) + hidden;
            if (distance < best) {
                nearest = point;
                best = distance;
            }
        }
    }
    return nearest;
}

ChartHit FrontierChart::hitOfPoint(std::size_t point) const
{
    const FrontierPoint& p = m_picture->at(point);
    CardText card{nameOf(*m_picture, point), {}, {}};
    for (std::size_t m = 0; m < m_picture->aims.size(); ++m) {
        card.rows.emplace_back(labelOf(metricCalled(m_picture->aims[m].metric)), valueTextOf(*m_picture, point, m));
    }
    card.rows.emplace_back(tr("Limited by"), text(labelOf(p.bound)));
    if (p.isOnFront) {
        card.note = tr("on the front: nothing is better in one without being worse in another");
    } else if (p.dominatedBy) {
        card.rows.emplace_back(tr("Beaten by"), nameOf(*m_picture, *p.dominatedBy));
        card.rows.emplace_back(tr("There"), gainText(*m_picture, point));
    }
    return {{}, pixelOf(p.values), card};
}

std::optional<ChartHit> FrontierChart::hitAt(const QPointF& position) const
{
    const std::optional<std::size_t> point = pointAt(position);
    return point ? std::optional(hitOfPoint(*point)) : std::nullopt;
}

/// Along the front.
void FrontierChart::step(int by)
{
    if (m_front.empty()) {
        return;
    }
    const auto found = m_current ? std::ranges::find(m_front, *m_current) : m_front.end();
    const auto last = std::ptrdiff_t(m_front.size()) - 1;
    const std::ptrdiff_t next = found == m_front.end()
                                    ? (by > 0 ? 0 : last)
                                    : std::clamp<std::ptrdiff_t>(found - m_front.begin() + by, 0, last);
    m_current = m_front[std::size_t(next)];
    setHover(hitOfPoint(*m_current));
    setAccessibleDescription(hoverText());
}

void FrontierChart::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Up:
        return step(-1);
    case Qt::Key_Right:
    case Qt::Key_Down:
        return step(1);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current) {
            emit pointTaken(m_picture->at(*m_current).index);
        }
        return;
    default:
        Chart::keyPressEvent(event);
    }
}

std::vector<ChartItem> FrontierChart::items() const
{
    std::vector<ChartItem> items;
    for (const std::size_t point : m_front) {
        QStringList values;
        for (std::size_t m = 0; m < m_picture->aims.size(); ++m) {
            values << labelOf(metricCalled(m_picture->aims[m].metric)) + u' ' + valueTextOf(*m_picture, point, m);
        }
        const QPointF at = pixelOf(m_picture->at(point).values), corner(radiusOf(point), radiusOf(point));
        items.push_back({nameOf(*m_picture, point), values.join(QStringLiteral(", ")), {}, {at - corner, at + corner}});
    }
    const QString said = !m_reason.isEmpty() && m_front.empty() ? m_reason
                         : m_picture                            ? countText(*m_picture)
                                                                : QString();
    if (!said.isEmpty()) {
        items.push_back({title(), said});
    }
    return items;
}

} // namespace ridge
