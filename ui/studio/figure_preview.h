// A figure at its true proportion, as large as there is room; a click says where in the figure it was.
// Not the drawing: it is given pictures.
#pragma once

#include "ui/theme/theme.h"

#include <QImage>
#include <QWidget>

namespace ridge {

class FigurePreview : public QWidget {
    Q_OBJECT
public:
    explicit FigurePreview(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// `whole` is the figure's size in its own pixels.
    void setPicture(QImage picture, const QSize& whole);
    void setDescription(const QString& text) { setAccessibleDescription(text); }
    const QImage& picture() const { return m_picture; }
    /// Where a figure of that size is shown.
    QRectF boxFor(const QSize& whole) const;
    /// Of a place in the figure.
    QPointF onWidget(const QPointF& inFigure) const;
    QSize minimumSizeHint() const override { return {200, 150}; }

signals:
    void pointed(QPointF inFigure);
    void resized();

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    Theme m_theme;
    QImage m_picture;
    QSize m_whole;
};

} // namespace ridge
