// What is wrong with the scenario, or worth knowing about it; each line leads to the setting it is about. Before them
// what was wrong with files, until one is read.

#include "app/window/file_actions.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/studies/targets.h"
#include "ui/panels/issue_list.h"

namespace ridge {
namespace {

class MessagesPage : public PageOf<IssueList> {
public:
    explicit MessagesPage(MainWindow& window) : m_document(window.document())
    {
        connect(&m_document, &ScenarioDocument::changed, this, &MessagesPage::show); // targets need no evaluation
        connect(&view(), &IssueList::fieldRequested, this,
                [&window](const QString& field) { window.showField(field); });
        connect(&window, &MainWindow::problemReported, this, [this, &window](const QString& sentence) {
            const Issue problem{Severity::Error, {}, sentence.toStdString()};
            std::erase(m_ofFiles, problem);
            m_ofFiles.insert(m_ofFiles.begin(), problem);
            m_ofFiles.resize(std::min(m_ofFiles.size(), mostOfFiles));
            show();
            window.showView("messages"); // the status bar has room for a part of it, and not for long
        });
        connect(&window.files(), &FileActions::fileRead, this, [this] {
            m_ofFiles.clear();
            show();
        });
    }

    void setEvaluations(const Evaluations& all) override
    {
        m_now = all.now;
        show();
    }
    std::size_t count() const override { return m_ofFiles.size() + ofScenario().size(); }

private:
    static constexpr std::size_t mostOfFiles = 5;

    std::vector<Issue> ofScenario() const
    {
        std::vector<Issue> issues = m_now ? m_now->issues : std::vector<Issue>();
        const std::vector<Issue> ofTargets =
            m_now ? validateTargets(m_document.targets(), *m_now) : std::vector<Issue>();
        issues.insert(issues.end(), ofTargets.begin(), ofTargets.end());
        return issues;
    }

    void show()
    {
        std::vector<Issue> all = m_ofFiles;
        const std::vector<Issue> rest = ofScenario();
        all.insert(all.end(), rest.begin(), rest.end());
        view().setIssues(all);
    }

    const ScenarioDocument& m_document;
    std::vector<Issue> m_ofFiles; // the newest first
    std::shared_ptr<const Evaluation> m_now;
};

} // namespace

extern const PageKind messagesPage{"messages", QT_TRANSLATE_NOOP("Page", "Messages"), PageKind::Place::Bottom, 50,
                                   makePage<MessagesPage>};

} // namespace ridge
