#include "app/window/dialogs/file_dialogs.h"

#include <QAbstractItemView>
#include <QAction>
#include <QFileDialog>
#include <QFileInfo>
#include <QRegularExpression>
#include <QShortcut>

namespace ridge {
namespace {

/// Qt's own dialog deletes and renames what lies in a folder, by keys and by its menu. Desktops' dialogs have no such
/// parts.
void leaveFilesAlone(QFileDialog& dialog)
{
    for (const char* name : {"qt_delete_action", "qt_rename_action"}) {
        if (auto* action = dialog.findChild<QAction*>(QLatin1String(name))) {
            action->setVisible(false); // whether it is enabled is decided anew for each menu
            action->disconnect(&dialog);
        }
    }
    for (QShortcut* shortcut : dialog.findChildren<QShortcut*>()) {
        if (shortcut->key() == QKeySequence(Qt::Key_Delete)) {
            shortcut->setEnabled(false);
        }
    }
    for (auto* view : dialog.findChildren<QAbstractItemView*>()) {
        view->setEditTriggers(QAbstractItemView::NoEditTriggers); // a new folder is still given its name
    }
}

QString chosen(QFileDialog& dialog)
{
    leaveFilesAlone(dialog);
    return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

} // namespace

QString fileFilter(const QString& label, const QStringList& endings)
{
    return label + " (*" + endings.join(QStringLiteral(" *")) + ")";
}

QString askOpenPath(QWidget* parent, const QString& title, const QString& folder, const QString& filters)
{
    QFileDialog dialog(parent, title, folder, filters);
    dialog.setFileMode(QFileDialog::ExistingFile);
    dialog.setOption(QFileDialog::ReadOnly);
    return chosen(dialog);
}

namespace {

/// Whether an existing file is asked about before it is chosen.
enum class Existing { Ask, Take };

QString askPathToWrite(QWidget* parent, const QString& title, const QString& suggested, const QString& filters,
                       Existing existing)
{
    QFileDialog dialog(parent, title, QFileInfo(suggested).path(), filters);
    const auto follow = [&dialog](const QString& filter) {
        static const QRegularExpression ending(QStringLiteral("\\*\\.([\\w.]+)")); // of several parts: "lesson.md"
        dialog.setDefaultSuffix(ending.match(filter).captured(1));
    };
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, follow);
    follow(dialog.nameFilters().value(0));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.setOption(QFileDialog::DontConfirmOverwrite, existing == Existing::Take);
    dialog.selectFile(QFileInfo(suggested).fileName());
    return chosen(dialog);
}

} // namespace

QString askSavePath(QWidget* parent, const QString& title, const QString& suggested, const QString& filters)
{
    return askPathToWrite(parent, title, suggested, filters, Existing::Ask);
}

QString askAppendPath(QWidget* parent, const QString& title, const QString& suggested, const QString& filters)
{
    return askPathToWrite(parent, title, suggested, filters, Existing::Take);
}

} // namespace ridge
