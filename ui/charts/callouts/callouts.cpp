// Callouts on any chart, and the spotlight: what is drawn over a chart to lead the eye.

#include "ui/charts/callouts/target.h"
#include "ui/charts/chart.h"
#include "ui/charts/label_placer.h"
#include "ui/charts/paint_layer.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {
namespace {

constexpr double typeSize = 12;
constexpr double padding = 5;
constexpr double leastRoom = 40; // of a plot, below which there is none for words
constexpr double anyCost = 1e9;

/// Around a point, the nearest first: beside it before above and below, where a line to it is short.
std::vector<LabelPlace> placesAround(const QPointF& at, const QSizeF& size, double step)
{
    std::vector<LabelPlace> places;
    for (const double distance : {1.5, 2.5, 4.0, 6.0, 8.5, 12.0, 16.0, 21.0}) {
        for (const QPointF& way : waysAround(-M_PI / 4)) {
            const QPointF centre =
                at + way * (distance * step) + QPointF(way.x() * size.width() / 2, way.y() * size.height() / 2);
            places.push_back({centre + QPointF(-size.width() / 2, size.height() / 2)});
        }
    }
    return places;
}

/// From the box to what it speaks of.
QLineF leaderFrom(const QRectF& given, const QPointF& at)
{
    const QRectF box = given.normalized();
    return {std::clamp(at.x(), box.left(), box.right()), std::clamp(at.y(), box.top(), box.bottom()), at.x(), at.y()};
}

/// In as few lines as keep within the width.
QString wrapped(const QFontMetricsF& metrics, const QString& text, double width)
{
    QString lines, line;
    for (const QString& word : text.simplified().split(u' ')) {
        const QString longer = line.isEmpty() ? word : line + u' ' + word;
        if (!line.isEmpty() && metrics.horizontalAdvance(longer) > width) {
            lines += line + u'\n';
            line = word;
        } else {
            line = longer;
        }
    }
    return lines + metrics.elidedText(line, Qt::ElideRight, width);
}

} // namespace

void Chart::setCallouts(std::vector<Callout> callouts)
{
    m_callouts = std::move(callouts);
    queueReplot();
}

std::vector<ChartTarget> Chart::targets() const
{
    std::vector<ChartTarget> targets;
    for (const ChartItem& item : items()) {
        const std::optional<ChartHit> hit = item.ref.isValid() ? hitOf(item.ref) : std::nullopt;
        if (hit) {
            targets.push_back({std::string(operatorTarget) + pathOf(*m_evaluation, item.ref), item.name, hit->anchor});
        }
    }
    return targets;
}

void Chart::addObstacles(LabelPlacer& placer) const
{
    for (const ChartItem& item : items()) {
        if (!item.box.isEmpty()) {
            placer.addDot(item.box.center(), std::min(item.box.width(), item.box.height()) / 2);
        }
    }
}

std::vector<PlacedLabel> Chart::placedCallouts() const
{
    std::vector<PlacedLabel> placed;
    if (!m_evaluation || m_callouts.empty()) {
        return placed;
    }
    const QFont font = m_theme.font(typeSize, true);
    const QFontMetricsF metrics(font);
    const QRectF bounds = QRectF(m_plot->axisRect()->rect()).adjusted(2, 2, -2, -2);
    if (bounds.width() < m_theme.px(leastRoom) || bounds.height() < m_theme.px(leastRoom)) {
        return placed;
    }
    LabelPlacer placer(bounds, m_theme.fontScale);
    LabelPlacer anywhere(bounds, m_theme.fontScale); // that no callout has yet
    addObstacles(placer);
    const std::vector<ChartTarget> all = targets();
    for (const Callout& callout : m_callouts) {
        const auto found = std::ranges::find(all, callout.target, &ChartTarget::path);
        if (found == all.end() || callout.text.empty()) {
            continue;
        }
        const QPointF at = found->at;
        const QString text = wrapped(metrics, shown(callout.text), 0.4 * bounds.width());
        const double pad = m_theme.px(padding);
        const QSizeF size = metrics.boundingRect(bounds, Qt::AlignLeft, text).size() + QSizeF(2 * pad + 2, 2 * pad);
        placer.addDot(at, m_theme.px(8));
        const auto leaderOf = [&at](const QRectF& box) { return leaderFrom(box, at); };
        const auto around = placesAround(at, size, metrics.height());
        auto spot = placer.place(size, around, anyCost, leaderOf);
        if (!spot) { // its line over something, rather than not at all
            spot = placer.place(size, around, anyCost);
        }
        if (!spot) { // over what the chart says, where it says something everywhere
            spot = anywhere.place(size, around, anyCost);
        }
        if (spot) {
            PlacedLabel label{text, *spot, size, true};
            label.leader = leaderOf(label.box().boundingRect());
            anywhere.addBox(label.box().boundingRect());
            placed.push_back(std::move(label));
        }
    }
    return placed;
}

void Chart::paintCallouts(QPainter& painter) const
{
    if (m_callouts.empty()) {
        return;
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<PlacedLabel> placed = placedCallouts();
    for (const PlacedLabel& label : placed) { // lines first: none crosses a text
        painter.setPen(QPen(m_theme.accent, m_theme.px(1.4)));
        painter.drawLine(label.leader);
        painter.setBrush(m_theme.accent);
        painter.drawEllipse(label.leader.p2(), m_theme.px(2.5), m_theme.px(2.5));
    }
    for (const PlacedLabel& label : placed) {
        const QRectF box = label.box().boundingRect();
        painter.setPen(QPen(m_theme.accent, m_theme.px(1.2)));
        painter.setBrush(m_theme.panel);
        painter.drawRoundedRect(box, m_theme.px(3), m_theme.px(3));
        painter.setFont(m_theme.font(typeSize, true));
        painter.setPen(m_theme.text);
        painter.drawText(box, static_cast<int>(Qt::AlignCenter) | Qt::TextDontClip, label.text);
    }
    painter.restore();
}

void Chart::setSpotlight(bool isOn)
{
    m_spotlight = isOn;
    queueReplot();
}

/// Like fog over the whole plot, but for what is selected.
void Chart::paintSpotlight(QPainter& painter) const
{
    if (!m_spotlight || !m_selected.isValid()) {
        return;
    }
    QPainterPath fog;
    fog.addRect(m_plot->axisRect()->rect());
    const double reach = m_theme.px(8);
    for (const ChartItem& item : items()) {
        if (item.ref == m_selected) {
            QPainterPath hole;
            hole.addRoundedRect(item.box.adjusted(-reach, -reach, reach, reach), reach, reach);
            fog = fog.subtracted(hole);
        }
    }
    QColor veil = m_theme.window;
    veil.setAlphaF(0.8F);
    painter.fillPath(fog, veil);
}

} // namespace ridge
