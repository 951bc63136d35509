#include "app/window/main_window.h"

#include "app/document/files.h"
#include "app/document/library.h"
#include "app/window/file_actions.h"
#include "app/window/library_actions.h"
#include "app/window/theme_choice.h"
#include "core/studies/change.h"
#include "ui/charts/energy_chart.h"
#include "ui/charts/memory/memory_chart.h"
#include "ui/charts/operators.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/editors/convention_panel.h"
#include "ui/editors/layers/layer_edit.h"
#include "ui/editors/layers/layer_table.h"
#include "ui/editors/scenario_editor.h"
#include "ui/panels/issue_list.h"
#include "ui/panels/quantization_view.h"
#include "ui/panels/result_panel.h"
#include "ui/panels/sheet_notes_view.h"
#include "ui/shown.h"
#include "ui/tables/graph_table.h"
#include "ui/tables/operator_table.h"
#include "ui/tables/tensor_table.h"
#include "ui/why/why_panel.h"

#include <QApplication>
#include <QBoxLayout>
#include <QCloseEvent>
#include <QDragEnterEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QSplitter>
#include <QStatusBar>
#include <QTabWidget>
#include <QTimer>
#include <QToolButton>
#include <algorithm>
#include <utility>

namespace ridge {

MainWindow::MainWindow(Scenario scenario, Purpose purpose, QWidget* parent)
    : QMainWindow(parent), m_purpose(purpose), m_theme(Theme::light()), m_document(std::move(scenario))
{
    setObjectName(QStringLiteral("mainWindow"));
    setMinimumSize(960, 600);
    resize(1440, 900);
    m_files = new FileActions(*this);
    m_library = new LibraryActions(*this);
    m_themeChoice = new ThemeChoice(this);
    styleApplication(m_theme); // before there are widgets that would be polished twice
    createParts();
    createLayout();
    createStatusBar();
    createReading();
    createMenus(*this);
    connectDocument();
    connectEditors();
    connectSelection();
    connectNumbers();
    connectViews();
    connect(m_themeChoice, &ThemeChoice::changed, this, &MainWindow::setTheme);
    setAcceptDrops(true);
    setTheme(m_theme);
    showScenario();
    updateTitle();
    m_charts.front()->setFocus();
}

MainWindow::~MainWindow()
{
    m_document.disconnect(this);
    m_evaluator.disconnect(this);
}

void MainWindow::createParts()
{
    m_editor = new ScenarioEditor;
    m_charts = {new RooflineChart, new MemoryChart, new EnergyChart};
    m_results = new ResultPanel;
    m_why = new WhyPanel(WhyPanel::Form::Side);
    m_conventions = new ConventionPanel(this);
    m_operators = new OperatorTable;
    m_layers = new LayerTable(LayerTable::Form::Full);
    m_graph = new GraphTable;
    m_tensors = new TensorTable;
    m_issues = new IssueList;
    m_tabs = new QTabWidget;
    m_tabs->setObjectName(QStringLiteral("bottomTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_operators, tr("Operators"));
    m_tabs->addTab(m_layers, tr("Layers"));
    m_tabs->addTab(m_graph, tr("Graph"));
    m_tabs->addTab(m_tensors, tr("Tensors"));
    m_tabs->addTab(m_issues, tr("Messages"));
    auto* corner = new QWidget; // keeps the field off the window's edge
    auto* row = new QHBoxLayout(corner);
    row->setContentsMargins(0, 3, 12, 3);
    row->addWidget(m_operators->filterField());
    m_tabs->setCornerWidget(corner);
    connect(m_tabs, &QTabWidget::currentChanged, this,
            [this] { m_operators->filterField()->setVisible(m_tabs->currentWidget() == m_operators); });
}

void MainWindow::createLayout()
{
    const auto splitter = [](Qt::Orientation orientation, const char* name, std::initializer_list<QWidget*> parts) {
        auto* made = new QSplitter(orientation);
        made->setObjectName(QString::fromLatin1(name));
        made->setHandleWidth(1);
        made->setChildrenCollapsible(false);
        for (QWidget* part : parts) {
            made->addWidget(part);
        }
        return made;
    };
    m_lower = splitter(Qt::Horizontal, "lowerCharts", {m_charts[1], m_charts[2]});
    m_middle = splitter(Qt::Vertical, "charts", {m_charts[0], m_lower});
    createViews();
    m_columns = splitter(Qt::Horizontal, "work", {m_editor, m_views});
    m_rows = splitter(Qt::Vertical, "rows", {m_columns, m_tabs});
    m_right = splitter(Qt::Vertical, "right", {m_results, m_why});
    m_sides = splitter(Qt::Horizontal, "sides", {m_rows, m_right});
    m_editor->setMinimumWidth(270);
    m_right->setMinimumWidth(260);
    m_tabs->setMinimumHeight(96);
    m_why->setMinimumHeight(120);
    m_views->setMinimumWidth(300); // pages that would like more must not push the sides off their place
    m_rows->setMinimumWidth(590);
    for (QSplitter* each : {m_columns, m_rows, m_sides}) {
        each->setStretchFactor(0, each != m_columns);
        each->setStretchFactor(1, each == m_columns);
    }
    for (QSplitter* each : splitters()) {
        connect(each, &QSplitter::splitterMoved, this, [this] { m_laidOut = true; });
    }
    setCentralWidget(m_sides);
    resetLayout();
}

void MainWindow::createStatusBar()
{
    m_message = new QLabel;
    m_timing = new QLabel;
    m_message->setAccessibleName(tr("Effect of the last edit"));
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_message->setMinimumWidth(10);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setContentsMargins(12, 0, 12, 0);
    m_timing->setContentsMargins(12, 0, 12, 0);
    m_offer = new QToolButton;
    m_offer->setProperty("role", "link");
    m_offer->hide();
    statusBar()->addWidget(m_message, 1);
    statusBar()->addWidget(m_offer);
    statusBar()->addPermanentWidget(m_timing);
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::connectDocument()
{
    connect(&m_document, &ScenarioDocument::changed, this, &MainWindow::showScenario);
    connect(&m_document, &ScenarioDocument::titleChanged, this, &MainWindow::updateTitle);
    connect(&m_document, &ScenarioDocument::changed, this, &MainWindow::updateTitle);
    connect(&m_evaluator, &LiveEvaluator::evaluated, this, &MainWindow::showEvaluation);
}

/// Whatever edits has the newest at once, before it is evaluated: the next edit builds on it.
void MainWindow::showScenario()
{
    m_editor->setScenario(m_document.current(), m_document.baseline());
    m_conventions->setScenario(m_document.current(), m_document.baseline());
    m_layers->setScenario(m_document.current());
    m_evaluator.setScenario(m_document.current());
}

void MainWindow::applyEdit(Scenario next, const EditLabel& label)
{
    const auto before = m_document.current();
    beginEffect(label);
    m_document.apply(std::move(next), label);
    if (m_document.current() == before) {
        m_lastEdit.clear();
    }
}

void MainWindow::connectEditors()
{
    const auto choose = [this](const auto& load, const auto& use) {
        try {
            auto chosen = load();
            m_files->reading().cancel(); // what is chosen now is what is wanted
            const auto before = m_document.current();
            beginEffect({{}, 0, QString::fromStdString(chosen.name)});
            use(std::move(chosen));
            if (m_document.current() == before) {
                m_lastEdit.clear();
            }
        } catch (const std::exception& error) {
            showMessage(QString::fromUtf8(error.what()), true);
        }
    };
    connect(m_editor, &ScenarioEditor::edited, this, &MainWindow::applyEdit);
    connect(m_layers, &LayerTable::edited, this, &MainWindow::applyEdit);
    connect(m_conventions, &ConventionPanel::edited, this, &MainWindow::applyEdit);
    connect(m_editor, &ScenarioEditor::modelsWanted, this, [this] { m_editor->setModels(libraryModels()); });
    connect(m_editor, &ScenarioEditor::devicesWanted, this, [this] { m_editor->setDevices(libraryDevices()); });
    connect(m_editor, &ScenarioEditor::modelChosen, this, [this, choose](const QString& id) {
        choose([&] { return libraryModel(id); }, [this](Model model) { m_document.chooseModel(std::move(model)); });
    });
    connect(m_editor, &ScenarioEditor::deviceChosen, this, [this, choose](const QString& id) {
        choose([&] { return libraryDevice(id); },
               [this](Device device) { m_document.chooseDevice(std::move(device)); });
    });
    connect(m_editor, &ScenarioEditor::openRequested, m_files, &FileActions::open);
    connect(m_editor, &ScenarioEditor::editLayersRequested, this, [this] { m_tabs->setCurrentWidget(m_layers); });
    const auto reject = [this](const QString& sentence) { showMessage(sentence, true); };
    connect(m_editor, &ScenarioEditor::rejected, this, reject);
    connect(m_layers, &LayerTable::rejected, this, reject);
    connect(m_editor, &ScenarioEditor::gestureActive, this, [this](bool active) {
        for (Chart* chart : m_charts) {
            chart->setFrozen(active);
        }
    });
    connect(m_results, &ResultPanel::conventionRequested, this, &MainWindow::showConventions);
    connect(m_issues, &IssueList::fieldRequested, this, &MainWindow::showField);
}

void MainWindow::connectSelection()
{
    const auto select = [this](OperatorRef ref) { m_selection.select(ref); };
    for (Chart* chart : m_charts) {
        connect(chart, &Chart::selected, this, select);
    }
    connect(m_operators, &OperatorTable::selected, this, select);
    connect(m_editor, &ScenarioEditor::layerActivated, this, &MainWindow::selectByName);
    connect(m_layers, &LayerTable::layerActivated, this, &MainWindow::selectByName);
    connect(m_graph, &GraphTable::nodeActivated, this,
            [this](int node) { selectWhere([node](const Operator& op) { return op.node == node; }); });
    connect(&m_selection, &Selection::changed, this, &MainWindow::selectOperator);
}

void MainWindow::showEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    const auto before = std::exchange(m_evaluation, std::move(evaluation));
    keepSelection(before);
    // Everybody gets the new value first; painting comes later, from the event loop.
    for (Chart* chart : m_charts) {
        chart->setEvaluation(m_evaluation);
    }
    m_results->setEvaluation(m_evaluation);
    m_operators->setEvaluation(m_evaluation);
    m_issues->setIssues(m_evaluation->issues);
    m_latency->setEvaluation(m_evaluation);
    m_quantization->setEvaluation(m_evaluation);
    m_sheetNotes->setEvaluation(m_evaluation);
    listTensors();
    showTables();
    showEffect(before);
    constexpr std::size_t many = 2000; // operators whose derivation takes longer than a frame
    std::size_t operators = 0;
    for (const StageResult& stage : m_evaluation->stages) {
        operators += stage.operators.size();
    }
    m_whyTimer.start(operators < many ? 0 : 150);
    QTimer::singleShot(0, this, &MainWindow::showTiming); // after the charts, which repaint from the event loop
}

/// The edits of one gesture are compared with where it began, as their texts are.
void MainWindow::beginEffect(const EditLabel& label)
{
    if (label.gesture == 0 || label.gesture != m_effectGesture) {
        m_effectFrom = m_document.current();
        m_effectStart.reset();
    }
    m_effectGesture = label.gesture;
    m_lastEdit = label.text;
}

void MainWindow::showEffect(const std::shared_ptr<const Evaluation>& before)
{
    if (before && m_lastEdit.isEmpty()) {
        return;
    }
    if (!before || *m_effectFrom == *m_evaluation->scenario) { // the first, or back at the beginning
        showMessage(QString::fromStdString(m_evaluation->verdict.sentence));
    } else {
        if (!m_effectStart) {
            m_effectStart =
                before->scenario == m_effectFrom ? before : std::make_shared<const Evaluation>(evaluate(m_effectFrom));
        }
        const QString effect =
            QString::fromStdString(describeChange(m_lastEdit.toStdString(), *m_effectStart, *m_evaluation));
        showMessage(effect);
        m_conventions->setEffect(shown(effect));
    }
    m_lastEdit.clear();
}

/// Another operator at the same place is not what was selected.
void MainWindow::keepSelection(const std::shared_ptr<const Evaluation>& before)
{
    if (!before) {
        return;
    }
    const OperatorRef selected = m_selection.current();
    if (selected.isValid() && !isSameIn(*before, *m_evaluation, selected)) {
        m_selection.select({});
    }
}

void MainWindow::showTables()
{
    const Model& model = m_evaluation->scenario->model;
    m_graph->setEvaluation(m_evaluation);
    m_tensors->setScenario(m_evaluation->scenario);
    m_tabs->setTabVisible(m_tabs->indexOf(m_layers), model.layers() != nullptr);
    m_tabs->setTabVisible(m_tabs->indexOf(m_graph), model.imported() != nullptr);
    m_tabs->setTabVisible(m_tabs->indexOf(m_tensors), !model.checkpoint->tensors.empty());
    const auto count = m_evaluation->issues.size();
    m_tabs->setTabText(m_tabs->indexOf(m_issues), count ? tr("Messages %1").arg(count) : tr("Messages"));
}

void MainWindow::showTiming()
{
    if (m_purpose == Purpose::Figure) {
        m_timing->setText(QString::fromStdString(m_evaluation->scenario->convention.badge())); // no clock in a figure
        return;
    }
    double paint = 0;
    for (const Chart* chart : m_charts) {
        paint += chart->lastReplotMilliseconds();
    }
    m_timing->setText(tr("evaluated in %1 µs · painted in %2 ms")
                          .arg(m_evaluator.lastMicroseconds(), 0, 'f', 0)
                          .arg(paint, 0, 'f', 1));
}

void MainWindow::selectOperator(OperatorRef ref)
{
    for (Chart* chart : m_charts) {
        chart->setSelected(ref);
    }
    m_operators->setSelected(ref);
    if (m_evaluation && isIn(*m_evaluation, ref)) { // a view that is not on show speaks of the one before
        const Operator& op = m_evaluation->program.stages[std::size_t(ref.stage)].operators[std::size_t(ref.op)];
        const QString name = QString::fromStdString(op.name);
        m_editor->setSelectedLayer(name);
        m_layers->selectLayer(name, false);
        m_graph->selectNode(op.node);
    }
}

void MainWindow::selectByName(const QString& operatorName)
{
    if (!m_evaluation) {
        return;
    }
    const std::string name = operatorName.toStdString();
    const LayerList* list = m_evaluation->scenario->model.layers();
    const LayerPlace wanted = list ? findLayer(*list, name) : LayerPlace{};
    selectWhere([&](const Operator& op) {
        return op.name == name || (wanted.isValid() && findLayer(*list, op.name) == wanted);
    });
}

/// The first such operator of the first stage.
void MainWindow::selectWhere(const std::function<bool(const Operator&)>& is)
{
    if (!m_evaluation || m_evaluation->program.stages.empty()) {
        return;
    }
    const std::vector<Operator>& operators = m_evaluation->program.stages.front().operators;
    const auto found = std::find_if(operators.begin(), operators.end(), is);
    if (found != operators.end()) {
        m_selection.select({0, static_cast<int>(found - operators.begin())});
    }
}

} // namespace ridge
