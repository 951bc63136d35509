#include "app/window/drop_notice.h"

#include <QPainter>

namespace ridge {

DropNotice::DropNotice(QWidget* window) : QWidget(window)
{
    setObjectName(QStringLiteral("dropNotice"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    hide();
}

void DropNotice::setTheme(const Theme& theme) { m_theme = theme; }

void DropNotice::announce(const QString& sentence)
{
    m_sentence = sentence;
    setAccessibleName(sentence);
    setGeometry(parentWidget()->rect());
    raise();
    show();
}

void DropNotice::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    QColor veil = m_theme.window;
    veil.setAlphaF(0.75F);
    painter.fillRect(rect(), veil);
    painter.setPen(QPen(m_theme.accent, m_theme.px(3)));
    painter.setBrush(Qt::NoBrush);
    const double edge = m_theme.px(6);
    painter.drawRoundedRect(QRectF(rect()).adjusted(edge, edge, -edge, -edge), edge, edge);
    painter.setFont(m_theme.font(19, true));
    painter.setPen(m_theme.accent);
    const int side = int(m_theme.px(40));
    painter.drawText(rect().adjusted(side, 0, -side, 0), int(Qt::AlignCenter) | int(Qt::TextWrapAnywhere), m_sentence);
}

} // namespace ridge
