#include "tests/app/program.h"

#include <QProcess>

namespace ridge::test {

QString binaryPath() { return QStringLiteral(RIDGE_BINARY); }

Run run(const QStringList& arguments, const QString& folder)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("QT_QPA_PLATFORM", "nonsense");
    environment.remove("XDG_RUNTIME_DIR"); // Qt would complain about its absence
    process.setProcessEnvironment(environment);
    process.setWorkingDirectory(folder);
    process.start(binaryPath(), arguments);
    REQUIRE(process.waitForFinished(60000));
    REQUIRE(process.exitStatus() == QProcess::NormalExit);
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
}

} // namespace ridge::test
