// A page of the window: one of its middle, or a tab below. Each file of rows/ is one, and the build lists what lies
// there; tabs, the View menu and its keys, `figure window --view` and what a session remembers follow from the list.
// Not the window, which a page asks for whatever concerns others than itself.
#pragma once

#include "core/scenario/figures/recipe.h"
#include "core/studies/pin_difference.h"
#include "ui/selection.h"
#include "ui/theme/theme.h"

#include <QObject>
#include <memory>
#include <span>
#include <string>
#include <vector>

class QAction;

namespace ridge {

class Chart;
class MainWindow;
class Reading;

/// What a page reads: the scenario on screen, and the one it is to be compared with.
struct Evaluations {
    std::shared_ptr<const Evaluation> now;
    std::shared_ptr<const Evaluation> pinned; // the reference; null: nothing is pinned
    std::vector<PinnedEvaluation> pins = {};  // all of them, the reference first

    PinnedEvaluation reference() const { return pins.empty() ? PinnedEvaluation{} : pins.front(); }
};

class WindowPage : public QObject {
public:
    ~WindowPage() override;
    /// Made with the page; the window takes it over.
    virtual QWidget* widget() const = 0;
    virtual void setTheme(const Theme& theme) = 0;
    virtual void setEvaluations(const Evaluations& shown) = 0;

    /// The scenario right after an edit and before it is evaluated: for editors, whose next edit builds on it.
    virtual void setScenario(const std::shared_ptr<const Scenario>& /*current*/) {}
    /// The operator is null where the evaluation on screen has none at that place.
    virtual void setSelected(OperatorRef /*ref*/, const Operator* /*selected*/) {}
    /// Why the page has nothing to say of such a scenario, as a sentence; its tab is hidden then. Empty: it has.
    virtual QString refusal(const Scenario& /*scenario*/) const { return {}; }
    /// Of what the page lists, behind its title; 0 is not said.
    virtual std::size_t count() const { return 0; }
    /// A control at the end of the tabs while the page is in front; the window takes it over.
    virtual QWidget* corner() const { return nullptr; }
    /// For the Edit menu; they stay the page's.
    virtual QList<QAction*> editActions() const { return {}; }
    /// Charts that keep their frame while a control is dragged, that "Reset charts" resets and whose painting is timed.
    virtual std::vector<Chart*> charts() const { return {}; }
    /// What a figure of this page shows, of the kind that is called as the page is where there is one.
    virtual FigurePart figurePart() const { return {}; }
    /// Something that the page shows is still being computed beside the window.
    virtual bool isBusy() const { return false; }
    /// Shares out the room, in pixels, that the page has in a window of the usual layout.
    virtual void resetLayout(const QSize& /*room*/) {}
    /// Leads to a setting, by its id, that has its control on this page. False: it is no such setting.
    virtual bool showField(const QString& /*field*/) { return false; }
    /// What reads files for this page beside the window; null: nothing does.
    virtual Reading* reading() { return nullptr; }
    /// The user does not want to wait for it.
    virtual void stopReading() {}
};

/// A page that is one widget, made from the arguments.
template <class Shown> class PageOf : public WindowPage {
public:
    template <class... Given> explicit PageOf(Given... given) : m_shown(new Shown(given...)) {}
    QWidget* widget() const override { return m_shown; }
    void setTheme(const Theme& theme) override { m_shown->setTheme(theme); }

protected:
    Shown& view() const { return *m_shown; }

private:
    Shown* m_shown;
};

/// One row of the list of pages.
struct PageKind {
    enum class Place { Middle, Bottom };

    const char* id;    // "latency": unique, and for pages of the middle a name on the command line
    const char* title; // on its tab and, of the middle, in the View menu
    Place place;
    int position; // among those of its place: lower ones come first, and the first is on show when the window opens
    std::unique_ptr<WindowPage> (*make)(MainWindow& window);
};

template <class Made> std::unique_ptr<WindowPage> makePage(MainWindow& window)
{
    return std::make_unique<Made>(window);
}

/// One for each file of rows/, in no order.
std::span<const PageKind* const> allPages();

/// In the order of their tabs.
std::vector<PageKind> pageKinds(PageKind::Place place);

/// The id of the page of the middle that is on show when the window opens.
std::string firstPage();

/// The ids of the middle's pages: "overview, latency".
std::string pageNames();

} // namespace ridge
