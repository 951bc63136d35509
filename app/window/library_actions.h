// The library in the window: choose, save as, rename, delete, export, show the folder; questions and messages.
// Not the files: see library.h.
#pragma once

#include <QObject>

namespace ridge {

class MainWindow;

class LibraryActions : public QObject {
    Q_OBJECT
public:
    enum class Kind { Model, Device };
    explicit LibraryActions(MainWindow& window);

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
    /// What is on screen is one of the user's own.
    bool isOwn(Kind kind) const;

private:
    template <class Call> void attempt(Call call);

    MainWindow& m_window;
};

} // namespace ridge
