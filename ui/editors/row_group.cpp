#include "ui/editors/row_group.h"

#include "ui/controls/controls.h"
#include "ui/shown.h"

#include <QVBoxLayout>
#include <algorithm>

namespace ridge {

namespace {

bool isRare(const ParameterRow& row) { return row.parameter().advanced; }
bool isChanged(const ParameterRow& row) { return row.isChanged(); }
bool isRareAndChanged(const ParameterRow& row) { return isRare(row) && isChanged(row); }

/// "Text layers" of the part "Text encoder" is "layers": its heading says the rest. "KV heads" keeps its capitals.
QString labelWithin(const Parameter& p)
{
    const QStringList said = qs(p.group).split(u' ', Qt::SkipEmptyParts);
    QStringList words = qs(p.label).split(u' ');
    while (!words.isEmpty() && said.contains(words.front(), Qt::CaseInsensitive)) {
        words.removeFirst();
    }
    QString label = words.join(u' ');
    const bool isWord = label.size() > 1 && label[1].isLower() && !p.group.empty();
    return isWord ? label.replace(0, 1, label[0].toLower()) : label;
}

} // namespace

QString summaryOf(const std::vector<ParameterRow*>& rows, const Scenario& scenario)
{
    constexpr qsizetype most = 2;
    const bool onlyRare = std::all_of(rows.begin(), rows.end(), [](const ParameterRow* row) { return isRare(*row); });
    QStringList parts;
    for (const ParameterRow* row : rows) {
        const Parameter& p = row->parameter();
        if ((onlyRare || !isRare(*row)) && parts.size() < most) {
            const QString value = shownName(valueText(p, scenario, row->value()));
            parts << (symbolOf(p.unit).empty() ? (labelWithin(p) + u' ' + value).trimmed() : value);
        }
    }
    return parts.join(QStringLiteral(" · "));
}

RowGroup::RowGroup(const QString& name, bool hasHeading, QWidget* parent)
    : QWidget(parent), m_name(name), m_heading(hasHeading ? new SectionHeader(name, this) : nullptr),
      m_moreLink(new LinkButton(tr("More"), this)), m_column(new QVBoxLayout(this)), m_rowLayout(new QVBoxLayout),
      m_moreLayout(new QVBoxLayout)
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    if (m_heading) {
        m_heading->setRank(SectionHeader::Rank::Group);
        m_heading->setChecked(true);
        m_column->addWidget(m_heading);
        connect(m_heading, &QAbstractButton::clicked, this, [this](bool open) {
            setOpen(open);
            emit folded(open);
        });
    }
    m_column->addLayout(m_rowLayout);
    m_moreLayout->addWidget(m_moreLink, 0, Qt::AlignLeft);
    m_column->addLayout(m_moreLayout);
    connect(m_moreLink, &QAbstractButton::clicked, this, [this] {
        setShowsMore(!m_more);
        emit moreShown(m_more);
    });
}

void RowGroup::setTheme(const Theme& theme)
{
    m_theme = theme;
    const int side = int(theme.px(12));
    m_moreLayout->setContentsMargins(side - 3, m_heading ? 0 : int(theme.px(2)), side,
                                     0); // the link pads its text by 3
    m_moreLink->setTheme(theme);
    if (m_heading) {
        m_heading->setTheme(theme);
        m_heading->setContentsMargins(side, 0, side, 0);
    }
    for (ParameterRow* row : m_rows) {
        row->setTheme(theme);
    }
}

void RowGroup::setRows(std::vector<ParameterRow*> rows)
{
    m_rows = std::move(rows);
    for (ParameterRow* row : m_rows) {
        m_rowLayout->removeWidget(row);
        m_rowLayout->addWidget(row);
    }
}

int RowGroup::countOf(bool (*counts)(const ParameterRow&)) const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [counts](auto* row) { return counts(*row); }));
}

/// A heading over nothing but rare rows is their "More".
bool RowGroup::isTucked(const ParameterRow& row) const
{
    return isRare(row) && !m_more && !(m_heading && countOf(isRare) == int(m_rows.size()));
}

void RowGroup::showRows()
{
    for (ParameterRow* row : m_rows) {
        row->setVisible(m_open && !isTucked(*row));
    }
    const bool hidesSome =
        m_more || std::any_of(m_rows.begin(), m_rows.end(), [this](auto* r) { return isTucked(*r); });
    m_moreLink->setVisible(m_open && hidesSome && countOf(isRare) > 0);
    const int changed = countOf(isRareAndChanged);
    const QString more = m_more        ? tr("Less")
                         : changed > 0 ? tr("%1 more, %2 changed").arg(countOf(isRare)).arg(changed)
                                       : tr("%1 more").arg(countOf(isRare));
    if (m_moreLink->text() != more) {
        m_moreLink->setText(more);
        m_moreLink->setAccessibleName(tr("%1: %2").arg(m_name, more));
        m_moreLink->updateGeometry();
    }
}

void RowGroup::refresh(const Scenario& scenario)
{
    showRows();
    if (m_heading) {
        showHeading(scenario);
    }
}

/// What is closed must still say that something in it was changed.
void RowGroup::showHeading(const Scenario& scenario)
{
    if (m_open) {
        m_heading->setSummary({});
    } else if (const int changed = countOf(isChanged); changed > 0) {
        m_heading->setSummary(tr("%1 changed").arg(changed), SectionHeader::Tone::Changed);
    } else {
        m_heading->setSummary(summaryOf(m_rows, scenario));
    }
}

QList<QWidget*> RowGroup::tabStops() const
{
    QList<QWidget*> stops;
    if (m_heading) {
        stops << m_heading;
    }
    for (const ParameterRow* row : m_rows) {
        stops << row->tabStops();
    }
    return stops << m_moreLink;
}

void RowGroup::setOpen(bool open)
{
    m_open = open || !m_heading;
    if (m_heading) {
        m_heading->setChecked(m_open);
    }
    showRows();
}

void RowGroup::setShowsMore(bool more)
{
    m_more = more;
    showRows();
}

void RowGroup::reveal(const ParameterRow* row)
{
    if (!m_open) {
        setOpen(true);
        emit folded(true);
    }
    if (isTucked(*row)) {
        setShowsMore(true);
        emit moreShown(true);
    }
}

} // namespace ridge
