#include "ui/controls/slider_curve.h"

#include "ui/controls/value_scale.h"

#include <QCoreApplication>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {
namespace {

constexpr int steps = 28;
constexpr double widestLinear = 10; // highest over lowest, above which the curve's height is logarithmic

QString tr(const char* text) { return QCoreApplication::translate("SliderCurve", text); }
QString shownText(const std::string& text) { return QString::fromStdString(text); }

/// From a number to the height in the curve.
class Height {
public:
    explicit Height(const ProfileCurve& curve)
    {
        const ValueRange all = curve.range().value_or(ValueRange{});
        m_isFlat = curve.isFlat();
        m_isLogarithmic = all.low > 0 && all.high > widestLinear * all.low;
        m_low = scaled(all.low);
        m_high = scaled(all.high);
    }
    double of(double metric) const { return m_isFlat ? 0.5 : (scaled(metric) - m_low) / (m_high - m_low); }

private:
    double scaled(double metric) const { return m_isLogarithmic ? std::log(metric) : metric; }

    bool m_isFlat, m_isLogarithmic;
    double m_low, m_high;
};

QString boundWords(const Parameter& parameter, const ProfileCurve& curve, NumberStyle style)
{
    QString words = tr("%1-bound").arg(shownText(std::string(labelOf(curve.points.front().bound))));
    for (std::size_t i = 1; i < curve.points.size(); ++i) {
        const ProfilePoint& point = curve.points[i];
        if (point.bound != curve.points[i - 1].bound) {
            words += tr(", %1-bound from %2")
                         .arg(shownText(std::string(labelOf(point.bound))),
                              shownText(parameterText(parameter, point.value, style)));
        }
    }
    return words;
}

QString fitWords(const Parameter& parameter, const std::vector<ProfilePoint>& points, NumberStyle style)
{
    const auto changesAt = [&](std::size_t i) { return points[i].fits != points[i - 1].fits; };
    QString words = points.front().fits ? QString() : tr("; does not fit");
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (changesAt(i)) {
            const QString at = shownText(parameterText(parameter, points[i].value, style));
            words += points[i].fits ? tr(", fits from %1").arg(at) : tr("; does not fit from %1").arg(at);
        }
    }
    return words;
}

/// "Latency along Batch: 1.2 ms at 1 to 30 s at 65536; memory-bound, compute-bound from 256; does not fit from 512."
QString wordsOf(const Parameter& parameter, const ProfileCurve& curve, const Metric& metric, NumberStyle style)
{
    const QString what = QString::fromUtf8(metric.label.data(), qsizetype(metric.label.size()));
    const QString along = QString::fromStdString(parameter.label);
    if (curve.points.empty()) {
        return tr("%1 is absent all along %2.").arg(what, along);
    }
    const auto text = [&](double value) { return shownText(format(value, metric.unit, style)); };
    const auto at = [&](const ProfilePoint& p) { return shownText(parameterText(parameter, p.value, style)); };
    const auto [low, high] = std::ranges::minmax(curve.points, {}, &ProfilePoint::metric);
    const QString range = curve.isFlat() ? tr("does not depend on %1: %2").arg(along, text(low.metric))
                                         : tr("along %1: lowest %2 at %3, highest %4 at %5")
                                               .arg(along, text(low.metric), at(low), text(high.metric), at(high));
    return tr("%1 %2; %3%4.")
        .arg(what, range, boundWords(parameter, curve, style), fitWords(parameter, curve.points, style));
}

/// What does not fit reaches half-way to what does.
std::vector<SliderCurve::Span> spansTooLarge(const std::vector<ProfilePoint>& points, const std::vector<double>& xs)
{
    std::vector<SliderCurve::Span> spans;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (points[i].fits) {
            continue;
        }
        const double from = i == 0 ? 0 : (xs[i - 1] + xs[i]) / 2;
        const double to = i + 1 == points.size() ? 1 : (xs[i] + xs[i + 1]) / 2;
        if (!spans.empty() && spans.back().to >= from) {
            spans.back().to = to;
        } else {
            spans.push_back({from, to});
        }
    }
    return spans;
}

/// A shape for each bound: a triangle points to the roof that limits, flat for arithmetic and slanted for memory.
QPolygonF shapeOf(Bound bound, const QPointF& at, double r)
{
    switch (bound) {
    case Bound::Compute:
        return QPolygonF({at + QPointF(-r, r), at + QPointF(r, r), at + QPointF(0, -r)});
    case Bound::Memory:
        return QPolygonF({at + QPointF(-r, -r), at + QPointF(r, -r), at + QPointF(0, r)});
    case Bound::Overhead:
        return QPolygonF(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r));
    case Bound::Network:
        break;
    }
    return QPolygonF({at + QPointF(-r, 0), at + QPointF(0, -r), at + QPointF(r, 0), at + QPointF(0, r)});
}

void paintTooLarge(QPainter& painter, const QRectF& area, const SliderCurve& curve, const Theme& theme)
{
    for (const SliderCurve::Span& span : curve.tooLarge) {
        const QRectF part(area.left() + span.from * area.width(), area.top(), (span.to - span.from) * area.width(),
                          area.height());
        QColor faint = theme.warning;
        faint.setAlpha(90);
        painter.fillRect(part, QBrush(faint, Qt::BDiagPattern));
        painter.setPen(QPen(theme.warning, 1, Qt::DotLine));
        for (const double end : {span.from, span.to}) {
            if (end > 0 && end < 1) {
                const double x = area.left() + end * area.width();
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
            }
        }
    }
}

} // namespace

std::optional<double> SliderCurve::heightAt(double x) const
{
    for (int i = 0; i + 1 < line.elementCount(); ++i) {
        const auto from = line.elementAt(i), to = line.elementAt(i + 1);
        if (!to.isMoveTo() && from.x <= x && x <= to.x) {
            return to.x > from.x ? from.y + (to.y - from.y) * (x - from.x) / (to.x - from.x) : to.y;
        }
    }
    return std::nullopt;
}

std::vector<double> curveValues(const Parameter& parameter)
{
    std::vector<double> values;
    for (int i = 0; i <= steps; ++i) {
        const double value = sliderValue(parameter, double(i) / steps);
        if (values.empty() || value > values.back()) {
            values.push_back(value);
        }
    }
    return values;
}

SliderCurve sliderCurve(const Parameter& parameter, const ProfileCurve& curve, const Metric& metric, NumberStyle style)
{
    const Height height(curve);
    SliderCurve drawn;
    std::vector<double> xs;
    for (std::size_t i = 0; i < curve.points.size(); ++i) {
        const ProfilePoint& point = curve.points[i];
        const QPointF place(sliderFraction(parameter, point.value), height.of(point.metric));
        if (i == 0 || point.afterGap) {
            drawn.line.moveTo(place);
        } else {
            drawn.line.lineTo(place);
            if (const ProfilePoint& before = curve.points[i - 1]; before.bound != point.bound) {
                drawn.changes.push_back(
                    {(xs.back() + place.x()) / 2, (height.of(before.metric) + place.y()) / 2, point.bound});
            }
        }
        xs.push_back(place.x());
    }
    drawn.tooLarge = spansTooLarge(curve.points, xs);
    drawn.words = wordsOf(parameter, curve, metric, style);
    return drawn;
}

void paintSliderCurve(QPainter& painter, const QRectF& area, const SliderCurve& curve, double at, const Theme& theme)
{
    const auto place = [&area](double x, double y) {
        return QPointF(area.left() + x * area.width(), area.bottom() - y * area.height());
    };
    paintTooLarge(painter, area, curve, theme);
    const QTransform onto(area.width(), 0, 0, -area.height(), area.left(), area.bottom());
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text, theme.px(1.3)));
    painter.drawPath(onto.map(curve.line));
    painter.setPen(QPen(theme.panel, 1));
    for (const SliderCurve::Change& change : curve.changes) {
        painter.setBrush(theme.of(change.to));
        painter.drawPolygon(shapeOf(change.to, place(change.x, change.y), theme.px(3.5)));
    }
    painter.setPen(QPen(theme.accent, 1.2));
    painter.drawLine(place(at, 0) + QPointF(0, 2), place(at, 1) - QPointF(0, 2));
}

} // namespace ridge
