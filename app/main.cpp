#include "app/command_line.h"
#include "app/commands.h"
#include "app/main_window.h"
#include "app/scenario_source.h"
#include "app/session.h"

#include <QApplication>

#include <iostream>

namespace {

using namespace ridge;

constexpr int unreadableInput = 3;

int failWith(const std::exception& error)
{
    std::cerr << "ridgepoint: " << error.what() << '\n';
    return unreadableInput;
}

void describeApplication()
{
    QApplication::setApplicationName(QStringLiteral("Ridgepoint"));
    QApplication::setOrganizationName(QStringLiteral("Ridgepoint"));
    QApplication::setApplicationVersion(QStringLiteral(RIDGE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("ridgepoint"));
}

int openWindow(const Request& request, int argc, char** argv)
{
    QApplication application(argc, argv);
    describeApplication();
    Session session;
    const bool asked = !request.file.empty() || !request.model.empty() || !request.device.empty() || !request.settings.empty();
    MainWindow window(scenarioFrom(request), MainWindow::Purpose::Interactive);
    if (!request.file.empty()) {
        window.adoptPath(QString::fromStdString(request.file));
    }
    session.attach(window, !asked);
    window.show();
    return QApplication::exec();
}

int drawFigure(const Request& request, int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen"); // a figure needs no display, and looks the same everywhere
    QApplication application(argc, argv);
    describeApplication();
    return runFigure(request);
}

} // namespace

int main(int argc, char** argv)
{
    const Request request = parseCommandLine(argc, argv);
    try {
        switch (request.verb) {
        case Request::Verb::Done: return request.exitCode;
        case Request::Verb::Report: return runReport(request);
        case Request::Verb::List: return runList(request);
        case Request::Verb::Import: return runImport(request);
        case Request::Verb::Figure: return drawFigure(request, argc, argv);
        case Request::Verb::Window: return openWindow(request, argc, argv);
        }
    } catch (const std::exception& error) {
        return failWith(error);
    }
    return 0;
}
