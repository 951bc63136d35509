// The command that makes sheets of problems, and paper of either kind.

#include "app/commands/commands.h"
#include "app/commands/study_commands.h"
#include "app/commands/teaching/lessons.h"
#include "core/formats/format_error.h"
#include "core/formats/json/presets.h"
#include "core/library/lessons.h"
#include "core/reports/problem_sheet.h"

#include <CLI/CLI.hpp>
#include <QBuffer>
#include <QPageSize>
#include <QPdfWriter>
#include <QTextDocument>

#include <array>

namespace ridge {
namespace {

struct SheetFormat {
    std::string_view id;
    SolutionFormat format;
};
constexpr std::array<SheetFormat, 4> formats{{{"html", SolutionFormat::Html},
                                              {"pdf", SolutionFormat::Html},
                                              {"markdown", SolutionFormat::Markdown},
                                              {"latex", SolutionFormat::Latex}}};

} // namespace

void addProblems(CLI::App& app, Request& request)
{
    CLI::App* problems = app.add_subcommand("problems", "Make a sheet of exercises on metrics, with their solutions");
    problems->add_option("--metric", request.metrics, "Metrics that are asked for, in turns, e.g. kv_cache,ridge_point")
        ->required()
        ->delimiter(',')
        ->allow_extra_args(false);
    problems->add_option("--count", request.lesson.count, "How many problems")
        ->check(CLI::Range(1, 200))
        ->capture_default_str();
    problems->add_option("--seed", request.lesson.seed, "The same seed makes the same problems")->capture_default_str();
    problems->add_flag("--solutions", request.lesson.withSolutions, "Solutions behind the problems");
    std::vector<std::string> ids;
    for (const SheetFormat& each : formats) {
        ids.emplace_back(each.id);
    }
    problems->add_option("--format", request.format, "Format of the sheet")->check(CLI::IsMember(ids))->required();
    problems->add_option("-o,--output", request.output, "File to write; standard output without it");
    problems->callback([&request] {
        request.verb = request.format == "pdf" ? Request::Verb::Figure : Request::Verb::Study; // which draws
        request.run = runProblems;
    });
}

int runProblems(const Request& request)
{
    for (const std::string& id : request.metrics) {
        requireMetric("--metric", id);
    }
    const Problems made = problemsFor({request.metrics, request.lesson.count, request.lesson.seed},
                                      {builtInShelf(), modelIds(), deviceIds()});
    if (!made.problem.empty()) {
        throw FormatError("--metric " + made.problem + ".");
    }
    const auto* format = std::ranges::find(formats, std::string_view(request.format), &SheetFormat::id);
    const std::string text = problemSheet(made.all, format->format, request.lesson.withSolutions);
    writeOutput(request.output, format->id == "pdf" ? pdfOfHtml(text).toStdString() : text);
    return 0;
}

QByteArray pdfOfHtml(const std::string& html)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF()); // printing leaves two centimetres, and numbers the pages there
    writer.setResolution(300);
    writer.setCreator(QStringLiteral("Ridgepoint"));
    QTextDocument document;
    document.setDefaultFont(QFont(QStringLiteral("Inter"), 10));
    document.setHtml(QString::fromStdString(html));
    writer.setTitle(document.metaInformation(QTextDocument::DocumentTitle));
    document.print(&writer);
    buffer.close();
    return bytes;
}

} // namespace ridge
