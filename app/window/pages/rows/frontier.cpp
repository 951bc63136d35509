// What no other combination of model, device, formats and batch beats in two or three metrics at once.

#include "app/document/library.h"
#include "app/ranking/frontier_space.h"
#include "app/window/explanations.h"
#include "app/window/live_study.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/charts/frontier/frontier_chart.h"
#include "ui/frontier/frontier_view.h"

namespace ridge {
namespace {

using Picture = std::shared_ptr<const FrontierPicture>;

class FrontierPage : public PageOf<FrontierView> {
public:
    explicit FrontierPage(MainWindow& window)
        : m_window(window), m_study([](const Picture& asked, const StudyRun& run) { return searched(*asked, run); },
                                    [this](const Picture& found) { view().setPicture(found); })
    {
        connect(&view(), &FrontierView::wanted, this, &FrontierPage::askAnew);
        connect(&view().chart(), &FrontierChart::pointTaken, this, &FrontierPage::take);
        connect(&view().chart(), &Chart::numberActivated, this,
                [&window](const NumberRef& number) { window.explain(number); });
        connect(&m_study.reading(), &Reading::progressed, this,
                [this](const QString&, double share) { view().setProgress(share); });
        connect(&m_study.reading(), &Reading::ended, this, [this] { view().setProgress({}); });
    }

    void setEvaluations(const Evaluations& all) override
    {
        view().setEvaluation(all.now);
        if (view().isVisible()) {
            ask();
        }
    }
    bool isBusy() const override { return m_study.isBusy(); }
    FigurePart figurePart() const override { return {"frontier", view().wish().metrics}; }

private:
    /// Looks at the library again, which other windows and files change.
    void askAnew()
    {
        m_stock = {};
        ask();
    }

    void ask()
    {
        if (!m_window.evaluation()) {
            return;
        }
        const FrontierWish wish = view().wish();
        const std::shared_ptr<const Scenario>& scenario = m_window.evaluation()->chosen;
        m_stock.provideFor(*scenario, wish);
        const auto asked = std::make_shared<const FrontierPicture>(frontierFor(scenario, wish, m_stock));
        m_study.ask(asked, areQuick(m_window.evaluator().lastMicroseconds(), asked->space.size()));
    }

    /// Another model or device brings the figures that "changed" is measured against.
    void take(std::size_t index)
    {
        const Picture picture = view().chart().picture(); // the edit replaces it
        const auto found = std::ranges::find(picture->frontier.points, index, &FrontierPoint::index);
        std::optional<Scenario> there = scenarioAt(*m_window.document().current(), picture->space, index);
        if (!there || found == picture->frontier.points.end()) {
            return;
        }
        const EditLabel label{QStringLiteral("scenario"), 0,
                              nameOf(*picture, std::size_t(found - picture->frontier.points.begin()))};
        ScenarioDocument::State state = m_window.document().state();
        const bool isElsewhere = there->model != state.scenario->model || there->device != state.scenario->device;
        if (isElsewhere) {
            state.baseline = std::make_shared<const Scenario>(baselineOf(*there, ownPresets()));
        }
        state.scenario = std::make_shared<const Scenario>(std::move(*there));
        m_window.edit(label, [&] { m_window.document().returnTo(state, label); });
    }

    MainWindow& m_window;
    FrontierStock m_stock;
    LiveStudy<Picture, FrontierPicture> m_study;
};

} // namespace

extern const PageKind frontierPage{"frontier", QT_TRANSLATE_NOOP("Page", "Frontier"), PageKind::Place::Middle, 28,
                                   makePage<FrontierPage>};

} // namespace ridge
