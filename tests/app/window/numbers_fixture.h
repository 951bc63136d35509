// The whole window, asked for the derivation of what it shows.
// Not expectations: those stand in the tests.
#pragma once

#include "core/explain/explain.h"
#include "tests/app/window/window_fixture.h"
#include "ui/charts/chart_header.h"
#include "ui/panels/number_card.h"
#include "ui/why/why_panel.h"
#include "ui/why/why_view.h"

#include <QContextMenuEvent>
#include <QMenu>
#include <QScrollArea>
#include <QTreeView>

namespace ridge::test {

/// Something with a cache, something without, and something that counts kilobytes.
inline const std::pair<const char*, const char*> scenarios[] = {
    {"resnet-50", "h100-sxm"}, {"llama-3-8b", "h100-sxm"}, {"mobilenet-v2", "stm32f746"}};

/// A graph as a file; its path.
inline QString writeTo(const QTemporaryDir& folder, const std::string& bytes)
{
    QFile file(folder.filePath("net.onnx"));
    REQUIRE(file.open(QIODevice::WriteOnly));
    REQUIRE(file.write(bytes.data(), qint64(bytes.size())) == qint64(bytes.size()));
    return file.fileName();
}

struct NumbersBench : WindowBench {
    using WindowBench::WindowBench;

    const Evaluation& evaluation() { return *window.evaluation(); }
    WhyPanel& side() { return *window.findChild<WhyPanel*>("whyPanel"); }
    WhyPanel& page() { return *window.findChild<WhyPanel*>("whyPage"); }
    WhyView& view() { return *side().findChild<WhyView*>(); }
    QTreeView& sheet() { return *window.findChild<QTreeView*>("metricSheet"); }
    template <class Widget> Widget& part(const char* name = "")
    {
        auto* found = window.findChild<Widget*>(QString::fromLatin1(name));
        REQUIRE(found);
        return *found;
    }

    NumberRef shown() { return side().subject().ref; }
    /// As the panel writes it.
    QString result()
    {
        return side().explanation() ? QString::fromStdString(side().explanation()->result) : QStringLiteral("absent");
    }
    /// So that what comes next has something to change.
    void explainSomethingElse(const NumberRef& than)
    {
        window.explain({than.id == "ridge_point" ? "parameters" : "ridge_point"});
        REQUIRE(shown() != than);
    }
    /// What the panel shows after the action, having shown something else before.
    template <class Action> void leadsTo(const NumberRef& expected, Action action)
    {
        explainSomethingElse(expected);
        action();
        CHECK(shown().text() == expected.text());
    }

    void clickCell(QAbstractItemView& table, const QModelIndex& index, Qt::MouseButton button = Qt::LeftButton)
    {
        table.scrollTo(index);
        QTest::mouseClick(table.viewport(), button, {}, table.visualRect(index).center());
    }
    /// As the window system delivers it: over a place, or by the menu key.
    static void askForMenu(QWidget& widget, const QPoint& at, QContextMenuEvent::Reason reason)
    {
        QContextMenuEvent event(reason, at, widget.mapToGlobal(at));
        QApplication::sendEvent(&widget, &event);
    }
    /// The menu of a number that is open.
    QMenu& menu()
    {
        for (QMenu* one : window.findChildren<QMenu*>("numberMenu")) {
            if (one->isVisible()) {
                return *one;
            }
        }
        throw std::logic_error("no menu is open");
    }
    /// The part of a chart that takes the mouse.
    QWidget& plotOf(const Chart& chart)
    {
        for (QWidget* child : chart.findChildren<QWidget*>()) {
            if (child->inherits("QCustomPlot")) {
                return *child;
            }
        }
        throw std::logic_error("no plot");
    }
    ChartHeader& headerOf(const Chart& chart) { return *chart.findChild<ChartHeader*>(); }
    /// Somewhere on the title.
    void clickHeader(const Chart& chart) { QTest::mouseClick(&headerOf(chart), Qt::LeftButton, {}, {30, 15}); }
};

} // namespace ridge::test
