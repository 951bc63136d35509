#include "ui/why/why_view.h"

#include "core/explain/worked_solution.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

namespace ridge {

WhyView::WhyView(QWidget* parent) : QWidget(parent), m_theme(Theme::light())
{
    setObjectName(QStringLiteral("whyView"));
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Derivation"));
}

void WhyView::setExplanation(std::shared_ptr<const Explanation> explanation)
{
    const bool another = !m_explanation || !explanation || m_explanation->ref != explanation->ref;
    m_explanation = std::move(explanation);
    if (another) {
        m_current = -1;
        m_hovered = -1;
    }
    setAccessibleDescription(
        m_explanation ? QString::fromStdString(workedSolution(*m_explanation, SolutionFormat::Text)) : QString());
    relayout();
}

void WhyView::setSentence(const QString& sentence)
{
    m_explanation.reset();
    m_sentence = sentence;
    m_current = -1;
    m_hovered = -1;
    setAccessibleDescription(sentence);
    relayout();
}

void WhyView::setTheme(const Theme& theme)
{
    m_theme = theme;
    relayout();
}

void WhyView::setFormulaSize(double nominal)
{
    m_nominal = nominal;
    relayout();
}

WhyPage WhyView::laidOut(double width) const
{
    return m_explanation ? layoutExplanation(*m_explanation, m_theme, width, m_nominal)
                         : layoutSentence(m_sentence, m_theme, width);
}

void WhyView::relayout()
{
    m_page = laidOut(m_room.width());
    resize(m_room.width(), std::max(m_room.height(), static_cast<int>(std::ceil(m_page.height))));
    if (m_current >= static_cast<int>(m_page.page.links.size())) {
        m_current = -1;
    }
    m_hovered = -1;
    m_pressed = -1;
    update();
}

void WhyView::setRoom(const QSize& room)
{
    if (room != m_room) {
        m_room = room;
        relayout();
    }
}

void WhyView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.panel);
    const auto mark = [&](int index) {
        return m_page.page.links[static_cast<std::size_t>(index)].area.adjusted(-2, -1, 2, 2);
    };
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_hovered >= 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.selection);
        painter.drawRoundedRect(mark(m_hovered), 3, 3);
    }
    m_page.page.paint(painter, m_theme.accent);
    if (m_current >= 0 && hasFocus()) {
        painter.setPen(QPen(m_theme.accent, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(mark(m_current), 3, 3);
    } else if (hasFocus() && m_focusShown) {
        painter.setPen(QPen(m_theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

/// The smallest link under the pointer: a number inside a row goes before the row.
int WhyView::linkAt(const QPointF& position) const
{
    int found = -1;
    double least = 0;
    for (std::size_t i = 0; i < m_page.page.links.size(); ++i) {
        const QRectF area = m_page.page.links[i].area.adjusted(-2, -2, 2, 3);
        const double size = area.width() * area.height();
        if (area.contains(position) && (found < 0 || size < least)) {
            found = static_cast<int>(i);
            least = size;
        }
    }
    return found;
}

void WhyView::mouseMoveEvent(QMouseEvent* event)
{
    const int link = linkAt(event->position());
    if (link != m_hovered) {
        m_hovered = link;
        setCursor(link >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
        update();
    }
}

void WhyView::mousePressEvent(QMouseEvent* event)
{
    m_pressed = event->button() == Qt::LeftButton ? linkAt(event->position()) : -1;
}

/// A press that is let go elsewhere was thought better of.
void WhyView::mouseReleaseEvent(QMouseEvent* event)
{
    const int link = linkAt(event->position());
    if (link >= 0 && link == std::exchange(m_pressed, -1)) {
        emit activated(m_page.page.links[static_cast<std::size_t>(link)].target);
    }
}

void WhyView::leaveEvent(QEvent*)
{
    m_hovered = -1;
    update();
}

void WhyView::setCurrent(int link)
{
    m_current = link;
    update();
    emit linkFocused(m_page.page.links[static_cast<std::size_t>(link)].area.toAlignedRect());
}

void WhyView::step(int delta)
{
    const int count = static_cast<int>(m_page.page.links.size());
    if (count > 0) {
        setCurrent(m_current < 0 ? (delta > 0 ? 0 : count - 1) : (m_current + delta + count) % count);
    }
}

void WhyView::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Right:
        step(1);
        return;
    case Qt::Key_Up:
    case Qt::Key_Left:
        step(-1);
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Space:
        if (m_current >= 0) {
            emit activated(m_page.page.links[static_cast<std::size_t>(m_current)].target);
        }
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void WhyView::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    m_focusShown = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason ||
                   event->reason() == Qt::ShortcutFocusReason;
    update();
}

void WhyView::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

bool WhyView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const int link = linkAt(help->pos());
        QString text;
        if (link >= 0) {
            const PageTarget& target = m_page.page.links[static_cast<std::size_t>(link)].target;
            text = target.kind == PageTarget::Kind::Parameter ? tr("Go to its control: %1").arg(target.parameter)
                                                              : tr("Why this number?");
        }
        QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace ridge
