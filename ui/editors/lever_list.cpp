#include "ui/editors/lever_list.h"

#include "core/studies/pulled_levers.h"
#include "ui/controls/controls.h"
#include "ui/editors/lever_line.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QShortcut>
#include <QShowEvent>
#include <algorithm>

namespace ridge {

LeverList::LeverList(QWidget* parent)
    : QWidget(parent), m_filter(new QLineEdit(this)), m_nothing(new QLabel(this)), m_column(new QVBoxLayout(this)),
      m_lineColumn(new QVBoxLayout), m_othersHeader(new SectionHeader(tr("Not applicable here"), this)),
      m_others(new QLabel(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_filter->setPlaceholderText(tr("Filter levers…"));
    m_filter->setAccessibleName(tr("Filter levers"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAcceptDrops(false); // a file dropped here is for the window
    m_filter->setObjectName(QStringLiteral("leverFilter"));
    connect(m_filter, &QLineEdit::textChanged, this, &LeverList::showLines);
    connect(m_filter, &QLineEdit::textChanged, this, &LeverList::listOthers);
    auto* clear = new QShortcut(QKeySequence(Qt::Key_Escape), m_filter, nullptr, nullptr, Qt::WidgetShortcut);
    connect(clear, &QShortcut::activated, m_filter, &QLineEdit::clear);
    auto* top = new QHBoxLayout;
    top->addWidget(m_filter);
    m_column->addLayout(top);
    m_nothing->setProperty("role", "small");
    m_nothing->setText(tr("No lever is called so."));
    m_nothing->hide();
    m_column->addWidget(m_nothing);
    m_column->addLayout(m_lineColumn);
    createOthers();
}

void LeverList::makeLines()
{
    for (const LeverText* lever : leverTexts()) {
        QLabel*& title = m_titles[lever->kind];
        if (!title) {
            title = new QLabel(tr("%1 · %2").arg(m_titles.size()).arg(qs(labelOf(lever->kind))), this);
            title->setProperty("role", "small");
            title->setToolTip(tr("Levers are applied in this order, whatever order they are pulled in."));
            m_lineColumn->addWidget(title);
        }
        auto* line = new LeverLine(*lever, this);
        m_lines.push_back(line);
        m_lineColumn->addWidget(line);
        connect(line, &LeverLine::switchRequested, this, [this, lever](bool on) { emit switchRequested(lever, on); });
        connect(line, &LeverLine::fieldRequested, this, &LeverList::fieldRequested);
        connect(line, &LeverLine::studentChosen, this,
                [this, lever](const std::optional<Model>& student) { emit studentChosen(lever, student); });
        line->setStudents(m_students);
    }
    themeLines();
}

void LeverList::createOthers()
{
    m_othersHeader->setRank(SectionHeader::Rank::Group);
    m_othersHeader->setAccessibleName(tr("Levers that are not applicable here, with the reasons"));
    m_others->setProperty("role", "small");
    m_others->setTextFormat(Qt::RichText);
    m_others->setWordWrap(true);
    m_others->setObjectName(QStringLiteral("leversNotHere"));
    m_others->hide();
    connect(m_othersHeader, &QAbstractButton::toggled, m_others, &QWidget::setVisible);
    m_column->addWidget(m_othersHeader);
    m_column->addWidget(m_others);
    m_column->addStretch(1); // wrapped texts ask for more room than they take
}

void LeverList::setTheme(const Theme& theme)
{
    m_theme = theme;
    const int side = int(theme.px(12));
    m_column->itemAt(0)->layout()->setContentsMargins(side, int(theme.px(2)), side, int(theme.px(4)));
    m_filter->setFont(theme.font(12.5));
    m_nothing->setContentsMargins(side, int(theme.px(4)), side, int(theme.px(4)));
    themeLines();
    m_othersHeader->setTheme(theme);
    m_othersHeader->setContentsMargins(side, 0, side, 0);
    m_others->setFont(theme.font(11.5));
    m_others->setContentsMargins(side, int(theme.px(1)), side, int(theme.px(4)));
    listOthers();
}

void LeverList::themeLines()
{
    const int side = int(m_theme.px(12));
    for (const auto& [kind, title] : m_titles) {
        title->setFont(m_theme.font(11.5, true));
        title->setContentsMargins(side, int(m_theme.px(7)), side, int(m_theme.px(1)));
    }
    for (LeverLine* line : m_lines) {
        line->setTheme(m_theme);
    }
}

void LeverList::setRows(const std::vector<ParameterRow*>& rows)
{
    for (LeverLine* line : m_lines) {
        const std::string own = line->lever().switchId();
        const std::string numbers = line->lever().idOf("");
        std::vector<ParameterRow*> its;
        std::copy_if(rows.begin(), rows.end(), std::back_inserter(its), [&](const ParameterRow* row) {
            return row->parameter().id == own || row->parameter().id.starts_with(numbers);
        });
        line->setRows(its);
    }
}

void LeverList::setScenario(const Scenario& scenario)
{
    m_style = scenario.convention.numberStyle();
    std::map<const LeverText*, std::string> refusals;
    m_on = 0;
    for (const LeverText* lever : leverTexts()) {
        const bool isOn = isSwitchedOn(scenario, *lever);
        std::string reason = refusalOf(scenario, *lever);
        m_on += isOn && reason.empty() ? 1 : 0;
        if (!reason.empty()) {
            refusals[lever] = (isOn ? "pulled, and waits: " : "") + reason;
        }
    }
    const bool waited = std::ranges::any_of(m_lines, &LeverLine::waitsForStudent);
    for (LeverLine* line : m_lines) {
        line->setScenario(scenario);
    }
    if (refusals != m_refusals || waited != std::ranges::any_of(m_lines, &LeverLine::waitsForStudent)) {
        m_refusals = std::move(refusals);
        listOthers();
    }
    showLines();
}

void LeverList::setStudents(std::vector<Model> students)
{
    m_students = std::move(students);
    for (LeverLine* line : m_lines) {
        line->setStudents(m_students);
    }
    listOthers();
    showLines();
}

void LeverList::setGains(const std::shared_ptr<const LeverGains>& gains)
{
    for (std::size_t i = 0; i < std::min(m_lines.size(), gains->levers.size()); ++i) {
        m_lines[i]->setGain(gains->levers[i], m_style);
    }
}

void LeverList::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    emit shown();
}

bool LeverList::hasLine(const LeverText* lever) const
{
    return !m_refusals.contains(lever) || std::ranges::any_of(m_lines, [lever](const LeverLine* line) {
        return &line->lever() == lever && line->waitsForStudent();
    });
}

void LeverList::listOthers()
{
    QString text;
    qsizetype count = 0;
    for (const LeverText* lever : leverTexts()) {
        const auto refusal = m_refusals.find(lever);
        if (refusal != m_refusals.end() && !hasLine(lever) && isCalled(*lever, m_filter->text())) {
            ++count;
            text += QStringLiteral("<p style='margin:0 0 %1px 0'><span style='color:%2'>%3</span><br>%4</p>")
                        .arg(QString::number(qRound(m_theme.px(4))), m_theme.text.name(),
                             qs(lever->label).toHtmlEscaped(), qs(refusal->second).toHtmlEscaped());
        }
    }
    m_others->setText(text);
    m_othersHeader->setVisible(count > 0);
    m_othersHeader->setSummary(QString::number(count));
    m_others->setVisible(count > 0 && m_othersHeader->isChecked());
}

void LeverList::showLines()
{
    std::map<LeverKind, bool> has;
    bool any = false;
    for (LeverLine* line : m_lines) {
        const bool isThere = hasLine(&line->lever()) && line->isCalled(m_filter->text());
        line->setVisible(isThere);
        has[line->lever().kind] |= isThere;
        any = any || isThere;
    }
    for (const auto& [kind, title] : m_titles) {
        title->setVisible(has[kind]);
    }
    m_nothing->setVisible(!any && !m_filter->text().isEmpty());
}

QString LeverList::summary() const { return tr("%1 of %2 on").arg(m_on).arg(leverTexts().size() - m_refusals.size()); }

QList<QWidget*> LeverList::tabStops() const
{
    QList<QWidget*> stops{m_filter};
    for (const LeverLine* line : m_lines) {
        stops << line->tabStops();
    }
    return stops << m_othersHeader;
}

void LeverList::reveal(const ParameterRow* row)
{
    for (const LeverLine* line : m_lines) {
        if (line->isAncestorOf(row) && !line->isCalled(m_filter->text())) {
            m_filter->clear();
        }
    }
}

bool LeverList::revealRefused(const QString& switchId)
{
    const bool isRefused = std::ranges::any_of(
        m_refusals, [&switchId](const auto& each) { return qs(each.first->switchId()) == switchId; });
    if (isRefused) {
        m_othersHeader->setChecked(true);
        m_othersHeader->setFocus(Qt::OtherFocusReason);
    }
    return isRefused;
}

} // namespace ridge
