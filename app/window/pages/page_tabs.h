// The pages of one window, in their two rows of tabs: whatever concerns all of them walks this list.
// Not the pages, and not where the rows stand.
#pragma once

#include "app/window/pages/window_page.h"
#include "ui/controls/overflow_tabs.h"

#include <optional>
#include <utility>

class QSplitter;

namespace ridge {

class BlockView;

class PageTabs : public QObject {
public:
    /// Makes every page there is. The window takes the two rows over.
    explicit PageTabs(MainWindow& window);
    OverflowTabs& middle() const { return *m_middle; }
    OverflowTabs& bottom() const { return *m_bottom; }

    /// Brings a page to the front of its row. False: there is none of that id, or it has nothing to show now.
    bool show(const QString& id);
    /// The page in front of the middle.
    QString inFront() const;
    /// Leads the keys to a page, to its chart or table where it has but one.
    void focus(const QString& id);
    /// Why it has nothing to show, as a sentence; empty where it has.
    QString refusalOf(const QString& id) const;
    /// Ids and titles, in the order of the tabs.
    std::vector<std::pair<QString, QString>> titles(PageKind::Place place) const;

    void setTheme(const Theme& theme);
    void setScenario(const std::shared_ptr<const Scenario>& current);
    void setEvaluations(const Evaluations& shown);
    /// Behind the titles: how much there is on each page.
    void showCounts();
    void setSelected(OperatorRef ref, const Operator* selected);
    void resetLayout(const QSize& room);
    bool showField(const QString& field);
    void stopReading();

    QList<QAction*> editActions() const;
    std::vector<Chart*> charts() const;
    /// What a figure of the page in front of the middle shows; absent: that is the page of figures itself.
    std::optional<FigurePart> partInFront() const;
    /// Some page waits for what is computed beside the window.
    bool areBusy() const;
    std::vector<Reading*> readings() const;
    /// What a session remembers by their names: splitters inside pages, and tables that fold.
    std::vector<QSplitter*> splitters() const;
    std::vector<BlockView*> foldingTables() const;

private:
    struct Placed {
        PageKind kind;
        std::unique_ptr<WindowPage> page;
        OverflowTabs* row;
        QWidget* tab;         // the page's widget, or what holds it
        QString refusal = {}; // of what is on screen
    };
    OverflowTabs* makeRow(PageKind::Place place, const char* name, MainWindow& window);
    void addCorner(OverflowTabs* row);
    const Placed* find(const QString& id) const;
    const Placed* front() const;
    template <class Part> std::vector<Part*> partsOf() const;

    std::vector<Placed> m_pages;
    OverflowTabs* m_bottom;
    OverflowTabs* m_middle;
};

} // namespace ridge
