// A program's life with its session, and what it leaves on disk.
// Not expectations: those stand in the tests.
#pragma once

#include "app/window/dialogs/recovery_dialog.h"
#include "app/window/session.h"
#include "tests/app/window/window_fixture.h"

#include <QFileInfo>
#include <QPushButton>
#include <QSettings>

namespace ridge::test {

inline QStringList recoveryFiles(const QString& ending = ".ridge")
{
    return QDir(QFileInfo(Session::recoveryPath()).path()).entryList({"unsaved*" + ending}, QDir::Files, QDir::Name);
}

inline void forgetEverything()
{
    QSettings().clear();
    for (const QString& folder : RecoverySlot::folders()) {
        for (const QString& name : QDir(folder).entryList({"unsaved*"}, QDir::Files)) {
            QDir(folder).remove(name);
        }
    }
}

/// What is kept in a slot; nothing while there is none.
inline std::optional<UnsavedWork> keptIn(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? std::optional(readUnsavedJson(file.readAll().toStdString())) : std::nullopt;
}

inline bool waitUntilKept(double batch, const QString& path = Session::recoveryPath())
{
    return QTest::qWaitFor([&] {
        const auto kept = keptIn(path);
        return kept && kept->scenario.workload.batch == batch;
    });
}

/// Presses the button of that label in whatever asks; false when there is none.
inline bool press(QWidget& dialog, const QString& label)
{
    for (QPushButton* button : dialog.findChildren<QPushButton*>()) {
        if (button->text().remove('&') == label) {
            QTest::mouseClick(button, Qt::LeftButton);
            QCoreApplication::processEvents();
            return true;
        }
    }
    return false;
}

/// The window and the session, in the order in which main() makes and destroys them.
struct ProgramRun {
    explicit ProgramRun(bool recover = true, const Scenario& scenario = preset("resnet-50", "h100-sxm"))
        : window(scenario, MainWindow::Purpose::Interactive)
    {
        session.attach(window, recover);
        window.show();
        QCoreApplication::processEvents();
    }

    /// Closes the window as the user does, discarding what is unsaved.
    void close()
    {
        answering(QMessageBox::Discard, [this] {
            QTimer::singleShot(0, &window, &QWidget::close);
            QTimer tooLong;
            QObject::connect(&tooLong, &QTimer::timeout, qApp, [] { QApplication::exit(1); });
            tooLong.start(20000);
            CHECK(QApplication::exec() == 0);
        });
    }

    double batch() { return window.document().current()->workload.batch; }
    RecoveryDialog* offer() { return window.findChild<RecoveryDialog*>(); }
    bool restore() { return offer() && press(*offer(), "Restore"); }
    QString warning() const
    {
        const auto* box = window.findChild<QMessageBox*>();
        return box ? box->text() : QString();
    }

    Session session;
    MainWindow window;
};

} // namespace ridge::test
