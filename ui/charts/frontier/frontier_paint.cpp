// The front, what it beats, the names of its points, and which way is better.

#include "ui/charts/frontier/frontier_chart.h"
#include "ui/charts/paint_layer.h"

#include <QFontMetricsF>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr std::size_t mostLabels = 14;

std::vector<LabelPlace> placesAround(const QPointF& at, double radius, const QSizeF& size, double gap)
{
    const double away = radius + gap, middle = size.height() / 2;
    std::vector<LabelPlace> places;
    for (const double further : {0.0, 1.2, 2.4}) { // lines of text
        const double lift = further * size.height();
        places.push_back({at + QPointF(away, middle - lift)});
        places.push_back({at + QPointF(away, middle + lift)});
        places.push_back({at + QPointF(-away - size.width(), middle + lift)});
        places.push_back({at + QPointF(-away - size.width(), middle - lift)});
        places.push_back({at + QPointF(-size.width() / 2, away + size.height() + lift)});
        places.push_back({at + QPointF(-size.width() / 2, -away - lift)});
    }
    return places;
}

/// Both ends first, then what halves the gaps between those before.
std::vector<std::size_t> namingOrder(std::size_t count)
{
    std::vector<std::size_t> order;
    for (std::size_t parts = 1; parts <= 2 * count; parts *= 2) {
        for (std::size_t k = 0; k <= parts; ++k) {
            const std::size_t at = (count - 1) * k / parts;
            if (std::ranges::find(order, at) == order.end()) {
                order.push_back(at);
            }
        }
    }
    return order;
}

} // namespace

/// What all points of the front have in common is left out: the count says it.
std::vector<QString> FrontierChart::frontNames() const
{
    const std::vector<bool> shared = sharedParts(*m_picture);
    std::vector<QString> names;
    for (const std::size_t point : m_front) {
        const QStringList parts = partsOf(*m_picture, point);
        QStringList kept;
        for (std::size_t k = 0; k < shared.size(); ++k) {
            if (!shared[k]) {
                kept << parts[qsizetype(k)];
            }
        }
        names.push_back(kept.join(QStringLiteral(" · ")));
    }
    return names;
}

/// "better ↙"
QString FrontierChart::betterText() const
{
    const bool right = m_picture->aims[0].better == Better::Higher, up = m_picture->aims[1].better == Better::Higher;
    const QString arrow =
        right ? (up ? QStringLiteral("↗") : QStringLiteral("↘")) : (up ? QStringLiteral("↖") : QStringLiteral("↙"));
    return right ? tr("better %1").arg(arrow) : tr("%1 better").arg(arrow);
}

/// In the corner that it points to.
QRectF FrontierChart::betterBox() const
{
    const QFontMetricsF metrics(theme().font(11.5, true));
    const QRectF area =
        QRectF(plot().axisRect()->rect()).adjusted(theme().px(8), theme().px(5), -theme().px(8), -theme().px(5));
    const QSizeF size(metrics.horizontalAdvance(betterText()) + 2, metrics.height());
    const bool right = m_picture->aims[0].better == Better::Higher, up = m_picture->aims[1].better == Better::Higher;
    return {right ? area.right() - size.width() : area.left(), up ? area.top() : area.bottom() - size.height(),
            size.width(), size.height()};
}

/// As many names as have room where they cover nothing.
std::vector<PlacedLabel> FrontierChart::labels() const
{
    std::vector<PlacedLabel> placed;
    if (!m_picture || m_front.empty()) {
        return placed;
    }
    const QRectF area = plot().axisRect()->rect();
    LabelPlacer placer(area.adjusted(2, 2, -2, -2), theme().fontScale);
    placer.addBox(betterBox());
    const QPolygonF line = staircase();
    for (qsizetype i = 1; i < line.size(); ++i) {
        placer.addLine({line[i - 1], line[i]});
    }
    for (const std::size_t point : m_front) {
        placer.addDot(pixelOf(m_picture->at(point).values), radiusOf(point) + 1);
    }
    constexpr std::size_t dotsToAvoid = 400;
    for (std::size_t i = 0; i < std::min(m_beaten.size(), dotsToAvoid); ++i) {
        placer.addDot(pixelOf(m_picture->at(m_beaten[i]).values), radiusOf(m_beaten[i]));
    }
    const QFontMetricsF metrics(theme().font(11.5));
    if (const auto at = present(); at && area.contains(*at)) {
        const QString words = tr("on screen");
        const QSizeF size(QFontMetricsF(theme().font(11.5, true)).horizontalAdvance(words), metrics.ascent() + 1);
        placer.addDot(*at, theme().px(9));
        if (const auto spot = placer.place(size, placesAround(*at, theme().px(9), size, theme().px(4)), 0)) {
            placed.push_back({words, *spot, size, true});
        }
    }
    const std::vector<QString> names = frontNames();
    for (const std::size_t i : namingOrder(m_front.size())) {
        const QPointF at = pixelOf(m_picture->at(m_front[i]).values);
        const QSizeF size(metrics.horizontalAdvance(names[i]), metrics.ascent() + 1);
        const auto spot = area.contains(at)
                              ? placer.place(size, placesAround(at, radiusOf(m_front[i]), size, theme().px(4)), 0)
                              : std::nullopt;
        if (spot) {
            placed.push_back({names[i], *spot, size});
        }
        if (placed.size() == mostLabels) {
            break;
        }
    }
    return placed;
}

// ---- painting -------------------------------------------------------------------------------------------------------

void FrontierChart::paintPoints(QPainter& painter) const
{
    painter.setPen(Qt::NoPen);
    for (const std::size_t point : m_beaten) {
        painter.setBrush(blend(theme().window, theme().of(m_picture->at(point).bound), 0.38));
        const double radius = radiusOf(point);
        painter.drawEllipse(pixelOf(m_picture->at(point).values), radius, radius);
    }
}

void FrontierChart::paintFront(QPainter& painter) const
{
    painter.setPen(QPen(theme().text, theme().px(1.3)));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(staircase());
    for (const std::size_t point : m_front) {
        const double radius = radiusOf(point);
        painter.setPen(QPen(theme().dark ? theme().window : QColor(Qt::white), theme().px(1.2)));
        painter.setBrush(theme().of(m_picture->at(point).bound));
        painter.drawEllipse(pixelOf(m_picture->at(point).values), radius, radius);
    }
}

/// A ring and a cross: seen on every ground, whatever lies below.
void FrontierChart::paintPresent(QPainter& painter) const
{
    const std::optional<QPointF> at = present();
    if (!at) {
        return;
    }
    const double radius = theme().px(8);
    painter.setBrush(Qt::NoBrush);
    for (const auto& [colour, width] : {std::pair(theme().window, 4.0), std::pair(theme().accent, 2.0)}) {
        painter.setPen(QPen(colour, theme().px(width)));
        painter.drawEllipse(*at, radius, radius);
    }
}

void FrontierChart::paintWords(QPainter& painter) const
{
    painter.setFont(theme().font(11.5));
    if (!m_picture || m_front.empty()) {
        const QString said = !m_reason.isEmpty() ? m_reason : m_picture ? countText(*m_picture) : QString();
        painter.setPen(theme().muted);
        painter.drawText(QRectF(plot().viewport()).adjusted(24, 12, -24, -12), int(Qt::AlignCenter | Qt::TextWordWrap),
                         said);
        return;
    }
    for (const PlacedLabel& label : labels()) {
        painter.setFont(theme().font(11.5, label.strong));
        painter.setPen(label.strong ? theme().accent : theme().text);
        painter.drawText(QRectF(label.place.origin - QPointF(0, label.size.height()), label.size + QSizeF(2, 0)),
                         int(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, label.text);
    }
    painter.setPen(theme().muted);
    painter.setFont(theme().font(11.5, true));
    painter.drawText(betterBox(), int(Qt::AlignCenter) | Qt::TextDontClip, betterText());
}

void FrontierChart::paintOverlay(QPainter& painter)
{
    if (hover()) {
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(theme().accent, theme().px(1.6)));
        painter.drawEllipse(hover()->anchor, theme().px(7), theme().px(7));
    }
}

} // namespace ridge
