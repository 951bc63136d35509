#include "app/file_actions.h"

#include "app/figure_dialog.h"
#include "app/files.h"
#include "app/library.h"
#include "app/main_window.h"
#include "app/scenario_source.h"
#include "core/formats/formats.h"
#include "core/quantity/shown_text.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QMessageBox>
#include <QRegularExpression>

namespace ridge {
namespace {

constexpr int mostRecent = 10;

QString suggestedName(const Scenario& scenario, const char* suffix)
{
    return QString::fromStdString(forFileName(scenario.model.id + "-on-" + scenario.device.id) + suffix);
}

} // namespace

QString askSavePath(QWidget* parent, const QString& title, const QString& suggested, const QString& filters)
{
    QFileDialog dialog(parent, title, QFileInfo(suggested).path(), filters);
    const auto follow = [&dialog](const QString& filter) {
        static const QRegularExpression ending(QStringLiteral("\\*\\.(\\w+)"));
        dialog.setDefaultSuffix(ending.match(filter).captured(1));
    };
    QObject::connect(&dialog, &QFileDialog::filterSelected, &dialog, follow);
    follow(dialog.nameFilters().value(0));
    dialog.setAcceptMode(QFileDialog::AcceptSave);
    dialog.selectFile(QFileInfo(suggested).fileName());
    return dialog.exec() == QDialog::Accepted ? dialog.selectedFiles().value(0) : QString();
}

FileActions::FileActions(MainWindow& window) : QObject(&window), m_window(window) {}

void FileActions::report(const std::exception& error) { m_window.showMessage(QString::fromUtf8(error.what()), true); }

void FileActions::open()
{
    const QString path = QFileDialog::getOpenFileName(
        &m_window, tr("Open a scenario or a model"),
        m_recent.isEmpty() ? QString() : QFileInfo(m_recent.front()).path(),
        tr("Scenarios and models (*.ridge *.json *.onnx *.tflite *.gguf *.safetensors);;All files (*)"));
    if (!path.isEmpty()) {
        openPath(path);
    }
}

bool FileActions::openPath(const QString& given)
{
    try {
        const QString path = fileAt(given);
        OpenedFile opened = openFile(path);
        if (opened.scenario) {
            if (!mayDiscard()) {
                return false;
            }
            m_window.document().load(std::move(*opened.scenario), path);
        } else if (opened.device) {
            m_window.document().chooseDevice(std::move(*opened.device));
        } else {
            m_window.weightFiles().remember(*opened.model, path);
            m_window.document().chooseModel(std::move(*opened.model));
        }
        remember(path);
        m_window.showMessage(tr("Opened %1.").arg(fileName(path)));
        return true;
    } catch (const std::exception& error) {
        report(error);
        return false;
    }
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
        writeFile(path, writeScenarioJson(*m_window.document().current()));
        m_window.document().markSaved(path);
        remember(path);
        m_window.showMessage(tr("Saved %1.").arg(fileName(path)));
        return true;
    } catch (const std::exception& error) {
        report(error);
        return false;
    }
}

void FileActions::exportFigure()
{
    FigureDialog dialog(m_window);
    dialog.exec();
}

void FileActions::exportReport()
{
    const Scenario& scenario = *m_window.document().current();
    const QString path = askSavePath(&m_window, tr("Export report"), suggestedName(scenario, ".md"),
                                     tr("Markdown (*.md);;Text (*.txt);;Operators as CSV (*.csv);;JSON (*.json)"));
    if (path.isEmpty()) {
        return;
    }
    try {
        const Evaluation evaluation = evaluate(m_window.document().current());
        const QString suffix = QFileInfo(path).suffix().toLower();
        writeFile(path, suffix == "json"  ? reportJson(evaluation, ownPresets())
                        : suffix == "csv" ? reportCsv(evaluation)
                        : suffix == "txt" ? reportText(evaluation, ownPresets())
                                          : reportMarkdown(evaluation, ownPresets()));
        m_window.showMessage(tr("Wrote %1.").arg(fileName(path)));
    } catch (const std::exception& error) {
        report(error);
    }
}

bool FileActions::mayDiscard()
{
    if (m_window.document().history().isClean()) {
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
