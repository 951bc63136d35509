#include "app/commands/commands.h"

#include "app/commands/explained_number.h"
#include "app/document/files.h"
#include "app/document/library.h"
#include "app/document/report_file.h"
#include "app/document/scenario_source.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/library/measured_runs.h"
#include "core/library/published_figures.h"
#include "core/quantity/alternatives.h"
#include "core/quantity/shown_text.h"
#include "core/reports/report_format.h"

#include <filesystem>
#include <iostream>

namespace ridge {
namespace {

const ReportFormat& formatOf(const Request& request)
{
    const ReportFormat* format = reportFormat(request.format);
    if (!format) {
        throw FormatError("--format " + request.format + ": there is no such format.");
    }
    return *format;
}

std::string explained(const Evaluation& evaluation, const Request& request)
{
    const ReportFormat& format = formatOf(request);
    if (!format.derivations) {
        std::vector<std::string_view> others;
        for (const ReportFormat* each : reportFormats()) {
            if (each->derivations) {
                others.push_back(each->id);
            }
        }
        throw FormatError("--format " + request.format + ": derivations are written as " + alternatives(others) +
                          "; the json report holds every formula.");
    }
    return format.derivations(evaluation, explanationsOf(evaluation, request.explained));
}

} // namespace

void writeOutput(const std::string& output, const std::string& text)
{
    if (output.empty() || output == "-") {
        std::cout << text << std::flush;
        if (!std::cout) {
            throw FileError("standard output: cannot be written; make room or choose a file with -o.");
        }
        return;
    }
    writeFile(pathFrom(output), text);
}

void warnOfGaps(const Evaluation& evaluation)
{
    if (const std::string gaps = sentenceOf(evaluation.program.gaps); !gaps.empty()) {
        std::cerr << "ridgepoint: " << cleanText(evaluation.scenario->model.name + ": " + gaps) << '\n';
    }
}

int runReport(const Request& request)
{
    const Evaluation evaluation = evaluate(scenarioFrom(request.scenario).scenario);
    warnOfGaps(evaluation);
    if (!request.explained.empty()) {
        writeOutput(request.output, explained(evaluation, request));
        return 0;
    }
    const ReportFormat& format = formatOf(request);
    if (!format.reportsFigures()) {
        throw FormatError("--format " + request.format +
                          ": it writes derivations; say of which metrics with --explain.");
    }
    writeOutput(request.output, reportFile(format, std::make_shared<const Evaluation>(evaluation), request.table));
    return 0;
}

int runSelfCheck(const Request& request)
{
    const std::vector<CheckedFigure> figures = selfCheck();
    const std::vector<CheckedRun> runs = checkMeasured();
    writeOutput(request.output, formatOf(request).selfCheck(figures, runs));
    return summaryOf(figures).passes() && summaryOf(runs).passes() ? 0 : 1;
}

int runImport(const Request& request)
{
    const Model model = modelFrom(std::filesystem::absolute(request.scenario.file).native());
    writeOutput(request.output, writeModelJson(model));
    return 0;
}

} // namespace ridge
