// Pages behind tabs: those whose tabs have no room in the row wait in a menu at its end, instead of being scrolled to.
// Not the pages, and not whether one is offered: its owner says that.
#pragma once

#include <QSet>
#include <QTabWidget>

class QHBoxLayout;
class QMenu;
class QToolButton;

namespace ridge {

class OverflowTabs : public QTabWidget {
    Q_OBJECT
public:
    explicit OverflowTabs(QWidget* parent = nullptr);

    /// Whether the page can be chosen at all.
    void setOffered(int tab, bool isOffered);
    bool isOffered(int tab) const { return !m_withheld.contains(widget(tab)); }
    /// A control at the end of the row.
    void addCorner(QWidget* control);
    /// Shares out the row again, after titles or controls have changed.
    void arrange();

protected:
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    int widthOf(int tab) const;
    void fillMenu();
    void step(int by);

    QSet<QWidget*> m_withheld; // pages
    QToolButton* m_more;
    QMenu* m_menu;
    QWidget* m_corner;
    int m_cornerWidth = 0; // when tabs were arranged last
    QHBoxLayout* m_controls;
    bool m_arranging = false;
};

} // namespace ridge
