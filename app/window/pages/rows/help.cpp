// What would help most here, each with a button that does it; tried while the page is in view.

#include "app/window/live_study.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/panels/help_view.h"

namespace ridge {
namespace {

class HelpPage : public PageOf<HelpView> {
public:
    explicit HelpPage(MainWindow& window)
        : m_window(window), m_study([](const std::shared_ptr<const Scenario>& scenario,
                                       const StudyRun& run) { return whatWouldHelp(scenario, run); },
                                    [this](const std::vector<Help>& all) { view().setHelp(all); })
    {
        connect(&view(), &HelpView::wanted, this, [this] { ask(); });
        connect(&view(), &HelpView::applyRequested, this, [&window](const Help& help) {
            window.applyEdit(helped(*window.document().current(), help), {{}, 0, QString::fromStdString(help.title)});
        });
    }

    void setEvaluations(const Evaluations&) override
    {
        if (view().isVisible()) {
            ask();
        }
    }
    bool isBusy() const override { return m_study.isBusy(); }

private:
    void ask()
    {
        constexpr std::size_t others = 20; // formats, batches, and the search for a crossing
        if (m_window.evaluation()) {
            m_study.ask(m_window.evaluation()->chosen,
                        areQuick(m_window.evaluator().lastMicroseconds(), leverTexts().size() + others));
        }
    }

    MainWindow& m_window;
    LiveStudy<std::vector<Help>> m_study;
};

} // namespace

extern const PageKind helpPage{"help", QT_TRANSLATE_NOOP("Page", "What would help"), PageKind::Place::Bottom, 45,
                               makePage<HelpPage>};

} // namespace ridge
