// From a recipe and a scenario to the figure: the one way that the window and the command line go.
// Not the settings of a recipe (app/window/figures), and not the drawing of a sheet: ui/figure.
#pragma once

#include "app/figures/figure_kinds.h"
#include "core/scenario/pin.h"
#include "ui/figure/sheet.h"

namespace ridge {

/// All that the bytes of a figure follow from.
struct FigureQuestion {
    Recipe recipe;
    std::shared_ptr<const Evaluation> now;
    std::vector<PinnedEvaluation> pins = {};
};

/// Computed, and ready to be drawn.
struct PreparedFigure {
    FigureQuestion question;
    std::vector<PartMaker> makers;     // of its parts; empty where a part has nothing to show
    std::vector<std::string> problems; // why, one sentence a part
};

/// On any thread.
PreparedFigure prepared(const FigureQuestion& question, const StudyRun& run = {});
std::unique_ptr<FigureSheet> sheetOf(const PreparedFigure& figure);
Theme themeOf(const Recipe& recipe);
const FigurePlace& placeOf(const Recipe& recipe);
/// What there is to say of the drawing that a sheet made last, a sentence each: callouts whose target is not there,
/// words that were cut, charts without room.
QStringList notesOn(const FigureSheet& sheet);

struct WrittenFigure {
    QByteArray bytes;
    QStringList notes; // as notesOn says it
};
/// The text of the scenario's file travels inside.
WrittenFigure written(const PreparedFigure& figure, const FigureFormat& format, const QByteArray& scenario,
                      double scale = 1);

} // namespace ridge
