#include "app/figures/figure_kinds.h"

#include "app/commands/explained_number.h"
#include "app/commands/studies.h"
#include "app/commands/study_commands.h"
#include "app/ranking/frontier_space.h"
#include "core/formats/format_error.h"
#include "core/scenario/pin.h"
#include "core/studies/search/crossings.h"
#include "ui/charts/chart_factory.h"
#include "ui/charts/diagram/diagram_chart.h"
#include "ui/charts/frontier/frontier_chart.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/charts/sensitivity/sensitivity_chart.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/charts/waterfall/waterfall_chart.h"
#include "ui/compare/compare_figure.h"
#include "ui/figure/metric_table.h"
#include "ui/frontier/frontier_view.h"
#include "ui/splits/scaling_picture.h"
#include "ui/why/solution_figure.h"

#include <algorithm>
#include <array>
#include <utility>

namespace ridge {
namespace {

std::string metricOf(const PartQuestion& question)
{
    const std::string metric = question.part.metrics.empty() ? "latency" : question.part.metrics.front();
    requireMetric("figure " + question.recipe.name, metric);
    return metric;
}

/// What the recipe says of any chart, and its evaluation last: that lays it out.
void show(Chart& chart, const PartQuestion& question, const Theme& theme)
{
    chart.setTheme(theme);
    if (question.recipe.hasPinned && !question.pins.empty()) {
        chart.setPinned(question.pins.front());
    }
    chart.setEvaluation(question.now);
}

template <class Texts> auto idOf(const Texts& texts, const std::string& id)
{
    const auto found = std::ranges::find_if(texts, [&id](const auto& text) { return text.id == id; });
    return found == texts.end() ? texts.begin() : found;
}

PartMaker prepareRoofline(const PartQuestion& question, const StudyRun&)
{
    return [question, recipe = question.recipe, part = question.part](const Theme& theme) {
        auto chart = std::make_unique<RooflineChart>();
        chart->setDotSize(idOf(dotSizes(), recipe.size)->size);
        chart->setDotColour(idOf(dotColours(), recipe.colour)->colour);
        chart->setNames(recipe.names, recipe.named);
        show(*chart, {recipe, part, question.now, question.pins}, theme);
        chart->takeEvaluation();
        const auto level = std::ranges::find(levelTexts(), std::string_view(part.level), &LevelText::id);
        if (level != levelTexts().end()) {
            chart->setLevel(level->kind);
        }
        return chart;
    };
}

/// Of a chart that an evaluation is all for.
template <std::size_t index> PartMaker prepareChart(const PartQuestion& question, const StudyRun&)
{
    return [question, recipe = question.recipe, part = question.part](const Theme& theme) {
        std::unique_ptr<Chart> chart = chartKinds()[index].make();
        if (auto* fall = qobject_cast<WaterfallChart*>(chart.get()); fall && !part.metrics.empty()) {
            fall->setMetric(QString::fromStdString(part.metrics.front()));
        }
        if (auto* diagram = qobject_cast<DiagramChart*>(chart.get())) {
            diagram->setStage(part.stage);
            if (part.open) {
                diagram->setOpen({part.open->begin(), part.open->end()});
            }
        }
        show(*chart, {recipe, part, question.now, question.pins}, theme);
        return chart;
    };
}

PartMaker prepareSweep(const PartQuestion& question, const StudyRun& run)
{
    Request request;
    request.study.vary = question.part.vary;
    if (request.study.vary.empty()) {
        request.study.vary = {"workload.batch=1..256x2"};
    }
    request.study.metrics = {metricOf(question)};
    const auto picture = std::make_shared<SweepPicture>();
    picture->plan = planOf(request, *question.now->chosen);
    picture->table = sweep(picture->plan, run);
    picture->setCrossings(crossingsOf(picture->plan, picture->table, run));
    return [picture, now = question.now](const Theme& theme) {
        auto chart = std::make_unique<SweepChart>();
        const std::vector<Variation>& varied = picture->plan.variations;
        chart->setTheme(theme);
        chart->setMap(varied.size() > 1 && varied[0].isNumber() && varied[1].isNumber() &&
                      varied[1].values.size() > SweepChart::mostSeries);
        chart->setSweep(picture);
        chart->setEvaluation(now);
        return chart;
    };
}

PartMaker prepareFrontier(const PartQuestion& question, const StudyRun& run)
{
    FrontierWish wish;
    wish.metrics = question.part.metrics.size() < 2 ? usualFrontierMetrics(*question.now) : question.part.metrics;
    for (const std::string& id : wish.metrics) {
        const std::string name = "figure " + question.recipe.name;
        requireMetric(name, id);
        if (const MetricValue value = metric(*question.now, id); !value.value) {
            throw FormatError(name + ": " + id + ": " + value.absent + ".");
        }
    }
    FrontierStock stock;
    stock.provideFor(*question.now->chosen, wish);
    FrontierPicture asked = frontierFor(question.now->chosen, wish, stock);
    if (!question.part.vary.empty()) {
        asked.space = spaceFrom(*question.now->chosen, question.part.vary);
    }
    return [picture = searched(std::move(asked), run), now = question.now](const Theme& theme) {
        auto chart = std::make_unique<FrontierChart>();
        chart->setTheme(theme);
        chart->setPicture(picture);
        chart->setEvaluation(now);
        return chart;
    };
}

PartMaker prepareSensitivity(const PartQuestion& question, const StudyRun& run)
{
    const std::string metric = metricOf(question);
    const auto scenario = question.now->chosen;
    const auto answer = std::make_shared<const SensitivityAnswer>(
        SensitivityAnswer{scenario, metric, sensitivityOf(*scenario, metric, run)});
    return [answer, metric, now = question.now](const Theme& theme) {
        auto chart = std::make_unique<SensitivityChart>();
        chart->setTheme(theme);
        chart->setMetric(QString::fromStdString(metric));
        chart->setEvaluation(now);
        chart->setAnswer(answer);
        return chart;
    };
}

/// Of a time over counts of devices, as the part says: "scaling.weak=1..1024"; of the same work where it says nothing.
ScalingPlan scalingPlanOf(const PartQuestion& question, const std::string& time)
{
    const std::string vary = question.part.vary.empty() ? std::string() : question.part.vary.front();
    const std::size_t equals = std::min(vary.find('='), vary.size());
    const auto kind = vary.empty() ? ScalingKind::Strong : scalingCalled(vary.substr(0, equals));
    const Parsed<double> most = parseMostDevices(vary.substr(std::min(equals + 1, vary.size())));
    const std::string start = "figure " + question.recipe.name + ": ";
    if (!kind || !most.value) {
        throw FormatError(
            start +
            (kind ? most.problem
                  : "\"" + vary + "\" is no scaling; write scaling.strong=1..1024 or " + "scaling.weak=1..1024") +
            ".");
    }
    ScalingPlan plan = scalingPlan(*question.now->chosen, *kind, time);
    plan.most = *most.value;
    if (const std::string refusal = refusalOf(plan); !refusal.empty()) {
        throw FormatError(start + refusal);
    }
    return plan;
}

PartMaker prepareScaling(const PartQuestion& question, const StudyRun& run)
{
    const std::string metric = metricOf(question);
    const bool isEfficiency = metric == efficiencyMetric;
    const auto plan = std::make_shared<const ScalingPlan>(scalingPlanOf(question, isEfficiency ? "latency" : metric));
    const auto picture =
        pictureOf({plan, scalingOf(*plan, run)}, isEfficiency ? ScalingFigure::Efficiency : ScalingFigure::Time);
    return [picture, now = question.now](const Theme& theme) {
        auto chart = std::make_unique<SweepChart>();
        chart->setTheme(theme);
        chart->setSweep(picture);
        chart->setEvaluation(now);
        return chart;
    };
}

PartMaker prepareComparison(const PartQuestion& question, const StudyRun&)
{
    if (question.pins.empty()) {
        throw FormatError("figure " + question.recipe.name + ": nothing is pinned to compare with.");
    }
    std::vector<PinnedEvaluation> all = question.pins;
    all.push_back({pinName(*question.now->chosen), question.now});
    if (constexpr std::size_t most = 8; all.size() > most) {
        throw FormatError("figure " + question.recipe.name + ": " + std::to_string(all.size()) +
                          " scenarios; it has room for " + std::to_string(most) + ".");
    }
    return [all](const Theme& theme) { return std::make_unique<CompareFigure>(all, theme); };
}

PartMaker prepareSolution(const PartQuestion& question, const StudyRun&)
{
    const std::string metric = metricOf(question);
    const auto solution = std::make_shared<const Explanation>(explanationsOf(*question.now, {metric}).front());
    return [solution, now = question.now](const Theme& theme) {
        auto figure = std::make_unique<SolutionFigure>(now, solution, theme);
        figure->setOnSheet();
        return figure;
    };
}

PartMaker prepareTable(const PartQuestion& question, const StudyRun&)
{
    for (const std::string& id : question.part.metrics) {
        requireMetric("figure " + question.recipe.name, id);
    }
    return [metrics = question.part.metrics, now = question.now](const Theme& theme) {
        return std::make_unique<MetricTable>(now, metrics, theme);
    };
}

using Prepare = PartMaker (*)(const PartQuestion&, const StudyRun&);

/// The roofline, which the factory makes first, has choices of its own.
template <std::size_t... index> constexpr std::array<Prepare, sizeof...(index)> makersOf(std::index_sequence<index...>)
{
    return {(index == 0 ? prepareRoofline : prepareChart<index>)...};
}

/// The charts that are made by name, each with its place among them, and those that ask for more.
std::vector<FigureKind> allKinds()
{
    std::vector<FigureKind> kinds;
    constexpr auto ofCharts = makersOf(std::make_index_sequence<chartKindCount>());
    const std::span<const ChartKind> charts = chartKinds();
    for (std::size_t i = 0; i < charts.size(); ++i) {
        kinds.push_back({charts[i].id, charts[i].label, ofCharts[i], std::string_view(charts[i].id) == "waterfall"});
    }
    kinds.push_back({"sweep", QT_TRANSLATE_NOOP("Chart", "Sweep"), prepareSweep, true, true, true});
    kinds.push_back({"sensitivity", QT_TRANSLATE_NOOP("Chart", "Tornado"), prepareSensitivity, true, false, true});
    kinds.push_back({"frontier", QT_TRANSLATE_NOOP("Chart", "Frontier"), prepareFrontier, false, true, true});
    kinds.push_back({"scaling", QT_TRANSLATE_NOOP("Chart", "Scaling"), prepareScaling, true, true, true});
    kinds.push_back({"compare", QT_TRANSLATE_NOOP("Chart", "Comparison"), prepareComparison});
    kinds.push_back({"solution", QT_TRANSLATE_NOOP("Chart", "Worked solution"), prepareSolution, true});
    kinds.push_back({"table", QT_TRANSLATE_NOOP("Chart", "Table of metrics"), prepareTable});
    return kinds;
}

} // namespace

std::span<const FigureKind> figureKinds()
{
    static const std::vector<FigureKind> kinds = allKinds();
    return kinds;
}

const FigureKind* figureKind(std::string_view id)
{
    const auto kinds = figureKinds();
    const auto found = std::ranges::find_if(kinds, [id](const FigureKind& kind) { return kind.id == id; });
    return found == kinds.end() ? nullptr : &*found;
}

} // namespace ridge
