#include "app/window/figures/figure_actions.h"

#include "app/figures/figure_kinds.h"
#include "app/window/main_window.h"
#include "app/window/pages/page_tabs.h"

#include <QCoreApplication>

#include <algorithm>

namespace ridge {
namespace {

EditLabel labelled(const QString& text) { return {QStringLiteral("figures"), 0, text}; }

} // namespace

FigureActions& FigureActions::of(MainWindow& window)
{
    auto* there = window.findChild<FigureActions*>(QString(), Qt::FindDirectChildrenOnly);
    return there ? *there : *new FigureActions(window);
}

FigureActions::FigureActions(MainWindow& window) : QObject(&window), m_window(window) {}

void FigureActions::noteFront()
{
    if (const auto part = m_window.pages().partInFront()) {
        m_front = *part;
    }
}

void FigureActions::set(Figures next, const EditLabel& label)
{
    m_window.document().setFigures(std::move(next), label);
}

void FigureActions::open()
{
    noteFront();
    m_window.showView(QStringLiteral("figures"));
    if (m_window.document().figures().empty()) {
        create();
    } else {
        m_window.pages().focus(QStringLiteral("figures"));
    }
}

void FigureActions::create()
{
    noteFront();
    Figures next = m_window.document().figures();
    if (next.size() >= mostFigures) {
        m_window.showMessage(tr("A scenario keeps %1 figures at most.").arg(mostFigures), true);
        return;
    }
    const FigureKind* kind = figureKind(m_front.kind);
    Recipe recipe;
    const QString label = kind ? QCoreApplication::translate("Chart", kind->label) : tr("Figure");
    recipe.name = freeFigureName(next, label.toStdString());
    recipe.parts = {m_front};
    recipe.title = label.toStdString();
    next.push_back(recipe);
    set(std::move(next), labelled(tr("New figure")));
    emit chosen(QString::fromStdString(recipe.name), true);
}

void FigureActions::duplicate(const Recipe& recipe)
{
    Figures next = m_window.document().figures();
    if (next.size() >= mostFigures) {
        return;
    }
    Recipe copy = recipe;
    copy.name = freeFigureName(next, recipe.name);
    next.push_back(copy);
    set(std::move(next), labelled(tr("Duplicate a figure")));
    emit chosen(QString::fromStdString(copy.name), true);
}

void FigureActions::remove(const std::string& name)
{
    Figures next = m_window.document().figures();
    std::erase_if(next, [&](const Recipe& each) { return each.name == name; });
    set(std::move(next), labelled(tr("Delete a figure")));
}

void FigureActions::rename(const Recipe& recipe, const std::string& name)
{
    if (name == recipe.name) {
        return;
    }
    Figures next = m_window.document().figures();
    const auto found = std::ranges::find(next, recipe.name, &Recipe::name);
    if (found == next.end() || figureCalled(next, name)) {
        m_window.showMessage(tr("Another figure is called “%1”.").arg(QString::fromStdString(name)), true);
        emit m_window.document().changed(); // the field shows the old name again
        return;
    }
    found->name = name;
    emit chosen(QString::fromStdString(name), false);
    set(std::move(next), labelled(tr("Rename a figure")));
}

void FigureActions::edit(const Recipe& next, const EditLabel& label)
{
    Figures figures = m_window.document().figures();
    const auto found = std::ranges::find(figures, next.name, &Recipe::name);
    if (found != figures.end()) {
        *found = next;
        set(std::move(figures), label);
    }
}

} // namespace ridge
