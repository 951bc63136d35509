#include "ui/editors/scenario_editor.h"

#include "core/scenario/badge.h"
#include "core/studies/pulled_levers.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/editors/curve_column.h"
#include "ui/editors/layers/layer_table.h"
#include "ui/editors/lever_list.h"
#include "ui/editors/preset_picker.h"
#include "ui/editors/row_group.h"
#include "ui/editors/section_box.h"
#include "ui/shown.h"

#include <QAction>
#include <QCoreApplication>
#include <QEvent>
#include <QLabel>
#include <QScrollBar>
#include <QVBoxLayout>

namespace ridge {

namespace {

/// At first sight a machine has one peak: the one of the precision in use. The others are behind "More".
bool isOtherPeak(const Parameter& parameter, const Scenario& scenario)
{
    constexpr std::string_view prefix = "device.peak.";
    const std::string_view id = parameter.id;
    if (id.substr(0, prefix.size()) != prefix) {
        return false;
    }
    const Precision inUse = arithmeticOf(scenario.deployment.activations);
    return scenario.device.peak[std::size_t(inUse)].has_value() && id.substr(prefix.size()) != infoOf(inUse).id;
}

/// Differences that no row shows: a layer that was edited, say.
bool belongsDiffer(Section section, const Scenario& current, const Scenario& baseline)
{
    return section == Section::Model    ? current.model.body != baseline.model.body
           : section == Section::Device ? current.device != baseline.device
           : section == Section::Levers ? current.levers != baseline.levers || current.student != baseline.student
                                        : false;
}

QString summaryOf(const SectionBox& box, const Scenario& scenario)
{
    switch (box.section()) {
    case Section::Model:
        return shownName(scenario.model.name);
    case Section::Device:
        return shownName(scenario.device.name);
    case Section::Convention:
        return qs(conventionBadge(scenario));
    case Section::Levers:
        return box.levers()->summary();
    default:
        return summaryOf(box.rows(), scenario);
    }
}

} // namespace

ScenarioEditor::ScenarioEditor(QWidget* parent)
    : QWidget(parent), m_scroll(new QScrollArea(this)), m_curves(new CurveColumn(this)), m_models(new PresetPicker),
      m_devices(new PresetPicker), m_grids(new PresetPicker), m_gridNote(new QLabel),
      m_layers(new LayerTable(LayerTable::Form::Compact))
{
    setAttribute(Qt::WA_StyledBackground);
    m_scroll->setWidgetResizable(true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    auto* outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_curves);
    outer->addWidget(m_scroll);
    createSections();
    connect(m_models, &PresetPicker::opening, this, &ScenarioEditor::modelsWanted);
    connect(m_devices, &PresetPicker::opening, this, &ScenarioEditor::devicesWanted);
    connect(m_models, &PresetPicker::chosen, this, &ScenarioEditor::modelChosen);
    connect(m_devices, &PresetPicker::chosen, this, &ScenarioEditor::deviceChosen);
    connect(m_layers, &LayerTable::edited, this, &ScenarioEditor::propose);
    connect(m_layers, &LayerTable::rejected, this, &ScenarioEditor::rejected);
    connect(m_layers, &LayerTable::layerActivated, this, &ScenarioEditor::layerActivated);
    connect(m_layers, &LayerTable::fullTableRequested, this, &ScenarioEditor::editLayersRequested);
    setTheme(Theme::light());
}

ScenarioEditor::~ScenarioEditor()
{
    // A field that loses the focus by being hidden reports to its row: let that happen while we are whole, unheard.
    blockSignals(true); // not disconnect(): style sheets must still hear that this widget is gone
    hide();
}

void ScenarioEditor::createSections()
{
    auto* content = new QWidget;
    content->setObjectName(QStringLiteral("column"));
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    for (std::size_t i = 0; i < sectionCount; ++i) {
        const auto section = static_cast<Section>(i);
        auto* box = new SectionBox(section, content);
        m_boxes[i] = box;
        column->addWidget(box);
        connect(box, &SectionBox::rowCreated, this, &ScenarioEditor::connectRow);
        connect(box, &SectionBox::folded, this, &ScenarioEditor::refresh);
        connect(box, &SectionBox::opened, this, [this, box] {
            const auto show = [this, box] { showFromTop(*box); }; // once texts are wrapped
            QMetaObject::invokeMethod(this, show, Qt::QueuedConnection);
        });
        connect(box, &SectionBox::rowsWanted, this, &ScenarioEditor::refresh);
        connect(box, &SectionBox::resetRequested, this, [this, box] { resetSection(box); });
    }
    column->addStretch(1);
    box(Section::Levers)->setCollapsed(true);
    const LeverList* levers = box(Section::Levers)->levers();
    connect(levers, &LeverList::fieldRequested, this, &ScenarioEditor::focusParameter);
    connect(levers, &LeverList::switchRequested, this, [this](const LeverText* lever, bool on) {
        const QString text = on ? tr("%1 off → on") : tr("%1 on → off");
        propose(switched(*m_current, *lever, on), {qs(lever->switchId()), 0, text.arg(qs(lever->label))});
    });
    connect(levers, &LeverList::studentChosen, this, &ScenarioEditor::chooseStudent);
    box(Section::Environment)->setCollapsed(true);
    box(Section::Convention)->setCollapsed(true);
    offerPlot(m_models, QStringLiteral("model"));
    offerPlot(m_devices, QStringLiteral("device"));
    m_models->setAccessibleName(tr("Model"));
    m_devices->setAccessibleName(tr("Device"));
    m_grids->setAccessibleName(tr("Grid"));
    box(Section::Model)->addAbove(m_models);
    box(Section::Device)->addAbove(m_devices);
    box(Section::Environment)->addAbove(m_grids);
    m_gridNote->setWordWrap(true);
    m_gridNote->setTextFormat(Qt::PlainText);
    box(Section::Environment)->addAbove(m_gridNote);
    box(Section::Model)->addBelow(m_layers);
    m_layers->hide();
    LinkButton* open = box(Section::Model)->addLink(tr("Open…"));
    open->setAccessibleName(tr("Open a model or scenario file"));
    connect(open, &QAbstractButton::clicked, this, &ScenarioEditor::openRequested);
    m_scroll->setWidget(content);
}

void ScenarioEditor::offerPlot(PresetPicker* picker, const QString& id)
{
    auto* plot = new QAction(tr("&Plot against this…"), picker);
    picker->addAction(plot);
    picker->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(plot, &QAction::triggered, this, [this, id] { emit plotRequested(id); });
}

void ScenarioEditor::connectRow(ParameterRow* row)
{
    connect(row, &ParameterRow::valueEdited, this,
            [this, row](double value, quint64 gesture) { applyValue(row, value, gesture); });
    connect(row, &ParameterRow::textEdited, this,
            [this, row](const QString& text, quint64 gesture) { applyText(row, text, gesture); });
    connect(row, &ParameterRow::gestureCancelled, this, [this, row](quint64 gesture) { cancel(row, gesture); });
    connect(row, &ParameterRow::returnRequested, this, [this, row] { returnToPreset(row); });
    connect(row, &ParameterRow::inputRefused, this, &ScenarioEditor::rejected);
    connect(row, &ParameterRow::gestureActive, this, &ScenarioEditor::gestureActive);
    connect(row, &ParameterRow::plotRequested, this, [this, row] { emit plotRequested(qs(row->parameter().id)); });
    m_curves->addRow(row);
}

void ScenarioEditor::setScenario(std::shared_ptr<const Scenario> current, std::shared_ptr<const Scenario> baseline)
{
    if (current == m_current && baseline == m_baseline) {
        return;
    }
    if (m_current && current && *current != *m_current) { // not the answer to an edit from here
        m_open = {};                                      // what it began from was another scenario's
    }
    m_current = std::move(current);
    m_baseline = std::move(baseline);
    refresh();
}

void ScenarioEditor::refresh()
{
    if (!m_current) {
        return;
    }
    std::array<std::vector<Parameter>, sectionCount> bySection;
    for (Parameter& p : parametersOf(*m_current)) {
        p.advanced = p.advanced || isOtherPeak(p, *m_current);
        bySection[std::size_t(p.section)].push_back(std::move(p));
    }
    bool rowsMoved = false;
    for (SectionBox* box : m_boxes) {
        rowsMoved |=
            box->setParameters(std::move(bySection[std::size_t(box->section())]), *m_current, m_baseline.get());
        box->setBelongsChanged(m_baseline && belongsDiffer(box->section(), *m_current, *m_baseline));
        box->refreshHeader();
        if (box->isCollapsed()) {
            box->setSummary(summaryOf(*box, *m_current));
        }
    }
    refreshPickers();
    m_layers->setScenario(m_current);
    m_layers->setVisible(m_current->model.layers() != nullptr);
    if (rowsMoved) {
        chainTabStops();
    }
    m_curves->refresh();
}

void ScenarioEditor::refreshPickers()
{
    const Model& model = m_current->model;
    const Device& device = m_current->device;
    QStringList detail;
    if (!device.vendor.empty()) {
        detail << shownName(device.vendor);
    }
    if (device.year > 0) {
        detail << QString::number(device.year);
    }
    m_models->setCurrent(qs(model.id), shown(model.name), shownName(model.family));
    m_devices->setCurrent(qs(device.id), shown(device.name), detail.join(QStringLiteral(" · ")));
}

void ScenarioEditor::chainTabStops()
{
    QWidget* last = nullptr;
    for (SectionBox* box : m_boxes) {
        for (QWidget* stop : box->tabStops()) {
            if (last) {
                QWidget::setTabOrder(last, stop);
            }
            last = stop;
        }
    }
}

void ScenarioEditor::setTheme(const Theme& theme)
{
    setPalette(theme.palette());
    setStyleSheet(QStringLiteral("ridge--ScenarioEditor, #column, QScrollArea { background: %1; border: none; }"
                                 "QScrollBar:vertical { width: 7px; }")
                      .arg(theme.panel.name()) +
                  ParameterField::sheetFor(theme));
    for (SectionBox* box : m_boxes) {
        box->setTheme(theme);
    }
    m_curves->setTheme(theme);
    m_models->setTheme(theme);
    m_devices->setTheme(theme);
    m_grids->setTheme(theme);
    m_gridNote->setFont(theme.font(11.5));
    m_gridNote->setStyleSheet(QStringLiteral("color: %1; background: transparent; font-size: %2px;")
                                  .arg(theme.muted.name())
                                  .arg(int(theme.px(11.5))));
    m_layers->setTheme(theme);
}

void ScenarioEditor::endGestures()
{
    m_open = {};
    for (SectionBox* box : m_boxes) {
        for (ParameterRow* row : box->rows()) {
            row->endGestures();
        }
    }
}

bool ScenarioEditor::focusParameter(const QString& id)
{
    const Parameter* wanted = m_current ? catalogueRow(*m_current, id.toStdString()) : nullptr;
    if (wanted && wanted->section == Section::Levers) {
        box(Section::Levers)->setCollapsed(false); // its rows are made when it is opened first
    }
    for (SectionBox* box : m_boxes) {
        if (ParameterRow* row = box->row(id)) {
            box->reveal(row);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest); // where it lies is known only then
            m_scroll->ensureWidgetVisible(row, 0, 80);
            row->editor()->setFocus(Qt::ShortcutFocusReason); // its text is selected: what is typed replaces it
            row->flash();
            return true;
        }
    }
    if (box(Section::Levers)->levers()->revealRefused(id)) {
        box(Section::Levers)->setCollapsed(false);
        return true;
    }
    const QString layers = QStringLiteral("model.layers.");
    if (id.startsWith(layers) && m_current && m_current->model.layers()) {
        box(Section::Model)->setCollapsed(false);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        m_scroll->ensureWidgetVisible(m_layers, 0, 20);
        return m_layers->selectLayer(id.mid(layers.size()), true);
    }
    return false;
}

/// What was opened comes into view: as much of it as there is room for.
void ScenarioEditor::showFromTop(const SectionBox& box)
{
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    const int room = m_scroll->viewport()->height(), first = m_scroll->verticalScrollBar()->value();
    const int hidden = box.y() + box.height() - first - room;
    if (hidden > 0) {
        m_scroll->verticalScrollBar()->setValue(std::min(first + hidden, box.y()));
    }
}

void ScenarioEditor::chooseModel()
{
    box(Section::Model)->setCollapsed(false);
    m_scroll->ensureWidgetVisible(m_models, 0, 40);
    m_models->click();
}

void ScenarioEditor::chooseDevice()
{
    box(Section::Device)->setCollapsed(false);
    QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
    m_scroll->ensureWidgetVisible(m_devices, 0, 40);
    m_devices->click();
}

void ScenarioEditor::setSelectedLayer(const QString& operatorName) { m_layers->selectLayer(operatorName, false); }

void ScenarioEditor::setGridNote(const QString& note) { m_gridNote->setText(note); }

QString ScenarioEditor::gridNote() const { return m_gridNote->text(); }

void ScenarioEditor::setModels(QVector<PresetEntry> models) { m_models->setEntries(std::move(models)); }

void ScenarioEditor::setDevices(QVector<PresetEntry> devices) { m_devices->setEntries(std::move(devices)); }

QStringList ScenarioEditor::foldState() const
{
    QStringList state;
    for (const SectionBox* box : m_boxes) {
        state << box->foldState();
    }
    return state;
}

void ScenarioEditor::setFoldState(const QStringList& state)
{
    for (SectionBox* box : m_boxes) {
        box->setFoldState(state);
    }
    refresh();
}

} // namespace ridge
