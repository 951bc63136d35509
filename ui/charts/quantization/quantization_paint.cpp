#include "ui/charts/paint_layer.h"
#include "ui/charts/quantization/quantization_chart.h"

#include <QFontMetricsF>

#include <algorithm>
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

/// In a narrow chart the axes' titles are said in fewer words.
void QuantizationChart::layoutChanged()
{
    const QFontMetricsF metrics(theme().font(11.5));
    const auto name = [&](QCPAxis* axis, const QStringList& titles, double room) {
        const auto fits = [&](const QString& title) { return metrics.horizontalAdvance(title) <= room; };
        const auto found = std::find_if(titles.begin(), titles.end(), fits);
        axis->setLabel(found == titles.end() ? titles.last() : *found);
    };
    name(plot().xAxis, {tr("Weight (σ)"), tr("σ")}, weightsArea().width());
    name(m_errors->axis(QCPAxis::atBottom), {tr("Clip threshold (σ)"), tr("Clip (σ)"), tr("σ")}, errorArea().width());
}

/// Where weights are clipped, behind everything.
void QuantizationChart::paintZones(QPainter& painter) const
{
    const QRectF area = weightsArea();
    const QColor fill = blend(theme().window, theme().line, 0.42);
    const double left = weightPixel(-threshold()), right = weightPixel(threshold());
    painter.fillRect(QRectF(area.topLeft(), QPointF(left, area.bottom())), fill);
    painter.fillRect(QRectF(QPointF(right, area.top()), area.bottomRight()), fill);
    const QFontMetricsF metrics(zoneFont(theme()));
    const QString text = tr("CLIPPED");
    painter.setFont(zoneFont(theme()));
    painter.setPen(theme().muted);
    // On the left, between the lines where there are two: the right side has their labels.
    const double from = m_minMax && *minMax() > threshold() ? weightPixel(-*minMax()) : area.left();
    if (left - from > metrics.horizontalAdvance(text) + 10) {
        painter.drawText(QRectF(from, area.top() + 6, left - from, metrics.height()), Qt::AlignCenter, text);
    }
}

/// The values that 2^B levels can take, as marks on the axis.
void QuantizationChart::paintLevels(QPainter& painter) const
{
    const QRectF area = weightsArea();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme().line, theme().px(1)));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    const int levels = 1 << bits();
    if (levels <= mostLevels) {
        painter.setPen(QPen(theme().text, theme().px(1)));
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
    const bool octavInside = !m_minMax || threshold() <= *minMax();
    if (m_minMax) {
        paintClipLine(painter, *minMax(), tr("min–max ±%1").arg(thresholdText(*minMax())), true, !octavInside);
    }
    paintClipLine(painter, threshold(), tr("OCTAV ±%1").arg(thresholdText(threshold())), false, octavInside);
}

/// The two parts of the error, named beside their curves where nothing else is.
void QuantizationChart::paintCurveNames(QPainter& painter) const
{
    const QRectF area = errorArea();
    const QFontMetricsF metrics(theme().font(11.5));
    painter.setFont(theme().font(11.5));
    painter.setPen(theme().muted);
    const QCPAxis *x = m_errors->axis(QCPAxis::atBottom), *y = m_errors->axis(QCPAxis::atLeft);
    const Magnitudes& weights = magnitudes();
    const auto name = [&](const QString& text, const QPointF& middleLeft) {
        const QRectF box(middleLeft.x(), middleLeft.y() - metrics.height() / 2, metrics.horizontalAdvance(text) + 2,
                         metrics.height());
        if (area.contains(box) && !box.intersects(octavLabel())) {
            painter.drawText(box, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), text);
        }
    };
    // Clipping falls: right of where it is about to leave the plot.
    const double floor = y->range().lower * std::pow(y->range().upper / y->range().lower, 0.05);
    double low = threshold() / 2, high = m_reach;
    for (int i = 0; i < 50; ++i) {
        const double middle = (low + high) / 2;
        (weights.tailExcess(middle) > floor ? low : high) = middle;
    }
    name(tr("clipping"), {x->coordToPixel(high) + 8, y->coordToPixel(floor)});
    // Rounding rises: left of its curve, where only the whole error is, far above.
    const double start = 0.62 * std::min(threshold(), minMax().value_or(threshold()));
    const double rounding = errorAt(start) - weights.tailExcess(start);
    const QString text = tr("rounding");
    name(text, {x->coordToPixel(start) - metrics.horizontalAdvance(text) - 10,
                y->coordToPixel(std::max(rounding, y->range().lower))});
}

/// Right of its dot and below the part that rounding has in it, where no curve passes.
QRectF QuantizationChart::octavLabel() const
{
    const QFontMetricsF metrics(theme().font(11.5, true));
    const QPointF dot = onCurve(threshold());
    const double width = 2 + std::max(metrics.horizontalAdvance(tr("OCTAV") + " " + thresholdText(threshold())),
                                      metrics.horizontalAdvance(errorText(errorAt(threshold()))));
    const double left = std::max(2.0, std::min(dot.x() + theme().px(9), errorArea().right() - width));
    const Magnitudes& weights = magnitudes();
    const double rounding = errorAt(threshold()) - weights.tailExcess(threshold());
    const QCPAxis* y = m_errors->axis(QCPAxis::atLeft);
    const double under = rounding > y->range().lower ? y->coordToPixel(rounding) : dot.y();
    return {left, std::max(dot.y() + theme().px(6), under + 1), width, 2 * metrics.height()};
}

void QuantizationChart::paintErrorMark(QPainter& painter, double at, double error, const QString& name, bool open) const
{
    const QPointF centre = pointAt(at, error);
    const double radius = theme().px(open ? 3.8 : 3.2);
    painter.setPen(open ? QPen(theme().text, theme().px(1.5)) : QPen(Qt::NoPen));
    painter.setBrush(!open ? theme().text : theme().dark ? theme().window : QColor(Qt::white));
    painter.drawEllipse(centre, radius, radius);
    const QFont font = theme().font(11.5, open);
    const QFontMetricsF metrics(font);
    const QStringList lines{name + " " + thresholdText(at), errorText(error)};
    // Over min–max the curve leans to the side of the least error: the label takes the other one's air.
    const bool beyond = at >= threshold();
    const double width = 2 + std::max(metrics.horizontalAdvance(lines[0]), metrics.horizontalAdvance(lines[1]));
    const double wanted = beyond ? std::max(errorArea().left() + 4, centre.x() - width) : centre.x() + theme().px(7);
    const double left = std::max(2.0, std::min(wanted, plot().viewport().right() - width - 2));
    // Close to the least error the curve rises again under the label's far end: it stands above both.
    const double curve = std::min(centre.y(), onCurve(thresholdAt({left, centre.y()})).y());
    const double top = std::max(errorArea().top(), curve - 2 * metrics.height() - theme().px(5));
    const QRectF above(left, top, width, 2 * metrics.height());
    QColor ground = theme().window; // curves pass behind a label, not through it
    ground.setAlphaF(0.8F);
    painter.fillRect(open ? octavLabel() : above, ground);
    painter.setFont(font);
    painter.setPen(open ? theme().text : theme().muted);
    painter.drawText(open ? octavLabel() : above,
                     static_cast<int>((beyond && !open ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignTop),
                     lines.join('\n'));
}

void QuantizationChart::paintErrorMarks(QPainter& painter) const
{
    const QRectF area = errorArea();
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(QPen(theme().line, theme().px(1)));
    painter.drawLine(area.bottomLeft(), area.bottomRight());
    painter.setRenderHint(QPainter::Antialiasing, true);
    if (m_minMax) {
        paintErrorMark(painter, m_minMax->threshold, m_minMax->error, tr("min–max"), false);
    }
    paintErrorMark(painter, threshold(), errorAt(threshold()), tr("OCTAV"), true);
}

void QuantizationChart::paintOverlay(QPainter& painter)
{
    if (!hover()) {
        return;
    }
    const double at = thresholdAt(hover()->anchor);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme().muted, theme().px(1)));
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
