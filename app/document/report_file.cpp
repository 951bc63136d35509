#include "app/document/report_file.h"

#include "app/commands/teaching/lessons.h"
#include "app/document/library.h"
#include "ui/charts/chart_factory.h"
#include "ui/figure/figure.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::string_view shown[] = {"roofline", "memory", "latency", "energy", "diagram"};
constexpr QSize size{1040, 520}, tall{1040, 900}; // logical pixels: as wide as a page of the report

/// All of it in one address.
std::string addressOf(const QByteArray& svg) { return "data:image/svg+xml;base64," + svg.toBase64().toStdString(); }

/// Those that have something to show, drawn for light and for dark ground.
std::vector<ReportPicture> picturesOf(const std::shared_ptr<const Evaluation>& evaluation)
{
    std::vector<ReportPicture> pictures;
    for (const std::string_view id : shown) {
        const std::unique_ptr<Chart> chart = makeChart(id);
        const FigureSize room{id == "diagram" ? tall : size};
        chart->resize(room.size);
        chart->setEvaluation(evaluation);
        chart->takeEvaluation();
        if (chart->items().empty()) {
            continue; // nothing to see
        }
        ReportPicture picture{
            chart->title().toStdString(), (chart->title() + ": " + chart->summary()).toStdString(), {}, {}};
        for (const auto& [theme, into] :
             {std::pair(onPaper(Theme::light()), &picture.light), std::pair(Theme::darkTheme(), &picture.dark)}) {
            chart->setTheme(theme);
            *into = addressOf(renderSvg(*chart, room));
        }
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

} // namespace

std::string reportFile(const ReportFormat& format, const std::shared_ptr<const Evaluation>& evaluation,
                       std::string_view table)
{
    const std::vector<ReportPicture> pictures =
        format.illustrated ? picturesOf(evaluation) : std::vector<ReportPicture>();
    const std::string text = writeReport(format, *evaluation, ownPresets(), table, pictures);
    return format.isPrinted ? pdfOfHtml(text).toStdString() : text;
}

} // namespace ridge
