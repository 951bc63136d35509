// A choice of a few words side by side, all in view: one is on.
// Not for long lists: those are a ChoiceBox. Knows no parameters, it shows what it is told.
#pragma once

#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

namespace ridge {

class SegmentedChoice : public QWidget {
    Q_OBJECT
public:
    explicit SegmentedChoice(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Shows these labels with one of them on; −1: none. Never emits.
    void setChoices(const QStringList& labels, int current);
    void setChangedMark(bool changed);
    int current() const { return m_current; }
    /// Where a label is, for the pointer.
    QRectF segment(int index) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void chosen(int index); // by the user, and another one than before

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    /// Left and right choose, Space goes round; up and down are left to the owner.
    void keyPressEvent(QKeyEvent* event) override;

private:
    int indexAt(const QPointF& position) const;
    void choose(int index);
    void setHovered(int index);
    double textWidth(const QString& label) const;
    void paintSegment(QPainter& painter, int index) const;

    Theme m_theme;
    QStringList m_labels;
    int m_current = -1;
    int m_hovered = -1;
    bool m_changed = false;
};

} // namespace ridge
