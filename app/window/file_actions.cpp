#include "app/window/file_actions.h"

#include "app/document/folder_lock.h"
#include "app/document/library.h"
#include "app/document/report_file.h"
#include "app/document/scenario_source.h"
#include "app/window/dialogs/file_dialogs.h"
#include "app/window/main_window.h"
#include "app/window/own_measurements.h"
#include "core/evaluate/evaluate.h"
#include "core/formats/json/project.h"
#include "core/quantity/shown_text.h"
#include "core/reports/report_format.h"
#include "core/studies/change.h"

#include <QFileInfo>
#include <QMessageBox>
#include <QPushButton>

namespace ridge {
namespace {

constexpr int mostRecent = 10;

QString suggestedName(const Scenario& scenario, const std::string& suffix)
{
    return QString::fromStdString(forFileName(scenario.model.id + "-on-" + scenario.device.id) + suffix);
}

/// What reports are saved as where nobody says otherwise.
const ReportFormat& usualReport() { return *reportFormat("markdown"); }

/// The formats that a report can be saved as, the usual one first.
QString reportFilters()
{
    QStringList filters;
    for (const ReportFormat* format : reportFormats()) {
        if (format->reportsFigures()) {
            const std::string of = format->report ? "" : std::string(format->tables.front().label) + " as ";
            const std::string ending = "." + std::string(format->suffix);
            const QString filter =
                fileFilter(QString::fromStdString(of + std::string(format->label)), {QString::fromStdString(ending)});
            filters.insert(format == &usualReport() ? 0 : filters.size(), filter);
        }
    }
    return filters.join(QStringLiteral(";;"));
}

enum class Stays { Mine, Theirs, Both, AsItIs };

/// The file holds what nobody saw here.
Stays askWhoseStays(MainWindow& window, const QString& path)
{
    QMessageBox box(
        QMessageBox::Warning, QObject::tr("Changed outside"),
        QObject::tr("“%1” was changed outside this window since it was opened or saved here.").arg(fileName(path)),
        QMessageBox::Cancel, &window);
    box.setTextFormat(Qt::PlainText);
    box.setInformativeText(QObject::tr("Saving would replace what others have saved."));
    const QPushButton* both = box.addButton(QObject::tr("Save under another name…"), QMessageBox::AcceptRole);
    const QPushButton* mine = box.addButton(QObject::tr("Replace it"), QMessageBox::DestructiveRole);
    const QPushButton* theirs = box.addButton(QObject::tr("Load it"), QMessageBox::ActionRole);
    box.setDefaultButton(QMessageBox::Cancel);
    box.exec();
    const auto* pressed = box.clickedButton();
    return pressed == both     ? Stays::Both
           : pressed == mine   ? Stays::Mine
           : pressed == theirs ? Stays::Theirs
                               : Stays::AsItIs;
}

/// Writes, unless the file holds by now what is not known: then gives the fingerprint of that.
QByteArray writeOver(const KnownFile& known, std::string_view text)
{
    const FolderLock turn(QFileInfo(known.path).path());
    const QByteArray there = fingerprintOf(known.path);
    if (!there.isEmpty() && there != known.seen && there != fingerprint(text)) {
        return there;
    }
    writeFile(known.path, text);
    return {};
}

} // namespace

FileActions::FileActions(MainWindow& window) : QObject(&window), m_window(window)
{
    m_settle.setSingleShot(true);
    m_settle.setInterval(100); // who replaces a file does it in several steps
    connect(&m_settle, &QTimer::timeout, this, &FileActions::checkFile);
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_settle, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] {
        if (m_watcher.files().isEmpty()) { // it had gone
            m_settle.start();
        }
    });
    for (const auto signal : {&ScenarioDocument::changed, &ScenarioDocument::titleChanged}) {
        connect(&window.document(), signal, this, &FileActions::watch);
    }
}

void FileActions::report(const std::exception& error) { m_window.reportProblem(QString::fromUtf8(error.what())); }

void FileActions::open()
{
    const QString path =
        askOpenPath(&m_window, tr("Open a scenario or a model"),
                    m_recent.isEmpty() ? QString() : QFileInfo(m_recent.front()).path(),
                    fileFilter(tr("Scenarios, models and devices"), readableEndings()) + ";;" +
                        fileFilter(tr("Measurements"), {QStringLiteral(".csv")}) + ";;" + tr("All files (*)"));
    if (!path.isEmpty()) {
        openPath(path);
    }
}

/// Stays beside whatever scenario is on screen until another file of measurements takes its place.
void FileActions::openMeasurements(const QString& path)
{
    m_window.measured().open(path);
    remember(path);
}

void FileActions::openPath(const QString& given)
{
    if (given.endsWith(QStringLiteral(".csv"), Qt::CaseInsensitive)) {
        try {
            openMeasurements(given);
        } catch (const std::exception& error) {
            report(error);
        }
        return;
    }
    const auto read = [this, given](const Watch& watch) -> Reading::Take {
        auto opened = std::make_shared<OpenedFile>(openFile(given, watch));
        if (opened->model) {
            opened->tensors = WeightFiles::namesIn(*opened->model, opened->path, {watch.stop});
        }
        return [this, opened] { take(std::move(*opened)); };
    };
    m_reading.start(fileName(given), read, [this](const std::exception& error) { report(error); });
}

/// A model or device takes the edits on screen along, and undo leads back, so that there is something to lose only
/// where the edits belong to a file that is left.
void FileActions::take(OpenedFile opened)
{
    const QString path = opened.path;
    ScenarioDocument& document = m_window.document();
    if ((opened.scenario || !document.path().isEmpty()) && !mayDiscard()) {
        return;
    }
    const std::shared_ptr<const Scenario> before = document.current();
    const bool isScenario = opened.scenario.has_value();
    if (isScenario) {
        // What is pinned stays, to be compared with the file, unless that brings its own.
        Pins pins = opened.pins.empty() ? document.pins() : opened.pins;
        document.load(std::move(*opened.scenario),
                      opened.isPicture ? KnownFile{} : KnownFile{QFileInfo(path).absoluteFilePath(), opened.seen},
                      std::move(pins), std::move(opened.targets), std::move(opened.figures));
    } else if (opened.device) {
        document.chooseDevice(std::move(*opened.device), ScenarioDocument::Origin::OpenedFile);
    } else {
        m_window.weightFiles().remember(*opened.model, path, opened.tensors);
        document.chooseModel(std::move(*opened.model), ScenarioDocument::Origin::OpenedFile);
    }
    remember(path);
    emit fileRead();
    const std::string along = isScenario ? std::string() : describeBroughtAlong(*before, *document.current());
    m_window.showMessage(along.empty() ? tr("Opened %1.").arg(fileName(path))
                                       : tr("Opened %1 (%2).").arg(fileName(path), QString::fromStdString(along)));
}

bool FileActions::save()
{
    return m_window.document().path().isEmpty() ? saveAs() : saveTo(m_window.document().path());
}

bool FileActions::saveAs()
{
    QString path = m_window.document().path();
    if (path.isEmpty()) {
        path = suggestedName(*m_window.document().current(), ".ridge");
    }
    path = askSavePath(&m_window, tr("Save scenario"), path, tr("Ridgepoint scenarios (*.ridge)"));
    return !path.isEmpty() && saveTo(path);
}

bool FileActions::saveTo(const QString& path)
{
    try {
        const QString absolute = QFileInfo(path).absoluteFilePath();
        const KnownFile own = m_window.document().file();
        const ScenarioDocument& document = m_window.document();
        const std::string text =
            writeScenarioJson(*document.current(), document.pins(), document.targets(), document.figures());
        // Whether another file may be replaced was asked when it was chosen.
        KnownFile known{absolute, absolute == own.path ? own.seen : fingerprintOf(absolute)};
        const bool hadGone = absolute == own.path && !QFileInfo::exists(absolute);
        for (QByteArray theirs; !(theirs = writeOver(known, text)).isEmpty(); known.seen = theirs) {
            const Stays choice = askWhoseStays(m_window, absolute);
            if (choice == Stays::Both) {
                return saveAs();
            }
            if (choice == Stays::Theirs) {
                loadTheirs();
            }
            if (choice != Stays::Mine) {
                return false;
            }
        }
        m_window.document().markSaved({absolute, fingerprint(text)});
        remember(absolute);
        m_window.showMessage(
            (hadGone ? tr("Saved %1 anew; it had been moved or deleted.") : tr("Saved %1.")).arg(fileName(path)));
        return true;
    } catch (const std::exception& error) {
        report(error);
        return false;
    }
}

void FileActions::loadTheirs()
{
    try {
        const QString path = m_window.document().path();
        OpenedFile theirs = openFile(path);
        if (!theirs.scenario) {
            throw FileError(fileName(path).toStdString() + ": this is no scenario any more; save under another name.");
        }
        m_window.document().setTargets(std::move(theirs.targets), tr("Targets of %1").arg(fileName(path)));
        m_window.document().setFigures(std::move(theirs.figures),
                                       {QStringLiteral("figures"), 0, tr("Figures of %1").arg(fileName(path))});
        m_window.document().follow(std::move(*theirs.scenario), theirs.seen, tr("Load %1").arg(fileName(path)),
                                   std::move(theirs.pins));
        m_window.showMessage(tr("Loaded %1 as it is now; undo brings back what was here.").arg(fileName(path)));
    } catch (const std::exception& error) {
        report(error);
    }
}

void FileActions::watch()
{
    const QString path = m_window.document().path();
    if (path == m_watched) {
        return;
    }
    if (const QStringList before = m_watcher.files() + m_watcher.directories(); !before.isEmpty()) {
        m_watcher.removePaths(before);
    }
    m_watched = path;
    m_noticed.clear();
    if (!path.isEmpty()) {
        m_watcher.addPaths({path, QFileInfo(path).path()});
    }
}

void FileActions::checkFile()
{
    const KnownFile file = m_window.document().file();
    if (file.path.isEmpty()) {
        return;
    }
    m_watcher.addPath(file.path); // a file that was put in its place is watched as well
    const QByteArray there = fingerprintOf(file.path);
    if (there == file.seen || there == m_noticed) {
        return;
    }
    m_noticed = there;
    if (there.isEmpty()) {
        m_window.showMessage(tr("%1 was moved or deleted; saving writes it anew.").arg(fileName(file.path)), true);
    } else {
        m_window.offer(tr("%1 was changed outside this window.").arg(fileName(file.path)), tr("Load it"),
                       [this] { loadTheirs(); });
    }
}

void FileActions::exportReport()
{
    const QString path = askSavePath(
        &m_window, tr("Export report"),
        suggestedName(*m_window.document().current(), "." + std::string(usualReport().suffix)), reportFilters());
    if (!path.isEmpty()) {
        exportReportTo(path);
    }
}

void FileActions::exportReportTo(const QString& path)
{
    try {
        const auto evaluation = std::make_shared<const Evaluation>(evaluate(m_window.document().current()));
        const ReportFormat* named = reportFormatOfSuffix(QFileInfo(path).suffix().toLower().toStdString());
        const ReportFormat& format = named ? *named : usualReport();
        writeFile(path, reportFile(format, evaluation));
        m_window.showMessage(tr("Wrote %1.").arg(fileName(path)));
    } catch (const std::exception& error) {
        report(error);
    }
}

bool FileActions::mayDiscard()
{
    if (m_window.document().isSaved()) {
        return true;
    }
    const auto answer =
        QMessageBox::question(&m_window, tr("Unsaved changes"), tr("Save the changes to this scenario?"),
                              QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    return answer == QMessageBox::Discard || (answer == QMessageBox::Save && save());
}

void FileActions::setRecent(const QStringList& paths)
{
    m_recent = paths.mid(0, mostRecent);
    emit recentChanged();
}

void FileActions::remember(const QString& path)
{
    QStringList paths = m_recent;
    const QString absolute = QFileInfo(path).absoluteFilePath();
    paths.removeAll(absolute);
    paths.prepend(absolute);
    setRecent(paths);
}

} // namespace ridge
