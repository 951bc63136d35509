#include "tests/support/qt_messages.h"
#include "tests/support/session.h"

#include <QApplication>
#include <QFile>
#include <QSettings>
#include <QTemporaryDir>

namespace {

/// Settings, caches and the user's library live in a folder of this run, so that two runs never meet.
void isolate(const QTemporaryDir& home)
{
    const QByteArray path = home.path().toLocal8Bit();
    for (const char* variable :
         {"XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "TMPDIR"}) {
        qputenv(variable, path);
    }
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, home.path());
    QSettings::setPath(QSettings::IniFormat, QSettings::UserScope, home.path());
}

/// No window system, and a screen on which every window of the tests has room: newer releases of Qt bring one that is
/// restored onto it.
void keepOffScreen(const QTemporaryDir& home)
{
    QFile screen(home.filePath("screen.json"));
    if (screen.open(QIODevice::WriteOnly)) {
        screen.write(R"({"screens": [{"name": "test", "x": 0, "y": 0, "width": 2560, "height": 1440,)"
                     R"( "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]})");
    }
    qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + screen.fileName().toLocal8Bit());
}

} // namespace

int main(int argc, char** argv)
{
    const QTemporaryDir home;
    isolate(home);
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        keepOffScreen(home);
    }
    ridge::test::installMessageHandler();
    int qtArgc = 1; // Qt would take Catch2's options for its own
    QApplication application(qtArgc, argv);
    QApplication::setOrganizationName("ridgepoint-tests");
    QApplication::setApplicationName("ridgepoint-tests");

    const int failed = ridge::test::runSession(argc, argv);
    return failed != 0 || ridge::test::unexpectedMessages() > 0 ? 1 : 0;
}
