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
    return !state ? noRegime : state->fits ? int(*m_picture->limitAt(m_order[0][column], m_order[1][row])) : misfit;
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
    const std::vector<std::vector<Run>> rows = runs();
    paintCells(painter);
    paintMisfits(painter, rows);
    addNowLabel(placer);
    labelRegimes(placer);
    paintContours(painter, placer);
    paintBorders(painter, rows);
    paintColourBar(painter);
}

void SweepChart::paintCells(QPainter& painter) const
{
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t row = 0; row < m_order[1].size(); ++row) {
        for (std::size_t column = 0; column < m_order[0].size(); ++column) {
            if (const auto number = m_picture->numberAt(m_order[0][column], m_order[1][row])) {
                painter.fillRect(cellAt(column, row), colourOf(*number));
            }
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
}

double SweepChart::rowEdge(std::size_t edge) const { return yPixel(m_edges[1][edge]); }

/// What limits along each row, in pixels: changes are where the study found them, and not at the side of a cell.
std::vector<std::vector<SweepChart::Run>> SweepChart::runs() const
{
    const std::vector<double>& edges = m_edges[0];
    const auto cellOf = [&](double value) {
        const auto above = std::ranges::upper_bound(edges, value) - edges.begin();
        return std::size_t(std::clamp<std::ptrdiff_t>(above - 1, 0, std::ptrdiff_t(edges.size()) - 2));
    };
    std::vector<std::vector<Run>> rows;
    for (const std::vector<SweepStretch>& stretches : m_stretches) {
        std::vector<Run>& row = rows.emplace_back();
        for (std::size_t i = 0; i < stretches.size(); ++i) {
            const SweepStretch& each = stretches[i];
            const bool isJoined = i > 0 && stretches[i - 1].to == each.from;
            const bool goesOn = i + 1 < stretches.size() && stretches[i + 1].from == each.to;
            const double from = xPixel(isJoined ? each.from : edges[cellOf(each.from)]);
            const double to = xPixel(goesOn ? each.to : edges[cellOf(each.to) + 1]);
            const int regime = each.fits ? int(each.bound) : misfit;
            if (isJoined && row.back().regime == regime) {
                row.back().to = to;
            } else {
                row.push_back({from, to, regime});
            }
        }
    }
    return rows;
}

/// The ground, hatched, and no colour: nobody takes it for an answer. Where nothing fits the colours stay, faint.
void SweepChart::paintMisfits(QPainter& painter, const std::vector<std::vector<Run>>& rows) const
{
    const auto isFitting = [](const Run& run) { return run.regime != misfit; };
    const bool anyFits =
        std::ranges::any_of(rows, [&](const std::vector<Run>& row) { return std::ranges::any_of(row, isFitting); });
    QColor veil = anyFits ? blend(theme().window, theme().muted, 0.08) : theme().window;
    veil.setAlphaF(anyFits ? 1.0F : 0.65F);
    painter.setRenderHint(QPainter::Antialiasing, false);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        for (const Run& run : rows[row]) {
            if (run.regime == misfit) {
                const double top = std::round(rowEdge(row + 1)), bottom = std::round(rowEdge(row));
                painter.fillRect(QRectF(QPointF(run.from, top), QPointF(run.to, bottom)), veil);
            }
        }
    }
    painter.setRenderHint(QPainter::Antialiasing, true);
    const QRectF area = plot().axisRect()->rect();
    const auto isMisfit = [&](const QPointF& at) {
        const auto above =
            std::ranges::upper_bound(m_edges[1], plot().yAxis->pixelToCoord(at.y())) - m_edges[1].begin();
        const auto row = std::clamp<std::ptrdiff_t>(above - 1, 0, std::ptrdiff_t(rows.size()) - 1);
        return regimeIn(rows[std::size_t(row)], at.x()) == misfit;
    };
    if (m_hasMisfit) {
        hatch(painter, area, isMisfit);
    }
}

int SweepChart::regimeIn(const std::vector<Run>& row, double x)
{
    const auto found = std::ranges::find_if(row, [x](const Run& run) { return run.from <= x && x <= run.to; });
    return found == row.end() ? noRegime : found->regime;
}

void SweepChart::paintBorders(QPainter& painter, const std::vector<std::vector<Run>>& rows) const
{
    std::vector<QLineF> lines;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const std::size_t next = std::min(row + 1, rows.size() - 1); // above the last there is only itself
        std::vector<double> ends;
        for (const std::size_t each : {row, next}) {
            for (const Run& run : rows[each]) {
                ends.insert(ends.end(), {run.from, run.to});
            }
        }
        for (std::size_t i = 1; i < rows[row].size(); ++i) {
            if (const double x = rows[row][i].from; x == rows[row][i - 1].to) {
                lines.emplace_back(x, rowEdge(row), x, rowEdge(row + 1));
            }
        }
        std::ranges::sort(ends);
        for (std::size_t i = 0; i + 1 < ends.size(); ++i) {
            const double middle = (ends[i] + ends[i + 1]) / 2;
            if (ends[i] < ends[i + 1] && regimeIn(rows[row], middle) != regimeIn(rows[next], middle)) {
                lines.emplace_back(ends[i], rowEdge(row + 1), ends[i + 1], rowEdge(row + 1));
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
    const std::size_t columns = m_order[0].size();
    std::vector<ContourNode> nodes;
    for (std::size_t i = 0; i < columns * m_order[1].size(); ++i) {
        const std::size_t column = i % columns, row = i / columns;
        const std::optional<double> number = m_picture->numberAt(m_order[0][column], m_order[1][row]);
        nodes.push_back({cellAt(column, row).center(), number ? std::optional(on(*number)) : std::nullopt});
    }
    const auto node = [&](std::size_t column, std::size_t row) { return nodes[row * columns + column]; };
    for (const double level : roundLevels(range.from, range.to, m_isLogarithmic, mostContours)) {
        const std::vector<QLineF> lines = contour(columns, m_order[1].size(), node, on(level));
        painter.setPen(QPen(blend(theme().text, theme().window, 0.15), theme().px(0.8)));
        for (const QLineF& line : lines) {
            painter.drawLine(line);
        }
        const QString said = levelText(level);
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
    const auto write = [&](const QString& text, double y) {
        painter.drawText(QRectF(bar.right() + theme().px(5), y - metrics.height() / 2, 400, metrics.height()),
                         int(Qt::AlignLeft | Qt::AlignVCenter), text);
    };
    const auto on = [this](double v) { return m_isLogarithmic ? std::log(v) : v; };
    write(metricText(range.from), bar.bottom() - metrics.height() / 2);
    write(metricText(range.to), bar.top() + metrics.height() / 2);
    for (const double level : roundLevels(range.from, range.to, m_isLogarithmic, mostContours)) {
        const double share = (on(level) - on(range.from)) / (on(range.to) - on(range.from));
        const double y = bar.bottom() - share * bar.height();
        if (y < bar.bottom() - 1.6 * metrics.height() && y > bar.top() + 1.6 * metrics.height()) {
            write(levelText(level), y);
        }
    }
}

} // namespace ridge
