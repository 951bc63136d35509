#include "ui/studio/figure_preview.h"

#include <QMouseEvent>
#include <QPainter>

#include <algorithm>

namespace ridge {
namespace {
constexpr double rim = 10;
constexpr int checks = 8; // pixels of the pattern that shows through a transparent ground
} // namespace

FigurePreview::FigurePreview(QWidget* parent) : QWidget(parent)
{
    setObjectName(QStringLiteral("figurePreview"));
    setAccessibleName(tr("Preview"));
    setToolTip(tr("Click something in the figure to point at it with a callout"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void FigurePreview::setTheme(const Theme& theme)
{
    m_theme = theme;
    update();
}

void FigurePreview::setPicture(QImage picture, const QSize& whole)
{
    m_picture = std::move(picture);
    m_whole = whole;
    update();
}

QRectF FigurePreview::boxFor(const QSize& whole) const
{
    const QSizeF room(std::max(1.0, width() - 2 * rim), std::max(1.0, height() - 2 * rim));
    const QSizeF size = QSizeF(whole).scaled(room, Qt::KeepAspectRatio);
    return {QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size};
}

QPointF FigurePreview::onWidget(const QPointF& inFigure) const
{
    const QRectF box = boxFor(m_whole);
    return box.topLeft() + inFigure * (box.width() / std::max(1, m_whole.width()));
}

void FigurePreview::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.grid);
    if (m_picture.isNull()) {
        return;
    }
    const QRectF box = boxFor(m_whole);
    if (m_picture.hasAlphaChannel()) {
        painter.fillRect(box, Qt::white);
        for (int y = 0; y * checks < box.height(); ++y) {
            for (int x = y % 2; x * checks < box.width(); x += 2) {
                const QRectF check(box.left() + x * checks, box.top() + y * checks, checks, checks);
                painter.fillRect(check.intersected(box), QColor(0xE4, 0xE7, 0xEB));
            }
        }
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    painter.drawImage(box, m_picture);
    painter.setPen(QPen(m_theme.line, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
}

void FigurePreview::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    emit resized();
}

void FigurePreview::mouseReleaseEvent(QMouseEvent* event)
{
    const QRectF box = boxFor(m_whole);
    if (event->button() == Qt::LeftButton && box.contains(event->position()) && !m_whole.isEmpty()) {
        emit pointed((event->position() - box.topLeft()) * (m_whole.width() / box.width()));
    }
}

} // namespace ridge
