#include "ui/controls/controls.h"

#include "ui/controls/field_frame.h"

#include <QAbstractItemView>
#include <QKeyEvent>
#include <QPainterPath>
#include <QToolButton>
#include <QWheelEvent>
#include <cmath>

namespace ridge {

namespace {

/// QAbstractButton presses on Space alone; people also try Enter.
bool clickOnEnter(QAbstractButton* button, const QKeyEvent* event)
{
    if (event->key() != Qt::Key_Return && event->key() != Qt::Key_Enter) {
        return false;
    }
    button->click();
    return true;
}

} // namespace

ChoiceBox::ChoiceBox(QWidget* parent) : QComboBox(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    setMinimumContentsLength(4);
}

void ChoiceBox::setTheme(const Theme& theme)
{
    m_theme = theme;
    view()->setFont(theme.font(12.5));
    update();
}

void ChoiceBox::setChangedMark(bool changed)
{
    if (changed != m_changed) {
        m_changed = changed;
        update();
    }
}

QSize ChoiceBox::sizeHint() const { return {int(m_theme.px(92)), int(m_theme.px(23))}; }

int ChoiceBox::neededWidth() const
{
    const int text = QFontMetrics(m_theme.font(12.5)).horizontalAdvance(currentText());
    return std::max(sizeHint().width(), text + int(std::ceil(m_theme.px(29)))); // beside it the margins and the arrow
}

QSize ChoiceBox::minimumSizeHint() const { return {int(m_theme.px(60)), int(m_theme.px(21))}; }

void ChoiceBox::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintFieldFrame(painter, rect(), m_theme, {.focused = hasFocus(), .hovered = underMouse(), .changed = m_changed});
    const double chevron = m_theme.px(7);
    const QRectF arrow(width() - m_theme.px(8) - chevron, (height() - chevron) / 2, chevron, chevron);
    paintChevron(painter, arrow, m_theme.muted, true);
    const QRectF area = QRectF(rect()).adjusted(m_theme.px(8), 0, arrow.left() - m_theme.px(5) - width(), 0);
    painter.setPen(isEnabled() ? m_theme.text : m_theme.muted);
    painter.setFont(m_theme.font(12.5));
    const QString shown = painter.fontMetrics().elidedText(currentText(), Qt::ElideRight, int(area.width()));
    painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, shown);
}

void ChoiceBox::wheelEvent(QWheelEvent* event)
{
    if (hasFocus()) {
        QComboBox::wheelEvent(event);
    } else {
        event->ignore();
    }
}

LinkButton::LinkButton(const QString& text, QWidget* parent) : QAbstractButton(parent)
{
    setText(text);
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
}

void LinkButton::setTheme(const Theme& theme)
{
    m_theme = theme;
    updateGeometry();
    update();
}

QSize LinkButton::sizeHint() const
{
    const QFontMetrics metrics(m_theme.font(12));
    return {metrics.horizontalAdvance(text()) + 6, metrics.height() + 4};
}

void LinkButton::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setFont(m_theme.font(12));
    painter.setPen(underMouse() || hasFocus() ? m_theme.accent : m_theme.muted);
    painter.drawText(rect(), Qt::AlignCenter, text());
    if (hasFocus()) {
        paintFocusRing(painter, rect(), m_theme);
    }
}

void LinkButton::keyPressEvent(QKeyEvent* event)
{
    if (!clickOnEnter(this, event)) {
        QAbstractButton::keyPressEvent(event);
    }
}

void LinkButton::enterEvent(QEnterEvent* event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void LinkButton::leaveEvent(QEvent* event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

QToolButton* flatButton(const QString& sign, const QString& name, QWidget* parent)
{
    auto* button = new QToolButton(parent);
    button->setText(sign);
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setProperty("role", "flat");
    return button;
}

ElidedLabel::ElidedLabel(QWidget* parent) : QLabel(parent) { setTextFormat(Qt::PlainText); }

QSize ElidedLabel::minimumSizeHint() const { return {20, QLabel::minimumSizeHint().height()}; }

void ElidedLabel::paintEvent(QPaintEvent* event)
{
    const QRect area = contentsRect();
    const QString elided = fontMetrics().elidedText(text(), Qt::ElideRight, area.width());
    if (elided == text()) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, elided);
}

ReturnButton::ReturnButton(QWidget* parent) : LinkButton(QString(), parent) {}

void ReturnButton::paintEvent(QPaintEvent*)
{
    // Drawn, not written: few fonts have the glyph, and those that do disagree about its size.
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = underMouse() || hasFocus() ? m_theme.accent : m_theme.muted;
    const QPointF c = QRectF(rect()).center();
    const double r = m_theme.px(3.6);
    QPainterPath arc;
    const QRectF circle(c.x() - r, c.y() - r, 2 * r, 2 * r);
    arc.arcMoveTo(circle, 140);
    arc.arcTo(circle, 140, 285);
    painter.setPen(QPen(colour, m_theme.px(1.3), Qt::SolidLine, Qt::RoundCap));
    painter.drawPath(arc);
    const double angle = 140 * M_PI / 180;
    const QPointF tip(c.x() + r * std::cos(angle), c.y() - r * std::sin(angle));
    const double a = m_theme.px(2.6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(
        QPolygonF{tip + QPointF(-a, -a * 0.9), tip + QPointF(a * 0.9, a * 0.6), tip + QPointF(-a, a * 1.1)});
    if (hasFocus()) {
        paintFocusRing(painter, rect(), m_theme);
    }
}

SectionHeader::SectionHeader(const QString& title, QWidget* parent) : QAbstractButton(parent)
{
    setText(title);
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
}

void SectionHeader::setTheme(const Theme& theme)
{
    m_theme = theme;
    updateGeometry();
    update();
}

void SectionHeader::setRank(Rank rank)
{
    m_rank = rank;
    update();
}

void SectionHeader::setSummary(const QString& summary, Tone tone)
{
    if (summary != m_summary || tone != m_tone) {
        m_summary = summary;
        m_tone = tone;
        setAccessibleDescription(summary);
        update();
    }
}

QSize SectionHeader::sizeHint() const { return {int(m_theme.px(80)), int(m_theme.px(24))}; }

void SectionHeader::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const bool isGroup = m_rank == Rank::Group;
    const QRectF within = contentsRect();
    const double chevron = m_theme.px(7);
    const QColor ink = hasFocus() ? m_theme.accent : isGroup ? m_theme.muted : m_theme.text;
    paintChevron(painter, QRectF(within.left(), (height() - chevron) / 2, chevron, chevron), ink, isChecked());
    QFont title = m_theme.font(isGroup ? 12.5 : 13, true);
    title.setUnderline(hasFocus());
    painter.setFont(title);
    painter.setPen(ink);
    const double left = within.left() + m_theme.px(12);
    painter.drawText(QRectF(left, 0, width() - left, height()), Qt::AlignLeft | Qt::AlignVCenter, text());
    if (!isChecked() && !m_summary.isEmpty()) {
        const double start = left + painter.fontMetrics().horizontalAdvance(text()) + m_theme.px(isGroup ? 8 : 12);
        const QRectF area(start, 0, within.right() - start, height());
        painter.setFont(m_theme.font(12.5));
        painter.setPen(m_tone == Tone::Changed ? m_theme.warning : m_theme.muted);
        const QString shown = painter.fontMetrics().elidedText(summaryIn(area.width(), painter.fontMetrics()),
                                                               Qt::ElideRight, int(area.width()));
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, shown);
    }
}

/// Of a group, as many of its values as are read whole.
QString SectionHeader::summaryIn(double width, const QFontMetrics& metrics) const
{
    const QString joint = QStringLiteral(" · ");
    QStringList parts = m_summary.split(joint);
    while (m_rank == Rank::Group && parts.size() > 1 && metrics.horizontalAdvance(parts.join(joint)) > width) {
        parts.removeLast();
    }
    return parts.join(joint);
}

void SectionHeader::keyPressEvent(QKeyEvent* event)
{
    if (!clickOnEnter(this, event)) {
        QAbstractButton::keyPressEvent(event);
    }
}

} // namespace ridge
