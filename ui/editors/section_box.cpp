#include "ui/editors/section_box.h"

#include "ui/controls/controls.h"
#include "ui/editors/lever_list.h"
#include "ui/editors/row_group.h"
#include "ui/tables/fold_words.h"

#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

namespace ridge {

SectionBox::SectionBox(Section section, QWidget* parent)
    : QWidget(parent), m_section(section), m_header(new SectionHeader(qs(labelOf(section)), this)),
      m_reset(new LinkButton(tr("reset"), this)), m_headerLine(new QWidget(this)), m_body(new QWidget(this))
{
    auto* line = new QHBoxLayout(m_headerLine);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(m_header, 1);
    line->addWidget(m_reset);

    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(0);
    m_above = new QVBoxLayout;
    m_groupLayout = new QVBoxLayout;
    m_whole = makeGroup(qs(labelOf(section)), false);
    m_groupLayout->addWidget(m_whole);
    if (section == Section::Levers) {
        m_levers = new LeverList(m_body);
        m_groupLayout->addWidget(m_levers);
    }
    m_below = new QVBoxLayout;
    body->addLayout(m_above);
    body->addLayout(m_groupLayout);
    body->addLayout(m_below);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_headerLine);
    column->addWidget(m_body);

    m_header->setChecked(true);
    m_header->setAccessibleName(tr("%1 section").arg(qs(labelOf(section))));
    m_reset->setAccessibleName(tr("Reset %1 to the preset").arg(qs(labelOf(section))));
    m_reset->setToolTip(tr("Back to the preset: the whole section"));
    connect(m_header, &QAbstractButton::toggled, this, [this](bool open) {
        setCollapsed(!open);
        emit folded();
        if (open) {
            emit opened();
        }
    });
    connect(m_reset, &QAbstractButton::clicked, this, &SectionBox::resetRequested);
}

void SectionBox::setTheme(const Theme& theme)
{
    m_theme = theme;
    const int side = int(theme.px(12));
    m_headerLine->layout()->setContentsMargins(side, int(theme.px(8)), side, int(theme.px(3)));
    m_above->setContentsMargins(side, 0, side, int(theme.px(5)));
    m_below->setContentsMargins(side, int(theme.px(2)), side, 0);
    m_body->layout()->setContentsMargins(0, 0, 0, int(theme.px(8)));
    m_header->setTheme(theme);
    m_reset->setTheme(theme);
    for (LinkButton* link : m_links) {
        link->setTheme(theme);
    }
    m_whole->setTheme(theme);
    if (m_levers) {
        m_levers->setTheme(theme);
        std::ranges::for_each(m_rows, [&theme](ParameterRow* row) { row->setTheme(theme); });
    }
    for (RowGroup* part : m_parts) {
        part->setTheme(theme);
    }
    spaceGroups();
    showRows();
    update();
}

LinkButton* SectionBox::addLink(const QString& text)
{
    auto* link = new LinkButton(text, this);
    m_headerLine->layout()->addWidget(link);
    m_links.push_back(link);
    return link;
}

void SectionBox::addAbove(QWidget* widget) { m_above->addWidget(widget); }

void SectionBox::addBelow(QWidget* widget) { m_below->addWidget(widget); }

bool SectionBox::setParameters(std::vector<Parameter> parameters, const Scenario& current, const Scenario* baseline)
{
    const bool sameRows = std::equal(parameters.begin(), parameters.end(), m_rows.begin(), m_rows.end(),
                                     [](const Parameter& p, const ParameterRow* row) {
                                         return p.id == row->parameter().id &&
                                                (p.unit == Unit::Choice) == (row->parameter().unit == Unit::Choice);
                                     });
    const bool isFirst = m_levers && !m_levers->hasLines();
    if (isFirst && m_collapsed) {
        m_levers->setScenario(current);
        return false;
    }
    if (isFirst) {
        m_levers->makeLines();
    }
    if (!sameRows) {
        takeRows(parameters);
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setScenario(std::move(parameters[i]), current, baseline);
    }
    if (!sameRows) {
        arrangeGroups();
    }
    m_whole->refresh(current);
    if (m_levers) {
        m_levers->setScenario(current);
    }
    for (RowGroup* part : m_parts) {
        part->refresh(current);
    }
    return !sameRows || isFirst;
}

void SectionBox::takeRows(const std::vector<Parameter>& parameters)
{
    std::vector<ParameterRow*> kept = std::move(m_rows);
    m_rows.clear();
    for (const Parameter& p : parameters) {
        auto found = std::find_if(kept.begin(), kept.end(),
                                  [&](ParameterRow* row) { return row && row->parameter().id == p.id; });
        ParameterRow* row = nullptr;
        if (found != kept.end()) {
            std::swap(row, *found);
        } else {
            row = new ParameterRow(p, m_body);
            row->setTheme(m_theme);
            emit rowCreated(row);
        }
        m_rows.push_back(row);
    }
    for (ParameterRow* row : kept) {
        if (row) {
            row->hide();
            row->setParent(m_body); // its group may go first
            row->deleteLater();     // it may be the one whose edit brought us here
        }
    }
}

/// A model in one part is as long as it is; of several, each gets a heading to fold it by.
void SectionBox::arrangeGroups()
{
    if (m_levers) {
        m_levers->setRows(m_rows);
        return;
    }
    std::vector<ParameterRow*> whole;
    std::vector<std::pair<QString, std::vector<ParameterRow*>>> parts; // in the order of the catalogue
    for (ParameterRow* row : m_rows) {
        const QString name = qs(row->parameter().group);
        auto part = std::find_if(parts.begin(), parts.end(), [&name](const auto& each) { return each.first == name; });
        if (name.isEmpty()) {
            whole.push_back(row);
        } else if (part != parts.end()) {
            part->second.push_back(row);
        } else {
            parts.push_back({name, {row}});
        }
    }
    const bool isOnePart = parts.size() < 2;
    m_whole->setRows(isOnePart ? m_rows : whole);
    std::vector<RowGroup*> before = std::move(m_parts);
    m_parts.clear();
    for (std::size_t i = 0; i < parts.size() && !isOnePart; ++i) {
        auto same = std::find_if(before.begin(), before.end(),
                                 [&](RowGroup* group) { return group && group->name() == parts[i].first; });
        m_parts.push_back(same != before.end() ? std::exchange(*same, nullptr) : makeGroup(parts[i].first, true));
        m_groupLayout->removeWidget(m_parts.back());
        m_groupLayout->addWidget(m_parts.back());
        m_parts.back()->setRows(std::move(parts[i].second));
        m_parts.back()->show();
    }
    for (RowGroup* group : before) {
        if (group) {
            group->hide();
            group->deleteLater();
        }
    }
    spaceGroups();
    applyFolds();
}

void SectionBox::spaceGroups() { m_groupLayout->setSpacing(m_parts.empty() ? 0 : int(m_theme.px(3))); }

/// Of several parts the first is open at first: the others say in their headings what they are.
void SectionBox::applyFolds()
{
    m_whole->setShowsMore(m_more.value(pathOf(*m_whole)));
    for (RowGroup* part : m_parts) {
        part->setOpen(m_open.value(pathOf(*part), part == m_parts.front()));
        part->setShowsMore(m_more.value(pathOf(*part)));
    }
}

RowGroup* SectionBox::makeGroup(const QString& name, bool hasHeading)
{
    auto* group = new RowGroup(name, hasHeading, m_body);
    group->setTheme(m_theme);
    connect(group, &RowGroup::folded, this, [this, group](bool open) {
        m_open[pathOf(*group)] = open;
        emit folded();
    });
    connect(group, &RowGroup::moreShown, this, [this, group](bool more) {
        m_more[pathOf(*group)] = more;
        emit folded();
    });
    return group;
}

QString SectionBox::pathOf(const RowGroup& group) const
{
    const QString section = qs(labelOf(m_section)).toLower();
    return &group == m_whole ? section : section + u'/' + group.name().toLower();
}

QStringList SectionBox::foldState() const
{
    QStringList state;
    if (m_collapsed) {
        state << closedVerb + pathOf(*m_whole);
    }
    for (auto each = m_open.begin(); each != m_open.end(); ++each) {
        state << (each.value() ? openVerb : closedVerb) + each.key();
    }
    for (auto each = m_more.begin(); each != m_more.end(); ++each) {
        if (each.value()) {
            state << moreVerb + each.key();
        }
    }
    return state;
}

void SectionBox::setFoldState(const QStringList& state)
{
    const QString section = pathOf(*m_whole);
    m_open.clear();
    m_more.clear();
    for (const QString& each : state) {
        const QString verb = each.section(u':', 0, 0) + u':';
        const QString path = each.section(u':', 1);
        if (verb == moreVerb && (path == section || path.startsWith(section + u'/'))) {
            m_more[path] = true;
        } else if ((verb == openVerb || verb == closedVerb) && path.startsWith(section + u'/')) {
            m_open[path] = verb == openVerb;
        }
    }
    setCollapsed(state.contains(closedVerb + section));
    applyFolds();
}

void SectionBox::showRows()
{
    m_body->setVisible(!m_collapsed);
    // A heading over nothing helps nobody; levers that are not applicable are listed all the same.
    setVisible(!m_rows.empty() || m_above->count() > 0 || m_levers);
}

void SectionBox::setSummary(const QString& summary) { m_header->setSummary(summary); }

void SectionBox::refreshHeader()
{
    showRows();
    m_reset->setVisible(m_belongsChanged ||
                        std::any_of(m_rows.begin(), m_rows.end(), [](auto* row) { return row->isChanged(); }));
}

ParameterRow* SectionBox::row(const QString& id) const
{
    for (ParameterRow* row : m_rows) {
        if (qs(row->parameter().id) == id) {
            return row;
        }
    }
    return nullptr;
}

QList<QWidget*> SectionBox::tabStops() const
{
    QList<QWidget*> stops{m_header, m_reset};
    for (LinkButton* link : m_links) {
        stops << link;
    }
    for (int i = 0; i < m_above->count(); ++i) {
        stops << m_above->itemAt(i)->widget();
    }
    stops << m_whole->tabStops();
    if (m_levers) {
        stops << m_levers->tabStops();
    }
    for (const RowGroup* part : m_parts) {
        stops << part->tabStops();
    }
    for (int i = 0; i < m_below->count(); ++i) {
        stops << m_below->itemAt(i)->widget();
    }
    return stops;
}

void SectionBox::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    m_header->setChecked(!collapsed);
    if (!collapsed && m_levers && !m_levers->hasLines()) {
        emit rowsWanted(); // before they come into view: what asks for gains then finds lines to give them to
    }
    showRows();
}

void SectionBox::reveal(ParameterRow* row)
{
    setCollapsed(false);
    m_levers ? m_levers->reveal(row) : static_cast<RowGroup*>(row->parentWidget())->reveal(row);
}

void SectionBox::paintEvent(QPaintEvent*) { QPainter(this).fillRect(QRect(0, height() - 1, width(), 1), m_theme.line); }

} // namespace ridge
