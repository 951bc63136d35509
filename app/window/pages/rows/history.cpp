// The states that were on screen, to go back to, to keep and to compare with.

#include "app/document/visits.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "ui/panels/history_view.h"

#include <QInputDialog>

namespace ridge {
namespace {

class HistoryPage : public PageOf<HistoryView> {
public:
    explicit HistoryPage(MainWindow& window) : m_window(window), m_visits(window.visits())
    {
        connect(&m_visits, &Visits::changed, this, &HistoryPage::show);
        connect(&m_visits, &Visits::canPinChanged, &view(), &HistoryView::setCanPin);
        connect(&view(), &HistoryView::wanted, this, &HistoryPage::goTo);
        connect(&view(), &HistoryView::keepWanted, this, &HistoryPage::keep);
        connect(&view(), &HistoryView::pinWanted, this, [this](int entry) { m_visits.pin(std::size_t(entry)); });
        view().setCanPin(m_visits.canPin());
    }

    void setEvaluations(const Evaluations&) override {} // the visits hear of it first
    QWidget* corner() const override { return view().corner(); }

private:
    const Visit& visit(int entry) const { return m_visits.all()[std::size_t(entry)]; }

    void show()
    {
        std::vector<HistoryEntry> entries;
        for (const Visit& each : m_visits.all()) {
            entries.push_back({each.title(), each.change, each.numbers, !each.name.isEmpty(), false, each.fits});
        }
        if (const auto present = m_visits.present()) {
            entries[*present].isPresent = true;
        }
        view().setEntries(std::move(entries));
    }

    void goTo(int entry)
    {
        const Visit there = visit(entry);
        const EditLabel label{QStringLiteral("scenario"), 0, tr("Back to “%1”").arg(there.title())};
        m_window.edit(label, [&] { m_window.document().returnTo(there.state, label); });
    }

    void keep(int entry)
    {
        if (!visit(entry).name.isEmpty()) {
            m_visits.keep(std::size_t(entry), {});
            return;
        }
        auto* ask = new QInputDialog(&m_window);
        ask->setAttribute(Qt::WA_DeleteOnClose);
        ask->setWindowTitle(tr("Keep this state"));
        ask->setLabelText(tr("Name of the state"));
        ask->setTextValue(visit(entry).change);
        const std::shared_ptr<const Scenario> meant = visit(entry).state.scenario;
        connect(ask, &QInputDialog::textValueSelected, this, [this, meant](const QString& name) {
            for (std::size_t i = 0; i < m_visits.all().size(); ++i) { // edits may have moved it meanwhile
                if (m_visits.all()[i].state.scenario == meant) {
                    m_visits.keep(i, name);
                    return;
                }
            }
        });
        ask->open();
    }

    MainWindow& m_window;
    Visits& m_visits;
};

} // namespace

extern const PageKind historyPage{"history", QT_TRANSLATE_NOOP("Page", "History"), PageKind::Place::Bottom, 60,
                                  makePage<HistoryPage>};

} // namespace ridge
