#include "ui/panels/number_card.h"

#include <QPainter>

namespace ridge {

NumberCard::NumberCard(QWidget* parent) : QWidget(parent), m_theme(Theme::light())
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void NumberCard::setFigure(const CardFigure& figure)
{
    if (figure == m_figure) {
        return;
    }
    m_figure = figure;
    setAccessibleName(figure.title + ": " + figure.number + " " + figure.unit + " " + figure.note);
    setToolTip(figure.help);
    update();
}

void NumberCard::setTheme(const Theme& theme)
{
    m_theme = theme;
    updateGeometry();
    update();
}

QSize NumberCard::sizeHint() const { return {qRound(m_theme.px(120)), qRound(m_theme.px(64))}; }

void NumberCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(m_theme.line);
    painter.setBrush(m_theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);

    const double left = m_theme.px(10);
    const double width = this->width() - 2 * left;
    const auto line = [&](double top, double height) {
        return QRectF(left, m_theme.px(top), width, m_theme.px(height));
    };
    const QFont small = m_theme.font(11.5);
    painter.setFont(small);
    painter.setPen(m_theme.muted);
    painter.drawText(line(6, 16), Qt::AlignVCenter,
                     QFontMetricsF(small).elidedText(m_figure.title, Qt::ElideRight, width));

    const QFont large = m_theme.font(19, true);
    painter.setFont(large);
    painter.setPen(m_theme.text);
    painter.drawText(line(21, 24), Qt::AlignVCenter, m_figure.number);
    const double offset = QFontMetricsF(large).horizontalAdvance(m_figure.number) + m_theme.px(4);
    painter.setFont(small);
    painter.setPen(m_theme.muted);
    painter.drawText(line(23, 24).adjusted(offset, 0, 0, 0), Qt::AlignVCenter, m_figure.unit);

    painter.setPen(m_figure.noteWarns ? m_theme.warning : m_theme.muted);
    painter.drawText(line(44, 15), Qt::AlignVCenter,
                     QFontMetricsF(small).elidedText(m_figure.note, Qt::ElideRight, width));
}

} // namespace ridge
