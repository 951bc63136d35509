// Draws one explanation, with links to follow by mouse and by keyboard.
// Not the panel around it (why_panel.h): it neither scrolls nor remembers where one came from.
#pragma once

#include "ui/why/why_layout.h"

#include <QWidget>
#include <memory>

namespace ridge {

class WhyView : public QWidget {
    Q_OBJECT
public:
    explicit WhyView(QWidget* parent = nullptr);

    void setExplanation(std::shared_ptr<const Explanation> explanation);
    /// Instead of an explanation: why there is none.
    void setSentence(const QString& sentence);
    void setTheme(const Theme& theme);
    /// Nominal pixels of formulas: 15 in the side panel, larger for a lecture hall.
    void setFormulaSize(double nominal);
    /// The same picture once more, on a figure.
    const Page& page() const { return m_page.page; }
    /// Pixels that it takes, whatever its room.
    double neededHeight() const { return m_page.height; }

    /// The page is as wide as its room, and as high as it needs. The room does not depend on whether there is a scroll
    /// bar: a height that did could have one appear and vanish without end.
    void setRoom(const QSize& room);

signals:
    void activated(ridge::PageTarget target);
    void linkFocused(QRect area); // for the scroll area around it

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    WhyPage laidOut(double width) const;
    void relayout();
    int linkAt(const QPointF& position) const;
    void step(int delta);
    void setCurrent(int link);

    std::shared_ptr<const Explanation> m_explanation;
    QString m_sentence;
    Theme m_theme;
    double m_nominal = 15;
    QSize m_room{240, 0};
    WhyPage m_page;
    int m_hovered = -1;
    int m_pressed = -1;
    int m_current = -1;        // by keyboard
    bool m_focusShown = false; // reached by keyboard
};

} // namespace ridge
