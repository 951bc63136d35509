// A metric over two numbers: cells in colours, with contour lines, regimes of what limits, and what does not fit.

#include "ui/charts/paint_layer.h"
#include "ui/charts/sweep/contours.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {

namespace {

constexpr double anyCost = 1e9;
constexpr std::size_t mostContours = 9, placesOfContour = 24;
constexpr int noRegime = -1, misfit = int(allBounds.size()); // beside the bounds

/// Between the values, in the middle of each two; half a step beyond the first and the last.
std::vector<double> edgesOf(const std::vector<double>& values, bool logarithmic)
{
    const auto on = [&](double v) { return logarithmic ? std::log(v) : v; };
    const auto off = [&](double v) { return logarithmic ? std::exp(v) : v; };
    std::vector<double> edges;
    for (std::size_t i = 0; i <= values.size(); ++i) {
        if (values.size() < 2) {
            edges.push_back(off(on(values[0]) + (i == 0 ? -0.5 : 0.5)));
            continue;
        }
        const std::size_t a = i == 0 ? 0 : std::min(i, values.size() - 1) - 1;
        const double low = on(values[a]), high = on(values[a + 1]), half = (high - low) / 2;
        edges.push_back(off(i == 0 ? low - half : i == values.size() ? high + half : low + half));
    }
    return edges;
}

/// The centre of the largest square of cells that are alike, in cells.
std::optional<QPointF> roomiest(std::size_t columns, std::size_t rows,
                                const std::function<bool(std::size_t, std::size_t)>& isAlike)
{
    std::vector<std::size_t> above(columns, 0);
    std::size_t best = 0;
    QPointF centre;
    for (std::size_t row = 0; row < rows; ++row) {
        std::vector<std::size_t> here(columns, 0);
        for (std::size_t column = 0; column < columns; ++column) {
            if (!isAlike(column, row)) {
                continue;
            }
            const bool isEdge = row == 0 || column == 0;
            here[column] = isEdge ? 1 : 1 + std::min({above[column], above[column - 1], here[column - 1]});
            if (here[column] > best) {
                best = here[column];
                centre = {double(column) + 1 - double(best) / 2, double(row) + 1 - double(best) / 2};
            }
        }
        above = here;
    }
    return best > 0 ? std::optional(centre) : std::nullopt;
}

} // namespace

void SweepChart::fillEdges()
{
    for (std::size_t v = 0; v < m_edges.size(); ++v) {
        m_edges[v].clear();
        if (m_form == Form::Map) {
            std::vector<double> values;
            for (const std::size_t i : m_order[v]) {
                values.push_back(m_picture->plan.variations[v].values[i]);
            }
            m_edges[v] = edgesOf(values, isLogarithmic(v));
        }
    }
}

QRectF SweepChart::cellAt(std::size_t column, std::size_t row) const
{
    const QPointF a = pixel(m_edges[0][column], m_edges[1][row]);
    const QPointF b = pixel(m_edges[0][column + 1], m_edges[1][row + 1]);
    return QRectF(QPointF(std::round(a.x()), std::round(a.y())), QPointF(std::round(b.x()), std::round(b.y())))
        .normalized();
}

int SweepChart::regimeAt(std::size_t column, std::size_t row) const
{
    const SweepState* state = m_picture->stateAt(m_order[0][column], m_order[1][row]);
    return !state ? noRegime : state->fits ? int(state->bound) : misfit;
}

/// One hue from the ground to its contrary, so that order is seen without a key, and on paper too.
QColor SweepChart::colourOf(double number) const
{
    const Span range = m_range;
    const auto on = [this](double v) { return m_isLogarithmic ? std::log(v) : v; };
    const double width = on(range.to) - on(range.from);
    const double share = width > 0 ? std::clamp((on(number) - on(range.from)) / width, 0.0, 1.0) : 0.5;
    const QColor low = blend(theme().panel, theme().accent, 0.06), high = blend(theme().accent, theme().text, 0.45);
    return share < 0.6 ? blend(low, theme().accent, share / 0.6 * 0.85)
                       : blend(blend(low, theme().accent, 0.85), high, (share - 0.6) / 0.4);
}

void SweepChart::paintMap(QPainter& painter)
{
    LabelPlacer placer(QRectF(plot().axisRect()->rect()).adjusted(2, 2, -2, -2), theme().fontScale);
    paintCells(painter);
    addNowLabel(placer);
    labelRegimes(placer);
    paintContours(painter, placer);
    paintBorders(painter);
    paintColourBar(painter);
}

void SweepChart::paintCells(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t row = 0; row < m_order[1].size(); ++row) {
        for (std::size_t column = 0; column < m_order[0].size(); ++column) {
            if (const auto number = m_picture->numberAt(m_order[0][column], m_order[1][row])) {
                const QColor colour = colourOf(*number);
                const bool fits = regimeAt(column, row) != misfit;
                painter.fillRect(cellAt(column, row), fits ? colour : blend(theme().window, colour, 0.35));
            }
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    const auto isMisfit = [this](const QPointF& at) {
        const auto cellOf = [](const std::vector<double>& edges, double value) {
            const auto above = std::ranges::upper_bound(edges, value) - edges.begin();
            return std::size_t(std::clamp<std::ptrdiff_t>(above - 1, 0, std::ptrdiff_t(edges.size()) - 2));
        };
        return regimeAt(cellOf(m_edges[0], plot().xAxis->pixelToCoord(at.x())),
                        cellOf(m_edges[1], plot().yAxis->pixelToCoord(at.y()))) == misfit;
    };
    hatch(painter, plot().axisRect()->rect(), isMisfit);
}

/// Along the sides of cells: between two computed scenarios there is no third.
void SweepChart::paintBorders(QPainter& painter) const
{
    const std::size_t columns = m_order[0].size(), rows = m_order[1].size();
    std::vector<QLineF> lines;
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            const QRectF cell = cellAt(column, row);
            if (column + 1 < columns && regimeAt(column, row) != regimeAt(column + 1, row)) {
                lines.emplace_back(cell.topRight(), cell.bottomRight());
            }
            if (row + 1 < rows && regimeAt(column, row) != regimeAt(column, row + 1)) {
                lines.emplace_back(cell.topLeft(), cell.topRight()); // numbers grow upwards
            }
        }
    }
    for (const auto& [colour, width] : {std::pair(theme().window, 3.6), std::pair(theme().text, 1.6)}) {
        painter.setPen(QPen(colour, theme().px(width), Qt::SolidLine, Qt::RoundCap));
        for (const QLineF& line : lines) {
            painter.drawLine(line);
        }
    }
}

void SweepChart::labelRegimes(LabelPlacer& placer)
{
    const std::size_t columns = m_order[0].size(), rows = m_order[1].size();
    const QRectF area = plot().axisRect()->rect();
    for (int regime = 0; regime <= misfit; ++regime) {
        const auto centre =
            roomiest(columns, rows, [&](std::size_t c, std::size_t r) { return regimeAt(c, r) == regime; });
        if (!centre) {
            continue;
        }
        const std::string_view bound = regime == misfit ? "" : ridge::labelOf(allBounds[std::size_t(regime)]);
        const QString said = regime == misfit
                                 ? tr("does not fit")
                                 : tr("%1-bound").arg(QString::fromUtf8(bound.data(), qsizetype(bound.size())));
        const QSizeF size = sizeOf(said, true);
        const auto side = [](double along, const std::vector<double>& edges, const QCPAxis* axis) {
            const auto i = std::min(std::size_t(along), edges.size() - 2);
            const double a = axis->coordToPixel(edges[i]), b = axis->coordToPixel(edges[i + 1]);
            return a + (b - a) * (along - double(i));
        };
        const double x = std::clamp(side(centre->x(), m_edges[0], plot().xAxis) - size.width() / 2, area.left() + 4,
                                    std::max(area.left() + 4, area.right() - size.width() - 4));
        const double y = side(centre->y(), m_edges[1], plot().yAxis) + size.height() / 2;
        std::vector<LabelPlace> places;
        for (const double lines : {0.0, 1.4, -1.4, 2.8, -2.8}) {
            places.push_back({{x, y + lines * size.height()}});
        }
        addLabel(placer, said, places, anyCost, true);
    }
}

void SweepChart::paintContours(QPainter& painter, LabelPlacer& placer)
{
    const Span range = m_range;
    const auto on = [this](double v) { return m_isLogarithmic ? std::log(v) : v; };
    const auto node = [&](std::size_t column, std::size_t row) {
        const std::size_t point = m_order[0][column], series = m_order[1][row];
        const std::optional<double> number = m_picture->numberAt(point, series);
        return ContourNode{cellAt(column, row).center(), number ? std::optional(on(*number)) : std::nullopt};
    };
    for (const double level : roundLevels(range.from, range.to, m_isLogarithmic, mostContours)) {
        const std::vector<QLineF> lines = contour(m_order[0].size(), m_order[1].size(), node, on(level));
        painter.setPen(QPen(blend(theme().text, theme().window, 0.15), theme().px(0.8)));
        for (const QLineF& line : lines) {
            painter.drawLine(line);
        }
        const QString said = metricText(level);
        const QSizeF size = sizeOf(said, false);
        std::vector<LabelPlace> places;
        for (const std::size_t i : evenlySpaced(lines.size(), placesOfContour)) {
            places.push_back({lines[i].center() + QPointF(-size.width() / 2, size.height() / 2)});
        }
        std::ranges::rotate(places, places.begin() + std::ptrdiff_t(places.size() / 2)); // the middle first
        addLabel(placer, said, places, anyCost);
    }
}

void SweepChart::paintColourBar(QPainter& painter) const
{
    const QRectF area = plot().axisRect()->rect();
    const QRectF bar(area.right() + theme().px(14), area.top(), theme().px(12), area.height());
    const Span range = m_range;
    const auto numberAt = [&](double share) {
        return m_isLogarithmic ? range.from * std::pow(range.to / range.from, share)
                               : range.from + (range.to - range.from) * share;
    };
    painter.setRenderHint(QPainter::Antialiasing, false);
    constexpr int steps = 64;
    for (int i = 0; i < steps; ++i) {
        const double top = bar.bottom() - bar.height() * (i + 1) / steps,
                     bottom = bar.bottom() - bar.height() * i / steps;
        painter.fillRect(QRectF(QPointF(bar.left(), std::floor(top)), QPointF(bar.right(), std::ceil(bottom))),
                         colourOf(numberAt((i + 0.5) / steps)));
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QFontMetricsF metrics(theme().font(11.5));
    painter.setFont(theme().font(11.5));
    painter.setPen(theme().muted);
    const auto write = [&](double number, double y) {
        painter.drawText(QRectF(bar.right() + theme().px(5), y - metrics.height() / 2, 400, metrics.height()),
                         int(Qt::AlignLeft | Qt::AlignVCenter), metricText(number));
    };
    const auto on = [this](double v) { return m_isLogarithmic ? std::log(v) : v; };
    write(range.from, bar.bottom() - metrics.height() / 2);
    write(range.to, bar.top() + metrics.height() / 2);
    for (const double level : roundLevels(range.from, range.to, m_isLogarithmic, mostContours)) {
        const double share = (on(level) - on(range.from)) / (on(range.to) - on(range.from));
        const double y = bar.bottom() - share * bar.height();
        if (y < bar.bottom() - 1.6 * metrics.height() && y > bar.top() + 1.6 * metrics.height()) {
            write(level, y);
        }
    }
}

} // namespace ridge
