// Which device: the scenario on every machine of the library, ranked, and the roofs of those that are ticked.

#include "app/ranking/library_items.h"
#include "app/window/explanations.h"
#include "app/window/library_actions.h"
#include "app/window/live_study.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/evaluate/evaluate.h"
#include "core/scenario/baseline.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/devices/devices_view.h"
#include "ui/metric_words.h"
#include "ui/ranked/ranked_panel.h"

#include <QSplitter>

namespace ridge {
namespace {

/// What is asked of the scenario on screen.
struct DeviceQuestion {
    std::shared_ptr<const Scenario> scenario;
    std::vector<Device> devices;
    std::size_t present = 0;
    std::string_view metric;        // of the catalogue, as the answer keeps it
    std::vector<std::string> drawn; // ids
};

DeviceRanking answerTo(const DeviceQuestion& question, const StudyRun& run)
{
    DeviceRanking answer{question.scenario,
                         question.devices,
                         question.present,
                         rankDevices(*question.scenario, question.devices, question.metric, run),
                         {}};
    for (std::size_t i = 0; i < answer.devices.size() && !run.stop.stop_requested(); ++i) {
        if (i != answer.present && std::ranges::find(question.drawn, answer.devices[i].id) != question.drawn.end()) {
            answer.drawn.emplace_back(
                i, std::make_shared<const Evaluation>(evaluate(movedTo(*question.scenario, {}, answer.devices[i]))));
        }
    }
    return answer;
}

class DevicesPage : public PageOf<DevicesView> {
public:
    explicit DevicesPage(MainWindow& window)
        : m_window(window), m_study([](const std::shared_ptr<const DeviceQuestion>& question,
                                       const StudyRun& run) { return answerTo(*question, run); },
                                    [this](const DeviceRanking& ranking) { view().setRanking(ranking); })
    {
        window.explanations().follow(&view().ranked());
        window.explanations().follow(&view().roofline());
        connect(&view().roofline(), &Chart::selected, &window.selection(), &Selection::select);
        connect(&view(), &DevicesView::wanted, this, &DevicesPage::askAnew);
        connect(&view(), &DevicesView::refused, this,
                [&window](const QString& sentence) { window.showMessage(sentence, true); });
        connect(&view(), &DevicesView::deviceChosen, this,
                [&window](const QString& id) { window.presetActions().choose(LibraryActions::Kind::Device, id); });
    }

    void setEvaluations(const Evaluations& all) override
    {
        view().setEvaluation(all.now);
        if (view().isVisible()) {
            ask();
        }
    }
    void setSelected(OperatorRef ref, const Operator*) override { view().roofline().setSelected(ref); }
    void resetLayout(const QSize& room) override
    {
        view().parts().setSizes({room.height() * 60 / 100, room.height() * 40 / 100});
    }
    bool isBusy() const override { return m_study.isBusy(); }

private:
    /// Looks at the library again, which other windows and files change.
    void askAnew()
    {
        m_library.clear();
        ask();
    }

    void ask()
    {
        if (!m_window.evaluation()) {
            return;
        }
        auto question = std::make_shared<DeviceQuestion>();
        question->scenario = m_window.evaluation()->chosen;
        addMachines(*question);
        question->metric = metricCalled(view().rankedMetric()).id;
        question->drawn = view().ticked();
        const std::size_t evaluations = question->devices.size() + 4 * question->drawn.size(); // those are whole ones
        m_study.ask(question, areQuick(m_window.evaluator().lastMicroseconds(), evaluations));
    }

    /// The library, with the machine on screen in the place of the one that it is; where its figures are the user's
    /// own, it stands beside that one.
    void addMachines(DeviceQuestion& question)
    {
        const Device& own = question.scenario->device;
        if (std::ranges::find(m_library, own.id, &Device::id) == m_library.end()) {
            m_library = libraryMachines();
        }
        question.devices = m_library;
        const auto same = std::ranges::find(m_library, own);
        question.present = std::size_t(same - m_library.begin());
        if (same == m_library.end()) {
            const bool isEdited = std::ranges::find(m_library, own.id, &Device::id) != m_library.end();
            question.devices.push_back(own);
            question.devices.back().id += isEdited ? "*" : ""; // no id of the library has such a letter
            question.devices.back().name += isEdited ? ", edited" : "";
        }
    }

    MainWindow& m_window;
    std::vector<Device> m_library; // as it was read last
    LiveStudy<DeviceRanking, DeviceQuestion> m_study;
};

} // namespace

extern const PageKind devicesPage{"devices", QT_TRANSLATE_NOOP("Page", "Devices"), PageKind::Place::Middle, 27,
                                  makePage<DevicesPage>};

} // namespace ridge
