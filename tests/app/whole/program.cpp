#include "tests/app/whole/program.h"

#include <QProcess>

namespace ridge::test {

QString binaryPath() { return QStringLiteral(RIDGE_BINARY); }

namespace {

Run runProgram(const QString& program, const QStringList& arguments, const QString& folder)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "nonsense");
    environment.remove("XDG_RUNTIME_DIR"); // Qt would complain about its absence
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.start(program, arguments);
    REQUIRE(process.waitForFinished(60000));
    REQUIRE(process.exitStatus() == QProcess::NormalExit);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace

Run run(const QStringList& arguments, const QString& folder) { return runProgram(binaryPath(), arguments, folder); }

Run runInShell(const QString& script, const QString& folder)
{
    return runProgram("/bin/sh", {"-c", script, binaryPath()}, folder);
}

} // namespace ridge::test
