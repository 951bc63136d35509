// The figure command: the same charts and the same window as on screen, drawn into a file.

#include "app/commands/commands.h"
#include "app/commands/explained_number.h"
#include "app/commands/figure_drawing.h"
#include "app/commands/recipes.h"
#include "app/document/files.h"
#include "app/document/scenario_source.h"
#include "app/window/lessons/lesson_actions.h"
#include "app/window/main_window.h"
#include "app/window/own_measurements.h"
#include "app/window/pages/page_tabs.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "ui/charts/chart_factory.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/charts/waterfall/waterfall_chart.h"
#include "ui/figure/figure.h"
#include "ui/why/solution_figure.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QRegularExpression>
#include <algorithm>

namespace ridge {

Theme themeOf(const Request& request)
{
    for (const ThemeKind& kind : themeKinds()) {
        if (kind.id == request.theme) {
            Theme theme = kind.make();
            theme.fontScale = request.fontScale;
            return theme;
        }
    }
    throw FormatError("--theme " + request.theme + ": there is no such theme.");
}

namespace {

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
    return {size, request.scale, request.transparent, request.outlines};
}

QString viewOf(const Request& request)
{
    const std::string view = request.view.value_or(firstPage());
    const std::vector<PageKind> pages = pageKinds(PageKind::Place::Middle);
    if (std::ranges::none_of(pages, [&](const PageKind& page) { return page.id == view; })) {
        throw FormatError("--view " + view + ": the window has the pages " + pageNames() + ".");
    }
    return QString::fromStdString(view);
}

std::shared_ptr<const Explanation> solutionOf(const Request& request, const Evaluation& evaluation)
{
    if (request.explained.empty()) {
        throw FormatError("figure solution: say of which number with --explain, such as --explain kv_cache.");
    }
    return std::make_shared<const Explanation>(explanationsOf(evaluation, {request.explained.front()}).front());
}

QByteArray drawWindow(const Drawing& drawing)
{
    MainWindow window(drawing.scenario, MainWindow::Purpose::Figure);
    window.document().setPins(drawing.pins);
    window.document().loadBeside({}, drawing.figures);
    window.setTheme(themeOf(drawing.request));
    window.resize(drawing.size.size);
    if (const QString view = viewOf(drawing.request); !window.showView(view)) {
        throw FormatError("--view " + view.toStdString() + ": " + window.pages().refusalOf(view).toStdString());
    }
    if (!drawing.request.explained.empty()) {
        window.explain(explainedNumber(*window.evaluation(), drawing.request.explained.front()));
    }
    if (!drawing.request.lesson.shown.empty()) {
        window.lessons().show(drawing.request.lesson.shown);
    }
    window.show();                         // charts draw once they are visible; the platform is off screen
    window.setFocus();                     // no control looks as if somebody were at it
    for (int pass = 0; pass < 6; ++pass) { // parts whose height follows from their width say so when they have one
        QCoreApplication::processEvents();
    }
    while (window.pages().areBusy()) { // a figure is of all there is to see
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    QCoreApplication::processEvents();
    return drawing.format.widget(window, drawing.size);
}

QByteArray drawSolution(const Drawing& drawing)
{
    const auto evaluation = std::make_shared<const Evaluation>(evaluate(drawing.scenario));
    SolutionFigure figure(evaluation, solutionOf(drawing.request, *evaluation), themeOf(drawing.request));
    return drawing.format.widget(figure, drawing.size);
}

/// Refused where no byte of the scenario crosses that level.
void chooseLevel(RooflineChart& chart, const Request& request)
{
    std::string crossed;
    for (const Level& level : chart.levels().all()) {
        const LevelText& text = levelTexts()[static_cast<std::size_t>(level.kind)];
        if (text.id == request.level) {
            chart.setLevel(level.kind);
            return;
        }
        crossed += (crossed.empty() ? "" : ", ") + std::string(text.id);
    }
    throw FormatError("--level " + request.level + ": no bytes cross it in this scenario; they cross " + crossed + ".");
}

QByteArray drawChart(const Drawing& drawing)
{
    const auto chart = makeChart(drawing.request.figure);
    chart->setTheme(onPaper(themeOf(drawing.request)));
    const auto evaluation = std::make_shared<const Evaluation>(evaluate(drawing.scenario));
    if (auto* fall = qobject_cast<WaterfallChart*>(chart.get()); fall && !drawing.request.explained.empty()) {
        fall->setMetric(QString::fromStdString(explainedNumber(*evaluation, drawing.request.explained.front()).id));
    }
    if (!drawing.pins.empty()) {
        const Pin& reference = drawing.pins.front();
        chart->setPinned({reference.name, std::make_shared<const Evaluation>(evaluate(*reference.scenario))});
    }
    chart->setEvaluation(evaluation);
    if (auto* roofline = qobject_cast<RooflineChart*>(chart.get()); roofline && drawing.request.level != "memory") {
        roofline->takeEvaluation();
        chooseLevel(*roofline, drawing.request);
    }
    if (!drawing.request.measured.empty()) {
        chart->setMeasurements(std::make_shared<const std::vector<PlacedMeasurement>>(
            placed(measurementsFrom(pathFrom(drawing.request.measured)), *evaluation)));
    }
    return drawing.format.chart(*chart, drawing.size);
}

/// Figures of more than an evaluation, and those that are no chart.
constexpr struct {
    const char* id;
    QByteArray (*draw)(const Drawing& drawing);
} otherFigures[] = {
    {"compare", drawPart},      {"frontier", drawPart}, {"scaling", drawPart},  {"sensitivity", drawPart},
    {"solution", drawSolution}, {"sweep", drawPart},    {"window", drawWindow},
};

} // namespace

std::vector<std::string> figureNames()
{
    std::vector<std::string> names;
    for (const ChartKind& kind : chartKinds()) {
        names.emplace_back(kind.id);
    }
    for (const auto& other : otherFigures) {
        names.emplace_back(other.id);
    }
    return names;
}

int runFigure(const Request& request)
{
    if (request.figure.empty()) {
        return runRecipes(request);
    }
    const QString output = pathFrom(request.output);
    const FigureFormat& format = formatOf(request.output);
    FigureSize size = sizeOf(request);
    const ScenarioFile asked = scenarioFrom(request.scenario);
    size.scenario = fileTextOf(asked);
    const Pins pins = request.pinned.empty() ? asked.pins : Pins{pinFrom(request.pinned, asked.scenario)};
    const auto* other = std::find_if(std::begin(otherFigures), std::end(otherFigures),
                                     [&](const auto& figure) { return figure.id == request.figure; });
    warnOfGaps(evaluate(asked.scenario));
    const auto draw = other == std::end(otherFigures) ? drawChart : other->draw;
    const QByteArray bytes = draw({request, asked.scenario, pins, asked.figures, format, size});
    writeFile(output, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    return 0;
}

} // namespace ridge
