#include "app/commands/command_line.h"

#include "app/window/pages/window_page.h"
#include "core/quantity/shown_text.h"
#include "ui/charts/chart_factory.h"

#include <CLI/CLI.hpp>

#include <iostream>

namespace ridge {
namespace {

constexpr int usageError = 2;

void addScenario(CLI::App& app, Request& request)
{
    app.add_option("file", request.file, "Scenario (.ridge) or model file");
    app.add_option("--model", request.model,
                   "Model: preset id or file (JSON, config.json, .onnx, .tflite, .gguf, .safetensors)");
    app.add_option("--device", request.device, "Device: preset id or JSON file");
    app.add_option("--set", request.settings, "Set a parameter, e.g. --set workload.batch=8")
        ->take_all()
        ->allow_extra_args(false);
}

void addReportOutput(CLI::App& app, Request& request, const std::vector<std::string>& formats)
{
    std::string names;
    for (const std::string& format : formats) {
        names += (names.empty() ? "" : ", ") + format;
    }
    app.add_option("--format", request.format, names)->check(CLI::IsMember(formats))->capture_default_str();
    app.add_option("-o,--output", request.output, "File to write; standard output without it");
}

void addSelfCheck(CLI::App& app, Request& request)
{
    CLI::App* selfCheck = app.add_subcommand("selfcheck", "Compare published figures with ours; 1 when one differs");
    addReportOutput(*selfCheck, request, {"text", "json", "csv", "markdown"});
    selfCheck->callback([&request] { request.verb = Request::Verb::SelfCheck; });
}

void addReport(CLI::App& app, Request& request)
{
    CLI::App* report = app.add_subcommand("report", "Write every figure of a scenario");
    addScenario(*report, request);
    addReportOutput(*report, request, {"text", "json", "csv", "markdown", "latex"});
    report->add_option("--table", request.table, "What a csv report lists: operators, metrics or stored tensors")
        ->check(CLI::IsMember({"operators", "metrics", "tensors"}))
        ->capture_default_str();
    report
        ->add_option("--explain", request.explained,
                     "Numbers to derive step by step: metrics, or figures of a block, e.g. latency,macs:decode/attn")
        ->delimiter(',')
        ->allow_extra_args(false);
    report->callback([&request] { request.verb = Request::Verb::Report; });
}

/// Every chart there is, and the window.
std::vector<std::string> figureNames()
{
    std::vector<std::string> names;
    for (const ChartKind& kind : chartKinds()) {
        names.emplace_back(kind.id);
    }
    names.emplace_back("solution");
    names.emplace_back("window");
    return names;
}

void addFigure(CLI::App& app, Request& request)
{
    CLI::App* figure = app.add_subcommand("figure", "Draw a chart or the whole window; needs no display");
    figure->add_option("what", request.figure, "roofline, memory, energy, latency, quantization, solution or window")
        ->required()
        ->check(CLI::IsMember(figureNames()));
    addScenario(*figure, request);
    figure->add_option("-o,--output", request.output, "File to write: .png, .svg or .pdf")->required();
    figure->add_option("--view", request.view, "Page of the window: " + pageNames())->capture_default_str();
    figure
        ->add_option("--explain", request.explained,
                     "Number that the solution or the window derives, e.g. latency or macs:decode/attn")
        ->expected(1);
    figure->add_option("--size", request.size, "Width x height in pixels")->capture_default_str();
    figure->add_option("--scale", request.scale, "Device pixels per pixel")
        ->check(CLI::Range(0.25, 8.0))
        ->capture_default_str();
    figure->add_option("--theme", request.theme, "light, dark or print")
        ->check(CLI::IsMember({"light", "dark", "print"}))
        ->capture_default_str();
    figure->add_option("--font-scale", request.fontScale, "Size of all type")
        ->check(CLI::Range(0.5, 3.0))
        ->capture_default_str();
    figure->callback([&request] { request.verb = Request::Verb::Figure; });
}

void addLists(CLI::App& app, Request& request)
{
    CLI::App* list = app.add_subcommand("list", "List what the program knows");
    list->add_option("what", request.list, "models, devices, parameters or metrics")
        ->required()
        ->check(CLI::IsMember({"models", "devices", "parameters", "metrics"}));
    list->add_option("--format", request.format, "text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    list->add_option("--model", request.model, "Model whose parameters are listed");
    list->add_option("--device", request.device, "Device whose parameters are listed");
    list->callback([&request] { request.verb = Request::Verb::List; });

    CLI::App* import = app.add_subcommand("import", "Read a model file and write it as the program's own JSON");
    import
        ->add_option("file", request.file,
                     "Model file: ONNX, TFLite, GGUF, safetensors or its index, config.json, model JSON")
        ->required();
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
    addScenario(app, request);
    addReport(app, request);
    addFigure(app, request);
    addLists(app, request);
    addSelfCheck(app, request);
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
