#include "ui/editors/section_box.h"

#include "ui/editors/controls.h"

#include <QPainter>
#include <QVBoxLayout>
#include <algorithm>

namespace ridge {

SectionBox::SectionBox(Section section, QWidget* parent)
    : QWidget(parent), m_section(section), m_header(new SectionHeader(qs(labelOf(section)), this)),
      m_reset(new LinkButton(tr("reset"), this)), m_moreLink(new LinkButton(tr("More"), this)),
      m_headerLine(new QWidget(this)), m_body(new QWidget(this))
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
    m_rowLayout = new QVBoxLayout;
    m_below = new QVBoxLayout;
    body->addLayout(m_above);
    body->addLayout(m_rowLayout);
    m_moreLayout = new QVBoxLayout;
    m_moreLayout->addWidget(m_moreLink, 0, Qt::AlignLeft);
    body->addLayout(m_moreLayout);
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
    });
    connect(m_reset, &QAbstractButton::clicked, this, &SectionBox::resetRequested);
    connect(m_moreLink, &QAbstractButton::clicked, this, [this] { setShowsMore(!m_more); });
}

void SectionBox::setTheme(const Theme& theme)
{
    m_theme = theme;
    const int side = int(theme.px(12));
    m_headerLine->layout()->setContentsMargins(side, int(theme.px(8)), side, int(theme.px(3)));
    m_above->setContentsMargins(side, 0, side, int(theme.px(5)));
    m_below->setContentsMargins(side, int(theme.px(2)), side, 0);
    m_body->layout()->setContentsMargins(0, 0, 0, int(theme.px(8)));
    m_moreLayout->setContentsMargins(side - 3, int(theme.px(2)), side, 0); // the link pads its text by 3
    m_header->setTheme(theme);
    m_reset->setTheme(theme);
    m_moreLink->setTheme(theme);
    for (LinkButton* link : m_links) {
        link->setTheme(theme);
    }
    for (ParameterRow* row : m_rows) {
        row->setTheme(theme);
    }
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
    if (!sameRows) {
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
            m_rowLayout->removeWidget(row);
            m_rowLayout->addWidget(row);
            m_rows.push_back(row);
        }
        for (ParameterRow* row : kept) {
            if (row) {
                row->hide();
                row->deleteLater(); // it may be the one whose edit brought us here
            }
        }
    }
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        m_rows[i]->setScenario(std::move(parameters[i]), current, baseline);
    }
    return !sameRows;
}

bool SectionBox::isTucked(const ParameterRow* row) const { return row->parameter().advanced && !m_more; }

SectionBox::Tucked SectionBox::tucked() const
{
    Tucked result;
    for (const ParameterRow* row : m_rows) {
        result.count += row->parameter().advanced;
        result.changed += row->parameter().advanced && row->isChanged();
    }
    return result;
}

void SectionBox::showRows()
{
    for (ParameterRow* row : m_rows) {
        row->setVisible(!isTucked(row));
    }
    m_body->setVisible(!m_collapsed);
    setVisible(!m_rows.empty() || m_above->count() > 0); // a heading over nothing helps nobody
}

void SectionBox::setSummary(const QString& summary) { m_header->setSummary(summary); }

void SectionBox::refreshHeader()
{
    showRows();
    const Tucked advanced = tucked();
    const bool anyChanged =
        m_belongsChanged || std::any_of(m_rows.begin(), m_rows.end(), [](auto* r) { return r->isChanged(); });
    m_reset->setVisible(anyChanged);
    m_moreLink->setVisible(advanced.count > 0);
    const QString more = m_more                 ? tr("Less")
                         : advanced.changed > 0 ? tr("%1 more, %2 changed").arg(advanced.count).arg(advanced.changed)
                                                : tr("%1 more").arg(advanced.count);
    if (m_moreLink->text() != more) {
        m_moreLink->setText(more);
        m_moreLink->setAccessibleName(tr("%1: %2").arg(qs(labelOf(m_section)), more));
        m_moreLink->updateGeometry();
    }
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
    for (ParameterRow* row : m_rows) {
        stops << row->tabStops();
    }
    stops << m_moreLink;
    for (int i = 0; i < m_below->count(); ++i) {
        stops << m_below->itemAt(i)->widget();
    }
    return stops;
}

void SectionBox::setCollapsed(bool collapsed)
{
    m_collapsed = collapsed;
    m_header->setChecked(!collapsed);
    showRows();
}

void SectionBox::setShowsMore(bool more)
{
    m_more = more;
    refreshHeader();
}

void SectionBox::reveal(ParameterRow* row)
{
    setCollapsed(false);
    if (isTucked(row)) {
        setShowsMore(true);
    }
}

void SectionBox::paintEvent(QPaintEvent*) { QPainter(this).fillRect(QRect(0, height() - 1, width(), 1), m_theme.line); }

} // namespace ridge
