// The axes of the chart of a sweep: their ranges, scales, ticks and titles.

#include "ui/charts/axis_ticks.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

/// With a margin: by decades or by a share of the whole; from zero where that costs little of the height.
template <class Span> Span widened(Span range, bool logarithmic)
{
    if (logarithmic) {
        const double margin = std::pow(range.to / range.from, 0.08);
        return {range.from / margin, range.to * margin};
    }
    const double height = range.to - range.from;
    if (height <= 1e-9 * std::fabs(range.to)) {
        return range.to > 0 ? Span{0, 1.5 * range.to} : range.to < 0 ? Span{1.5 * range.to, 0} : Span{0, 1};
    }
    const double margin = 0.08 * height;
    const bool fromZero = range.from >= 0 && range.from < 0.7 * range.to;
    return {fromZero ? 0 : range.from - margin, range.to + margin};
}

} // namespace

SweepChart::Span SweepChart::metricRange() const
{
    Span range = widened(m_range, m_isLogarithmic);
    if (m_form == Form::Columns && hasBars()) {
        range.from = 0;
        range.to *= 1.04; // the value stands above its bar
    }
    return range;
}

bool SweepChart::isLogarithmic(std::size_t variation) const
{
    const Variation& varied = m_picture->plan.variations[variation];
    return varied.row.logarithmic && std::ranges::all_of(varied.values, [](double v) { return v > 0; });
}

double SweepChart::axisValue(std::size_t point) const
{
    return m_form == Form::Columns ? double(m_position[point]) : m_picture->valueOf(point);
}

ChartFrame SweepChart::frame() const
{
    if (m_form == Form::Nothing) {
        return {};
    }
    if (m_form == Form::Map) {
        return {m_edges[0].front(), m_edges[0].back(), m_edges[1].front(), m_edges[1].back()};
    }
    const Span y = metricRange();
    if (m_form == Form::Columns) {
        return {-0.5, double(m_order[0].size()) - 0.5, y.from, y.to};
    }
    Span x{m_picture->valueOf(m_order[0].front()), m_picture->valueOf(m_order[0].back())};
    if (x.to <= x.from) { // a single value
        x = isLogarithmic(0) ? Span{x.from / 2, x.from * 2} : Span{x.from - 1, x.from + 1};
    }
    return {x.from, x.to, y.from, y.to};
}

void SweepChart::setAxes()
{
    const bool isShown = m_form != Form::Nothing;
    for (QCPAxis* axis : {plot().xAxis, plot().yAxis}) {
        axis->setVisible(isShown);
        axis->grid()->setVisible(isShown && m_form != Form::Map);
    }
    if (!isShown) {
        return;
    }
    const ChartFrame all = frame();
    const auto unitOf = [this](std::size_t v) { return m_picture->plan.variations[v].row.unit; };
    if (m_form != Form::Columns) {
        setAxis(*plot().xAxis, isLogarithmic(0), {all.xLower, all.xUpper}, unitOf(0), labelOf(0));
    } else {
        setAxis(*plot().xAxis, false, {all.xLower, all.xUpper}, Unit::Count, QString());
        plot().xAxis->grid()->setVisible(false);
    }
    plot().xAxis->setTickLabels(m_form != Form::Columns);
    if (m_form == Form::Map) {
        setAxis(*plot().yAxis, isLogarithmic(1), {all.yLower, all.yUpper}, unitOf(1), labelOf(1));
    } else {
        const Metric& metric = m_picture->metric();
        setAxis(*plot().yAxis, m_isLogarithmic, {all.yLower, all.yUpper}, metric.unit, shownName(metric.label));
    }
    scaleTicks();
}

void SweepChart::setAxis(QCPAxis& axis, bool logarithmic, Span range, Unit unit, const QString& label)
{
    const QString symbol =
        scaleAxis(axis, logarithmic, range.to, unit, label, evaluation() ? evaluation()->numberStyle() : NumberStyle{});
    if (&axis == plot().yAxis) {
        m_yTitles = {axis.label(), symbol};
    }
}

/// In a low chart the title would be cut: the header says the rest.
void SweepChart::titleNumbers()
{
    const double wide = QFontMetricsF(theme().font(11.5)).horizontalAdvance(m_yTitles[0]);
    const QString& title = m_yTitles[wide < plot().axisRect()->height() + theme().px(24) ? 0 : 1];
    if (plot().yAxis->label() != title) {
        plot().yAxis->setLabel(title);
    }
}

} // namespace ridge
