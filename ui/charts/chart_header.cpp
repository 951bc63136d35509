#include "ui/charts/chart_header.h"

#include <QFontMetricsF>
#include <QHBoxLayout>
#include <QMouseEvent>

namespace ridge {

namespace {
constexpr double sidePadding = 12;
constexpr double gap = 14;
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

bool ChartHeader::fitsLegend(const Theme& theme, const HeaderText& text, double width)
{
    const double title = QFontMetricsF(theme.font(12.5, true)).horizontalAdvance(text.title);
    return paintLegend(nullptr, theme, text.legend, {}) <= width - 2 * sidePadding - title - gap;
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
    QRectF line = area.adjusted(sidePadding, 0, -sidePadding, 0);
    painter.setFont(bold);
    painter.setPen(theme.text);
    painter.drawText(line, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), text.title);
    line.setLeft(line.left() + QFontMetricsF(bold).horizontalAdvance(text.title) + gap);

    painter.setFont(small);
    painter.setPen(theme.muted);
    const double claimed =
        paintLegend(nullptr, theme, text.legend, line) + metrics.horizontalAdvance(text.summary) + 2 * gap;
    const QString caption = metrics.elidedText(text.caption, Qt::ElideRight, std::max(0.0, line.width() - claimed));
    if (!text.caption.isEmpty()) {
        painter.drawText(line, static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), caption);
        line.setLeft(line.left() + metrics.horizontalAdvance(caption) + gap);
    }
    const double legendWidth = paintLegend(nullptr, theme, text.legend, line);
    if (legendWidth > 0 && fitsLegend(theme, text, area.width())) {
        paintLegend(&painter, theme, text.legend, line.adjusted(line.width() - legendWidth, 0, 0, 0));
        line.setRight(line.right() - legendWidth - gap);
    }
    if (line.width() > metrics.averageCharWidth() * 4) {
        painter.setPen(theme.muted);
        painter.drawText(line, static_cast<int>(Qt::AlignRight | Qt::AlignVCenter),
                         metrics.elidedText(text.summary, Qt::ElideRight, line.width()));
    }
}

double paintLegend(QPainter* painter, const Theme& theme, const std::vector<LegendEntry>& legend, const QRectF& area)
{
    const QFont font = theme.font(11.5);
    const QFontMetricsF metrics(font);
    const double swatch = std::round(metrics.capHeight());
    double x = area.left();
    for (const LegendEntry& entry : legend) {
        const double width = metrics.horizontalAdvance(entry.text);
        if (painter) {
            painter->setFont(font);
            painter->fillRect(QRectF(std::round(x), std::round(area.center().y() - swatch / 2), swatch, swatch),
                              entry.colour);
            painter->setPen(theme.muted);
            painter->drawText(QRectF(x + swatch + 5, area.top(), width + 4, area.height()),
                              static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), entry.text);
        }
        x += swatch + 5 + width + gap;
    }
    return legend.empty() ? 0 : x - gap - area.left();
}

} // namespace ridge
