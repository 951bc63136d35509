#include "app/window/present/present_action.h"

#include "app/document/visits.h"
#include "app/window/main_window.h"
#include "app/window/pages/page_tabs.h"
#include "app/window/pins/pin_actions.h"
#include "app/window/present/presenter.h"
#include "ui/studio/figure_view.h"

#include <QMenu>

namespace ridge {
namespace {

constexpr auto slidersKey = "presentedSliders"; // of the window: they are there when it presents again

/// The figure on the page of figures where that is in front; else one of the page's chart.
Recipe recipeInFront(MainWindow& window)
{
    Recipe recipe;
    if (const auto part = window.pages().partInFront()) {
        recipe.parts = {*part};
        recipe.names = 8;
        return recipe;
    }
    const auto* figures = window.findChild<FigureView*>();
    return figures && figures->current() ? *figures->current() : recipe;
}

/// What is on screen, and then every state that was kept, the oldest first.
std::vector<ShownState> statesOf(MainWindow& window)
{
    std::vector<ShownState> states{{QString(), window.document().current()}};
    for (const Visit& visit : window.visits().all()) {
        if (visit.name.isEmpty()) {
            continue;
        }
        if (*visit.state.scenario == *window.document().current()) {
            states.front().sentence = visit.name;
        } else {
            states.push_back({visit.name, visit.state.scenario});
        }
    }
    return states;
}

} // namespace

Presenter* present(MainWindow& window)
{
    window.evaluator().flush();
    auto* presenter = new Presenter(recipeInFront(window), statesOf(window), window.pinActions().evaluated(),
                                    window.theme(), &window);
    presenter->setAttribute(Qt::WA_DeleteOnClose);
    std::vector<std::string> sliders;
    for (const QString& id : window.property(slidersKey).toStringList()) {
        sliders.push_back(id.toStdString());
    }
    presenter->setSliders(sliders);
    QObject::connect(presenter, &Presenter::slidersChosen, &window, [&window](const std::vector<std::string>& chosen) {
        QStringList ids;
        for (const std::string& id : chosen) {
            ids << QString::fromStdString(id);
        }
        window.setProperty(slidersKey, ids);
    });
    presenter->showFullScreen();
    return presenter;
}

void addPresenting(MainWindow& window, QMenu& menu)
{
    QAction* action = menu.addAction(QObject::tr("&Present"));
    action->setShortcut(Qt::Key_F5);
    action->setStatusTip(QObject::tr("Fill the screen; Right and Left go through kept states, S is the spotlight, "
                                     "P chooses sliders, Escape leaves"));
    QObject::connect(action, &QAction::triggered, &window, [&window] { present(window); });
}

} // namespace ridge
