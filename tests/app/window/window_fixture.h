// The whole window off screen, with the hands of a user.
// Not expectations: those stand in the tests.
#pragma once

#include "app/window/explanations.h"
#include "app/window/file_actions.h"
#include "app/window/main_window.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/theme_choice.h"
#include "app/window/window_layout.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/charts/chart.h"
#include "ui/controls/value_slider.h"
#include "ui/editors/parameter_row.h"
#include "ui/editors/scenario_editor.h"
#include "ui/panels/issue_list.h"
#include "ui/panels/result_panel.h"
#include "ui/tables/block_model.h"
#include "ui/tables/operator_table.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QMimeData>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>
#include <QTreeView>
#include <QWindow>

namespace ridge::test {

struct WindowBench {
    explicit WindowBench(const Scenario& scenario = preset("resnet-50", "h100-sxm"), QSize size = {1440, 900})
        : window(scenario, MainWindow::Purpose::Interactive)
    {
        window.resize(size);
        window.show();
        window.activateWindow();
        REQUIRE(QTest::qWaitForWindowActive(&window));
        settle();
    }

    /// What was asked for has been read, evaluated and shown.
    void settle()
    {
        QCoreApplication::processEvents();
        REQUIRE(QTest::qWaitFor([this] { return !window.isReading(); }, 60000));
        window.evaluator().flush();
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete); // else what was replaced piles up
    }

    /// True when it was opened.
    bool open(const QString& path)
    {
        window.showMessage({});
        window.openPath(path);
        settle();
        return message().startsWith("Opened ");
    }

    ParameterRow* row(const char* id)
    {
        window.editor().focusParameter(QString::fromLatin1(id));
        QCoreApplication::processEvents();
        for (ParameterRow* one : window.findChildren<ParameterRow*>()) {
            if (one->parameter().id == id) {
                return one;
            }
        }
        return nullptr;
    }
    OperatorTable& operators() { return *window.findChild<OperatorTable*>(); }
    QTreeView& operatorView() { return *window.findChild<QTreeView*>("operatorTable"); }
    BlockModel& operatorModel() { return *qobject_cast<BlockModel*>(operatorView().model()); }
    IssueList& issues() { return *window.findChild<IssueList*>(); }
    OverflowTabs& tabs() { return window.pages().bottom(); }

    QString message() const
    {
        for (const QLabel* label : window.findChildren<QLabel*>()) {
            if (label->accessibleName() == "Effect of the last edit") {
                return label->text();
            }
        }
        return {};
    }

    /// The operator's row, by its place in the run; its block opens.
    void clickRow(int row)
    {
        QTreeView& view = operatorView();
        const QModelIndex index = operatorModel().indexOfItem(row);
        view.scrollTo(index);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(index).center());
    }

    /// As the window system delivers it, over the middle of a widget. False: not accepted.
    bool drop(const QString& path, QWidget& over) { return drop(QUrl::fromLocalFile(path), over); }
    bool drop(const QUrl& url, QWidget& over)
    {
        const QPoint at = over.mapTo(&window, over.rect().center());
        QMimeData data;
        data.setUrls({url});
        QDragEnterEvent enter(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(window.windowHandle(), &enter);
        if (!enter.isAccepted()) {
            return false;
        }
        QDropEvent event(at, Qt::CopyAction, &data, Qt::LeftButton, {});
        QCoreApplication::sendEvent(window.windowHandle(), &event);
        settle();
        return event.isAccepted();
    }

    MainWindow window;
};

/// Presses a button of the question that the call asks; the text of the question, or nothing when none came.
template <class Call> QString answering(QMessageBox::StandardButton button, Call call)
{
    QString question;
    QTimer watch;
    watch.setInterval(10);
    QObject::connect(&watch, &QTimer::timeout, [&] {
        if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
            question = box->text();
            QTest::mouseClick(box->button(button), Qt::LeftButton);
        }
    });
    watch.start();
    call();
    return question;
}

inline void applyBatch(MainWindow& window, double batch, quint64 gesture = 0)
{
    Scenario next = *window.document().current();
    next.workload.batch = batch;
    const EditLabel label{"workload.batch", gesture, QString("Batch → %1").arg(batch)};
    emit window.editor().edited(std::move(next), label);
}

} // namespace ridge::test
