#include "app/window/dialogs/recovery_dialog.h"

#include "app/document/files.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QLocale>
#include <QPushButton>

namespace ridge {
namespace {

QString fileNote(const UnsavedWork& work)
{
    const QString path = QString::fromStdString(work.path);
    if (path.isEmpty()) {
        return QObject::tr("never saved");
    }
    const QByteArray there = fingerprintOf(path);
    return there.isEmpty()                                 ? QObject::tr("of %1, which is not there any more").arg(path)
           : there != QByteArray::fromStdString(work.seen) ? QObject::tr("of %1, which was changed since").arg(path)
                                                           : QObject::tr("of %1").arg(path);
}

QString lineOf(const LeftBehind& found)
{
    const Scenario& scenario = found.work.scenario;
    const QDateTime when = QFileInfo(found.slot->path()).lastModified();
    return QObject::tr("%1 on %2 · %3\n%4")
        .arg(QString::fromStdString(scenario.model.name), QString::fromStdString(scenario.device.name),
             QLocale().toString(when, QLocale::ShortFormat), fileNote(found.work));
}

} // namespace

RecoveryDialog::RecoveryDialog(std::vector<LeftBehind> found, std::function<void(LeftBehind)> restore, QWidget* parent)
    : QDialog(parent), m_found(std::move(found)), m_restore(std::move(restore)), m_list(new QListWidget)
{
    setWindowTitle(tr("Unsaved work"));
    setAttribute(Qt::WA_DeleteOnClose);
    for (const LeftBehind& each : m_found) {
        m_list->addItem(lineOf(each));
    }
    m_list->setCurrentRow(0);
    m_list->setAccessibleName(windowTitle());
    auto* text = new QLabel(tr("Ridgepoint did not end properly the last time. What was not saved then was kept:"));
    text->setWordWrap(true);
    auto* buttons = new QDialogButtonBox;
    QPushButton* restoring = buttons->addButton(tr("Restore"), QDialogButtonBox::ActionRole);
    QPushButton* discarding = buttons->addButton(tr("Discard"), QDialogButtonBox::ActionRole);
    buttons->addButton(tr("Later"), QDialogButtonBox::RejectRole);
    restoring->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->addWidget(text);
    column->addWidget(m_list);
    column->addWidget(buttons);
    resize(560, 260);
    connect(restoring, &QPushButton::clicked, this, &RecoveryDialog::restoreChosen);
    connect(discarding, &QPushButton::clicked, this, &RecoveryDialog::discardChosen);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemDoubleClicked, this, &RecoveryDialog::restoreChosen);
}

LeftBehind RecoveryDialog::take()
{
    const int row = m_list->currentRow();
    LeftBehind taken = std::move(m_found[static_cast<std::size_t>(row)]);
    m_found.erase(m_found.begin() + row);
    delete m_list->takeItem(row);
    return taken;
}

void RecoveryDialog::restoreChosen()
{
    m_restore(take());
    accept();
}

void RecoveryDialog::discardChosen()
{
    take().slot->clear();
    if (m_found.empty()) {
        accept();
    }
}

} // namespace ridge
