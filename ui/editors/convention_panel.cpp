#include "ui/editors/convention_panel.h"

#include "ui/controls/controls.h"
#include "ui/controls/segmented_choice.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QScreen>
#include <algorithm>

namespace ridge {

namespace {
// Nominal pixels.
constexpr double panelWidth = 380;
constexpr double labelWidth = 110;
constexpr double sidePadding = 12;
constexpr double gap = 8;
constexpr double rowGap = 5;
constexpr double effectPadding = 8;
constexpr int effectLines = 3; // kept free, so that the panel never changes its size under the pointer

/// Whole numbers of a small range are choices too: 1 or 2 operations per MAC.
int firstValue(const Parameter& p) { return p.unit == Unit::Choice ? 0 : int(p.minimum); }

QStringList choicesOf(const Parameter& p, const Scenario& scenario)
{
    QStringList labels;
    for (int value = firstValue(p); value <= int(p.maximum); ++value) {
        labels << qs(valueText(p, scenario, value));
    }
    return labels;
}

} // namespace

ConventionPanel::ConventionPanel(QWidget* parent)
    : QFrame(parent, Qt::Popup), m_title(new QLabel(tr("Conventions"), this)),
      m_reset(new LinkButton(tr("Reset"), this)), m_effect(new QLabel(this))
{
    setObjectName(QStringLiteral("conventionPanel"));
    setAccessibleName(tr("Conventions"));
    m_title->setObjectName(QStringLiteral("conventionTitle"));
    m_reset->setObjectName(QStringLiteral("conventionReset"));
    m_reset->setAccessibleName(tr("Reset conventions"));
    m_reset->setToolTip(tr("All conventions as the presets have them"));
    m_effect->setObjectName(QStringLiteral("conventionEffect"));
    m_effect->setTextFormat(Qt::PlainText);
    m_effect->setAccessibleName(tr("Effect of the last switch"));
    m_effect->setWordWrap(true);
    m_effect->setIndent(0);
    m_effect->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    QSizePolicy kept = m_reset->sizePolicy();
    kept.setRetainSizeWhenHidden(true); // the header stays as high as it is
    m_reset->setSizePolicy(kept);
    connect(m_reset, &QAbstractButton::clicked, this, &ConventionPanel::reset);
    for (const Parameter& row : parameterCatalogue()) {
        if (row.section == Section::Convention) {
            addRow(row);
        }
    }
    setEffect({});
    setTheme(Theme::light());
}

void ConventionPanel::addRow(Parameter parameter)
{
    auto* label = new QLabel(qs(parameter.label), this);
    auto* choice = new SegmentedChoice(this);
    choice->setObjectName(qs(parameter.id));
    for (QWidget* part : {static_cast<QWidget*>(label), static_cast<QWidget*>(choice)}) {
        part->setAccessibleDescription(qs(parameter.help)); // else the tool tip is read out, with its markup
    }
    const QString tip = QStringLiteral("<p>%1</p><p><code>%2</code></p>")
                            .arg(qs(parameter.help).toHtmlEscaped(), qs(parameter.id).toHtmlEscaped());
    label->setToolTip(tip);
    choice->setToolTip(tip);
    label->setBuddy(choice);
    const std::size_t index = m_rows.size();
    connect(choice, &SegmentedChoice::chosen, this, [this, index](int chosen) { switchTo(m_rows[index], chosen); });
    m_rows.push_back({std::move(parameter), label, choice});
}

void ConventionPanel::setTheme(const Theme& theme)
{
    m_theme = theme;
    const auto px = [&theme](double nominal) { return int(theme.px(nominal)); };
    setPalette(theme.palette());
    const auto size = [&px](double nominal) { return QString::number(px(nominal)); };
    setStyleSheet(QStringLiteral(R"(ridge--ConventionPanel { background: %1; border: 1px solid %2; }
        QLabel { font-size: %3px; color: %4; background: transparent; }
        QLabel#conventionTitle { font-size: %5px; font-weight: 600; }
        QLabel#conventionEffect { background: %6; border: none; border-top: 1px solid %2; color: %7;
            padding: %8px %9px; })")
                      .arg(theme.panel.name(), theme.line.name(), size(12), theme.text.name(), size(13),
                           theme.window.name(), theme.muted.name(), size(effectPadding), size(sidePadding)));
    m_title->setFont(theme.font(13, true));
    m_reset->setTheme(theme);
    m_effect->setFont(theme.font(12));
    m_effect->setFixedHeight(effectLines * QFontMetrics(m_effect->font()).lineSpacing() + 2 * px(effectPadding) + 1);

    delete layout();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    auto* header = new QHBoxLayout;
    header->setContentsMargins(px(sidePadding), px(10), px(sidePadding) - 3, px(6));
    header->addWidget(m_title);
    header->addStretch();
    header->addWidget(m_reset);
    column->addLayout(header);
    auto* grid = new QGridLayout;
    grid->setContentsMargins(px(sidePadding), 0, px(sidePadding), px(12));
    grid->setHorizontalSpacing(px(gap));
    grid->setVerticalSpacing(px(rowGap));
    grid->setColumnMinimumWidth(0, px(labelWidth));
    grid->setColumnStretch(1, 1);
    for (int i = 0; i < int(m_rows.size()); ++i) {
        const Row& row = m_rows[std::size_t(i)];
        row.label->setFont(theme.font(12));
        row.choice->setTheme(theme);
        grid->addWidget(row.label, i, 0);
        grid->addWidget(row.choice, i, 1);
    }
    column->addLayout(grid);
    column->addWidget(m_effect);
    setFixedWidth(px(panelWidth));
}

void ConventionPanel::setScenario(std::shared_ptr<const Scenario> current, std::shared_ptr<const Scenario> baseline)
{
    m_current = std::move(current);
    m_baseline = std::move(baseline);
    refresh();
}

void ConventionPanel::setEffect(const QString& sentence)
{
    m_effect->setText(sentence.isEmpty() ? tr("Switch one to see what moves, and whether a verdict flips.") : sentence);
}

void ConventionPanel::refresh()
{
    if (!m_current) {
        return;
    }
    for (Row& row : m_rows) {
        refreshRow(row);
    }
    m_reset->setVisible(m_baseline && m_current->convention != m_baseline->convention);
}

void ConventionPanel::refreshRow(Row& row)
{
    const Parameter& p = row.parameter;
    const double value = p.get(*m_current).value_or(-1);
    const bool changed = m_baseline && p.get(*m_current) != p.get(*m_baseline);
    const QString shown = qs(valueText(p, *m_current, value));
    row.choice->setChoices(choicesOf(p, *m_current), int(value) - firstValue(p));
    row.choice->setChangedMark(changed);
    row.choice->setAccessibleName(changed ? tr("%1: %2, changed").arg(qs(p.label), shown)
                                          : tr("%1: %2").arg(qs(p.label), shown));
}

void ConventionPanel::switchTo(const Row& row, int index)
{
    if (!m_current) {
        return;
    }
    const Parameter& p = row.parameter;
    Scenario next = *m_current;
    assignParameter(next, p, firstValue(p) + index);
    const QString from = qs(valueText(p, *m_current, p.get(*m_current).value_or(0)));
    const QString to = qs(valueText(p, next, p.get(next).value_or(0)));
    propose(std::move(next), {qs(p.id), 0, QStringLiteral("%1 %2 → %3").arg(qs(p.label), from, to)});
}

void ConventionPanel::reset()
{
    if (m_current && m_baseline) {
        Scenario next = *m_current;
        next.convention = m_baseline->convention;
        m_rows.front().choice->setFocus(); // the link disappears
        propose(std::move(next), {QStringLiteral("convention"), 0, tr("Reset convention")});
    }
}

/// Shown at once, so that a second switch before the answer builds on the first.
void ConventionPanel::propose(Scenario next, EditLabel label)
{
    if (next == *m_current) {
        return;
    }
    const auto proposed = std::make_shared<const Scenario>(next);
    m_current = proposed;
    emit edited(std::move(next), std::move(label));
    if (m_current == proposed) {
        refresh();
    }
}

void ConventionPanel::popUpBelow(const QWidget* button)
{
    adjustSize();
    QPoint corner = button->mapToGlobal(QPoint(button->width() - width(), button->height() + int(m_theme.px(4))));
    if (const QScreen* screen = button->screen()) {
        const QRect room = screen->availableGeometry();
        corner.setX(std::clamp(corner.x(), room.left(), std::max(room.left(), room.right() - width() + 1)));
        corner.setY(std::clamp(corner.y(), room.top(), std::max(room.top(), room.bottom() - height() + 1)));
    }
    move(corner);
    show();
    if (!m_rows.empty()) {
        m_rows.front().choice->setFocus(Qt::PopupFocusReason);
    }
}

void ConventionPanel::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Up:
        focusPreviousChild();
        break;
    case Qt::Key_Down:
        focusNextChild();
        break;
    case Qt::Key_Escape:
        close();
        break;
    default:
        QFrame::keyPressEvent(event);
    }
}

} // namespace ridge
