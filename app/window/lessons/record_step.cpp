#include "app/window/lessons/record_step.h"

#include "app/commands/teaching/lessons.h"
#include "app/window/dialogs/step_dialog.h"
#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/page_tabs.h"
#include "ui/why/why_panel.h"

namespace ridge {

void recordStep(MainWindow& window)
{
    const ScenarioDocument& document = window.document();
    const WhyPanel::Subject& explained = window.explanations().panel().subject();
    OnScreen screen;
    screen.place.scenario = document.current();
    screen.place.pinned = document.pins().empty() ? nullptr : document.pins().front().scenario;
    screen.page = window.pages().inFront().toStdString();
    screen.number = explained.other ? NumberRef{} : explained.ref; // of another scenario, which is not on screen
    const LessonWorld world = lessonWorld();
    auto* dialog = new StepDialog(recordedStep(screen, world.shelf), world, window.theme(), &window);
    dialog->show();
}

} // namespace ridge
