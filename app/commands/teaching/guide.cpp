#include "core/reports/guide.h"
#include "app/commands/commands.h"
#include "app/commands/teaching/lessons.h"
#include "core/reports/html_page.h"

#include <CLI/CLI.hpp>

namespace ridge {

void addGuide(CLI::App& app, Request& request)
{
    CLI::App* guide = app.add_subcommand("guide", "Write the guide: concepts, metrics, levers, parameters and formats");
    guide->add_option("-o,--output", request.output, "File to write: .html or .pdf; without one HTML on the terminal");
    guide->callback([&request] {
        request.verb = request.output.ends_with(".pdf") ? Request::Verb::Figure : Request::Verb::Study; // which draws
        request.run = runGuide;
    });
}

int runGuide(const Request& request)
{
    const std::string page = htmlPage("Ridgepoint: guide", guideHtml());
    writeOutput(request.output, request.output.ends_with(".pdf") ? pdfOfHtml(page).toStdString() : page);
    return 0;
}

} // namespace ridge
