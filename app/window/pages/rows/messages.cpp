// What is wrong with the scenario, or worth knowing about it; each line leads to the setting it is about.

#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/panels/issue_list.h"

namespace ridge {
namespace {

class MessagesPage : public PageOf<IssueList> {
public:
    explicit MessagesPage(MainWindow& window)
    {
        connect(&view(), &IssueList::fieldRequested, this,
                [&window](const QString& field) { window.showField(field); });
    }

    void setEvaluations(const Evaluations& all) override
    {
        view().setIssues(all.now->issues);
        m_count = all.now->issues.size();
    }
    std::size_t count() const override { return m_count; }

private:
    std::size_t m_count = 0;
};

} // namespace

extern const PageKind messagesPage{"messages", QT_TRANSLATE_NOOP("Page", "Messages"), PageKind::Place::Bottom, 50,
                                   makePage<MessagesPage>};

} // namespace ridge
