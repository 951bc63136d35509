// What can be pointed at, walked through and taken in the chart of a sweep, and what is said about it.

#include "ui/charts/sweep/sweep_chart.h"
#include "ui/shown.h"

#include <QKeyEvent>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double reachOfPoint = 40, reachOfCrossing = 5, clickTolerance = 4; // nominal pixels

QString fromText(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

} // namespace

void SweepChart::connectPointer()
{
    connect(&plot(), &QCustomPlot::mousePress, this, [this](QMouseEvent* event) { m_pressed = event->position(); });
    connect(&plot(), &QCustomPlot::mouseRelease, this, [this](QMouseEvent* event) {
        const double moved = (event->position() - m_pressed).manhattanLength();
        if (event->button() == Qt::LeftButton && moved <= clickTolerance && evaluation()) {
            take(markAt(event->position()));
        }
    });
}

void SweepChart::take(const Mark* mark)
{
    if (mark) {
        emit pointTaken(valuesOf(*mark)); // whoever hears it may give another sweep: nothing of this one is used after
    }
}

// ---- places ---------------------------------------------------------------------------------------------------

double SweepChart::xPixel(double x) const { return plot().xAxis->coordToPixel(x); }
double SweepChart::yPixel(double y) const { return plot().yAxis->coordToPixel(y); }
QPointF SweepChart::pixel(double x, double y) const { return {xPixel(x), yPixel(y)}; }

QPointF SweepChart::placeOf(const Mark& mark) const
{
    if (mark.crossing) {
        return {xPixel(mark.crossing->value), plot().axisRect()->top() + theme().px(18)};
    }
    return placeOf(mark.point, mark.series).value_or(QPointF());
}

std::optional<QPointF> SweepChart::placeOf(std::size_t point, std::size_t series) const
{
    const std::optional<double> number = m_picture ? m_picture->numberAt(point, series) : std::nullopt;
    if (!number || m_form == Form::Nothing) {
        return std::nullopt;
    }
    const bool isMap = m_form == Form::Map;
    return pixel(axisValue(point), isMap ? m_picture->plan.variations[1].values[series] : *number);
}

/// In units of the axes.
std::optional<QPointF> SweepChart::valuesOfNow() const
{
    const std::optional<double> y = m_form == Form::Map ? m_now.second : m_now.number;
    if (m_form == Form::Nothing || !m_now.x || !y) {
        return std::nullopt;
    }
    double x = *m_now.x;
    if (m_form == Form::Columns) {
        const auto found = std::ranges::find(m_picture->plan.variations[0].values, x);
        if (found == m_picture->plan.variations[0].values.end()) {
            return std::nullopt;
        }
        x = axisValue(std::size_t(found - m_picture->plan.variations[0].values.begin()));
    }
    return QPointF(x, *y);
}

bool SweepChart::isNowBeyond() const
{
    const std::optional<QPointF> values = valuesOfNow();
    return values && !(plot().xAxis->range().contains(values->x()) && plot().yAxis->range().contains(values->y()));
}

/// Within the axes: what lies beyond them stands at their edge.
std::optional<QPointF> SweepChart::placeOfNow() const
{
    const auto within = [](const QCPAxis* axis, double value) {
        return std::clamp(value, axis->range().lower, axis->range().upper);
    };
    const std::optional<QPointF> values = valuesOfNow();
    return values ? std::optional(pixel(within(plot().xAxis, values->x()), within(plot().yAxis, values->y())))
                  : std::nullopt;
}

QRectF SweepChart::boxOf(const Mark& mark) const
{
    if (m_form == Form::Map) {
        const auto row = std::ranges::find(m_series, mark.series) - m_series.begin();
        return cellAt(m_position[mark.point], std::size_t(row));
    }
    if (m_form == Form::Columns && hasBars()) {
        return barOf(mark);
    }
    const double reach = theme().px(5);
    return {placeOf(mark) - QPointF(reach, reach), QSizeF(2 * reach, 2 * reach)};
}

const SweepChart::Mark* SweepChart::markAt(const QPointF& position) const
{
    const double margin = theme().px(8);
    if (!QRectF(plot().axisRect()->rect()).adjusted(-margin, -margin, margin, margin).contains(position)) {
        return nullptr;
    }
    if (m_form == Form::Map) {
        return markInMap(position);
    }
    const Mark* best = nullptr;
    double nearest = 0;
    for (std::size_t i = 0; i < m_marks.size();) { // of each series the nearest along the axis, of those the nearest
        const Mark* inSeries = nullptr;
        double along = 0;
        const std::size_t series = m_marks[i].series;
        for (; i < m_marks.size() && m_marks[i].series == series; ++i) {
            const double away = std::fabs(placeOf(m_marks[i]).x() - position.x());
            const bool counts = !m_marks[i].crossing || away <= theme().px(reachOfCrossing);
            if (counts && (!inSeries || away < along || (m_marks[i].crossing && !inSeries->crossing))) {
                inSeries = &m_marks[i];
                along = away;
            }
        }
        const double across = inSeries ? std::fabs(placeOf(*inSeries).y() - position.y()) : 0;
        if (inSeries && (!best || across < nearest)) {
            best = inSeries;
            nearest = across;
        }
    }
    return m_series.size() < 2 || nearest <= theme().px(reachOfPoint) ? best : nullptr;
}

const SweepChart::Mark* SweepChart::markInMap(const QPointF& position) const
{
    std::array<std::size_t, 2> cell{};
    const std::array<double, 2> at{plot().xAxis->pixelToCoord(position.x()), plot().yAxis->pixelToCoord(position.y())};
    for (std::size_t v = 0; v < 2; ++v) {
        const auto above = std::ranges::upper_bound(m_edges[v], at[v]) - m_edges[v].begin();
        cell[v] = std::size_t(std::clamp<std::ptrdiff_t>(above - 1, 0, std::ptrdiff_t(m_order[v].size()) - 1));
    }
    const std::size_t point = m_order[0][cell[0]], series = m_order[1][cell[1]];
    const auto found =
        std::ranges::find_if(m_marks, [&](const Mark& m) { return m.point == point && m.series == series; });
    return found == m_marks.end() ? nullptr : &*found;
}

// ---- in words -------------------------------------------------------------------------------------------------

std::vector<double> SweepChart::valuesOf(const Mark& mark) const
{
    std::vector<double> values{mark.crossing ? mark.crossing->value : m_picture->valueOf(mark.point)};
    if (hasSecond()) {
        values.push_back(m_picture->plan.variations[1].values[mark.series]);
    }
    return values;
}

CardText SweepChart::cardOf(const Mark& mark) const
{
    const std::vector<double> values = valuesOf(mark);
    const QString note = hasSecond() ? named(1, values[1]) : QString();
    if (mark.crossing) {
        return {named(0, values[0]), note, {{shown(mark.crossing->sentence()), tr("from here on")}}};
    }
    const SweepState& state = *m_picture->stateAt(mark.point, mark.series);
    const double number = m_picture->numberAt(mark.point, mark.series).value_or(0);
    CardText card{named(0, values[0]), note, {{shownName(m_picture->metric().label), metricText(number)}}};
    const bool isOneStage = state.stages < 2 || m_picture->metric().stage;
    card.rows.emplace_back(isOneStage ? tr("Limited by") : tr("Longest stage limited by"),
                           fromText(ridge::labelOf(*m_picture->limitAt(mark.point, mark.series))));
    card.rows.emplace_back(tr("Fits"), state.fits ? tr("yes") : tr("no"));
    if (mark.point < m_picture->words.size()) {
        card.rows.emplace_back(tr("Split"), shown(m_picture->words[mark.point]));
    }
    return card;
}

ChartHit SweepChart::hitOf(const Mark& mark) const { return {{}, placeOf(mark), cardOf(mark), {}}; }

std::optional<ChartHit> SweepChart::hitAt(const QPointF& position) const
{
    const Mark* mark = m_form == Form::Nothing ? nullptr : markAt(position);
    return mark ? std::optional(hitOf(*mark)) : std::nullopt;
}

std::vector<ChartItem> SweepChart::items() const
{
    constexpr std::size_t most = 200; // the table beside the chart has all of them
    if (m_form == Form::Nothing) {
        return {{title(), remark()}};
    }
    std::vector<ChartItem> items;
    if (const std::optional<QPointF> at = placeOfNow()) {
        const double reach = theme().px(6);
        items.push_back({tr("This scenario"), summary(), {}, {*at - QPointF(reach, reach), QSizeF(2, 2) * reach}});
    }
    for (const std::size_t i : evenlySpaced(m_marks.size(), most)) {
        const QString card = plainText(cardOf(m_marks[i]));
        items.push_back({card.section('\n', 0, 0),
                         card.section('\n', 1).replace('\n', QStringLiteral("; ")),
                         {},
                         boxOf(m_marks[i])});
    }
    return items;
}

// ---- keys -----------------------------------------------------------------------------------------------------

/// Where the keys begin: at the point that is nearest to the scenario on screen.
std::size_t SweepChart::nearestToNow() const
{
    const std::optional<QPointF> at = placeOfNow();
    std::size_t best = 0;
    double nearest = 0;
    for (std::size_t i = 0; at && i < m_marks.size(); ++i) {
        const double away = QLineF(*at, placeOf(m_marks[i])).length();
        if (!m_marks[i].crossing && (i == 0 || away < nearest)) {
            best = i;
            nearest = away;
        }
    }
    return best;
}

/// Along a series, or to the same place of one beside it.
void SweepChart::step(int along, int across)
{
    if (m_marks.empty()) {
        return;
    }
    if (!m_current) {
        m_current = nearestToNow();
    } else if (along != 0) {
        const std::size_t next = *m_current + static_cast<std::size_t>(along); // below zero: too large
        const bool isInSeries = next < m_marks.size() && m_marks[next].series == m_marks[*m_current].series;
        m_current = isInSeries ? next : *m_current;
    } else {
        const Mark& now = m_marks[*m_current];
        const auto rank = std::size_t(std::ranges::find(m_series, now.series) - m_series.begin());
        const std::size_t next = rank + static_cast<std::size_t>(across);
        for (std::size_t i = 0; next < m_series.size() && i < m_marks.size(); ++i) {
            if (m_marks[i].series == m_series[next] && m_marks[i].point == now.point && !m_marks[i].crossing) {
                m_current = i;
                break;
            }
        }
    }
    setHover(hitOf(m_marks[*m_current]));
    setAccessibleDescription(hoverText());
}

void SweepChart::keyPressEvent(QKeyEvent* event)
{
    const bool hasSeries = m_series.size() > 1;
    switch (event->key()) {
    case Qt::Key_Right:
        step(1, 0);
        return;
    case Qt::Key_Left:
        step(-1, 0);
        return;
    case Qt::Key_Up:
        step(hasSeries ? 0 : 1, 1);
        return;
    case Qt::Key_Down:
        step(hasSeries ? 0 : -1, -1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current && hover()) {
            take(&m_marks[*m_current]);
            return;
        }
        break;
    case Qt::Key_Escape:
        m_current.reset();
        break;
    default:
        break;
    }
    Chart::keyPressEvent(event);
}

} // namespace ridge
