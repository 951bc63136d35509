#include "ui/controls/segmented_choice.h"

#include "ui/controls/field_frame.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainterPath>
#include <cmath>

namespace ridge {

namespace {
// Nominal pixels.
constexpr double textSize = 11.5;
constexpr double padding = 5; // left and right of every label
constexpr double controlHeight = 23;
constexpr double radius = 4;
constexpr double markWidth = 3.5; // of "changed", as on fields
} // namespace

SegmentedChoice::SegmentedChoice(QWidget* parent) : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SegmentedChoice::setTheme(const Theme& theme)
{
    m_theme = theme;
    updateGeometry();
    update();
}

void SegmentedChoice::setChoices(const QStringList& labels, int current)
{
    if (labels != m_labels) {
        m_labels = labels;
        updateGeometry();
    }
    m_current = current;
    update();
}

void SegmentedChoice::setChangedMark(bool changed)
{
    m_changed = changed;
    update();
}

double SegmentedChoice::textWidth(const QString& label) const
{
    return QFontMetricsF(m_theme.font(textSize, true)).horizontalAdvance(label); // so that being on moves nothing
}

QSize SegmentedChoice::sizeHint() const
{
    double width = 2;
    for (const QString& label : m_labels) {
        width += textWidth(label) + m_theme.px(2 * padding);
    }
    return {int(std::ceil(width)), int(m_theme.px(controlHeight))};
}

/// What is left over is shared evenly, so that the labels keep their proportions.
QRectF SegmentedChoice::segment(int index) const
{
    if (index < 0 || index >= m_labels.size()) {
        return {};
    }
    double text = 0;
    double before = 0;
    for (int i = 0; i < m_labels.size(); ++i) {
        before += i < index ? textWidth(m_labels[i]) : 0;
        text += textWidth(m_labels[i]);
    }
    const double slack = (width() - text) / double(m_labels.size());
    return {before + index * slack, 0, textWidth(m_labels[index]) + slack, double(height())};
}

int SegmentedChoice::indexAt(const QPointF& position) const
{
    for (int i = 0; i < m_labels.size(); ++i) {
        if (segment(i).contains(position)) {
            return i;
        }
    }
    return -1;
}

void SegmentedChoice::choose(int index)
{
    if (index >= 0 && index < m_labels.size() && index != m_current) {
        m_current = index;
        update();
        emit chosen(index);
    }
}

void SegmentedChoice::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    QPainterPath outline;
    outline.addRoundedRect(box, radius, radius);
    painter.fillPath(outline, m_theme.panel);
    painter.setClipPath(outline);
    for (int i = 0; i < m_labels.size(); ++i) {
        paintSegment(painter, i);
    }
    if (m_changed) {
        painter.fillRect(QRectF(0, 0, markWidth, height()), m_theme.activations);
    }
    painter.setClipping(false);
    painter.setPen(QPen(hasFocus() ? m_theme.accent : m_theme.line, 1));
    painter.drawPath(outline);
}

void SegmentedChoice::paintSegment(QPainter& painter, int index) const
{
    const QRectF area = segment(index);
    const bool on = index == m_current;
    if (on) {
        painter.fillRect(area, m_theme.selection);
    }
    if (index > 0) { // hairlines between, on whole pixels
        const double x = std::round(area.left()) + 0.5;
        painter.setPen(QPen(m_theme.line, 1));
        painter.drawLine(QPointF(x, 0), QPointF(x, area.bottom()));
    }
    painter.setFont(m_theme.font(textSize, on));
    painter.setPen(on ? m_theme.accent : index == m_hovered ? m_theme.text : m_theme.muted);
    painter.drawText(area, Qt::AlignCenter, m_labels[index]);
}

void SegmentedChoice::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        choose(indexAt(event->position()));
    } else {
        QWidget::mousePressEvent(event);
    }
}

void SegmentedChoice::mouseMoveEvent(QMouseEvent* event) { setHovered(indexAt(event->position())); }

void SegmentedChoice::leaveEvent(QEvent* event)
{
    setHovered(-1);
    QWidget::leaveEvent(event);
}

void SegmentedChoice::setHovered(int index)
{
    if (index != m_hovered) {
        m_hovered = index;
        update();
    }
}

void SegmentedChoice::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        choose(m_current - 1);
        break;
    case Qt::Key_Right:
        choose(m_current + 1);
        break;
    case Qt::Key_Space:
        choose(m_labels.isEmpty() ? -1 : (m_current + 1) % int(m_labels.size()));
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace ridge
