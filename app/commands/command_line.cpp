#include "app/commands/command_line.h"

#include "app/commands/commands.h"
#include "app/commands/studies.h"
#include "app/commands/study_commands.h"
#include "app/commands/study_table.h"
#include "app/commands/teaching/lessons.h"
#include "app/window/pages/window_page.h"
#include "core/analysis/levels.h"
#include "core/formats/read_file.h"
#include "core/quantity/alternatives.h"
#include "core/quantity/shown_text.h"
#include "core/reports/report_format.h"
#include "ui/figure/figure.h"
#include "ui/theme/theme.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>
#include <utility>

namespace ridge {
namespace {

constexpr int usageError = 2;

/// An option that takes one of these names; the help lists them.
CLI::Option* addChoice(CLI::App& app, const std::string& name, std::string& value,
                       const std::vector<std::string>& choices, const std::string& help)
{
    return app.add_option(name, value, help)->check(CLI::IsMember(choices));
}

} // namespace

void addScenario(CLI::App& app, ScenarioRequest& request)
{
    app.add_option("file", request.file, "File, or folder with one: " + readableFiles([](Gives) { return true; }));
    app.add_option("--model", request.model, "Model: preset id or file (" + readableFiles() + ")");
    app.add_option("--device", request.device, "Device: preset id or file (" + readableFiles([](Gives what) {
                                                   return what == Gives::Device;
                                               }) + ")");
    app.add_option("--grid", request.grid, "Grid that the electricity comes from: an id of ridgepoint list grids");
    app.add_option("--network", request.networks,
                   "What joins devices, within a node or between nodes: an id of ridgepoint list networks")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--lever", request.levers, "Pull a lever, with its settings, e.g. --lever gqa:kv_heads=4")
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--set", request.settings, "Set a parameter, e.g. --set workload.batch=8")
        ->take_all()
        ->allow_extra_args(false);
}

namespace {

/// The ids of the report formats that can do something.
template <class Can> std::vector<std::string> formatsThat(Can can)
{
    std::vector<std::string> ids;
    for (const ReportFormat* format : reportFormats()) {
        if (can(*format)) {
            ids.emplace_back(format->id);
        }
    }
    return ids;
}

void addOutput(CLI::App& app, Request& request, const std::vector<std::string>& formats)
{
    addChoice(app, "--format", request.format, formats, "Format of what is written")->capture_default_str();
    app.add_option("-o,--output", request.output, "File to write; standard output without it");
}

} // namespace

void addStudyOutput(CLI::App& app, Request& request)
{
    addOutput(app, request, studyFormats());
    app.add_option("--jobs", request.jobs, "Threads; as many as there are cores without it")
        ->check(CLI::Range(1, 1024));
}

namespace {

void addSelfCheck(CLI::App& app, Request& request)
{
    CLI::App* selfCheck = app.add_subcommand(
        "selfcheck", "Compare published and measured figures with ours; 1 when one differs or lies below its bound");
    addOutput(*selfCheck, request, formatsThat([](const ReportFormat& format) { return format.selfCheck != nullptr; }));
    selfCheck->callback([&request] { request.verb = Request::Verb::SelfCheck; });
}

void addTables(CLI::App& app, Request& request)
{
    std::vector<std::string> tables;
    for (const ReportFormat* format : reportFormats()) {
        for (const ReportTable& table : format->tables) {
            tables.emplace_back(table.id);
        }
    }
    const std::vector<std::string> formats =
        formatsThat([](const ReportFormat& format) { return !format.tables.empty(); });
    addChoice(app, "--table", request.table, tables, "What a report as " + alternatives(formats) + " lists");
}

void addReport(CLI::App& app, Request& request)
{
    CLI::App* report = app.add_subcommand("report", "Write every figure of a scenario");
    addScenario(*report, request.scenario);
    addOutput(*report, request, formatsThat([](const ReportFormat&) { return true; }));
    addTables(*report, request);
    report
        ->add_option("--explain", request.explained,
                     "Numbers to derive step by step: metrics, or figures of a block, e.g. latency,macs:decode/attn")
        ->delimiter(',')
        ->allow_extra_args(false);
    report->callback([&request] {
        const ReportFormat* format = reportFormat(request.format);
        const bool draws = format && format->illustrated && request.explained.empty();
        request.verb = draws ? Request::Verb::Figure : Request::Verb::Report;
        request.run = runReport;
    });
}

std::vector<std::string> themeNames()
{
    std::vector<std::string> names;
    for (const ThemeKind& kind : themeKinds()) {
        names.emplace_back(kind.id);
    }
    return names;
}

std::vector<std::string> levelNames()
{
    std::vector<std::string> names;
    for (const LevelText& level : levelTexts()) {
        names.emplace_back(level.id);
    }
    return names;
}

std::vector<std::string> figureSuffixes()
{
    std::vector<std::string> suffixes;
    for (const FigureFormat& format : figureFormats()) {
        suffixes.emplace_back(format.suffix);
    }
    return suffixes;
}

/// What a recipe draws it says itself: the first word is then the scenario's file.
void chooseFigure(Request& request)
{
    request.verb = Request::Verb::Figure;
    request.run = runFigure;
    const std::vector<std::string> names = figureNames();
    const bool isNamed = std::ranges::find(names, request.figure) != names.end();
    if (!request.recipe.empty() || request.wantsAllRecipes) {
        if (!isNamed && request.scenario.file.empty()) {
            request.scenario.file = std::exchange(request.figure, {});
        }
        if (!request.figure.empty()) {
            throw CLI::ValidationError("what: " + request.figure + " and a recipe cannot both be drawn");
        }
    } else if (!isNamed) {
        throw CLI::ValidationError(request.figure.empty()
                                       ? "what is required"
                                       : "what: " + request.figure + " not in {" + CLI::detail::join(names, ",") + "}");
    }
}

void addFigure(CLI::App& app, Request& request)
{
    CLI::App* figure = app.add_subcommand("figure", "Draw a chart or the whole window; needs no display");
    figure->add_option("what", request.figure, "What to draw: " + alternatives(figureNames()) + "; none for a recipe");
    addScenario(*figure, request.scenario);
    figure->add_option("-o,--output", request.output, "File to write: " + figureEndings() + "; a folder for --all")
        ->required();
    CLI::Option* recipe =
        figure->add_option("--recipe", request.recipe, "Draw the figure of that name which the scenario's file keeps");
    figure->add_flag("--all", request.wantsAllRecipes, "Draw every figure which the scenario's file keeps")
        ->excludes(recipe);
    addChoice(*figure, "--as", request.format, figureSuffixes(), "What --all writes")->default_str("png");
    figure->add_option("--view", request.view, "Page of the window: " + pageNames())->default_str(firstPage());
    figure
        ->add_option("--explain", request.explained,
                     "Number that the solution, the window or the waterfall is about, e.g. latency or macs:decode/attn")
        ->expected(1);
    addChoice(*figure, "--level", request.level, levelNames(), "Whose bytes the intensities of a roofline count")
        ->capture_default_str();
    figure->add_option("--size", request.size, "Width x height in pixels")->capture_default_str();
    figure->add_option("--scale", request.scale, "Device pixels per pixel")
        ->check(CLI::Range(0.25, 8.0))
        ->capture_default_str();
    addChoice(*figure, "--theme", request.theme, themeNames(), "Colours")->capture_default_str();
    figure->add_option("--font-scale", request.fontScale, "Size of all type")
        ->check(CLI::Range(0.5, 3.0))
        ->capture_default_str();
    figure->add_option("--pin", request.pinned,
                       "Compare with: a scenario file, or this scenario with PARAM=VALUE,… (also model=ID, device=ID)");
    figure->add_option("--lesson", request.lesson.shown, "Lesson beside the charts of the window, e.g. roofline:2");
    addCompared(*figure, request); // of the comparison
    figure->add_option("--by", request.by, "Metric whose sensitivity or scaling is drawn")->default_str("latency");
    addScaling(*figure, request, "Of the figure of scaling");
    figure->add_option("--measured", request.measured,
                       "CSV of your own measurements, which charts show beside the bounds");
    addSweptOptions(*figure, request, false);
    figure->add_flag("--transparent", request.transparent, "Leave the ground out, of charts");
    figure->add_flag("--outlines", request.outlines, "Letters as paths in SVG, complete without the fonts");
    figure->callback([&request] { chooseFigure(request); });
}

void addList(CLI::App& app, Request& request)
{
    CLI::App* list = app.add_subcommand("list", "List what the program knows");
    addChoice(*list, "what", request.list, listNames(), "What to list")->required();
    addChoice(*list, "--format", request.format, listFormats(), "Format of the list")->capture_default_str();
    list->add_option("--model", request.scenario.model, "Model whose parameters are listed");
    list->add_option("--device", request.scenario.device, "Device whose parameters are listed");
    list->callback([&request] { request.verb = Request::Verb::List; });
}

void addImport(CLI::App& app, Request& request)
{
    CLI::App* import = app.add_subcommand("import", "Read a model file and write it as the program's own JSON");
    import->add_option("file", request.scenario.file, "Model file: " + readableFiles())->required();
    import->add_option("-o,--output", request.output, "File to write; standard output without it");
    import->callback([&request] { request.verb = Request::Verb::Import;
});
} // namespace

/// CLI11 explains over several lines; one sentence is kept.
void printUsageError(const CLI::ParseError& error)
{
    std::string message = error.what();
    message = message.substr(0, message.find('\n'));
    std::cerr << "ridgepoint: " << cleanText(message) << " (ridgepoint --help shows the usage)\n";
}

} // namespace ridge

Request parseCommandLine(int argc, const char* const* argv)
{
    Request request;
    CLI::App app("Ridgepoint: explore the efficiency of AI models on a machine. Without a command the window opens.",
                 "ridgepoint");
    app.set_version_flag("--version", std::string("ridgepoint ") + RIDGE_VERSION);
    app.require_subcommand(0, 1);
    addScenario(app, request.scenario);
    addReport(app, request);
    addFigure(app, request);
    addList(app, request);
    addImport(app, request);
    addSelfCheck(app, request);
    addStudies(app, request, addScenario);
    addCompare(app, request);
    addRank(app, request);
    addLessons(app, request);
    addProblems(app, request);
    addGuide(app, request);
    try {
        app.parse(argc, argv);
    } catch (const CLI::Success& success) { // --help, --version
        request.verb = Request::Verb::Done;
        app.exit(success);
    } catch (const CLI::ParseError& error) {
        request.verb = Request::Verb::Done;
        request.exitCode = usageError;
        printUsageError(error);
    }
    return request;
}

} // namespace ridge
