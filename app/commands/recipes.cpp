#include "app/commands/recipes.h"

#include "app/commands/commands.h"
#include "app/document/files.h"
#include "app/document/scenario_source.h"
#include "app/figures/studio.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/closest.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/quantity/shown_text.h"

#include <QFileInfo>

#include <iostream>
#include <set>

namespace ridge {
namespace {

Recipe recipeOf(const Figures& figures, const std::string& name)
{
    if (const Recipe* found = figureCalled(figures, name)) {
        return *found;
    }
    std::vector<std::string> names;
    std::string all;
    for (const Recipe& each : figures) {
        names.push_back(each.name);
        all += (all.empty() ? "" : ", ") + cleanText(each.name, longestLabel);
    }
    const std::string hint = didYouMean(name, names);
    throw FormatError("--recipe " + name + ": the scenario has no such figure" +
                      (!hint.empty() ? hint
                       : all.empty() ? "; it has none."
                                     : "; it has " + all + "."));
}

/// With what the command line says of every figure.
Recipe asAsked(Recipe recipe, const Request& request)
{
    recipe.isOutlined = recipe.isOutlined || request.outlines;
    return recipe;
}

void writeRecipe(const Recipe& recipe, const ScenarioFile& file, const std::shared_ptr<const Evaluation>& now,
                 const QString& path)
{
    const std::string name = path.toStdString();
    FigureQuestion question{recipe, now, {}};
    for (const Pin& pin : file.pins) {
        question.pins.push_back({pin.name, std::make_shared<const Evaluation>(evaluate(*pin.scenario))});
    }
    const PreparedFigure figure = prepared(question);
    for (const std::string& problem : figure.problems) {
        if (!problem.empty()) {
            throw FormatError(problem);
        }
    }
    const WrittenFigure done = written(figure, formatOf(name), fileTextOf(file));
    for (const QString& sentence : done.notes) {
        std::cerr << "ridgepoint: " << cleanText(recipe.name + ": " + sentence.toStdString()) << '\n';
    }
    writeFile(path, std::string_view(done.bytes.constData(), static_cast<std::size_t>(done.bytes.size())));
}

/// "decode-waits.png", with a number where another figure's is called so.
std::string fileNameFor(const Recipe& recipe, const std::string& suffix, std::set<std::string>& taken)
{
    const std::string stem = forFileName(recipe.name);
    std::string name = stem + suffix;
    for (int number = 2; !taken.insert(name).second; ++number) {
        name = stem + "-" + std::to_string(number) + suffix;
    }
    return name;
}

} // namespace

const FigureFormat& formatOf(const std::string& output)
{
    const FigureFormat* format = figureFormat(QFileInfo(pathFrom(output)).suffix());
    if (!format) {
        throw FormatError(output + ": figures are written as " + figureEndings() + "; choose one of these endings.");
    }
    return *format;
}

QByteArray fileTextOf(const ScenarioFile& file)
{
    return QByteArray::fromStdString(writeScenarioJson(file.scenario, file.pins, file.targets, file.figures));
}

int runRecipes(const Request& request)
{
    if (!request.wantsAllRecipes) {
        formatOf(request.output); // before anything is computed
    }
    const ScenarioFile file = scenarioFrom(request.scenario);
    const auto now = std::make_shared<const Evaluation>(evaluate(file.scenario));
    if (!request.wantsAllRecipes) {
        const Recipe recipe = recipeOf(file.figures, request.recipe);
        warnOfGaps(*now);
        writeRecipe(asAsked(recipe, request), file, now, pathFrom(request.output));
        return 0;
    }
    if (file.figures.empty()) {
        throw FormatError("--all: the scenario has no figures; make some on the page Figures of the window.");
    }
    warnOfGaps(*now);
    const QString folder = pathFrom(request.output);
    makeFolder(folder);
    const std::string suffix = "." + (request.format == "text" ? std::string("png") : request.format);
    std::set<std::string> taken;
    for (const Recipe& recipe : file.figures) {
        const QString path = folder + u'/' + QString::fromStdString(fileNameFor(recipe, suffix, taken));
        writeRecipe(asAsked(recipe, request), file, now, path);
        std::cout << path.toStdString() << '\n';
    }
    return 0;
}

} // namespace ridge
