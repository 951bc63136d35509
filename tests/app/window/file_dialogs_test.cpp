// Qt's own file dialog, with the keys that delete and rename.

#include "app/window/dialogs/file_dialogs.h"
#include "core/formats/file_reader.h"
#include "core/reports/report_format.h"
#include "tests/app/window/window_fixture.h"

#include <QAbstractItemView>
#include <QContextMenuEvent>
#include <QFileDialog>
#include <QMenu>
#include <QToolButton>

using namespace ridge;
using namespace ridge::test;

namespace {

/// A folder in which there is something to lose.
struct Precious {
    Precious()
    {
        REQUIRE(QDir(dir.path()).mkpath("precious"));
        QFile file(dir.filePath("precious/work.ridge"));
        REQUIRE(file.open(QIODevice::WriteOnly));
    }
    bool isThere() const { return QFile::exists(dir.filePath("precious/work.ridge")); }
    QTemporaryDir dir;
};

/// Looks at the file dialog that the call opens, and gives it up where that has not closed it.
template <class Call, class Look> void lookAt(Call call, Look look)
{
    bool isSeen = false;
    QTimer watch;
    watch.setInterval(10);
    QObject::connect(&watch, &QTimer::timeout, [&] {
        auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
        if (dialog && !isSeen) {
            isSeen = true;
            look(*dialog);
            if (dialog->isVisible()) {
                dialog->reject();
            }
        }
    });
    watch.start();
    call();
    CHECK(isSeen);
}

/// The list or the table, whichever shows the folder.
QAbstractItemView& viewOf(QFileDialog& dialog)
{
    auto* list = dialog.findChild<QAbstractItemView*>("listView");
    return list->isVisible() ? *list : *dialog.findChild<QAbstractItemView*>("treeView");
}

/// The view with the keyboard on that folder in it.
QAbstractItemView& onFolder(QFileDialog& dialog, const QString& name)
{
    QAbstractItemView& view = viewOf(dialog);
    const auto found = [&] {
        return view.model()->match(view.model()->index(0, 0, view.rootIndex()), Qt::DisplayRole, name);
    };
    CHECK(QTest::qWaitFor([&] { return !found().isEmpty(); }));
    view.setFocus();
    view.setCurrentIndex(found().value(0));
    return view;
}

QStringList menuOf(QAbstractItemView& list)
{
    QStringList offered;
    QTimer watch;
    watch.setInterval(10);
    QObject::connect(&watch, &QTimer::timeout, [&] {
        if (auto* menu = qobject_cast<QMenu*>(QApplication::activePopupWidget())) {
            for (const QAction* action : menu->actions()) {
                if (action->isVisible()) {
                    offered << action->objectName();
                }
            }
            menu->close();
        }
    });
    watch.start();
    const QPoint at = list.visualRect(list.currentIndex()).center();
    QContextMenuEvent event(QContextMenuEvent::Mouse, at, list.viewport()->mapToGlobal(at));
    QCoreApplication::sendEvent(list.viewport(), &event);
    CHECK(QTest::qWaitFor([&] { return !offered.isEmpty(); })); // newer releases of Qt do not wait for the menu
    return offered;
}

/// Every way to delete and rename that Qt offers.
void attack(QFileDialog& dialog)
{
    for (const QFileDialog::ViewMode mode : {QFileDialog::List, QFileDialog::Detail}) {
        dialog.setViewMode(mode);
        QAbstractItemView& view = onFolder(dialog, "precious");
        CHECK(answering(QMessageBox::Yes, [&] { QTest::keyClick(&view, Qt::Key_Delete); }).isEmpty());
        QTest::keyClick(&view, Qt::Key_F2);
        CHECK_FALSE(view.findChild<QLineEdit*>());
        const QStringList offered = menuOf(view);
        CHECK_FALSE(offered.contains("qt_delete_action"));
        CHECK_FALSE(offered.contains("qt_rename_action"));
    }
}

} // namespace

TEST_CASE("a dialog that opens changes nothing in the folder", "[dialogs]")
{
    const Precious folder;
    lookAt([&] { CHECK(askOpenPath(nullptr, "Open", folder.dir.path(), "All files (*)").isEmpty()); },
           [&](QFileDialog& dialog) {
               attack(dialog);
               CHECK_FALSE(dialog.findChild<QToolButton*>("newFolderButton")->isEnabled());
           });
    CHECK(folder.isThere());
}

TEST_CASE("a dialog that saves makes folders, and neither deletes nor renames", "[dialogs]")
{
    const Precious folder;
    lookAt(
        [&] { CHECK(askSavePath(nullptr, "Save", folder.dir.filePath("s.ridge"), "Scenarios (*.ridge)").isEmpty()); },
        [&](QFileDialog& dialog) {
            attack(dialog);
            QTest::mouseClick(dialog.findChild<QToolButton*>("newFolderButton"), Qt::LeftButton);
            if (auto* name = viewOf(dialog).findChild<QLineEdit*>()) {
                name->setText("made");
                QTest::keyClick(name, Qt::Key_Return);
            }
            CHECK(QTest::qWaitFor([&] { return QFileInfo(folder.dir.filePath("made")).isDir(); }));
        });
    CHECK(folder.isThere());
}

TEST_CASE("what is typed into a dialog that saves gets its ending", "[dialogs]")
{
    const QTemporaryDir folder;
    QString path;
    lookAt([&] { path = askSavePath(nullptr, "Save", folder.filePath("s.ridge"), "Scenarios (*.ridge)"); },
           [&](QFileDialog& dialog) {
               auto* name = dialog.findChild<QLineEdit*>("fileNameEdit");
               name->setText("mine");
               QTest::keyClick(name, Qt::Key_Return);
           });
    CHECK(path == folder.filePath("mine.ridge"));
}

TEST_CASE("the dialogs offer every kind of file that is read, and every format that is written", "[window]")
{
    WindowBench bench;
    const auto filters = [](auto call) {
        QString all;
        lookAt(call, [&all](QFileDialog& dialog) { all = dialog.nameFilters().join(' '); });
        return all;
    };
    const QString read = filters([&] { bench.window.files().open(); });
    for (const FileReader& reader : fileReaders()) {
        INFO(reader.label);
        CHECK(read.contains('*' + QString::fromStdString(std::string(reader.ending))));
    }
    const QString written = filters([&] { bench.window.files().exportReport(); });
    CHECK(written.startsWith("Markdown (*.md)"));
    for (const ReportFormat* format : reportFormats()) {
        INFO(format->id);
        CHECK(written.contains("(*." + QString::fromStdString(std::string(format->suffix)) + ')') ==
              format->reportsFigures());
    }
}
