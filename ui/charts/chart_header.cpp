#include "ui/charts/chart_header.h"

#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QMouseEvent>

namespace ridge {

namespace {
constexpr double sidePadding = 12;
constexpr double gap = 14;

/// In a figure with some air: the font that stands in for a missing one may be wider.
double titleWidth(const Theme& theme, const HeaderText& text)
{
    const double width = QFontMetricsF(theme.font(12.5, true)).horizontalAdvance(text.title);
    return text.caption.isEmpty() ? width : 1.12 * width;
}

/// Texts cut where they have middle dots, in as few lines as fit.
QStringList wrapped(const QFontMetricsF& metrics, const QString& text, double width)
{
    const QString dot = QStringLiteral(" · ");
    QStringList lines;
    for (const QString& part : text.split(dot, Qt::SkipEmptyParts)) {
        const QString longer = lines.isEmpty() ? part : lines.last() + dot + part;
        if (lines.isEmpty() || metrics.horizontalAdvance(longer) > width) {
            lines.append(part);
        } else {
            lines.last() = longer;
        }
    }
    return lines;
}

/// Of a figure: what has no room beside its title. On screen texts are elided; there is always a hover card.
QStringList rowsBelow(const Theme& theme, const HeaderText& text, double width)
{
    if (text.caption.isEmpty()) {
        return {};
    }
    const QFontMetricsF metrics(theme.font(11.5));
    const double space = theme.px(gap), whole = width - theme.px(2 * sidePadding);
    double room = whole - titleWidth(theme, text);
    if (!text.legend.empty() && ChartHeader::fitsLegend(theme, text, width)) {
        room -= legendWidth(theme, text.legend) + space;
    }
    const double caption = metrics.horizontalAdvance(text.caption) + 2 * space; // other fonts may be wider
    const double summary = text.summary.isEmpty() ? 0 : metrics.horizontalAdvance(text.summary) + space;
    QStringList rows;
    if (caption + summary > room) {
        rows += wrapped(metrics, text.caption, whole);
    }
    if (summary > room) {
        rows += wrapped(metrics, text.summary, whole);
    }
    return rows;
}

} // namespace

ChartHeader::ChartHeader(QWidget* parent) : QWidget(parent), m_layout(new QHBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 6, 0);
    m_layout->setSpacing(2);
    m_layout->addStretch();
}

void ChartHeader::setText(HeaderText text)
{
    m_text = std::move(text);
    update();
}

void ChartHeader::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFixedHeight(qRound(height(theme)));
    for (QWidget* control : m_controls) {
        control->setFont(theme.font(11.5));
    }
    update();
}

void ChartHeader::addControl(QWidget* control)
{
    m_layout->addWidget(control);
    m_controls.append(control);
}

double ChartHeader::height(const Theme& theme) { return std::round(theme.px(33)); }

double ChartHeader::height(const Theme& theme, const HeaderText& text, double width)
{
    const double line = std::ceil(QFontMetricsF(theme.font(11.5)).height() + theme.px(2));
    return height(theme) + line * static_cast<double>(rowsBelow(theme, text, width).size());
}

bool ChartHeader::fitsLegend(const Theme& theme, const HeaderText& text, double width)
{
    const double title = QFontMetricsF(theme.font(12.5, true)).horizontalAdvance(text.title);
    return legendWidth(theme, text.legend) <= width - theme.px(2 * sidePadding + gap) - title;
}

void ChartHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    double right = width();
    for (const QWidget* control : m_controls) {
        right = std::min(right, control->isHidden() ? right : control->x() + sidePadding - gap);
    }
    painter.fillRect(rect(), m_theme.window);
    paint(painter, QRectF(0, 0, right, QWidget::height()), m_theme, m_text);
}

void ChartHeader::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && rect().contains(event->pos())) {
        emit clicked();
    }
}

void ChartHeader::paint(QPainter& painter, const QRectF& area, const Theme& theme, const HeaderText& text)
{
    const QFont bold = theme.font(12.5, true), small = theme.font(11.5);
    const QFontMetricsF metrics(small);
    const double space = theme.px(gap);
    QRectF line(area.left() + theme.px(sidePadding), area.top(), area.width() - theme.px(2 * sidePadding),
                height(theme));
    const auto write = [&](const QString& what, Qt::Alignment side) {
        painter.drawText(line, static_cast<int>(side | Qt::AlignVCenter) | Qt::TextSingleLine, what);
    };
    QRectF below = line.translated(0, line.height());
    painter.setFont(bold);
    painter.setPen(theme.text);
    write(text.title, Qt::AlignLeft);
    line.setLeft(line.left() + titleWidth(theme, text) + space);

    painter.setFont(small);
    painter.setPen(theme.muted);
    const QStringList rows = rowsBelow(theme, text, area.width());
    if (!text.caption.isEmpty() && rows.isEmpty()) {
        write(text.caption, Qt::AlignLeft);
        line.setLeft(line.left() + metrics.horizontalAdvance(text.caption) + space);
    }
    if (!text.legend.empty() && fitsLegend(theme, text, area.width())) {
        const double width = legendWidth(theme, text.legend);
        paintLegend(painter, theme, text.legend, line.adjusted(line.width() - width, 0, 0, 0));
        line.setRight(line.right() - width - space);
    }
    painter.setPen(theme.muted);
    const bool isFigure = !text.caption.isEmpty();
    const bool summaryFits = !isFigure || metrics.horizontalAdvance(text.summary) <= line.width();
    if (line.width() > metrics.averageCharWidth() * 4 && summaryFits) {
        write(metrics.elidedText(text.summary, Qt::ElideRight, line.width()), Qt::AlignRight);
    }
    below.setHeight(std::ceil(metrics.height() + theme.px(2)));
    below.translate(0, -theme.px(7)); // closer to the title than to the chart
    for (const QString& row : rows) {
        line = below;
        write(metrics.elidedText(row, Qt::ElideRight, line.width()), Qt::AlignLeft);
        below.translate(0, below.height());
    }
}

// ---- legend ---------------------------------------------------------------------------------------------------

namespace {

double entryWidth(const Theme& theme, const LegendEntry& entry)
{
    const QFontMetricsF metrics(theme.font(11.5));
    return std::round(metrics.capHeight()) + theme.px(5) + metrics.horizontalAdvance(entry.text);
}

/// Where each entry starts and in which line it stands.
std::vector<std::pair<double, int>> legendPlaces(const Theme& theme, const std::vector<LegendEntry>& legend,
                                                 double width)
{
    std::vector<std::pair<double, int>> places;
    double x = 0;
    int line = 0;
    for (const LegendEntry& entry : legend) {
        const double wide = entryWidth(theme, entry);
        if (x > 0 && x + wide > width + 0.5) {
            x = 0;
            ++line;
        }
        places.emplace_back(x, line);
        x += wide + theme.px(gap);
    }
    return places;
}

double legendLine(const Theme& theme) { return QFontMetricsF(theme.font(11.5)).height() + theme.px(2); }

} // namespace

double legendWidth(const Theme& theme, const std::vector<LegendEntry>& legend)
{
    double width = legend.empty() ? 0 : -theme.px(gap);
    for (const LegendEntry& entry : legend) {
        width += entryWidth(theme, entry) + theme.px(gap);
    }
    return width;
}

double legendHeight(const Theme& theme, const std::vector<LegendEntry>& legend, double width)
{
    return legend.empty() ? 0 : legendLine(theme) * (legendPlaces(theme, legend, width).back().second + 1);
}

void paintLegend(QPainter& painter, const Theme& theme, const std::vector<LegendEntry>& legend, const QRectF& area)
{
    const QFont font = theme.font(11.5);
    const QFontMetricsF metrics(font);
    const double swatch = std::round(metrics.capHeight()), line = legendLine(theme);
    const double top = area.center().y() - legendHeight(theme, legend, area.width()) / 2;
    const std::vector<std::pair<double, int>> places = legendPlaces(theme, legend, area.width());
    painter.setFont(font);
    painter.setPen(theme.muted);
    for (std::size_t i = 0; i < legend.size(); ++i) {
        const QRectF row(area.left() + places[i].first, top + line * places[i].second, entryWidth(theme, legend[i]),
                         line);
        const QRectF box(std::round(row.left()), std::round(row.center().y() - swatch / 2), swatch, swatch);
        painter.fillRect(box, legend[i].outline.isValid() ? legend[i].outline : legend[i].colour);
        if (legend[i].outline.isValid()) {
            const double edge = std::max(1.0, std::round(theme.px(1.2)));
            painter.fillRect(box.adjusted(edge, edge, -edge, -edge), legend[i].colour);
        }
        painter.drawText(row.adjusted(swatch + theme.px(5), 0, 4, 0),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), legend[i].text);
    }
}

} // namespace ridge
