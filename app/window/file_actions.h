// Open, save, recent files and exports: dialogs, questions and one sentence for whatever goes wrong.
// Not reading or writing bytes (files.h), and not formats.
#pragma once

#include "app/reading/reading.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QStringList>
#include <QTimer>

namespace ridge {

class MainWindow;
struct OpenedFile;

class FileActions : public QObject {
    Q_OBJECT
public:
    explicit FileActions(MainWindow& window);

    void open();
    /// Reads beside the window and then shows what was read, or a sentence, and nothing changed.
    void openPath(const QString& path);
    /// Of the user's own, beside the scenario on screen. Throws where they cannot be read.
    void openMeasurements(const QString& path);
    Reading& reading() { return m_reading; }
    bool save();
    bool saveAs();
    /// What others saved there since it was last read or written here is not replaced without asking.
    bool saveTo(const QString& path);
    void exportReport();
    void exportReportTo(const QString& path);
    /// Asks about unsaved changes. False: the user wants to stay.
    bool mayDiscard();

    /// Puts a file at the top of the recent ones.
    void remember(const QString& path);
    QStringList recent() const { return m_recent; }
    void setRecent(const QStringList& paths);

signals:
    void recentChanged();
    void fileRead(); // and is on screen

private:
    void report(const std::exception& error);
    void take(OpenedFile opened);
    void loadTheirs();
    void watch();
    void checkFile();

    MainWindow& m_window;
    QStringList m_recent;
    QFileSystemWatcher m_watcher; // of the scenario's file and its folder
    QString m_watched;
    QByteArray m_noticed; // what was last said to be there
    QTimer m_settle;
    Reading m_reading;
};

} // namespace ridge
