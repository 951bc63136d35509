#include "app/commands/commands.h"

#include "core/formats/formats.h"

namespace ridge {

int runSelfCheck(const Request& request)
{
    const std::vector<CheckedFigure> figures = selfCheck();
    const std::string& format = request.format;
    writeOutput(request.output, format == "json"       ? selfCheckJson(figures)
                                : format == "csv"      ? selfCheckCsv(figures)
                                : format == "markdown" ? selfCheckMarkdown(figures)
                                                       : selfCheckText(figures));
    return summaryOf(figures).passes() ? 0 : 1;
}

} // namespace ridge
