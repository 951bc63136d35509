// Open, save, recent files and exports: dialogs, questions and one sentence for whatever goes wrong.
// Not reading or writing bytes (files.h), and not formats.
#pragma once

#include "app/reading/reading.h"

#include <QObject>
#include <QStringList>

class QWidget;

namespace ridge {

class MainWindow;
struct OpenedFile;

/// A file to save to, its ending completed before an existing file is asked about. Empty: the user gave up.
QString askSavePath(QWidget* parent, const QString& title, const QString& suggested, const QString& filters);

class FileActions : public QObject {
    Q_OBJECT
public:
    explicit FileActions(MainWindow& window);

    void open();
    /// Reads beside the window and then shows what was read, or a sentence, and nothing changed.
    void openPath(const QString& path);
    Reading& reading() { return m_reading; }
    bool save();
    bool saveAs();
    bool saveTo(const QString& path);
    void exportFigure();
    void exportReport();
    /// Asks about unsaved changes. False: the user wants to stay.
    bool mayDiscard();

    /// Puts a file at the top of the recent ones.
    void remember(const QString& path);
    QStringList recent() const { return m_recent; }
    void setRecent(const QStringList& paths);

signals:
    void recentChanged();

private:
    void take(OpenedFile opened);
    void report(const std::exception& error);

    MainWindow& m_window;
    QStringList m_recent;
    Reading m_reading;
};

} // namespace ridge
