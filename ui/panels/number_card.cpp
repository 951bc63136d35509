#include "ui/panels/number_card.h"

#include "ui/compare/change_text.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QPainter>

namespace ridge {
namespace {

// Nominal pixels.
constexpr double side = 10; // left and right of the texts
constexpr double top = 6;
constexpr double bottom = 6;
constexpr double titleLine = 16;
constexpr double numberLine = 22;
constexpr double noteLine = 15;
constexpr double smallSize = 11.5;
constexpr double numberSize = 19;
constexpr double unitGap = 4;

/// Of a text that is broken between words.
int linesOf(const QString& text, const QFont& font, double width)
{
    const QFontMetricsF metrics(font);
    const QRectF area(0, 0, width, 1e6);
    return text.isEmpty() ? 1 : qRound(metrics.boundingRect(area, Qt::TextWordWrap, text).height() / metrics.height());
}

/// Of texts in a card so wide. They may reach a little into its right margin before they break.
double roomIn(const Theme& theme, int width) { return width - theme.px(2 * side - 4); }

} // namespace

NumberCard::NumberCard(QWidget* parent) : QAbstractButton(parent), m_theme(Theme::light())
{
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Preferred); // as high as the other of its row
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
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
    updateGeometry(); // its words may need another line
    const QString name = figure.title + ": " + figure.number + " " + figure.unit + " " + figure.note +
                         (figure.change.isEmpty() ? "" : tr(", against A %1").arg(figure.change));
    setAccessibleName(figure.isStruck ? tr("%1, incomplete").arg(name) : name);
    updateToolTip();
    update();
}

void NumberCard::setTight(bool isTight)
{
    if (isTight != m_isTight) {
        m_isTight = isTight;
        updateGeometry();
        updateToolTip();
        update();
    }
}

/// What a tight card leaves out is said here.
void NumberCard::updateToolTip()
{
    const QString whole =
        m_isTight && !m_figure.change.isEmpty() ? m_figure.note + u'\n' + m_figure.change + u'\n' : "";
    setToolTip(whole + m_figure.help);
}

/// "▼ −3.2 ms, ÷1.4, better"; where a tight card has no room for it in a line, "▼ ÷1.4, better".
QString NumberCard::changeIn(double room, bool isTight) const
{
    const QString between = QStringLiteral(", ");
    const QStringList parts = m_figure.change.split(between);
    const bool isShort = isTight && parts.size() > 2 && linesOf(m_figure.change, m_theme.font(smallSize), room) > 1;
    return isShort ? parts.front().section(u' ', 0, 0) + u' ' + parts.mid(1).join(between) : m_figure.change;
}

void NumberCard::setTheme(const Theme& theme)
{
    m_theme = theme;
    updateGeometry();
    update();
}

QSize NumberCard::sizeHint() const
{
    return {qRound(m_theme.px(120)), heightForWidth(std::max(width(), qRound(m_theme.px(120))))};
}

int NumberCard::heightIn(int width, bool isTight) const
{
    const double room = roomIn(m_theme, width);
    const QFont small = m_theme.font(smallSize);
    const int change = m_figure.change.isEmpty() ? 0 : linesOf(changeIn(room, isTight), small, room);
    const int note = hasNote(isTight) ? linesOf(m_figure.note, small, room) : 0;
    return qRound(m_theme.px(top + linesOf(m_figure.title, small, room) * titleLine + numberLine +
                             (note + change) * noteLine + bottom - 1));
}

bool NumberCard::fitsIn(int width) const
{
    const double number = QFontMetricsF(m_theme.font(numberSize, true)).horizontalAdvance(m_figure.number);
    const double unit = QFontMetricsF(m_theme.font(smallSize)).horizontalAdvance(m_figure.unit);
    return number + m_theme.px(unitGap) + unit <= width - 2 * m_theme.px(side);
}

void NumberCard::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor frame = hasFocus() ? m_theme.accent : underMouse() ? m_theme.muted : m_theme.line;
    painter.setPen(QPen(frame, hasFocus() ? 2 : 1));
    painter.setBrush(isDown() ? m_theme.selection : m_theme.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5);

    const double left = m_theme.px(side);
    const double room = roomIn(m_theme, width());
    const QFont small = m_theme.font(smallSize);
    double y = m_theme.px(top);
    const auto next = [&](double nominal, int lines = 1) {
        const QRectF line(left, y, room, m_theme.px(nominal) * lines);
        y = line.bottom();
        return line;
    };
    painter.setFont(small);
    painter.setPen(m_theme.muted);
    painter.drawText(next(titleLine, linesOf(m_figure.title, small, room)), Qt::AlignVCenter | Qt::TextWordWrap,
                     m_figure.title);

    QFont large = m_theme.font(numberSize, true);
    large.setStrikeOut(m_figure.isStruck);
    const QRectF line = next(numberLine);
    painter.setFont(large);
    painter.setPen(m_figure.isStruck ? m_theme.muted : m_theme.text);
    painter.drawText(line, Qt::AlignVCenter, m_figure.number);
    const double offset = QFontMetricsF(large).horizontalAdvance(m_figure.number) + m_theme.px(unitGap);
    painter.setFont(small);
    painter.setPen(m_theme.muted);
    painter.drawText(line.adjusted(offset, m_theme.px(3), 0, 0), Qt::AlignVCenter, m_figure.unit);

    const auto write = [&](const QString& text, const QColor& colour) {
        painter.setPen(colour);
        painter.drawText(next(noteLine, linesOf(text, small, room)), Qt::AlignVCenter | Qt::TextWordWrap, text);
    };
    if (hasNote(m_isTight)) {
        write(m_figure.note, m_figure.noteWarns ? m_theme.warning : m_theme.muted);
    }
    if (!m_figure.change.isEmpty()) {
        write(changeIn(room, m_isTight), colourOf(m_theme, m_figure.judgement));
    }
}

} // namespace ridge
