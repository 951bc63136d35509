// The memory chart's capacity, its peak, what lies above the capacity, and the labels of them.

#include "core/analysis/levels.h"
#include "ui/charts/callouts/target.h"
#include "ui/charts/drag/dragging.h"
#include "ui/charts/label_placer.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

bool MemoryChart::isAboveFrame(double bytes) const { return bytes > plot().yAxis->range().upper; }

double MemoryChart::shareOfHeight() const { return peakTotal() / plot().yAxis->range().upper; }

/// The upper edge of the stack at every pixel from the left end of the axis, as it is drawn.
std::vector<double> MemoryChart::stackTops() const
{
    const QRect area = plot().axisRect()->rect();
    std::vector<double> tops(static_cast<std::size_t>(area.width()) + 1, area.bottom());
    const QCPGraphDataContainer& points = *m_layers.back().graph->data();
    for (int i = 0; i + 1 < points.size(); ++i) {
        const QCPGraphData a = *points.at(i), b = *points.at(i + 1);
        const double from = plot().xAxis->coordToPixel(a.key) - area.left();
        const double to = plot().xAxis->coordToPixel(b.key) - area.left();
        const double start = plot().yAxis->coordToPixel(a.value), end = plot().yAxis->coordToPixel(b.value);
        const double last = std::min(std::ceil(to), static_cast<double>(area.width()));
        for (double x = std::max(0.0, std::floor(from)); x <= last; ++x) {
            const double share = to > from ? std::clamp((x - from) / (to - from), 0.0, 1.0) : 0;
            double& top = tops[static_cast<std::size_t>(x)];
            top = std::max<double>(area.top(), std::min(top, start + (end - start) * share));
        }
    }
    return tops;
}

std::vector<QLineF> MemoryChart::overflowMarks() const
{
    std::vector<QLineF> marks;
    if (!evaluation() || !isExceeded() || isAboveFrame(*capacity())) {
        return marks;
    }
    const QRectF area = plot().axisRect()->rect();
    const std::vector<double> tops = stackTops();
    const double limit = plot().yAxis->coordToPixel(*capacity());
    const double height = limit - *std::min_element(tops.begin(), tops.end());
    const auto isInside = [&](double x, double y) {
        return x >= 0 && x < static_cast<double>(tops.size()) && y >= tops[static_cast<std::size_t>(x)];
    };
    // Slanted strokes, each cut into what lies in the stack: not every vector format knows clipping.
    for (double foot = -height; foot < area.width(); foot += theme().px(7)) {
        double begin = -1;
        for (double rise = 0; rise <= height + 1; ++rise) {
            const bool inside = rise <= height && isInside(foot + rise, limit - rise);
            if (inside && begin < 0) {
                begin = rise;
            } else if (!inside && begin >= 0) {
                marks.emplace_back(area.left() + foot + begin, limit - begin, area.left() + foot + rise - 1,
                                   limit - rise + 1);
                begin = -1;
            }
        }
    }
    return marks;
}

void MemoryChart::paintCapacity(QPainter& painter) const
{
    if (!capacity() || !showsCapacity() || isAboveFrame(*capacity())) {
        return;
    }
    const QRectF area = plot().axisRect()->rect();
    const double y = plot().yAxis->coordToPixel(*capacity());
    const QLineF line(area.left(), y, area.right(), y);
    if (isExceeded()) { // over the fills the line needs a ground of its own to be seen
        painter.setPen(QPen(theme().window, theme().px(1.3)));
        for (const QLineF& mark : overflowMarks()) {
            painter.drawLine(mark);
        }
        painter.setPen(QPen(theme().window, theme().px(6), Qt::SolidLine, Qt::FlatCap));
        painter.drawLine(line);
    }
    const double width = theme().px(isExceeded() ? 2.2 : 1.5);
    QPen dashed(isExceeded() ? theme().warning : theme().memory, width, Qt::CustomDashLine, Qt::FlatCap);
    dashed.setDashPattern({4, 2.5});
    painter.setPen(dashed);
    painter.drawLine(line);
}

void MemoryChart::paintPeak(QPainter& painter) const
{
    const MemoryPlan& plan = evaluation()->memory;
    if (plan.peakStep >= plan.timeline.size()) {
        return;
    }
    const QPointF at = positionOf(plan.peakStep);
    painter.setBrush(theme().dark ? theme().window : QColor(Qt::white));
    painter.setPen(QPen(theme().text, theme().px(1.5)));
    const double r = theme().px(3.8), beside = theme().px(5);
    // A peak of one step among thousands is as thin as the lines over it: a stem leads down to its neighbours.
    const std::vector<double> tops = stackTops();
    const auto topAt = [&](double x) {
        const double column = std::clamp(x - plot().axisRect()->left(), 0.0, double(tops.size()) - 1);
        return tops[static_cast<std::size_t>(column)];
    };
    if (const double foot = std::min(topAt(at.x() - beside), topAt(at.x() + beside)); foot > at.y() + 2 * r) {
        painter.drawLine(QPointF(at.x(), at.y() + r), QPointF(at.x(), foot));
    }
    if (isAboveFrame(peakTotal())) {
        const double top = at.y() + theme().px(1);
        painter.drawPolygon(
            QPolygonF({QPointF(at.x(), top), QPointF(at.x() + r, top + 2 * r), QPointF(at.x() - r, top + 2 * r)}));
    } else {
        painter.drawEllipse(at, r, r);
    }
}

// ---- labels ---------------------------------------------------------------------------------------------------

namespace {

QSizeF sizeOf(const QFont& font, const QString& text)
{
    const QFontMetricsF metrics(font);
    return {metrics.horizontalAdvance(text) + 2, metrics.height()};
}

} // namespace

/// Whether something of the stack lies under a box.
bool MemoryChart::isOnStack(const QRectF& box, const std::vector<double>& tops) const
{
    const QRectF area = plot().axisRect()->rect();
    const auto column = [&](double x) { return std::clamp(x - area.left(), 0.0, area.width()); };
    const auto from = tops.begin() + static_cast<std::ptrdiff_t>(column(box.left()));
    const auto to = tops.begin() + static_cast<std::ptrdiff_t>(column(box.right())) + 1;
    return *std::min_element(from, std::min(to, tops.end())) < box.bottom();
}

/// The first that covers least; what lies on the stack comes after what does not.
std::optional<PlacedLabel> MemoryChart::placed(LabelPlacer& placer, PlacedLabel label,
                                               std::vector<LabelPlace> places) const
{
    const std::vector<double> tops = stackTops();
    std::stable_partition(places.begin(), places.end(), [&](const LabelPlace& place) {
        return !isOnStack({place.origin - QPointF(0, label.size.height()), label.size}, tops);
    });
    const std::optional<LabelPlace> place = placer.place(label.size, places, 1e9);
    label.place = place.value_or(LabelPlace{});
    return place ? std::optional(label) : std::nullopt;
}

/// Knows the lines and the mark that labels should not cover.
LabelPlacer MemoryChart::placer() const
{
    const QRectF area = plot().axisRect()->rect();
    LabelPlacer placer(area.adjusted(1, std::max(-area.top(), -theme().px(10)), 0, 0));
    for (const Span& span : m_spans) {
        if (span.from > 0) {
            const double x = plot().xAxis->coordToPixel(span.from);
            placer.addLine({x, area.top(), x, area.bottom()});
        }
    }
    if (capacity() && showsCapacity() && !isAboveFrame(*capacity())) {
        const double y = plot().yAxis->coordToPixel(*capacity());
        placer.addLine({area.left(), y, area.right(), y});
    }
    addOutlineTo(placer);
    const MemoryPlan& plan = evaluation()->memory;
    if (plan.peakStep < plan.timeline.size()) {
        placer.addDot(positionOf(plan.peakStep), theme().px(5));
    }
    if (shownDragging()) {
        shownDragging()->addGrips(placer);
    }
    return placer;
}

/// Left of the mark where there is room, otherwise right of it; rather above the stack than in it.
std::optional<PlacedLabel> MemoryChart::placePeak(LabelPlacer& placer, const QString& text) const
{
    const QRectF area = plot().axisRect()->rect();
    const QPointF at = positionOf(evaluation()->memory.peakStep);
    const QSizeF size = sizeOf(theme().font(11.5, true), text);
    const double gap = theme().px(8), lift = theme().px(4);
    const double farLeft = area.left() + 2, farRight = area.right() - size.width();
    std::vector<LabelPlace> places;
    for (const double bottom :
         {at.y() - lift, at.y() - size.height() - lift, at.y() - 2 * size.height() - lift, at.y() + size.height() / 2,
          at.y() + size.height() + lift, at.y() + 2 * size.height() + lift}) {
        for (const double left : {at.x() - size.width() - gap, at.x() + gap, farRight, farLeft}) {
            places.push_back({{std::clamp(left, farLeft, std::max(farLeft, farRight)), bottom}});
        }
    }
    return placed(placer, {text, {}, size, true}, std::move(places));
}

/// Along its line, or along the upper edge where that is out of sight.
std::optional<PlacedLabel> MemoryChart::placeCapacity(LabelPlacer& placer) const
{
    const MemoryLevel* level = evaluation()->workingLevel();
    if (!capacity() || !level) {
        return std::nullopt;
    }
    const QRectF area = plot().axisRect()->rect();
    const bool inSight = showsCapacity() && !isAboveFrame(*capacity());
    const QString words = showsCapacity() ? tr("%1 %2") : tr("%1 capacity %2");
    const QString text = words.arg(shownName(level->name), bytesText(*capacity())) + (inSight ? "" : " ↑");
    const QSizeF size = sizeOf(theme().font(11.5, showsCapacity()), text);
    const double y = inSight ? plot().yAxis->coordToPixel(*capacity()) : area.top() + size.height() / 2;
    std::vector<LabelPlace> places = placesAlong({area.left(), y, area.right() - 2, y}, size, false);
    return placed(placer, {text, {}, size, showsCapacity()}, std::move(places));
}

std::vector<PlacedLabel> MemoryChart::labels() const
{
    std::vector<PlacedLabel> labels;
    const auto keep = [&labels](std::optional<PlacedLabel> label) {
        if (label) {
            labels.push_back(std::move(*label));
        }
        return label.has_value();
    };
    const MemoryPlan& plan = evaluation()->memory;
    LabelPlacer places = placer();
    if (plan.peakStep >= plan.timeline.size()) {
        keep(placeCapacity(places));
        return labels;
    }
    const QString above = isAboveFrame(peakTotal()) ? QStringLiteral(" ↑") : QString();
    const QString peak = tr("peak %1").arg(bytesText(peakTotal())) + above;
    const QString over = isExceeded() ? tr(", %1 over").arg(bytesText(peakTotal() - *capacity())) : QString();
    keep(placePeak(places, peak + over)) || keep(placePeak(places, peak));
    if (capacity() && !keep(placeCapacity(places))) { // no room for both: one says both
        LabelPlacer again = placer();
        labels.clear();
        const QString limit = bytesText(*capacity());
        keep(placePeak(again, tr("peak %1 of %2").arg(bytesText(peakTotal()), limit))) ||
            keep(placePeak(again, tr("%1 of %2").arg(bytesText(peakTotal()), limit)));
    }
    return labels;
}

/// Peak and capacity, and then what each operator keeps alive.
std::vector<ChartItem> MemoryChart::items() const
{
    std::vector<ChartItem> items;
    if (!evaluation()) {
        return items;
    }
    const QString over =
        isExceeded() ? tr("%1 more than the capacity").arg(bytesText(peakTotal() - *capacity())) : QString();
    items.push_back({tr("Peak: %1").arg(bytesText(peakTotal())), over});
    if (const MemoryLevel* level = evaluation()->workingLevel(); level && capacity()) {
        items.push_back({tr("Capacity of %1: %2").arg(shownName(level->name), bytesText(*capacity())), {}});
    }
    if (const auto outline = outlineEntry()) {
        items.push_back({outline->text, {}});
    }
    const std::vector<ChartItem> operators = Chart::items();
    items.insert(items.end(), operators.begin(), operators.end());
    return items;
}

void MemoryChart::paintLabels(QPainter& painter) const
{
    const std::vector<double> tops = stackTops();
    for (const PlacedLabel& label : labels()) {
        const QRectF box = label.box().boundingRect();
        if (label.place.crowded || isOnStack(box, tops)) { // there letters need a ground of their own
            painter.setPen(Qt::NoPen);
            painter.setBrush(theme().window);
            painter.drawRoundedRect(box.adjusted(-theme().px(4), 1, theme().px(3), 0), theme().px(3), theme().px(3));
        }
        painter.setFont(theme().font(11.5, label.strong));
        painter.setPen(label.strong ? theme().text : theme().muted);
        painter.drawText(box, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter) | Qt::TextSingleLine, label.text);
    }
}

std::vector<ChartTarget> MemoryChart::targets() const
{
    std::vector<ChartTarget> targets = Chart::targets();
    if (evaluation() && showsCapacity() && !isAboveFrame(*capacity())) {
        const QRectF area = plot().axisRect()->rect();
        const LevelText& level = levelTexts()[static_cast<std::size_t>(LevelKind::Memory)];
        const QPointF at(area.left() + 0.6 * area.width(), plot().yAxis->coordToPixel(*capacity()));
        targets.push_back({std::string(levelTarget) + std::string(level.id), tr("Capacity"), at});
    }
    return targets;
}

void MemoryChart::addObstacles(LabelPlacer& placer) const
{
    for (const PlacedLabel& label : labels()) {
        placer.addBox(label.box().boundingRect());
    }
    addOutlineTo(placer);
}

} // namespace ridge
