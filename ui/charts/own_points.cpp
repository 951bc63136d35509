// What the user measured, as hollow points with the share of the bound that was reached.

#include "ui/charts/energy_chart.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/shown.h"

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {
namespace {

using Part = PlacedMeasurement::Part;

QString percentOf(double share) { return QString::fromStdString(format(share, Unit::Percent)); }

} // namespace

void Chart::setMeasurements(OwnMeasurements measurements)
{
    m_measurements = std::move(measurements);
    updateTexts();
    replotOverlay();
}

std::optional<double> Chart::overOurs(const PlacedMeasurement& measurement) const
{
    const std::optional<double> share = measurement.share();
    return share ? std::optional(1 / *share) : std::nullopt;
}

/// Energies stand beside those of the convention's rule.
std::optional<double> EnergyChart::overOurs(const PlacedMeasurement& measurement) const
{
    const std::optional<double>& ours = measurement.ourEnergy;
    return measurement.own.energy && ours && *ours > 0 ? std::optional(*measurement.own.energy / *ours) : std::nullopt;
}

/// Of the run or of a stage: operators have points of their own.
QString Chart::measuredText() const
{
    QString text;
    for (const PlacedMeasurement& one : m_measurements ? *m_measurements : std::vector<PlacedMeasurement>()) {
        const std::optional<double> over =
            one.part == Part::Whole || one.part == Part::OneStage ? overOurs(one) : std::nullopt;
        if (over && *over > 0) {
            text += tr(" · measured %1: %2× ours").arg(shownName(one.name), QString::number(*over, 'g', 3));
        }
    }
    return text;
}

void Chart::paintOwnPoints(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.font(11));
    const double radius = m_theme.px(5);
    for (const OwnPoint& point : ownPoints()) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_theme.window, m_theme.px(4))); // so that it stands out of dots and bars
        painter.drawEllipse(point.at, radius, radius);
        painter.setPen(QPen(point.isImpossible ? m_theme.warning : m_theme.text, m_theme.px(1.8)));
        painter.drawEllipse(point.at, radius, radius);
        painter.drawText(point.at + QPointF(radius + m_theme.px(3), m_theme.px(4)), point.label);
    }
}

/// At the operator's intensity, as high as it was measured.
std::vector<OwnPoint> RooflineChart::ownPoints() const
{
    std::vector<OwnPoint> points;
    if (!measurements() || !evaluation() || level() != LevelKind::Memory) {
        return points;
    }
    const QRectF area = axes();
    for (const PlacedMeasurement& one : *measurements()) {
        const std::optional<double> share = one.share();
        if (!share || !one.intensity || !one.opsPerSecond) {
            continue;
        }
        QPointF at = toPixel(*one.intensity, *one.opsPerSecond);
        at = {std::clamp(at.x(), area.left(), area.right()), std::clamp(at.y(), area.top(), area.bottom())};
        points.push_back({at, percentOf(*share), one.isImpossible()});
    }
    return points;
}

/// On its group's bar, as long as that would be if all of the group were off by as much.
std::vector<OwnPoint> GroupChart::ownPoints() const
{
    std::vector<OwnPoint> points;
    if (!measurements() || !evaluation()) {
        return points;
    }
    for (const PlacedMeasurement& one : *measurements()) {
        const std::optional<double> over = one.part == Part::OneOperator ? overOurs(one) : std::nullopt;
        const auto group = groupIndexOf({static_cast<int>(one.stage), static_cast<int>(one.op)});
        if (!over || *over <= 0 || !group) {
            continue;
        }
        const double end = plot().xAxis->coordToPixel(groups()[*group].total() * *over);
        const QRectF row = rowOf(*group);
        points.push_back({{std::min(end, row.right() - theme().px(40)), row.center().y()},
                          percentOf(1 / *over),
                          one.isImpossible()});
    }
    return points;
}

} // namespace ridge
