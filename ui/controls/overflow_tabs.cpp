#include "ui/controls/overflow_tabs.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QMenu>
#include <QScopedValueRollback>
#include <QTabBar>
#include <QToolButton>

namespace ridge {
namespace {

/// Tells how wide a tab would be that is not shown.
class Bar : public QTabBar {
public:
    int widthOf(int tab) const { return tabSizeHint(tab).width(); }
};

} // namespace

OverflowTabs::OverflowTabs(QWidget* parent)
    : QTabWidget(parent), m_more(new QToolButton), m_menu(new QMenu(m_more)), m_corner(new QWidget)
{
    setTabBar(new Bar);
    setDocumentMode(true);
    m_more->setObjectName(QStringLiteral("moreTabs"));
    m_more->setProperty("role", "link");
    m_more->setText(tr("More ▾"));
    m_more->setAccessibleName(tr("More pages"));
    m_more->setPopupMode(QToolButton::InstantPopup);
    m_more->setFocusPolicy(Qt::TabFocus);
    m_more->setMenu(m_menu);
    m_more->hide();
    connect(m_menu, &QMenu::aboutToShow, this, &OverflowTabs::fillMenu);
    m_controls = new QHBoxLayout(m_corner);
    m_controls->setContentsMargins(0, 3, 12, 3); // keeps the controls off the window's edge
    m_controls->addWidget(m_more);
    setCornerWidget(m_corner);
    m_corner->installEventFilter(this); // its controls grow with their type, after this has
    connect(this, &QTabWidget::currentChanged, this, &OverflowTabs::arrange);
}

void OverflowTabs::addCorner(QWidget* control) { m_controls->addWidget(control); }

void OverflowTabs::setOffered(int tab, bool isOffered)
{
    if (this->isOffered(tab) == isOffered) {
        return;
    }
    if (isOffered) {
        m_withheld.remove(widget(tab));
    } else {
        m_withheld.insert(widget(tab));
    }
    setTabVisible(tab, isOffered); // another comes to the front where it was this one
    arrange();
}

int OverflowTabs::widthOf(int tab) const { return static_cast<const Bar*>(tabBar())->widthOf(tab); }

/// The first ones that fit, and the one in front.
void OverflowTabs::arrange()
{
    if (m_arranging) {
        return;
    }
    const QScopedValueRollback guard(m_arranging, true);
    m_more->hide();
    int all = 0;
    for (int tab = 0; tab < count(); ++tab) {
        all += isOffered(tab) ? widthOf(tab) : 0;
    }
    int room = width() - m_corner->sizeHint().width();
    const bool isTight = all > room;
    m_more->setVisible(isTight);
    room = width() - m_corner->sizeHint().width() - (currentIndex() >= 0 ? widthOf(currentIndex()) : 0);
    if (currentIndex() >= 0) {
        tabBar()->setTabVisible(currentIndex(), isOffered(currentIndex()));
    }
    m_cornerWidth = m_corner->sizeHint().width();
    bool isFull = false;
    for (int tab = 0; tab < count(); ++tab) {
        if (tab != currentIndex() && isOffered(tab)) {
            room -= widthOf(tab);
            isFull = isFull || (isTight && room < 0);
            tabBar()->setTabVisible(tab, !isFull); // the pages' own visibility is no matter of their tabs' room
        }
    }
}

bool OverflowTabs::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_corner && event->type() == QEvent::LayoutRequest &&
        m_corner->sizeHint().width() != m_cornerWidth) {
        arrange();
    }
    return QTabWidget::eventFilter(watched, event);
}

void OverflowTabs::fillMenu()
{
    m_menu->clear();
    for (int tab = 0; tab < count(); ++tab) {
        if (isOffered(tab) && !isTabVisible(tab)) {
            connect(m_menu->addAction(tabText(tab)), &QAction::triggered, this, [this, tab] { setCurrentIndex(tab); });
        }
    }
}

void OverflowTabs::resizeEvent(QResizeEvent* event)
{
    arrange();
    QTabWidget::resizeEvent(event);
}

void OverflowTabs::changeEvent(QEvent* event)
{
    QTabWidget::changeEvent(event);
    if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange) {
        arrange();
    }
}

/// Ctrl+Tab comes to those in the menu too.
void OverflowTabs::keyPressEvent(QKeyEvent* event)
{
    const bool isTab = event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab;
    if (isTab && event->modifiers().testFlag(Qt::ControlModifier)) {
        step(event->key() == Qt::Key_Tab && !event->modifiers().testFlag(Qt::ShiftModifier) ? 1 : -1);
    } else {
        QTabWidget::keyPressEvent(event);
    }
}

void OverflowTabs::step(int by)
{
    for (int steps = 1; steps <= count(); ++steps) {
        const int tab = (currentIndex() + steps * by + steps * count()) % count();
        if (isOffered(tab)) {
            setCurrentIndex(tab);
            return;
        }
    }
}

} // namespace ridge
