#include "ui/sweep/sweep_view.h"

#include "ui/charts/sweep/sweep_chart.h"
#include "ui/controls/controls.h"
#include "ui/controls/parameter_field.h"
#include "ui/controls/segmented_choice.h"
#include "ui/editors/preset_picker.h"
#include "ui/shown.h"

#include <QCheckBox>
#include <QLabel>
#include <QMenu>
#include <QSignalBlocker>
#include <QStyle>
#include <QToolButton>

namespace ridge {
namespace {

constexpr double pickerWidth = 96, mostPickerWidth = 190, fieldWidth = 96, mostFieldWidth = 180; // nominal
constexpr double gap = 7, padding = 12, lineHeight = 34;

const char* const syntax = QT_TRANSLATE_NOOP(
    "ridge::SweepView", "From..to, with how many values, 1..64:7, or by which factor, 1..64x2; or a list, 1,8,64. "
                        "Of choices their ids, or all. Empty: the whole range.");

} // namespace

SweepView::SweepView(QWidget* parent)
    : QWidget(parent), m_strip(new QWidget(this)), m_lines(new QBoxLayout(QBoxLayout::LeftToRight, m_strip)),
      m_chart(new SweepChart(this))
{
    setObjectName(QStringLiteral("sweep"));
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    m_lines->setContentsMargins(0, 0, 0, 0);
    m_lines->setSpacing(0);
    m_lines->addWidget(makeFirstLine());
    m_lines->addWidget(makeSecondLine(), 1);
    m_strip->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addWidget(m_chart, 1);
    column->addWidget(makeFoot());
    setFocusProxy(m_chart);
    setTheme(Theme::light());
}

// ---- parts ----------------------------------------------------------------------------------------------------------

PresetPicker* SweepView::makePicker(Pick pick, const char* name, const QString& heard)
{
    auto* picker = new PresetPicker;
    picker->setObjectName(QString::fromLatin1(name));
    picker->setAccessibleName(heard);
    connect(picker, &PresetPicker::opening, this, [this, pick] { emit entriesWanted(pick); });
    connect(picker, &PresetPicker::chosen, this, [this, pick](const QString& id) { emit picked(pick, id); });
    m_pickers[pick] = picker;
    return picker;
}

ParameterField* SweepView::makeField(std::size_t parameter, const char* name, const QString& heard)
{
    auto* field = new ParameterField;
    field->setObjectName(QString::fromLatin1(name));
    field->setAccessibleName(heard);
    field->setToolTip(asToolTip(tr(syntax)));
    connect(field, &ParameterField::typed, this, [this, parameter] { setRefusal(parameter, {}); });
    connect(field, &ParameterField::finished, this,
            [this, field, parameter] { emit valuesTyped(parameter, field->text()); });
    connect(field, &ParameterField::cancelled, this, [this, parameter] { setRefusal(parameter, {}); });
    m_fields[parameter] = field;
    return field;
}

QLabel* SweepView::makeWord(const QString& text)
{
    m_words << new QLabel(text);
    m_words.back()->setProperty("role", "muted");
    return m_words.back();
}

QWidget* SweepView::makeFirstLine()
{
    auto* part = new QWidget;
    auto* line = new QHBoxLayout(part);
    line->addWidget(makePicker(Metric, "sweepMetric", tr("Metric of the sweep")));
    line->addWidget(makeWord(tr("against")));
    line->addWidget(makePicker(Parameter, "sweepParameter", tr("Parameter of the sweep")));
    line->addWidget(makeField(0, "sweepValues", tr("Values of the parameter")));
    line->addStretch(1);
    return part;
}

QWidget* SweepView::makeSecondLine()
{
    auto* part = new QWidget;
    auto* line = new QHBoxLayout(part);
    line->addWidget(makeWord(tr("by")));
    line->addWidget(makePicker(Second, "sweepSecond", tr("Second parameter of the sweep")));
    line->addWidget(makeField(1, "sweepSecondValues", tr("Values of the second parameter")));
    m_forms = new SegmentedChoice;
    m_forms->setAccessibleName(tr("As series or as a map"));
    connect(m_forms, &SegmentedChoice::chosen, this, [this](int index) { emit mapWanted(index == 1); });
    line->addWidget(m_forms);
    line->addStretch(1);
    m_trail = new QCheckBox(tr("Trail on roofline"));
    m_trail->setObjectName(QStringLiteral("sweepTrail"));
    m_trail->setToolTip(tr("The way of each stage over the roofline as the parameter runs through its values"));
    connect(m_trail, &QCheckBox::toggled, this, &SweepView::trailWanted);
    line->addWidget(m_trail);
    m_table = new QToolButton;
    m_table->setText(tr("CSV ▾"));
    m_table->setAccessibleName(tr("The sweep as a table"));
    m_table->setProperty("role", "link");
    m_table->setPopupMode(QToolButton::InstantPopup);
    auto* menu = new QMenu(m_table);
    connect(menu->addAction(tr("&Copy as CSV")), &QAction::triggered, this, &SweepView::copyWanted);
    connect(menu->addAction(tr("&Export CSV…")), &QAction::triggered, this, &SweepView::exportWanted);
    m_table->setMenu(menu);
    line->addWidget(m_table);
    return part;
}

QWidget* SweepView::makeFoot()
{
    auto* foot = new QWidget(this);
    foot->setObjectName(QStringLiteral("sweepFoot"));
    auto* line = new QHBoxLayout(foot);
    m_note = new QLabel;
    m_note->setObjectName(QStringLiteral("sweepNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    m_progress = new QLabel;
    m_progress->setProperty("role", "small");
    m_stop = new LinkButton(tr("Stop"));
    m_stop->setObjectName(QStringLiteral("sweepStop"));
    connect(m_stop, &QAbstractButton::clicked, this, [this] { m_isStopped ? emit goOnWanted() : emit stopWanted(); });
    line->addWidget(m_note, 1);
    line->addWidget(m_progress);
    line->addWidget(m_stop);
    setNote({}, false);
    setProgress({}, false);
    return foot;
}

// ---- what is shown --------------------------------------------------------------------------------------------------

void SweepView::setControls(const SweepControls& controls)
{
    m_controls = controls;
    const std::array<SweepPick, 3> picks{controls.metric, controls.parameter, controls.second};
    for (std::size_t i = 0; i < picks.size(); ++i) {
        const SweepPick& pick = picks[i];
        m_pickers[i]->setCurrent(pick.id, pick.id.isEmpty() ? tr("none") : shown(pick.name, longestLabel), {});
    }
    const bool hasSecond = !controls.second.id.isEmpty();
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (m_fields[i]->problem().isEmpty()) { // what was refused is still being mended
            m_fields[i]->showText(controls.values[i], false);
        }
    }
    m_fields[1]->setVisible(hasSecond);
    m_forms->setVisible(controls.canBeMap);
    m_forms->setChoices({tr("series"), tr("map")}, controls.isMap ? 1 : 0);
    const QSignalBlocker blocker(m_trail);
    m_trail->setChecked(controls.showsTrail && controls.canHaveTrail);
    m_trail->setEnabled(controls.canHaveTrail);
    fitFields();
    arrange();
}

void SweepView::setEntries(Pick pick, QVector<PresetEntry> entries) { m_pickers[pick]->setEntries(std::move(entries)); }

void SweepView::setRefusal(std::size_t parameter, const QString& sentence)
{
    m_fields[parameter]->setProblem(sentence);
    m_fields[parameter]->setAccessibleDescription(sentence.isEmpty() ? tr(syntax) : sentence);
    m_fields[parameter]->setToolTip(asToolTip(sentence.isEmpty() ? tr(syntax) : sentence));
    showNote();
}

void SweepView::setNote(const QString& sentence, bool isRemark)
{
    m_sentence = sentence;
    m_isRemark = isRemark;
    showNote();
}

void SweepView::showNote()
{
    const QString refusal = m_fields[0]->problem().isEmpty() ? m_fields[1]->problem() : m_fields[0]->problem();
    const QString role = m_isRemark || !refusal.isEmpty() ? QStringLiteral("warning") : QStringLiteral("small");
    m_note->setText(shown(refusal.isEmpty() ? m_sentence : refusal));
    if (m_note->property("role").toString() != role) {
        m_note->setProperty("role", role);
        m_note->style()->unpolish(m_note); // the style sheet reads the role when it dresses the label
        m_note->style()->polish(m_note);
    }
}

void SweepView::setProgress(const QString& words, bool isStopped)
{
    m_isStopped = isStopped;
    m_progress->setText(words);
    m_progress->setVisible(!words.isEmpty());
    m_stop->setText(isStopped ? tr("Go on") : tr("Stop"));
    m_stop->setAccessibleName(isStopped ? tr("Go on with the sweep") : tr("Stop the sweep"));
    m_stop->updateGeometry();
    m_stop->setVisible(!words.isEmpty());
}

void SweepView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    emit wanted();
}

void SweepView::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    arrange();
}

// ---- how it lies ----------------------------------------------------------------------------------------------------

void SweepView::setTheme(const Theme& theme)
{
    m_theme = theme;
    const auto px = [&theme](double nominal) { return qRound(theme.px(nominal)); };
    setPalette(theme.palette());
    m_strip->setStyleSheet(ParameterField::sheetFor(theme));
    for (PresetPicker* picker : m_pickers) {
        picker->setTheme(theme);
        picker->setFixedHeight(px(23));
    }
    for (ParameterField* field : m_fields) {
        field->setTheme(theme);
        field->setFixedHeight(px(23));
    }
    for (QLabel* word : m_words) {
        word->setFont(theme.font(12.5));
    }
    m_forms->setTheme(theme);
    m_forms->setFixedHeight(px(23));
    m_trail->setFont(theme.font(12));
    m_note->setFont(theme.font(11.5));
    m_progress->setFont(theme.font(11.5));
    m_stop->setTheme(theme);
    m_chart->setTheme(theme);
    for (QHBoxLayout* line : m_strip->findChildren<QHBoxLayout*>()) {
        line->setContentsMargins(px(padding), 0, px(padding), 0);
        line->setSpacing(px(gap));
        line->parentWidget()->setFixedHeight(px(lineHeight));
    }
    auto* foot = m_note->parentWidget();
    foot->layout()->setContentsMargins(px(padding), px(2), px(padding), px(4));
    foot->layout()->setSpacing(px(gap));
    foot->setMinimumHeight(px(24));
    fitFields();
    arrange();
}

/// As wide as what stands in them, within reason.
void SweepView::fitFields()
{
    constexpr double besides = 36; // margins and arrow
    for (PresetPicker* picker : m_pickers) {
        const int text = QFontMetrics(m_theme.font(13, true)).horizontalAdvance(picker->text());
        picker->setFixedWidth(qBound(qRound(m_theme.px(pickerWidth)), text + qRound(m_theme.px(besides)),
                                     qRound(m_theme.px(mostPickerWidth))));
    }
    for (ParameterField* field : m_fields) {
        field->setFixedWidth(
            qBound(qRound(m_theme.px(fieldWidth)), field->neededWidth(), qRound(m_theme.px(mostFieldWidth))));
    }
}

/// Two lines where one is too narrow.
void SweepView::arrange()
{
    int needed = 0;
    for (int i = 0; i < m_lines->count(); ++i) {
        if (const QWidget* part = m_lines->itemAt(i)->widget()) {
            part->layout()->invalidate();
            needed += part->layout()->minimumSize().width();
        }
    }
    const auto direction = needed > width() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    if (m_lines->direction() != direction) {
        m_lines->setDirection(direction);
    }
}

} // namespace ridge
