// What the main window does beyond wiring: theme, title, messages, drops, closing, layout.

#include "app/document/files.h"
#include "app/reading/reading_bar.h"
#include "app/window/file_actions.h"
#include "app/window/main_window.h"
#include "app/window/theme_choice.h"
#include "ui/charts/chart.h"
#include "ui/editors/convention_panel.h"
#include "ui/editors/layers/layer_table.h"
#include "ui/editors/scenario_editor.h"
#include "ui/panels/issue_list.h"
#include "ui/panels/quantization_view.h"
#include "ui/panels/result_panel.h"
#include "ui/panels/self_check_view.h"
#include "ui/panels/sheet_notes_view.h"
#include "ui/shown.h"
#include "ui/tables/graph_table.h"
#include "ui/tables/operator_table.h"
#include "ui/tables/tensor_table.h"
#include "ui/why/why_panel.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSplitter>
#include <QStatusBar>
#include <QStyle>
#include <QTabWidget>
#include <QToolButton>

namespace ridge {

void MainWindow::styleApplication(const Theme& theme)
{
    QApplication::setPalette(theme.palette());
    QApplication::setFont(theme.font(13));
    if (const QString sheet = theme.styleSheet(); qApp->styleSheet() != sheet) { // polishing every widget takes long
        qApp->setStyleSheet(sheet);
    }
}

void MainWindow::setTheme(const Theme& theme)
{
    if (m_themed && theme == m_theme) {
        return;
    }
    m_themed = true;
    m_theme = theme;
    styleApplication(theme);
    m_editor->setTheme(theme);
    m_results->setTheme(theme);
    m_operators->setTheme(theme);
    m_layers->setTheme(theme);
    m_graph->setTheme(theme);
    m_tensors->setTheme(theme);
    m_issues->setTheme(theme);
    m_why->setTheme(theme);
    m_solution->setTheme(theme);
    m_conventions->setTheme(theme);
    m_quantization->setTheme(theme);
    m_selfCheck->setTheme(theme);
    m_sheetNotes->setTheme(theme);
    m_latency->setTheme(theme);
    for (Chart* chart : m_charts) {
        chart->setTheme(theme);
    }
    for (QLabel* label : {m_message, m_timing}) {
        label->setFont(theme.font(11.5));
    }
    if (!m_laidOut) {
        resetLayout();
    }
}

void MainWindow::openPath(const QString& path) { m_files->openPath(path); }

void MainWindow::updateTitle()
{
    const Scenario& scenario = *m_document.current();
    const QString path = m_document.path();
    const QString name = path.isEmpty() ? shownName(scenario.model.name) + " on " + shownName(scenario.device.name)
                                        : shown(fileName(path), longestLabel);
    setWindowTitle(QString(name).replace("[*]", "[*][*]") + "[*] — Ridgepoint"); // doubled, it is no mark of changes
    setWindowModified(!m_document.history().isClean());
    if (m_titleLabel) {
        m_titleLabel->setText(name + (m_document.history().isClean() ? "" : tr(" — edited")));
    }
}

void MainWindow::showMessage(const QString& text, bool warning)
{
    const QString sentence = shown(text);
    m_offer->hide();
    m_message->setText(sentence);
    m_message->setToolTip(asToolTip(sentence));
    const QString role = warning ? QStringLiteral("warning") : QStringLiteral("small");
    if (m_message->property("role").toString() != role) {
        m_message->setProperty("role", role);
        m_message->style()->unpolish(m_message); // the style sheet reads the role when it dresses the label
        m_message->style()->polish(m_message);
    }
}

void MainWindow::offer(const QString& sentence, const QString& action, std::function<void()> call)
{
    showMessage(sentence);
    m_offer->disconnect(this);
    m_offer->setText(action);
    m_offer->setAccessibleName(action + QStringLiteral(": ") + shown(sentence));
    connect(m_offer, &QToolButton::clicked, this, [this, call = std::move(call)] {
        m_offer->hide();
        call();
    });
    m_offer->show();
}

/// What takes long is read beside the window; a line in the status bar says so.
void MainWindow::createReading()
{
    m_tensorReading = new Reading(this);
    m_readingBar = new ReadingBar;
    m_readingBar->follow(m_files->reading());
    m_readingBar->follow(*m_tensorReading);
    statusBar()->addWidget(m_readingBar);
    connect(m_readingBar, &ReadingBar::cancelRequested, this, &MainWindow::cancelReading);
}

bool MainWindow::isReading() const { return m_files->reading().isBusy() || m_tensorReading->isBusy(); }

void MainWindow::cancelReading()
{
    if (m_tensorReading->isBusy()) {
        m_quantization->setTensor({}, nullptr); // the picker says what the chart shows
    }
    m_tensorReading->cancel();
    m_files->reading().cancel();
    showMessage(tr("Stopped reading; nothing was changed."));
}

void MainWindow::showField(const QString& field)
{
    if (field.startsWith(QStringLiteral("model.layers."))) {
        m_tabs->setCurrentWidget(m_layers);
        m_layers->selectLayer(field.mid(13), true);
    } else if (!field.isEmpty() && !m_editor->focusParameter(field)) { // a published figure's, of another model
        showMessage(tr("The scenario on screen has no setting %1.").arg(field));
    }
}

void MainWindow::undo()
{
    if (!m_document.history().canUndo()) {
        return;
    }
    beginEffect({{}, 0, tr("Undid %1").arg(m_document.history().undoText())});
    m_document.history().undo();
    m_editor->endGestures();
}

void MainWindow::redo()
{
    if (!m_document.history().canRedo()) {
        return;
    }
    beginEffect({{}, 0, m_document.history().redoText()});
    m_document.history().redo();
    m_editor->endGestures();
}

void MainWindow::resetCharts()
{
    for (Chart* chart : m_charts) {
        chart->resetView();
    }
}

void MainWindow::focusFilter()
{
    m_tabs->setCurrentWidget(m_operators);
    m_operators->filterField()->setFocus();
    m_operators->filterField()->selectAll();
}

void MainWindow::copyOperators()
{
    m_operators->copy();
    showMessage(tr("Copied the operators."));
}

std::vector<QSplitter*> MainWindow::splitters() const
{
    return {m_sides, m_right, m_rows, m_columns, m_middle, m_lower};
}

std::vector<BlockView*> MainWindow::foldingTables() const { return {m_operators->view(), m_graph->view()}; }

void MainWindow::resetLayout()
{
    const double scale = m_theme.fontScale;
    // Large type may take more of the sides, but never the charts' place.
    const int left = std::min(qRound(300 * scale), width() * 7 / 25);
    const int right = std::min(qRound(306 * scale), width() * 7 / 25);
    const int centre = std::max(300, width() - left - right);
    m_sides->setSizes({left + centre, right});
    m_columns->setSizes({left, centre});
    // At small heights the bottom table shrinks first.
    const int bottom = std::clamp((height() - 640) * 2 / 3, 110, 260);
    const int upper = std::max(200, height() - bottom - 110);
    m_rows->setSizes({upper, bottom});
    const int column = std::max(300, height() - 110);
    const int why = std::clamp(column * 32 / 100, 200, 460);
    m_right->setSizes({column - why, why});
    m_middle->setSizes({upper * 62 / 100, upper * 38 / 100});
    m_lower->setSizes({centre / 2, centre / 2});
    m_laidOut = false;
}

void MainWindow::resizeEvent(QResizeEvent* event)
{
    QMainWindow::resizeEvent(event);
    if (!m_laidOut) {
        resetLayout();
    }
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    event->setAccepted(m_purpose == Purpose::Figure || m_files->mayDiscard());
    if (event->isAccepted()) {
        m_files->reading().cancel();
    }
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    const QString path = pathFrom(event->mimeData()->urls().front());
    // Later: a question about unsaved changes must not keep the program waiting from which the file was dragged.
    QMetaObject::invokeMethod(
        this, [this, path] { openPath(path); }, Qt::QueuedConnection);
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ThemeChange && m_themeChoice && m_themeChoice->mode() == ThemeChoice::Mode::System) {
        m_themeChoice->refresh();
    }
}

} // namespace ridge
