#include "ui/why/solution_figure.h"

#include "core/scenario/badge.h"
#include "ui/shown.h"
#include "ui/why/why_layout.h"

#include <QPainter>

#include <algorithm>

namespace ridge {
namespace {

constexpr double largest = 1.8, smallest = 0.8, step = 0.94; // of the theme's own size: never too small to read
constexpr double smallestOnSheet = 0.95;                     // its smallest type is as large as a chart's
constexpr int mostColumns = 5;
constexpr double narrowest = 330; // nominal width of a column: formulas should not break

struct Columns {
    WhyPage page;
    double width = 0;
    double margin = 0;          // of the page, which the title keeps as well
    std::vector<double> starts; // of each column in the page, and the end of the last
    bool isWhole() const { return starts.back() >= page.height; }
};

/// Cuts a page where nothing is cut through, into at most so many columns.
std::vector<double> cut(const WhyPage& page, double height, int columns)
{
    std::vector<double> starts{0};
    while (page.height - starts.back() > height && static_cast<int>(starts.size()) <= columns) {
        double next = starts.back();
        for (const double candidate : page.breaks) {
            next = candidate - starts.back() <= height ? std::max(next, candidate) : next;
        }
        if (next <= starts.back()) {
            return {};
        }
        starts.push_back(next);
    }
    if (static_cast<int>(starts.size()) <= columns) {
        starts.push_back(page.height);
    }
    return starts;
}

/// As large as the whole of it fits; when nothing does, as much of the beginning as fits at the smallest size.
Columns arrange(const Explanation& explanation, Theme theme, const QSizeF& room, double least)
{
    const double own = theme.fontScale;
    Columns out, most;
    for (double scale = largest;; scale = std::max(least, scale * step)) {
        theme.fontScale = own * scale;
        for (int columns = 1; columns <= mostColumns; ++columns) {
            out.width = room.width() / columns;
            if (columns > 1 && out.width < theme.px(narrowest)) {
                break;
            }
            out.margin = theme.px(12);
            out.page = layoutExplanation(explanation, theme, out.width, 15);
            out.starts = cut(out.page, room.height(), columns);
            if (!out.starts.empty() && out.isWhole()) {
                return out;
            }
            most = out.starts.empty() ? most : out;
        }
        if (scale <= least) {
            break;
        }
    }
    if (most.starts.empty()) { // not even its first part
        most = out;
        most.starts = {0, room.height()};
    }
    return most;
}

} // namespace

SolutionFigure::SolutionFigure(std::shared_ptr<const Evaluation> evaluation,
                               std::shared_ptr<const Explanation> explanation, const Theme& theme)
    : m_evaluation(std::move(evaluation)), m_explanation(std::move(explanation)), m_theme(theme)
{
    const Scenario& s = *m_evaluation->scenario;
    setWindowTitle(shown(m_explanation->title) + ": " + shownName(s.model.name) + " on " + shownName(machineName(s)));
}

void SolutionFigure::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
    const double top = m_theme.px(m_isOnSheet ? 40 : 64), foot = m_theme.px(m_isOnSheet ? 22 : 8);
    const Columns columns = arrange(*m_explanation, m_theme, QSizeF(width(), height() - top - foot),
                                    m_isOnSheet ? smallestOnSheet : smallest);
    painter.setFont(m_theme.font(19, true));
    painter.setPen(m_theme.text);
    painter.drawText(QPointF(columns.margin, m_theme.px(30)),
                     shown(m_explanation->title + ": " + m_explanation->result));
    const Scenario& s = *m_evaluation->scenario;
    painter.setFont(m_theme.font(12));
    painter.setPen(m_theme.muted);
    if (!m_isOnSheet) {
        painter.drawText(QPointF(columns.margin, m_theme.px(50)), shownName(s.model.name) + " on " +
                                                                      shownName(machineName(s)) + " · " +
                                                                      shown(conventionBadge(s)));
    }
    if (!columns.isWhole()) {
        const double y = m_isOnSheet ? height() - foot : m_theme.px(12);
        const QRectF title(0, y, width() - columns.margin, m_theme.px(m_isOnSheet ? 20 : 24));
        painter.drawText(title, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter),
                         tr("The beginning: the rest has no room at this size"));
    }
    painter.translate(0, top);
    for (std::size_t i = 0; i + 1 < columns.starts.size(); ++i) {
        painter.save();
        painter.translate(columns.width * static_cast<double>(i), -columns.starts[i]);
        columns.page.page.slice(columns.starts[i], columns.starts[i + 1]).paint(painter, m_theme.accent);
        painter.restore();
    }
}

} // namespace ridge
