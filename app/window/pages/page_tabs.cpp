#include "app/window/pages/page_tabs.h"

#include "app/figures/figure_kinds.h"
#include "app/reading/reading.h"
#include "ui/charts/chart.h"
#include "ui/tables/block_view.h"

#include <QAction>
#include <QBoxLayout>
#include <QCoreApplication>
#include <QSplitter>
#include <algorithm>

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

QString titleOf(const PageKind& kind) { return QCoreApplication::translate("Page", kind.title); }

} // namespace

PageTabs::PageTabs(MainWindow& window)
    : m_bottom(makeRow(PageKind::Place::Bottom, "bottomTabs", window)),
      m_middle(makeRow(PageKind::Place::Middle, "views", window))
{
}

OverflowTabs* PageTabs::makeRow(PageKind::Place place, const char* name, MainWindow& window)
{
    auto* row = new OverflowTabs;
    row->setObjectName(QString::fromLatin1(name));
    row->setAccessibleName(place == PageKind::Place::Middle ? tr("Pages") : tr("Tables"));
    row->tabBar()->setAccessibleName(row->accessibleName());
    for (const PageKind& kind : pageKinds(place)) {
        std::unique_ptr<WindowPage> page = kind.make(window);
        // The tables below are part of the first picture, the middle's first page is: the others wait.
        const bool isLater = place == PageKind::Place::Middle && row->count() > 0;
        QWidget* tab = isLater ? new PageHolder(page->widget()) : page->widget();
        row->addTab(tab, titleOf(kind));
        m_pages.push_back({kind, std::move(page), row, tab});
    }
    addCorner(row);
    return row;
}

/// The corner shows what belongs to the page in front.
void PageTabs::addCorner(OverflowTabs* row)
{
    std::vector<std::pair<QWidget*, QWidget*>> corners; // of a tab
    for (const Placed& each : m_pages) {
        if (QWidget* corner = each.page->corner(); corner && each.row == row) {
            corners.emplace_back(each.tab, corner);
        }
    }
    for (const auto& [tab, corner] : corners) {
        row->addCorner(corner);
    }
    const auto follow = [row, corners] {
        for (const auto& [tab, corner] : corners) {
            corner->setVisible(row->currentWidget() == tab);
        }
        row->arrange();
    };
    connect(row, &QTabWidget::currentChanged, this, follow);
    follow();
}

bool PageTabs::show(const QString& id)
{
    const Placed* page = find(id);
    if (page && page->refusal.isEmpty()) {
        page->row->setCurrentIndex(page->row->indexOf(page->tab));
    }
    return page && page->refusal.isEmpty();
}

void PageTabs::focus(const QString& id)
{
    if (const Placed* page = find(id)) {
        page->page->widget()->setFocus(Qt::ShortcutFocusReason);
    }
}

QString PageTabs::refusalOf(const QString& id) const
{
    const Placed* page = find(id);
    return page ? page->refusal : QString();
}

const PageTabs::Placed* PageTabs::find(const QString& id) const
{
    const auto found =
        std::ranges::find_if(m_pages, [&](const Placed& each) { return id == QLatin1String(each.kind.id); });
    return found == m_pages.end() ? nullptr : &*found;
}

const PageTabs::Placed* PageTabs::front() const
{
    const auto found = std::ranges::find_if(
        m_pages, [this](const Placed& each) { return each.row == m_middle && each.tab == m_middle->currentWidget(); });
    return found == m_pages.end() ? nullptr : &*found;
}

QString PageTabs::inFront() const
{
    const Placed* page = front();
    return page ? QString::fromLatin1(page->kind.id) : QString();
}

std::vector<std::pair<QString, QString>> PageTabs::titles(PageKind::Place place) const
{
    std::vector<std::pair<QString, QString>> titles;
    for (const Placed& each : m_pages) {
        if (each.kind.place == place) {
            titles.emplace_back(QString::fromLatin1(each.kind.id), titleOf(each.kind));
        }
    }
    return titles;
}

void PageTabs::setTheme(const Theme& theme)
{
    for (const Placed& each : m_pages) {
        each.page->setTheme(theme);
    }
}

void PageTabs::setScenario(const std::shared_ptr<const Scenario>& current)
{
    for (const Placed& each : m_pages) {
        each.page->setScenario(current);
    }
}

void PageTabs::setEvaluations(const Evaluations& shown)
{
    for (const Placed& each : m_pages) {
        each.page->setEvaluations(shown);
    }
    for (Placed& each : m_pages) {
        each.refusal = each.page->refusal(*shown.now->scenario);
        each.row->setOffered(each.row->indexOf(each.tab), each.refusal.isEmpty());
    }
    showCounts();
}

void PageTabs::showCounts()
{
    for (const Placed& each : m_pages) {
        const int tab = each.row->indexOf(each.tab);
        const std::size_t count = each.page->count();
        each.row->setTabText(tab, count ? titleOf(each.kind) + QStringLiteral(" %1").arg(count) : titleOf(each.kind));
    }
    m_middle->arrange();
    m_bottom->arrange();
}

void PageTabs::setSelected(OperatorRef ref, const Operator* selected)
{
    for (const Placed& each : m_pages) {
        each.page->setSelected(ref, selected);
    }
}

void PageTabs::resetLayout(const QSize& room)
{
    for (const Placed& each : m_pages) {
        each.page->resetLayout(room);
    }
}

bool PageTabs::showField(const QString& field)
{
    return std::ranges::any_of(m_pages, [&](const Placed& each) { return each.page->showField(field); });
}

void PageTabs::stopReading()
{
    for (const Placed& each : m_pages) {
        each.page->stopReading();
    }
}

QList<QAction*> PageTabs::editActions() const
{
    QList<QAction*> actions;
    for (const Placed& each : m_pages) {
        actions += each.page->editActions();
    }
    return actions;
}

std::vector<Chart*> PageTabs::charts() const
{
    std::vector<Chart*> charts;
    for (const Placed& each : m_pages) {
        std::ranges::copy(each.page->charts(), std::back_inserter(charts));
    }
    return charts;
}

std::optional<FigurePart> PageTabs::partInFront() const
{
    const Placed* page = front();
    if (!page || std::string_view(page->kind.id) == "figures") {
        return std::nullopt;
    }
    FigurePart part = page->page->figurePart();
    if (const FigureKind* own = figureKind(page->kind.id); own && part.kind == FigurePart{}.kind) {
        part.kind = own->id;
    }
    return part;
}

bool PageTabs::areBusy() const
{
    return std::ranges::any_of(m_pages, [](const Placed& each) { return each.page->isBusy(); });
}

std::vector<Reading*> PageTabs::readings() const
{
    std::vector<Reading*> readings;
    for (const Placed& each : m_pages) {
        if (Reading* reading = each.page->reading()) {
            readings.push_back(reading);
        }
    }
    return readings;
}

/// Widgets of that kind that pages are or have.
template <class Part> std::vector<Part*> PageTabs::partsOf() const
{
    std::vector<Part*> parts;
    for (const Placed& each : m_pages) {
        if (auto* whole = qobject_cast<Part*>(each.page->widget())) {
            parts.push_back(whole);
        }
        std::ranges::copy(each.page->widget()->findChildren<Part*>(), std::back_inserter(parts));
    }
    return parts;
}

std::vector<QSplitter*> PageTabs::splitters() const { return partsOf<QSplitter>(); }

std::vector<BlockView*> PageTabs::foldingTables() const { return partsOf<BlockView>(); }

} // namespace ridge
