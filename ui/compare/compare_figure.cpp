#include "ui/compare/compare_figure.h"

#include "core/scenario/badge.h"
#include "core/scenario/pin.h"
#include "core/studies/lever_gains.h"
#include "ui/compare/change_text.h"
#include "ui/compare/compare_rows.h"
#include "ui/shown.h"

#include <QPainter>

#include <algorithm>
#include <numeric>

namespace ridge {
namespace {

constexpr double largest = 1.9, smallest = 0.6, step = 0.95; // of the theme's own type size
constexpr double side = 24, gap = 22, rowShare = 1.5;        // nominal pixels; a row's height over that of its type
constexpr std::size_t mostWithDifferences = 3;               // scenarios: beyond, factors alone

QString fromText(const std::string& text) { return QString::fromStdString(text); }

/// Metric, A, and of each other its value, perhaps its difference, its factor.
bool isKept(std::size_t column, std::size_t scenarios)
{
    return scenarios <= mostWithDifferences || column < 2 || (column - 2) % 3 != 1;
}

template <class Item> void keepColumns(std::vector<Item>& items, std::size_t scenarios)
{
    std::size_t to = 0;
    for (std::size_t from = 0; from < items.size(); ++from) {
        if (isKept(from, scenarios)) {
            std::swap(items[to++], items[from]);
        }
    }
    items.resize(to);
}

CompareTable tableOf(const std::vector<PinnedEvaluation>& all)
{
    const std::vector<PinnedEvaluation> pins(all.begin(), all.end() - 1);
    CompareTable table = metricTable(pins, *all.back().evaluation, fromText(letterOf(pins.size())));
    std::erase_if(table.rows, [](const CompareTable::Row& row) { return !isAskedFirst(row.metric); });
    keepColumns(table.headings, all.size());
    for (CompareTable::Row& row : table.rows) {
        keepColumns(row.cells, all.size());
    }
    return table;
}

} // namespace

CompareFigure::CompareFigure(std::vector<PinnedEvaluation> all, const Theme& theme)
    : m_all(std::move(all)), m_theme(theme), m_table(tableOf(m_all))
{
    setWindowTitle(names().join(QStringLiteral(" · ")));
    setAccessibleDescription(sentence());
}

QString CompareFigure::sentence() const
{
    return m_all.size() == 2 ? shown(describeDifference(*m_all[0].evaluation, *m_all[1].evaluation), 600)
                             : tr("%1 scenarios compared").arg(m_all.size());
}

QStringList CompareFigure::names() const
{
    const Scenario& first = *m_all.front().evaluation->chosen;
    QStringList names{QStringLiteral("A: ") + shownName(pinName(first))};
    for (std::size_t i = 1; i < m_all.size(); ++i) {
        const std::string difference = scenarioDifference(first, *m_all[i].evaluation->chosen);
        names << fromText(letterOf(i)) + QStringLiteral(": ") +
                     (difference.empty() ? shownName(m_all[i].name) : shown(difference));
    }
    return names;
}

double CompareFigure::Layout::whole() const
{
    return std::accumulate(widths.begin(), widths.end(), 0.0) +
           theme.px(gap) * double(widths.empty() ? 0 : widths.size() - 1);
}

double CompareFigure::headHeight(const Theme& theme) const
{
    const QRectF room(0, 0, width() - 2 * theme.px(side), 1e4);
    const double title =
        QFontMetricsF(theme.font(17, true)).boundingRect(room, int(Qt::TextWordWrap), sentence()).height();
    const double line = QFontMetricsF(theme.font(13)).height();
    return theme.px(18) + title + theme.px(8) + line * double(m_all.size()) + theme.px(14);
}

CompareFigure::Layout CompareFigure::layoutAt(double scale) const
{
    Layout layout;
    layout.theme = m_theme;
    layout.theme.fontScale *= scale;
    layout.top = headHeight(layout.theme);
    const QFontMetricsF metrics(layout.theme.font(13)), bold(layout.theme.font(13, true));
    layout.line = metrics.height() * rowShare;
    for (std::size_t c = 0; c < m_table.headings.size(); ++c) {
        double width = bold.horizontalAdvance(m_table.headings[c].text);
        for (const CompareTable::Row& row : m_table.rows) {
            width = std::max(width, metrics.horizontalAdvance(row.cells[c].text));
        }
        layout.widths.push_back(width);
    }
    return layout;
}

/// As large as it fits; what does not even fit at the smallest size is cut at the right and below.
CompareFigure::Layout CompareFigure::layout() const
{
    for (double scale = largest;; scale *= step) {
        Layout layout = layoutAt(std::max(scale, smallest));
        const double below = layout.line * (double(m_table.rows.size()) + 1.8);
        const bool fits = layout.whole() <= width() - 2 * layout.theme.px(side) && layout.top + below <= height();
        if (fits || scale <= smallest) {
            return layout;
        }
    }
}

void CompareFigure::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.window);
    const Layout layout = this->layout();
    paintHead(painter, layout.theme);
    paintCells(painter, layout);
    const Scenario& scenario = *m_all.back().evaluation->scenario;
    painter.setFont(layout.theme.font(11.5));
    painter.setPen(layout.theme.muted);
    const double inset = layout.theme.px(side);
    painter.drawText(QRectF(inset, height() - layout.line * 0.8, width() - 2 * inset, layout.line * 0.7),
                     int(Qt::AlignLeft | Qt::AlignVCenter), shown(conventionBadge(scenario)));
}

void CompareFigure::paintHead(QPainter& painter, const Theme& theme) const
{
    const QRectF room(theme.px(side), theme.px(18), width() - 2 * theme.px(side), 1e4);
    painter.setFont(theme.font(17, true));
    painter.setPen(theme.text);
    QRectF used;
    painter.drawText(room, int(Qt::TextWordWrap), sentence(), &used);
    double y = used.bottom() + theme.px(8);
    painter.setFont(theme.font(13));
    painter.setPen(theme.muted);
    const QFontMetricsF metrics(theme.font(13));
    for (const QString& name : names()) {
        painter.drawText(QRectF(room.left(), y, room.width(), metrics.height()), int(Qt::AlignLeft | Qt::AlignTop),
                         metrics.elidedText(name, Qt::ElideRight, room.width()));
        y += metrics.height();
    }
}

void CompareFigure::paintCells(QPainter& painter, const Layout& layout) const
{
    const Theme& theme = layout.theme;
    const double inset = theme.px(side), width = this->width() - 2 * inset;
    // What is left is shared out between the columns, so that the table is as wide as the figure.
    const double spare = std::max(0.0, width - layout.whole()) / double(std::max<std::size_t>(1, layout.widths.size()));
    const auto paintLine = [&](double y, const QFont& font, auto textOf, auto colourAt) {
        double x = inset;
        painter.setFont(font);
        for (std::size_t c = 0; c < layout.widths.size(); ++c) {
            const double cell = layout.widths[c] + spare;
            painter.setPen(colourAt(c));
            painter.drawText(QRectF(x, y, cell, layout.line),
                             int((m_table.headings[c].isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter),
                             textOf(c));
            x += cell + theme.px(gap);
        }
    };
    double y = layout.top;
    paintLine(
        y, theme.font(13, true), [&](std::size_t c) { return m_table.headings[c].text; },
        [&](std::size_t) { return theme.muted; });
    for (const CompareTable::Row& row : m_table.rows) {
        y += layout.line;
        painter.setPen(QPen(theme.line, theme.px(1)));
        painter.drawLine(QPointF(inset, y), QPointF(inset + width, y));
        paintLine(
            y, theme.font(13), [&](std::size_t c) { return row.cells[c].text; },
            [&](std::size_t c) {
                const Judgement judgement = row.cells[c].judgement;
                const bool isJudged = judgement == Judgement::Better || judgement == Judgement::Worse;
                return isJudged ? colourOf(theme, judgement) : theme.text;
            });
    }
}

} // namespace ridge
