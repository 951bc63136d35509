#include "app/document/recovery_slot.h"

#include "app/document/files.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFileInfo>
#include <QObject>
#include <QStandardPaths>
#include <algorithm>
#include <unistd.h>

namespace ridge {
namespace {

QString temporaryFolder()
{
    return QDir::tempPath() + u'/' + QCoreApplication::applicationName() + u'-' + QString::number(::geteuid());
}

/// Everybody may make folders where ours for what is temporary is: it has to be the user's own, and closed to others.
void prepare(const QString& folder)
{
    makeFolder(folder);
    if (folder == temporaryFolder()) {
        const QFileInfo info(folder);
        const bool isClosed = QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        if (info.isSymLink() || info.ownerId() != ::geteuid() || !isClosed) {
            throw FileError(folder.toStdString() + ": the folder belongs to somebody else.");
        }
    }
}

} // namespace

RecoverySlot::RecoverySlot(QString path)
    : m_path(std::move(path)), m_lock(std::make_unique<QLockFile>(m_path + QStringLiteral(".lock")))
{
    m_lock->setStaleLockTime(0); // held as long as its program runs
}

QStringList RecoverySlot::folders()
{
    return {QStandardPaths::writableLocation(QStandardPaths::AppLocalDataLocation), temporaryFolder()};
}

QString RecoverySlot::pathIn(const QString& folder, int number)
{
    return folder + (number == 1 ? QStringLiteral("/unsaved.ridge") : QStringLiteral("/unsaved-%1.ridge").arg(number));
}

std::unique_ptr<RecoverySlot> RecoverySlot::claim(const QStringList& folders, QString& problem)
{
    for (const QString& folder : folders) {
        try {
            prepare(folder);
            for (int number = 1;; ++number) {
                std::unique_ptr<RecoverySlot> made(new RecoverySlot(pathIn(folder, number)));
                const auto isEmpty = [&made] { return !QFileInfo::exists(made->m_path); };
                if (isEmpty() && made->m_lock->tryLock(0) && isEmpty()) {
                    return made;
                }
                if (isEmpty() && made->m_lock->error() != QLockFile::LockFailedError) {
                    writeFile(made->m_path + QStringLiteral(".lock"), "?"); // says what is wrong
                    throw FileError(folder.toStdString() + ": nothing can be locked there.");
                }
            }
        } catch (const FileError& error) {
            problem += QObject::tr("%1: %2\n").arg(folder, QString::fromUtf8(error.what()));
        }
    }
    return {};
}

std::vector<std::unique_ptr<RecoverySlot>> RecoverySlot::leftBehind()
{
    std::vector<std::unique_ptr<RecoverySlot>> found;
    for (const QString& folder : folders()) {
        for (const QString& name : QDir(folder).entryList({QStringLiteral("unsaved*.ridge")}, QDir::Files)) {
            std::unique_ptr<RecoverySlot> made(new RecoverySlot(folder + u'/' + name));
            const bool isFree = made->m_lock->tryLock(0) || made->m_lock->error() != QLockFile::LockFailedError;
            if (isFree && QFileInfo::exists(made->m_path)) { // where nothing can be locked, it can still be read
                found.push_back(std::move(made));
            }
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return QFileInfo(a->m_path).lastModified() > QFileInfo(b->m_path).lastModified();
    });
    return found;
}

UnsavedWork RecoverySlot::read() const { return readUnsavedJson(readFile(m_path)); }

void RecoverySlot::clear() const { QFile::remove(m_path); }

QString RecoverySlot::keepCopy() const
{
    const std::string bytes = readFile(m_path);
    QString copy = m_path + QStringLiteral(".broken");
    for (int number = 2; QFileInfo::exists(copy); ++number) {
        copy = m_path + QStringLiteral(".broken-%1").arg(number);
    }
    writeFile(copy, bytes);
    return copy;
}

} // namespace ridge
