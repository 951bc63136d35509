#include "app/figures/studio.h"

#include "core/formats/format_error.h"
#include "core/program/gaps.h"
#include "core/scenario/badge.h"
#include "core/scenario/figures/places.h"
#include "ui/charts/callouts/target.h"
#include "ui/figure/figure.h"
#include "ui/shown.h"
#include "ui/theme/palettes.h"

#include <QLabel>

#include <algorithm>

namespace ridge {
namespace {

/// Whose the numbers are, where the stamp is wanted; what is missing of them in any case.
QString stampOf(const FigureQuestion& question)
{
    const Evaluation& now = *question.now;
    const Scenario& scenario = *now.scenario;
    const QString gaps = shown(sentenceOf(now.program.gaps));
    if (!question.recipe.hasConventions) {
        return gaps;
    }
    QString name = shownName(scenario.model.name) + " on " + shownName(scenario.device.name);
    if (question.recipe.hasPinned && !question.pins.empty()) {
        name = QObject::tr("A: %1 · B: %2").arg(shownName(question.pins.front().name), name);
    }
    return (gaps.isEmpty() ? gaps : gaps + " ") + name + " · " + shown(conventionBadge(scenario));
}

SheetWords wordsOf(const FigureQuestion& question)
{
    const Recipe& recipe = question.recipe;
    const auto text = [](const std::string& words) { return shown(words, mostFigureText); };
    return {text(recipe.title), text(recipe.takeaway.value_or(question.now->verdict.sentence)), text(recipe.caption),
            text(recipe.source), stampOf(question)};
}

/// Stands where a part has nothing to show, and says why.
std::unique_ptr<QWidget> remark(const std::string& sentence, const Theme& theme)
{
    auto label = std::make_unique<QLabel>(shown(sentence));
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignCenter);
    label->setFont(theme.font(11.5));
    QPalette palette = theme.palette();
    palette.setColor(QPalette::WindowText, theme.muted);
    label->setPalette(palette);
    return label;
}

} // namespace

const FigurePlace& placeOf(const Recipe& recipe)
{
    const FigurePlace* place = figurePlace(recipe.place);
    return place ? *place : figurePlaces().front();
}

QStringList notesOn(const FigureSheet& sheet)
{
    QStringList notes;
    if (sheet.isCut()) {
        notes << QObject::tr("Words were cut: say it shorter, or give the figure more room.");
    }
    if (sheet.isCrowded()) {
        notes << QObject::tr("The charts have too little room there: choose a larger place or fewer charts.");
    }
    for (const Callout& callout : sheet.lostCallouts()) {
        notes << QObject::tr("The callout “%1” points at %2, which is not in this figure.")
                     .arg(shown(callout.text, longestLabel), nameOfTarget(callout.target));
    }
    return notes;
}

Theme themeOf(const Recipe& recipe)
{
    Theme theme = Theme::light();
    for (const ThemeKind& kind : themeKinds()) {
        if (kind.id == recipe.theme) {
            theme = kind.make();
        }
    }
    theme = withPalette(onPaper(theme), recipe.palette);
    theme.fontScale = fontScaleAt(placeOf(recipe));
    return theme;
}

PreparedFigure prepared(const FigureQuestion& question, const StudyRun& run)
{
    PreparedFigure figure{question, {}, {}};
    for (const FigurePart& part : figure.question.recipe.parts) {
        try {
            const FigureKind* kind = figureKind(part.kind);
            if (!kind) {
                throw FormatError("figure " + question.recipe.name + ": there is no chart called " + part.kind + ".");
            }
            figure.makers.push_back(kind->prepare({question.recipe, part, question.now, question.pins}, run));
            figure.problems.emplace_back();
        } catch (const FormatError& error) {
            figure.makers.emplace_back();
            figure.problems.emplace_back(error.what());
        }
    }
    return figure;
}

std::unique_ptr<FigureSheet> sheetOf(const PreparedFigure& figure)
{
    const Recipe& recipe = figure.question.recipe;
    const Theme theme = themeOf(recipe);
    auto sheet =
        std::make_unique<FigureSheet>(theme, wordsOf(figure.question), recipe.isTransparent, typeAt(placeOf(recipe)));
    sheet->setCallouts(recipe.callouts);
    const bool isAlone = figure.makers.size() == 1;
    for (std::size_t i = 0; i < figure.makers.size(); ++i) {
        if (!figure.makers[i]) {
            sheet->add(remark(figure.problems[i], theme));
            continue;
        }
        std::unique_ptr<QWidget> part = figure.makers[i](theme);
        if (auto* chart = qobject_cast<Chart*>(part.get())) {
            chart->setLook(
                {isAlone ? ChartLook::Head::None : ChartLook::Head::Name, recipe.legend, !recipe.isTransparent});
        }
        sheet->add(std::move(part));
    }
    return sheet;
}

WrittenFigure written(const PreparedFigure& figure, const FigureFormat& format, const QByteArray& scenario,
                      double scale)
{
    const std::unique_ptr<FigureSheet> sheet = sheetOf(figure);
    FigureSize size = sizeAt(placeOf(figure.question.recipe));
    size.scale *= scale;
    size.transparent = figure.question.recipe.isTransparent;
    size.outlined = figure.question.recipe.isOutlined;
    size.scenario = scenario;
    const auto draw = [&sheet](QCPPainter& painter, const QSize& room) { sheet->draw(painter, room); };
    WrittenFigure written;
    written.bytes = format.write({draw, sheet->title(), sheet->description()}, size);
    written.notes = notesOn(*sheet);
    return written;
}

} // namespace ridge
