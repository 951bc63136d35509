// From nothing to the first painted chart, in a program that has started: the whole window against an empty one.

#include "app/window/main_window.h"
#include "core/library/baseline.h"
#include "tests/bench/rows.h"
#include "tests/bench/timing.h"

#include <QCoreApplication>
#include <QMainWindow>

#include <qcustomplot.h>

namespace ridge::bench {
namespace {

void paint(QWidget& window)
{
    window.show();
    QCoreApplication::processEvents();
    window.grab(); // what is not painted yet is painted now
}

} // namespace

void measureStart(Rows& rows)
{
    const Compared c = compare(
        [] {
            MainWindow window(defaultScenario(), MainWindow::Purpose::Interactive);
            paint(window);
        },
        [] {
            QMainWindow window;
            window.resize(1440, 900);
            window.setCentralWidget(new QCustomPlot);
            paint(window);
        },
        7);
    rows.push_back({"window made and painted", c.value * 1e3, "ms", c.limit * 1e3, 1.5, c.ratio});
}

} // namespace ridge::bench
