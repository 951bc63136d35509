#include "ui/charts/paint_layer.h"
#include "ui/charts/quantization_chart.h"

#include <QFontMetricsF>

#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr int mostLevels = 64; // more would be a bar

QFont zoneFont(const Theme& theme)
{
    QFont font = theme.font(10.5, true);
    font.setLetterSpacing(QFont::AbsoluteSpacing, theme.px(0.9));
    return font;
}

QPen dashedPen(const QColor& colour, double width)
{
    QPen pen(colour, width, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({4, 2.5});
    return pen;
}

} // namespace

/// Where weights are clipped, behind everything.
void QuantizationChart::paintZones(QPainter& painter) const
{
    const QRectF area = weightsArea();
    const QColor fill = blend(theme().window, theme().memory, theme().dark ? 0.1 : 0.06);
    const double left = weightPixel(-threshold()), right = weightPixel(threshold());
    painter.fillRect(QRectF(area.topLeft(), QPointF(left, area.bottom())), fill);
    painter.fillRect(QRectF(QPointF(right, area.top()), area.bottomRight()), fill);
    const QFontMetricsF metrics(zoneFont(theme()));
    const QString text = tr("CLIPPED");
    painter.setFont(zoneFont(theme()));
    painter.setPen(theme().muted);
    if (left - area.left() > metrics.horizontalAdvance(text) + 16) { // the other side has the labels of the lines
        painter.drawText(area.adjusted(8, 6, 0, 0), static_cast<int>(Qt::AlignLeft | Qt::AlignTop), text);
    }
}

/// The values that 2^B levels can take, as marks on the axis.
void QuantizationChart::paintLevels(QPainter& painter) const
{
    const QRectF area = weightsArea();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme().line, 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const int levels = 1 << bits();
    if (levels <= mostLevels) {
        painter.setPen(QPen(theme().text, 1));
        const double step = 2 * threshold() / levels;
        for (int i = 0; i < levels; ++i) {
            const double x = std::round(weightPixel(-threshold() + i * step));
            painter.drawLine(QPointF(x, area.bottom() - theme().px(5)), QPointF(x, area.bottom()));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

void QuantizationChart::paintClipLine(QPainter& painter, double at, const QString& text, bool dashed, bool inside) const
{
    const QRectF area = weightsArea();
    const QColor colour = dashed ? theme().muted : theme().text;
    painter.setPen(dashed ? dashedPen(colour, theme().px(1.3)) : QPen(colour, theme().px(1.5)));
    for (const double x : {weightPixel(-at), weightPixel(at)}) {
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    const QFont font = theme().font(11.5, !dashed);
    const QFontMetricsF metrics(font);
    if (metrics.horizontalAdvance(text) > area.height() - 8) {
        return;
    }
    painter.save();
    painter.setFont(font);
    painter.setPen(colour);
    painter.translate(weightPixel(at) + (inside ? -metrics.height() - 3 : 3), area.top() + 6);
    painter.rotate(90);
    painter.drawText(QRectF(0, -metrics.height(), area.height(), metrics.height()),
                     static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), text);
    painter.restore();
}

void QuantizationChart::paintClipLines(QPainter& painter) const
{
    const bool octavInside = !m_minMax || threshold() <= *m_minMax;
    if (m_minMax) {
        paintClipLine(painter, *m_minMax, tr("min–max ±%1").arg(thresholdText(*m_minMax)), true, !octavInside);
    }
    paintClipLine(painter, threshold(), tr("OCTAV ±%1").arg(thresholdText(threshold())), false, octavInside);
}

/// The two parts of the error, named along their curves.
void QuantizationChart::paintCurveNames(QPainter& painter) const
{
    const QRectF area = errorArea();
    const QFont font = theme().font(11.5);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    painter.setPen(theme().muted);
    const QCPAxis *x = m_errors->axis(QCPAxis::atBottom), *y = m_errors->axis(QCPAxis::atLeft);
    const Magnitudes& weights = magnitudes();
    // Clipping falls: beside its curve where that is about to leave the plot. Rounding rises: under its curve's end.
    double low = threshold(), high = m_reach;
    const double floor = y->range().lower * std::pow(y->range().upper / y->range().lower, 0.1);
    for (int i = 0; i < 50; ++i) {
        const double middle = (low + high) / 2;
        (weights.tailExcess(middle) > floor ? low : high) = middle;
    }
    const QString clipping = tr("clipping"), rounding = tr("rounding");
    const QPointF fall(x->coordToPixel(high) + 7, y->coordToPixel(floor));
    const QRectF fallBox(fall.x(), fall.y() - metrics.height() / 2, metrics.horizontalAdvance(clipping) + 2,
                         metrics.height());
    const double start = 0.4 * threshold();
    const double rise = clippingError(weights, bits(), start) - weights.tailExcess(start);
    const QRectF riseBox(x->coordToPixel(start) + 10, y->coordToPixel(std::max(rise, y->range().lower)) - 2,
                         metrics.horizontalAdvance(rounding) + 2, metrics.height());
    if (area.contains(fallBox)) {
        painter.drawText(fallBox, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), clipping);
    }
    if (area.contains(riseBox) && !riseBox.intersects(fallBox)) {
        painter.drawText(riseBox, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), rounding);
    }
}

void QuantizationChart::paintErrorMarks(QPainter& painter) const
{
    const QRectF area = errorArea();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme().line, 1));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setRenderHint(QPainter::Antialiasing, true);
    const auto mark = [&](double at, const QString& name, bool open) {
        const QPointF centre = onCurve(at);
        const double radius = theme().px(open ? 3.8 : 3.2);
        painter.setPen(open ? QPen(theme().text, theme().px(1.5)) : QPen(Qt::NoPen));
        painter.setBrush(!open ? theme().text : theme().dark ? theme().window : QColor(Qt::white));
        painter.drawEllipse(centre, radius, radius);
        const QFont font = theme().font(11.5, open);
        const QFontMetricsF metrics(font);
        const QStringList lines{name + " " + thresholdText(at), errorText(errorAt(at))};
        const double width = std::max(metrics.horizontalAdvance(lines[0]), metrics.horizontalAdvance(lines[1])) + 2;
        // Above its dot: the curve opens upwards, and left of a dot at the right edge.
        double left = centre.x() - width / 2;
        left = std::clamp(left, area.left() + 4, area.right() - width);
        const double top = std::max(area.top(), centre.y() - 2 * metrics.height() - theme().px(7));
        painter.setFont(font);
        painter.setPen(open ? theme().text : theme().muted);
        painter.drawText(QRectF(left, top, width, 2 * metrics.height()),
                         static_cast<int>(open ? Qt::AlignHCenter : Qt::AlignRight) | Qt::AlignTop, lines.join('\n'));
    };
    if (m_minMax) {
        mark(*m_minMax, tr("min–max"), false);
    }
    mark(threshold(), tr("OCTAV"), true);
}

void QuantizationChart::paintOverlay(QPainter& painter)
{
    if (!hover()) {
        return;
    }
    const double at = thresholdAt(hover()->anchor);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().muted, 1));
    const QRectF left = weightsArea(), right = errorArea();
    for (const double x : {weightPixel(-at), weightPixel(at)}) {
        painter.drawLine(QPointF(x, left.top()), QPointF(x, left.bottom()));
    }
    const QPointF dot = onCurve(at);
    painter.drawLine(QPointF(dot.x(), right.top()), QPointF(dot.x(), right.bottom()));
    painter.setPen(QPen(theme().accent, theme().px(1.6)));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(dot, theme().px(5), theme().px(5));
}

} // namespace ridge
