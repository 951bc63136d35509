#include "ui/panels/number_card.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>

namespace ridge {

NumberCard::NumberCard(QWidget* parent) : QAbstractButton(parent), m_theme(Theme::light())
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setCursor(Qt::PointingHandCursor);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, [this] { emit numberActivated(m_figure.ref); });
}

bool NumberCard::event(QEvent* event)
{
    if (event->type() == QEvent::HoverEnter || event->type() == QEvent::HoverLeave) {
        update();
    }
    return QAbstractButton::event(event);
}

void NumberCard::contextMenuEvent(QContextMenuEvent* event)
{
    emit numberMenuRequested(m_figure.ref, event->globalPos());
}

void NumberCard::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
        return;
    }
    QAbstractButton::keyPressEvent(event);
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
    const QColor frame = hasFocus() ? m_theme.accent : underMouse() ? m_theme.muted : m_theme.line;
    painter.setPen(QPen(frame, hasFocus() ? 1.5 : 1));
    painter.setBrush(isDown() ? m_theme.selection : m_theme.panel);
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
