#include "tests/support/catch.h"
#include "ui/controls/overflow_tabs.h"

#include <QLabel>
#include <QMenu>
#include <QTabBar>
#include <QTest>
#include <QToolButton>

using namespace ridge;

namespace {

struct Row {
    OverflowTabs tabs;
    QToolButton& more = *tabs.findChild<QToolButton*>("moreTabs");

    explicit Row(int width)
    {
        for (const char* title : {"Overview", "Latency", "Sweep", "Devices", "Frontier", "Sensitivity"}) {
            tabs.addTab(new QLabel(title), title);
        }
        resize(width);
        tabs.show();
        QTest::qWait(0);
    }
    void resize(int width) { tabs.resize(width, 200); }
    QStringList visible() const
    {
        QStringList titles;
        for (int tab = 0; tab < tabs.count(); ++tab) {
            if (tabs.isTabVisible(tab)) {
                titles << tabs.tabText(tab);
            }
        }
        return titles;
    }
    QStringList inMenu()
    {
        emit more.menu()->aboutToShow();
        QStringList titles;
        for (const QAction* action : more.menu()->actions()) {
            titles << action->text();
        }
        return titles;
    }
    /// Where the last tab on show ends.
    int end() const
    {
        int end = 0;
        for (int tab = 0; tab < tabs.count(); ++tab) {
            end = std::max(end, tabs.isTabVisible(tab) ? tabs.tabBar()->tabRect(tab).right() : 0);
        }
        return end;
    }
};

} // namespace

TEST_CASE("tabs that do not fit wait in a menu, and none is cut", "[tabs]")
{
    Row row(1200);
    CHECK(row.visible().size() == 6);
    CHECK_FALSE(row.more.isVisible());
    for (const int width : {400, 300, 200}) {
        row.resize(width);
        CHECK(row.more.isVisible());
        CHECK(row.visible() + row.inMenu() ==
              QStringList({"Overview", "Latency", "Sweep", "Devices", "Frontier", "Sensitivity"}));
        CHECK(row.end() < row.more.mapTo(&row.tabs, QPoint()).x());
    }
    row.resize(1200);
    CHECK(row.visible().size() == 6);
    CHECK_FALSE(row.more.isVisible());
}

TEST_CASE("a page from the menu comes to the front, and its tab into the row", "[tabs]")
{
    Row row(300);
    REQUIRE(row.inMenu().contains("Sensitivity"));
    row.more.menu()->actions().last()->trigger();
    CHECK(row.tabs.currentIndex() == 5);
    CHECK(row.visible().contains("Sensitivity"));
    CHECK_FALSE(row.inMenu().contains("Sensitivity"));
    CHECK(row.end() < row.more.mapTo(&row.tabs, QPoint()).x());
    row.tabs.setCurrentIndex(0);
    CHECK_FALSE(row.visible().contains("Sensitivity"));
}

TEST_CASE("Ctrl+Tab comes to every page that is offered, also to those without room", "[tabs]")
{
    Row row(300);
    row.tabs.setOffered(3, false);
    CHECK_FALSE(row.inMenu().contains("Devices"));
    std::vector<int> seen;
    for (int press = 0; press < 5; ++press) {
        QTest::keyClick(&row.tabs, Qt::Key_Tab, Qt::ControlModifier);
        seen.push_back(row.tabs.currentIndex());
    }
    CHECK(seen == std::vector<int>{1, 2, 4, 5, 0});
    QTest::keyClick(&row.tabs, Qt::Key_Backtab, Qt::ControlModifier | Qt::ShiftModifier);
    CHECK(row.tabs.currentIndex() == 5);
    row.tabs.setOffered(3, true);
    CHECK(row.inMenu().contains("Devices"));
}
