// A page of the window that ranks, with the hands of a user on its table.
// Not what is ranked, and not when it is done: each page's tests say that.
#pragma once

#include "tests/app/window/window_fixture.h"
#include "ui/ranked/ranked_panel.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPushButton>

namespace ridge::test {

template <class View> struct RankedBench : WindowBench {
    RankedBench(const Scenario& scenario, const char* page) : WindowBench(scenario) { window.showView(page); }

    View& view() { return *window.findChild<View*>(); }
    RankedModel& model() { return view().ranked().model(); }
    QTableView& table() { return view().ranked().table(); }
    QPushButton& use() { return *window.findChild<QPushButton*>(model().kind().page + "Use"); }
    QString text(int row, int column) { return model().index(row, column).data().toString(); }

    /// The table on show is of the scenario on screen and of the metric that was chosen.
    bool isUpToDate()
    {
        const RankedTable& table = model().table();
        return table.scenario == window.evaluation()->chosen && table.ranking.metrics.front() == view().rankedMetric();
    }

    void click(int row, int column, bool twice = false)
    {
        const QModelIndex cell = model().index(row, column);
        table().scrollTo(cell);
        const QPoint at = table().visualRect(cell).center();
        QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, at);
        if (twice) {
            QTest::mouseDClick(table().viewport(), Qt::LeftButton, {}, at);
        }
    }

    void clickHeading(int column)
    {
        QHeaderView* heading = table().horizontalHeader();
        QTest::mouseClick(heading->viewport(), Qt::LeftButton, {},
                          {heading->sectionViewportPosition(column) + 10, heading->height() / 2});
    }

    /// The menu of a row, over its name.
    QMenu& openMenu(int row)
    {
        const QModelIndex cell = model().index(row, RankedModel::Name);
        table().scrollTo(cell);
        const QPoint at = table().visualRect(cell).center();
        QContextMenuEvent event(QContextMenuEvent::Mouse, at, table().viewport()->mapToGlobal(at));
        QCoreApplication::sendEvent(table().viewport(), &event);
        auto* menu = window.findChild<QMenu*>(model().kind().page + "Menu");
        REQUIRE(menu);
        return *menu;
    }

    /// By the menu of the first row.
    void rankBy(const QString& metric)
    {
        QMenu& menu = openMenu(0);
        for (QAction* action : menu.actions().back()->menu()->actions()) {
            if (action->text() == metric) {
                action->trigger();
            }
        }
        menu.close();
    }
};

} // namespace ridge::test
