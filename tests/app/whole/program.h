// Runs the program itself as a process and checks what every run has to keep to.
// Not its functions: those are linked and called by the other tests.
#pragma once

#include "tests/support/catch.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <filesystem>

namespace ridge::test {

struct Run {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;
};

/// Where the build put it.
QString binaryPath();

/// The program itself. No command but the window may need a Qt platform, so none that works is offered.
Run run(const QStringList& arguments, const QString& folder = {});

/// The same from a shell, which can say what no QString can: "$0" is the program.
Run runInShell(const QString& script, const QString& folder);

inline Run succeed(const QStringList& arguments, const QString& folder = {})
{
    const Run result = run(arguments, folder);
    INFO(arguments.join(' ').toStdString() << ": " << result.err.toStdString());
    CHECK(result.exitCode == 0);
    CHECK(result.err.isEmpty());
    return result;
}

/// Nothing on standard output, and one line that says what is wrong.
inline void refuse(int exitCode, const QStringList& arguments, const QString& part, const QString& folder = {})
{
    const Run result = run(arguments, folder);
    INFO(arguments.join(' ').left(300).toStdString() << ": " << result.err.left(500).toStdString());
    CHECK(result.exitCode == exitCode);
    CHECK(result.out.isEmpty());
    CHECK(result.err.startsWith("ridgepoint: "));
    CHECK(result.err.endsWith('\n'));
    CHECK(result.err.count('\n') == 1);
    CHECK(QString::fromUtf8(result.err).contains(part, Qt::CaseInsensitive));
}

struct ProgramFolder {
    QTemporaryDir dir;
    ~ProgramFolder() { std::filesystem::remove_all(dir.path().toStdString()); } // whatever the names in it are made of
    QString path(const QString& name) const { return dir.filePath(name); }
    QString with(const QString& name, const QByteArray& bytes) const
    {
        QFile file(path(name));
        REQUIRE(file.open(QIODevice::WriteOnly));
        REQUIRE(file.write(bytes) == bytes.size());
        return path(name);
    }
    QByteArray contents(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
};

} // namespace ridge::test
