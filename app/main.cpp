#include "app/commands/command_line.h"
#include "app/commands/commands.h"
#include "app/commands/study_commands.h"
#include "app/document/files.h"
#include "app/document/heap.h"
#include "app/document/scenario_source.h"
#include "app/window/file_actions.h"
#include "app/window/main_window.h"
#include "app/window/session.h"
#include "core/quantity/shown_text.h"

#include <QApplication>
#include <QHashFunctions>
#include <QLocale>
#include <QRawFont>

#include <algorithm>
#include <clocale>
#include <iostream>

namespace {

using namespace ridge;

constexpr int unreadableInput = 3;

int failWith(const std::exception& error)
{
    std::cerr << "ridgepoint: " << cleanText(error.what()) << '\n'; // names and quoted values may hold anything
    return unreadableInput;
}

void describeApplication()
{
    QApplication::setApplicationName(QStringLiteral("Ridgepoint"));
    QApplication::setOrganizationName(QStringLiteral("Ridgepoint"));
    QApplication::setApplicationVersion(QStringLiteral(RIDGE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("ridgepoint"));
}

/// Qt ends the program where it finds no display; a sentence is better.
void requireDisplay()
{
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
        if (!qEnvironmentVariableIsEmpty(name)) {
            return;
        }
    }
    throw FileError("there is no display to open a window on; "
                    "`ridgepoint figure` and `ridgepoint report` work without one.");
}

/// Qt takes over the user's locale. Numbers do not follow it: what is shown can be typed back, and files are the same
/// everywhere. Core writes and reads them by itself; this is for the libraries.
void keepNumbersPlain()
{
    std::setlocale(LC_NUMERIC, "C");
    QLocale::setDefault(QLocale::c());
}

/// Without any font Qt lists families all the same, and draws every letter as a box: the box has no table of letters.
void requireFont()
{
    if (QRawFont::fromFont(QApplication::font()).fontTable("cmap").isEmpty()) {
        throw FileError("no font is installed, so that no text could be drawn; install one, "
                        "such as the package fonts-inter or fonts-dejavu-core.");
    }
}

int openWindow(const Request& request, int argc, char** argv)
{
    KnownFile file;
    const ScenarioRequest& wanted = request.scenario;
    // What cannot be read is said even where no window can open.
    const ScenarioFile opened = scenarioFrom(wanted, &file);
    requireDisplay();
    QApplication application(argc, argv);
    keepNumbersPlain();
    requireFont();
    Session session;
    const bool changesFile = !wanted.model.empty() || !wanted.device.empty() || !wanted.settings.empty();
    MainWindow window(opened.scenario, MainWindow::Purpose::Interactive);
    window.document().setPins(opened.pins);
    window.document().loadBeside(opened.targets, opened.figures);
    session.attach(window, wanted.file.empty() && !changesFile);
    if (!wanted.file.empty()) {
        const QString path = fileAt(pathFrom(wanted.file));
        window.document().markSaved(file);
        window.rememberWeights(path);
        window.files().remember(path);
        if (changesFile) {
            window.document().markUnsaved();
        }
    }
    if (!wanted.model.empty()) {
        window.rememberWeights(pathFrom(wanted.model));
    }
    window.show();
    return QApplication::exec();
}

/// What the windowless platform says about itself is no answer to who asked for a figure.
void dropWarnings(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    if (type == QtCriticalMsg || type == QtFatalMsg) {
        std::cerr << cleanText(message.toStdString()) << '\n';
    }
}

int drawFigure(const Request& request, int argc, char** argv)
{
    qInstallMessageHandler(dropWarnings);
    QHashSeed::setDeterministicGlobalSeed(); // a PDF lists its fonts in hash order
    qputenv("QT_QPA_PLATFORM", "offscreen"); // a figure needs no display, and looks the same everywhere
    QApplication application(argc, argv);
    keepNumbersPlain();
    requireFont();
    return runFigure(request);
}

} // namespace

int main(int argc, char** argv)
{
    ridge::keepFreedMemory();
    describeApplication(); // every command finds the user's own library by it
    const Request request = parseCommandLine(argc, argv);
    try {
        switch (request.verb) {
        case Request::Verb::Done:
            return request.exitCode;
        case Request::Verb::Report:
            return runReport(request);
        case Request::Verb::List:
            return runList(request);
        case Request::Verb::Import:
            return runImport(request);
        case Request::Verb::Study:
            return request.runStudy(request);
        case Request::Verb::SelfCheck:
            return runSelfCheck(request);
        case Request::Verb::Compare:
            return runCompare(request);
        case Request::Verb::Rank:
            return runRank(request);
        case Request::Verb::Figure:
            return drawFigure(request, argc, argv);
        case Request::Verb::Window:
            return openWindow(request, argc, argv);
        }
    } catch (const std::exception& error) {
        return failWith(error);
    }
    return 0;
}
