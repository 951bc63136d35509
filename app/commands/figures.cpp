// The figure command: the same charts and the same window as on screen, drawn into a file.

#include "app/commands/commands.h"
#include "app/commands/explained_number.h"
#include "app/document/files.h"
#include "app/document/scenario_source.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/formats/formats.h"
#include "ui/charts/chart_factory.h"
#include "ui/figure/figure.h"
#include "ui/why/solution_figure.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <algorithm>
#include <cstring>

namespace ridge {
namespace {

Theme themeOf(const Request& request)
{
    Theme theme = request.theme == "dark"    ? Theme::darkTheme()
                  : request.theme == "print" ? Theme::print()
                                             : Theme::light();
    theme.fontScale = request.fontScale;
    return theme;
}

FigureSize sizeOf(const Request& request)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{2,5})[x×](\\d{2,5})$"));
    const auto match = pattern.match(QString::fromStdString(request.size));
    const QSize size(match.captured(1).toInt(), match.captured(2).toInt());
    constexpr double mostPixels = 200e6; // 800 MB of pixels would be no figure
    const double pixels = double(size.width()) * size.height() * request.scale * request.scale;
    const double longest = std::max(size.width(), size.height()) * request.scale;
    if (!match.hasMatch() || size.width() < 200 || size.height() < 120 || pixels > mostPixels || longest > 16384) {
        throw FormatError(
            "--size " + request.size +
            ": give width x height such as 1600x900, from 200x120; times --scale at most 16384 pixels a side and 200 "
            "megapixels.");
    }
    return {size, request.scale};
}

template <class Target> QByteArray renderAs(const QString& suffix, Target& target, const FigureSize& size)
{
    if (suffix == "svg") {
        return renderSvg(target, size);
    }
    return suffix == "pdf" ? renderPdf(target, size) : renderPng(target, size);
}

/// Equal requests give equal files: dates and random names of a PDF, which are all optional, become spaces, so that no
/// offset in it moves.
void blankDates(QByteArray& pdf)
{
    constexpr std::pair<const char*, const char*> optional[] = {
        {"/CreationDate (", ")"},      {"/ModDate (", ")"},         {"/ID [", "]"},
        {"xmp:CreateDate=\"", "\""},   {"xmp:ModifyDate=\"", "\""}, {"xmp:MetadataDate=\"", "\""},
        {"xmpMM:DocumentID=\"", "\""},
    };
    for (const auto& [opening, closing] : optional) {
        const qsizetype start = pdf.indexOf(opening);
        const qsizetype end = start < 0 ? -1 : pdf.indexOf(closing, start + qsizetype(std::strlen(opening)));
        if (end >= 0) {
            pdf.replace(start, end + 1 - start, QByteArray(end + 1 - start, ' '));
        }
    }
}

QString viewOf(const Request& request)
{
    const std::vector<PageKind> pages = pageKinds(PageKind::Place::Middle);
    if (std::ranges::none_of(pages, [&](const PageKind& page) { return page.id == request.view; })) {
        throw FormatError("--view " + request.view + ": the window has the pages " + pageNames() + ".");
    }
    return QString::fromStdString(request.view);
}

std::shared_ptr<const Explanation> solutionOf(const Request& request, const Evaluation& evaluation)
{
    if (request.explained.empty()) {
        throw FormatError("figure solution: say of which number with --explain, such as --explain kv_cache.");
    }
    return std::make_shared<const Explanation>(explanationsOf(evaluation, {request.explained.front()}).front());
}

} // namespace

int runFigure(const Request& request)
{
    const QString output = pathFrom(request.output);
    const QString suffix = QFileInfo(output).suffix().toLower();
    if (suffix != "png" && suffix != "svg" && suffix != "pdf") {
        throw FormatError(request.output + ": figures are written as .png, .svg or .pdf; choose one of these endings.");
    }
    const FigureSize size = sizeOf(request);
    const Scenario scenario = scenarioFrom(request);
    QByteArray bytes;
    if (request.figure == "window") {
        MainWindow window(scenario, MainWindow::Purpose::Figure);
        window.setTheme(themeOf(request));
        window.resize(size.size);
        window.showView(viewOf(request));
        if (!request.explained.empty()) {
            window.explain(explainedNumber(*window.evaluation(), request.explained.front()));
        }
        window.show();     // charts draw once they are visible; the platform is off screen
        window.setFocus(); // no control looks as if somebody were at it
        QCoreApplication::processEvents();
        bytes = renderAs<QWidget>(suffix, window, size);
    } else if (request.figure == "solution") {
        const auto evaluation = std::make_shared<const Evaluation>(evaluate(scenario));
        SolutionFigure figure(evaluation, solutionOf(request, *evaluation), themeOf(request));
        bytes = renderAs<QWidget>(suffix, figure, size);
    } else {
        const auto chart = makeChart(request.figure);
        chart->setTheme(themeOf(request));
        chart->setEvaluation(std::make_shared<const Evaluation>(evaluate(scenario)));
        bytes = renderAs<Chart>(suffix, *chart, size);
    }
    if (suffix == "pdf") {
        blankDates(bytes);
    }
    writeFile(output, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    return 0;
}

} // namespace ridge
