// The pages of the window's middle, and the numbers: every one leads to the why-panel.

#include "app/window/main_window.h"

#include "app/reading/reading.h"
#include "core/analysis/blocks.h"
#include "core/formats/formats.h"
#include "ui/charts/latency_chart.h"
#include "ui/charts/operators.h"
#include "ui/charts/quantization/quantization_chart.h"
#include "ui/editors/convention_panel.h"
#include "ui/panels/quantization_view.h"
#include "ui/panels/result_panel.h"
#include "ui/panels/self_check_view.h"
#include "ui/panels/sheet_notes_view.h"
#include "ui/tables/block_view.h"
#include "ui/tables/graph_table.h"
#include "ui/tables/operator_table.h"
#include "ui/why/number_menu.h"
#include "ui/why/why_panel.h"

#include <QBoxLayout>
#include <QMenu>
#include <QShortcut>
#include <QSplitter>
#include <QTabWidget>

namespace ridge {
namespace {

/// Holds a page and lets it into the window when it is first seen: styling widgets that nobody looks at would make up
/// a part of the start.
class PageHolder : public QWidget {
public:
    explicit PageHolder(QWidget* page) : m_page(page) {}

protected:
    void showEvent(QShowEvent* event) override
    {
        if (m_page) {
            auto* column = new QVBoxLayout(this);
            column->setContentsMargins(0, 0, 0, 0);
            QWidget* page = m_page.release();
            column->addWidget(page);
            column->activate();
            page->show(); // now, with its place, not when the event loop gets to it
        }
        QWidget::showEvent(event);
    }

private:
    std::unique_ptr<QWidget> m_page;
};

void popUp(QMenu* menu, const QPoint& globalPosition)
{
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(globalPosition);
}

} // namespace

void MainWindow::createViews()
{
    m_latency = new LatencyChart;
    m_quantization = new QuantizationView;
    m_selfCheck = new SelfCheckView;
    m_sheetNotes = new SheetNotesView;
    m_solution = new WhyPanel(WhyPanel::Form::Large);
    m_views = new QTabWidget;
    m_views->setObjectName(QStringLiteral("views"));
    m_views->setDocumentMode(true);
    const auto put = [this](QWidget* page, const char* name, const QString& label) {
        page->setProperty("view", QLatin1String(name));
        m_views->addTab(page, label);
    };
    const auto add = [put](QWidget* page, const char* name, const QString& label) {
        put(new PageHolder(page), name, label);
    };
    put(m_middle, "overview", tr("Overview"));
    add(m_latency, "latency", tr("Latency"));
    add(m_quantization, "quantization", tr("Quantization"));
    add(m_solution, "solution", tr("Worked solution"));
    add(m_selfCheck, "selfCheck", tr("Self-check"));
    add(m_sheetNotes, "sheet", tr("Cheat sheet"));
}

void MainWindow::showView(const QString& name)
{
    for (int i = 0; i < m_views->count(); ++i) {
        if (m_views->widget(i)->property("view").toString() == name) {
            m_views->setCurrentIndex(i);
        }
    }
}

std::vector<std::pair<QString, QString>> MainWindow::views() const
{
    std::vector<std::pair<QString, QString>> all;
    for (int i = 0; i < m_views->count(); ++i) {
        all.emplace_back(m_views->widget(i)->property("view").toString(), m_views->tabText(i));
    }
    return all;
}

void MainWindow::focusWhy() { (m_solution->isVisible() ? m_solution : m_why)->setFocus(Qt::ShortcutFocusReason); }

void MainWindow::connectNumbers()
{
    const auto connectSource = [this](auto* source) {
        using Source = std::remove_pointer_t<decltype(source)>;
        connect(source, &Source::numberActivated, this, &MainWindow::explain);
        connect(source, &Source::numberMenuRequested, this, &MainWindow::showNumberMenu);
    };
    connectSource(m_results);
    connect(m_operators, &OperatorTable::numberActivated, this, &MainWindow::explain);
    connect(m_operators, &OperatorTable::numberMenuRequested, this,
            [this](const NumberRef& number, const QPoint& globalPosition) {
                QMenu* menu = makeNumberMenu(this, *m_evaluation, number, [this, number] { explain(number); });
                menu->addSeparator();
                menu->addActions(m_operators->foldActions());
                popUp(menu, globalPosition);
            });
    connectSource(m_latency);
    connectSource(m_quantization->chart());
    for (Chart* chart : m_charts) {
        connectSource(chart);
    }
    for (WhyPanel* panel : {m_why, m_solution}) {
        connect(panel, &WhyPanel::parameterRequested, this, &MainWindow::showField);
        connect(panel, &WhyPanel::largeRequested, this, [this] { showView(QStringLiteral("solution")); });
        connect(panel, &WhyPanel::copied, this,
                [this](const QString& what) { showMessage(tr("Copied: %1.").arg(what)); });
    }
    // Both show the same number; each remembers its own way there.
    const auto follow = [this](WhyPanel* from, WhyPanel* to) {
        connect(from, &WhyPanel::changed, this, [this, from, to] {
            to->show(from->subject());
            m_results->setExplained(from->subject().other ? NumberRef{} : from->subject().ref);
        });
    };
    follow(m_why, m_solution);
    follow(m_solution, m_why);
    m_whyTimer.setSingleShot(true);
    connect(&m_whyTimer, &QTimer::timeout, this, &MainWindow::showWhy);
    explainFirst();
}

void MainWindow::connectViews()
{
    const auto connectTable = [this](auto* table) { // its numbers belong to scenarios of their own
        using Table = std::remove_pointer_t<decltype(table)>;
        connect(table, &Table::numberActivated, this,
                [this](const std::shared_ptr<const Evaluation>& of, const QString& metricId) {
                    explainOther(of, {metricId.toStdString()});
                });
        connect(table, &Table::numberMenuRequested, this,
                [this](const std::shared_ptr<const Evaluation>& of, const QString& metricId, QPoint globalPosition) {
                    const NumberRef number{metricId.toStdString()};
                    popUp(makeNumberMenu(this, *of, number, [this, of, number] { explainOther(of, number); }),
                          globalPosition);
                });
    };
    connect(m_latency, &Chart::selected, this, [this](OperatorRef ref) { m_selection.select(ref); });
    connect(&m_selection, &Selection::changed, m_latency, &Chart::setSelected);
    connect(m_quantization, &QuantizationView::tensorRequested, this, &MainWindow::showTensor);
    connect(m_quantization, &QuantizationView::precisionChosen, this,
            [this](Precision precision, PrecisionScope scope) {
                const auto name = infoOf(precision).label;
                const EditLabel label{QStringLiteral("deployment.weights"), 0,
                                      QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()))};
                applyEdit(inPrecision(*m_document.current(), precision, scope), label);
            });
    connect(m_sheetNotes, &SheetNotesView::numberActivated, this, &MainWindow::explain);
    connect(m_selfCheck, &SelfCheckView::figuresRequested, this, [this] { m_selfCheck->setFigures(selfCheck()); });
    connectTable(m_quantization);
    connectTable(m_selfCheck);
    connectGraph();
}

void MainWindow::connectGraph()
{
    BlockView* table = m_graph->view();
    const auto numberIn = [this](const QModelIndex& cell) { return m_graph->model()->numberAt(cell); };
    const auto explainIn = [this, numberIn](const QModelIndex& cell) {
        if (const NumberRef number = numberIn(cell); number.isValid()) {
            explain(number);
        }
    };
    connect(table, &QTreeView::clicked, this, explainIn);
    for (const int key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* shortcut = new QShortcut(QKeySequence(key), table, nullptr, nullptr, Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, [explainIn, table] { explainIn(table->currentIndex()); });
    }
    table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(table, &QTreeView::customContextMenuRequested, this, [this, numberIn, table](const QPoint& position) {
        const NumberRef number = numberIn(table->currentIndex());
        QMenu* menu = number.isValid()
                          ? makeNumberMenu(this, *m_evaluation, number, [this, number] { explain(number); })
                          : new QMenu(this);
        menu->addActions(table->foldActions());
        popUp(menu, table->viewport()->mapToGlobal(position));
    });
}

/// Imported models list their file's tensors; the page is told only when the model is another.
void MainWindow::listTensors()
{
    const Model& model = m_evaluation->scenario->model;
    const std::shared_ptr<const GraphSource> source = model.imported() ? model.imported()->source : nullptr;
    if (source != m_weightsShown) {
        m_weightsShown = source;
        m_tensorReading->cancel();
        m_quantization->setTensors(m_weightFiles.tensorsOf(model));
    }
}

void MainWindow::rememberWeights(const QString& path)
{
    const Model& model = m_document.current()->model;
    m_weightFiles.remember(model, path, WeightFiles::namesIn(model, path));
    m_weightsShown.reset();
    listTensors();
}

void MainWindow::showTensor(const QString& name)
{
    m_tensorReading->cancel();
    if (name.isEmpty()) {
        return;
    }
    const QString path = m_weightFiles.pathOf(m_evaluation->scenario->model);
    const auto read = [this, path, name](const Watch& watch) -> Reading::Take {
        auto tensor = std::make_shared<const TensorMagnitudes>(WeightFiles::valuesIn(path, name, watch).values);
        return [this, name, tensor] { m_quantization->setTensor(name, tensor); };
    };
    m_tensorReading->start(name, read, [this](const std::exception& error) {
        m_quantization->setTensor({}, nullptr); // the picker says what the chart shows
        showMessage(QString::fromUtf8(error.what()), true);
    });
}

void MainWindow::showWhy()
{
    m_whyTimer.stop();
    keepExplained();
    for (WhyPanel* panel : {m_why, m_solution}) {
        panel->setEvaluation(m_evaluation, m_document.baseline());
    }
}

/// What was explained may have gone with the scenario that the panels still know.
void MainWindow::keepExplained()
{
    const std::shared_ptr<const Evaluation> before = m_why->evaluation();
    const NumberRef& shown = m_why->subject().ref;
    if (!before || m_why->subject().other) {
        return;
    }
    const bool otherClass = before->scenario->model.body.index() != m_evaluation->scenario->model.body.index();
    const auto index = metricIndex(shown.id);
    const bool isGone = otherClass && index && !m_evaluation->metrics[*index].value;
    if (isGone || (shown.isOperator() && !isSameIn(*before, *m_evaluation, {shown.stage, shown.op}))) {
        explainFirst();
    }
}

/// Something worth reading, before anything was asked.
void MainWindow::explainFirst() { m_why->explain({m_document.current()->model.generates() ? "kv_cache" : "macs"}); }

/// Numbers are of the scenario on screen, which the panels may not have yet.
void MainWindow::explain(const NumberRef& number)
{
    if (m_whyTimer.isActive()) {
        showWhy();
    }
    m_why->explain(number);
}

void MainWindow::explainOther(std::shared_ptr<const Evaluation> evaluation, const NumberRef& number)
{
    m_why->explain(std::move(evaluation), number);
}

void MainWindow::showNumberMenu(const NumberRef& number, const QPoint& globalPosition)
{
    popUp(makeNumberMenu(this, *m_evaluation, number, [this, number] { explain(number); }), globalPosition);
}

void MainWindow::showConventions()
{
    m_conventions->setScenario(m_document.current(), m_document.baseline());
    m_conventions->setEffect({});
    m_conventions->popUpBelow(qobject_cast<QWidget*>(m_results->badge()));
}

} // namespace ridge
