// What a window does with the figures of its scenario: each an edit that can be undone.
// Not the page (pages/rows/figures.cpp), and not the drawing: app/figures.
#pragma once

#include "core/scenario/figures/recipe.h"
#include "ui/controls/edit.h"

#include <QObject>

namespace ridge {

class MainWindow;

class FigureActions : public QObject {
    Q_OBJECT
public:
    /// The one of the window, made for whoever asks first.
    static FigureActions& of(MainWindow& window);

    /// Brings the page to the front, with a figure of what was in front where the scenario has none.
    void open();
    /// Of what was in front before the page of figures was.
    void create();
    void duplicate(const Recipe& recipe);
    void remove(const std::string& name);
    void rename(const Recipe& recipe, const std::string& name);
    void edit(const Recipe& next, const EditLabel& label);

signals:
    /// A figure that is to be on show; of a new one the title is to be written.
    void chosen(QString name, bool isNew);

private:
    explicit FigureActions(MainWindow& window);
    void noteFront();
    void set(Figures next, const EditLabel& label);

    MainWindow& m_window;
    FigurePart m_front; // what was on screen last
};

} // namespace ridge
