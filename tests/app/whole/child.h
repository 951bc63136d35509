// This test program once more, running one of its hidden tests: what is killed, or runs beside another.
// Not the program that users run: see program.h.
#pragma once

#include "tests/support/catch.h"

#include <QCoreApplication>
#include <QProcess>

namespace ridge::test {

/// Where a child keeps the user's data, which its parent chose; empty: nobody's child.
inline QString childHome() { return qEnvironmentVariable("RIDGE_CHILD_HOME"); }

/// The user's data lies in this folder while it lives.
class DataHome {
public:
    explicit DataHome(const QString& folder) : m_before(qgetenv("XDG_DATA_HOME"))
    {
        qputenv("XDG_DATA_HOME", folder.toLocal8Bit());
    }
    ~DataHome() { qputenv("XDG_DATA_HOME", m_before); }
    DataHome(const DataHome&) = delete;
    DataHome& operator=(const DataHome&) = delete;

private:
    QByteArray m_before;
};

/// Begins the hidden test of that name; `launcher` is what starts the program, where that is not this one.
inline void startChild(QProcess& child, const QString& test, const QString& home, QStringList launcher = {})
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("RIDGE_CHILD_HOME", home);
    child.setProcessEnvironment(environment);
    child.setProcessChannelMode(QProcess::MergedChannels);
    launcher << QCoreApplication::applicationFilePath() << test;
    child.start(launcher.takeFirst(), launcher);
    REQUIRE(child.waitForStarted());
}

} // namespace ridge::test
