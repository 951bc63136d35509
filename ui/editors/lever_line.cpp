#include "ui/editors/lever_line.h"

#include "core/studies/pulled_levers.h"
#include "ui/controls/controls.h"
#include "ui/controls/switch_box.h"
#include "ui/shown.h"

#include <QAbstractItemView>
#include <QBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QSignalBlocker>
#include <algorithm>

namespace ridge {
namespace {

constexpr double side = 12, inset = 10; // of the column, and of what belongs to a lever
constexpr double headHeight = 27;       // as rows have it
constexpr double mostStudentWidth = 170;

QLabel* makeLabel(QWidget* parent, const char* role)
{
    auto* label = new QLabel(parent);
    label->setProperty("role", role);
    label->setWordWrap(true);
    return label;
}

} // namespace

LeverLine::LeverLine(const LeverText& lever, QWidget* parent)
    : QWidget(parent), m_lever(lever), m_column(new QVBoxLayout(this)), m_gainLabel(makeLabel(this, "small")),
      m_inside(new QWidget(this)), m_numbers(new QVBoxLayout), m_caveat(makeLabel(m_inside, "small"))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    if (lever.toggle.parameter) {
        createSwitch();
    }
    m_column->addWidget(m_gainLabel);
    auto* inside = new QVBoxLayout(m_inside);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(0);
    m_numbers->setSpacing(0);
    if (lever.takesStudent) {
        createStudent();
    }
    inside->addLayout(m_numbers);
    inside->addWidget(m_caveat);
    m_column->addWidget(m_inside);
    m_inside->hide();
    m_gainLabel->setTextFormat(Qt::RichText);
    m_gainLabel->setObjectName(QStringLiteral("gain"));
    m_caveat->setTextFormat(Qt::PlainText);
    m_caveat->setText(qs(lever.caveat));
    m_caveat->setAccessibleName(tr("What %1 costs and needs").arg(qs(lever.label)));
    setAccessibleDescription(tr("Reduces %1.").arg(qs(lever.reduces)) + u' ' + qs(lever.caveat));
    setToolTip(QStringLiteral("<p>%1</p><p>%2</p>")
                   .arg(tr("Reduces %1.").arg(qs(lever.reduces)).toHtmlEscaped(), qs(lever.caveat).toHtmlEscaped()));
}

void LeverLine::createSwitch()
{
    m_head = new QWidget(this);
    m_label = new QLabel(qs(m_lever.label), m_head);
    m_value = new LinkButton(QString(), this);
    m_switch = new SwitchBox(m_head);
    m_switch->addItems({tr("off"), tr("on")});
    m_switch->setAccessibleName(qs(m_lever.label));
    m_value->setAccessibleName(tr("Where %1 is set").arg(qs(m_lever.label)));
    auto* line = new QHBoxLayout(m_head);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_label, 1);
    line->addWidget(m_switch);
    m_column->addWidget(m_head);
    m_valueLine = new QHBoxLayout; // beside the switch there is no room for it in large type
    m_valueLine->addWidget(m_value);
    m_valueLine->addStretch(1);
    m_column->addLayout(m_valueLine);
    connect(m_switch, &QComboBox::activated, this, [this](int on) {
        emit switchRequested(on == 1);
        const QSignalBlocker blocker(m_switch);
        m_switch->setCurrentIndex(m_isPulled ? 1 : 0); // should the edit have been refused
    });
    connect(m_value, &QAbstractButton::clicked, this, [this] { emit fieldRequested(qs(m_lever.switchId())); });
}

void LeverLine::createStudent()
{
    m_studentHead = new QWidget(m_inside);
    m_studentLabel = new QLabel(m_studentHead);
    m_student = new ChoiceBox(m_studentHead);
    m_student->setObjectName(QStringLiteral("student"));
    m_student->setAccessibleName(tr("What the model is distilled to"));
    auto* line = new QHBoxLayout(m_studentHead);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_studentLabel, 1);
    line->addWidget(m_student);
    m_inside->layout()->addWidget(m_studentHead);
    connect(m_student, &QComboBox::activated, this, [this](int index) {
        emit studentChosen(index > 0 ? std::optional(m_students[std::size_t(index) - 1]) : std::nullopt);
        showStudent(); // should the edit have been refused
    });
}

/// First what needs no other model. The box stands where the name of a lever would that is to be seen for it alone.
void LeverLine::showStudent()
{
    if (m_chosen && std::ranges::find(m_students, *m_chosen) == m_students.end()) {
        m_students.push_back(*m_chosen); // of a file, or no smaller any more
    }
    const QSignalBlocker blocker(m_student);
    m_student->clear();
    m_student->addItem(m_needsOther ? tr("none") : tr("fewer layers"));
    int current = 0;
    for (const Model& each : m_students) {
        m_student->addItem(shownName(each.name));
        current = m_chosen == each ? m_student->count() - 1 : current;
    }
    m_student->setCurrentIndex(current);
    m_student->setChangedMark(current > 0);
    m_student->setFixedWidth(std::min(m_student->neededWidth(), int(m_theme.px(mostStudentWidth))));
    m_student->view()->setMinimumWidth(m_student->view()->sizeHintForColumn(0) + int(m_theme.px(side)));
    m_studentLabel->setText(m_waits ? qs(m_lever.label) : tr("Student"));
    m_studentHead->setVisible(!m_students.empty());
    m_inside->setVisible(m_isPulled || waitsForStudent());
    m_inside->layout()->setContentsMargins(m_waits ? 0 : int(m_theme.px(inset)), 0, 0, 0);
    m_gainLabel->setVisible(!m_waits);
    m_caveat->setVisible(!m_waits);
}

void LeverLine::setStudent(const Scenario& scenario)
{
    const char* refusal = m_lever.refusal(scenario);
    const bool waits = refusal != nullptr;
    Scenario alone = scenario;
    alone.student.reset();
    const bool needsOther = m_lever.refusal(alone) != nullptr;
    m_student->setToolTip(waits ? asToolTip(qs(refusal)) : QString());
    m_student->setAccessibleDescription(m_student->toolTip());
    if (waits != m_waits || needsOther != m_needsOther || m_chosen != scenario.student) {
        m_waits = waits;
        m_needsOther = needsOther;
        m_chosen = scenario.student;
        showStudent();
    }
}

void LeverLine::setStudents(std::vector<Model> students)
{
    if (m_student && students != m_students) {
        m_students = std::move(students);
        showStudent();
    }
}

void LeverLine::setTheme(const Theme& theme)
{
    m_theme = theme;
    const int edge = int(theme.px(side));
    m_gainLabel->setContentsMargins(edge, 0, edge, int(theme.px(3)));
    m_caveat->setContentsMargins(edge, int(theme.px(1)), edge, int(theme.px(6)));
    m_inside->layout()->setContentsMargins(int(theme.px(inset)), 0, 0, 0);
    for (QLabel* label : {m_gainLabel, m_caveat}) {
        label->setFont(theme.font(11.5));
    }
    if (m_student) {
        m_studentHead->setFixedHeight(int(theme.px(headHeight)));
        m_studentHead->layout()->setContentsMargins(edge, 0, edge, 0);
        m_studentLabel->setFont(theme.font(12.5));
        m_student->setTheme(theme);
        showStudent();
    }
    if (m_head) {
        m_head->setFixedHeight(int(theme.px(headHeight)));
        m_head->layout()->setContentsMargins(edge, 0, edge, 0);
        m_valueLine->setContentsMargins(edge, 0, edge, 0);
        m_label->setFont(theme.font(12.5));
        m_value->setTheme(theme);
        m_switch->setTheme(theme);
    }
    writeGain();
    update();
}

void LeverLine::setRows(const std::vector<ParameterRow*>& rows)
{
    m_rows = rows;
    for (ParameterRow* row : m_rows) {
        if (row->parameter().id == m_lever.switchId()) {
            m_column->removeWidget(row);
            m_column->insertWidget(0, row);
        } else {
            m_numbers->removeWidget(row);
            m_numbers->addWidget(row);
        }
        row->show();
    }
}

void LeverLine::setScenario(const Scenario& scenario)
{
    m_isPulled = isSwitchedOn(scenario, m_lever);
    m_inside->setVisible(m_isPulled || waitsForStudent());
    if (m_student) {
        setStudent(scenario);
    }
    if (!m_head) {
        return;
    }
    const QSignalBlocker blocker(m_switch);
    m_switch->setCurrentIndex(m_isPulled ? 1 : 0);
    const Parameter* row = catalogueRow(scenario, m_lever.switchId());
    const bool saysMore = row && m_isPulled && row->choices.size() != 2; // than that it is on
    m_value->setVisible(saysMore);
    if (saysMore) {
        m_value->setText(shownName(valueText(*row, scenario, *row->get(scenario))));
        m_value->updateGeometry();
    }
}

void LeverLine::setGain(const LeverGain& gain, NumberStyle style)
{
    QString text = qs(gainText(gain)).replace(u' ', QChar::Nbsp); // lines break between the figures alone
    text.replace(QStringLiteral("·\u00a0"), QStringLiteral("· "));
    m_changesSomething = !text.isEmpty();
    m_gain = gain.isIdle      ? tr("finds nothing to change here")
             : text.isEmpty() ? tr("no latency, memory or energy here")
                              : text;
    QString lines;
    for (const std::string& line : gainLines(gain, style)) {
        lines += QStringLiteral("<br>") + shown(line).toHtmlEscaped();
    }
    m_gainLabel->setToolTip(
        QStringLiteral("<p style='white-space:pre'>%1%2</p>")
            .arg((m_isPulled ? tr("What having it gives:") : tr("What it would give alone:")), lines));
    m_gainLabel->setAccessibleDescription(
        QString(lines).replace(QStringLiteral("<br>"), QStringLiteral(" ")).trimmed());
    const QString said = (m_isPulled ? tr("Gives: %1.") : tr("Would give: %1.")).arg(m_gain);
    m_gainLabel->setAccessibleName(said);
    for (const ParameterRow* row : m_rows) {
        if (row->parameter().id == m_lever.switchId()) {
            row->editor()->setAccessibleDescription(said + u' ' + qs(row->parameter().help));
        }
    }
    if (m_switch) {
        m_switch->setAccessibleDescription(said + u' ' + qs(m_lever.caveat));
    }
    writeGain();
}

void LeverLine::writeGain()
{
    const QColor& ink = m_changesSomething ? m_theme.text : m_theme.muted;
    m_gainLabel->setText(QStringLiteral("<span style='color:%1'>%2</span>").arg(ink.name(), m_gain.toHtmlEscaped()));
}

bool isCalled(const LeverText& lever, const QString& words)
{
    const QString name = qs(lever.label) + u' ' + qs(lever.reduces) + u' ' + qs(lever.id);
    const QStringList all = words.split(u' ', Qt::SkipEmptyParts);
    return std::all_of(all.begin(), all.end(),
                       [&name](const QString& word) { return name.contains(word, Qt::CaseInsensitive); });
}

QList<QWidget*> LeverLine::tabStops() const
{
    QList<QWidget*> stops;
    if (m_head) {
        stops << m_value << m_switch;
    }
    for (const ParameterRow* row : m_rows) {
        stops << row->tabStops();
    }
    if (m_student) {
        stops.insert(std::min<qsizetype>(stops.size(), 1), m_student); // behind the switch
    }
    return stops;
}

/// A line beside what belongs to a lever that is pulled.
void LeverLine::paintEvent(QPaintEvent*)
{
    if (m_isPulled) {
        const QRectF inside = m_inside->geometry();
        QPainter(this).fillRect(QRectF(m_theme.px(side), inside.top(), m_theme.px(2), inside.height() - m_theme.px(6)),
                                m_theme.accent);
    }
}

} // namespace ridge
