// The library in the window: choose, save as, rename, delete, export, show the folder; questions and messages.
// Not the files: see library.h.
#pragma once

#include "ui/controls/edit.h"

#include <QObject>
#include <QStringList>
#include <QVector>

namespace ridge {

class MainWindow;
class ScenarioEditor;

class LibraryActions : public QObject {
    Q_OBJECT
public:
    enum class Kind { Model, Device };
    explicit LibraryActions(MainWindow& window);

    /// Fills the pickers of the left column, and does what is chosen in them.
    void follow(ScenarioEditor& editor);
    /// Puts a preset or one of the user's own on screen, by its id.
    void choose(Kind kind, const QString& id);
    /// Keep what is on screen under a name that is asked for.
    void saveAs(Kind kind);
    /// The same without the question. Of two with the same name the user says which stays.
    void saveUnder(Kind kind, const QString& name);
    void rename(Kind kind);
    void renameTo(Kind kind, const QString& name);
    /// Moves the file away and offers to bring it back.
    void remove(Kind kind);
    void exportFile(Kind kind);
    void showFolder(Kind kind);
    /// What a list offers, what was chosen lately before the rest.
    QVector<PresetEntry> offered(Kind kind) const;
    /// Ids that were chosen lately, the last one first; for a session to remember.
    QStringList used(Kind kind) const { return kind == Kind::Model ? m_usedModels : m_usedDevices; }
    void setUsed(Kind kind, const QStringList& ids) { (kind == Kind::Model ? m_usedModels : m_usedDevices) = ids; }
    /// What is on screen is one of the user's own.
    bool isOwn(Kind kind) const;
    /// The electricity comes from a grid of the library, by its id.
    void chooseGrid(const QString& id);

private:
    template <class Call> void attempt(Call call);
    void noteUse(Kind kind, const QString& id);
    void showGrid(ScenarioEditor& editor);

    MainWindow& m_window;
    QStringList m_usedModels, m_usedDevices;
};

} // namespace ridge
