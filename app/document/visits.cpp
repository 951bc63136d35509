#include "app/document/visits.h"

#include "app/document/library.h"
#include "app/document/live_evaluator.h"
#include "app/reading/paths.h"
#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/studies/change.h"

#include <algorithm>
#include <utility>

namespace ridge {
namespace {

const QUndoCommand* lastEdit(const QUndoStack& history)
{
    return history.index() > 0 ? history.command(history.index() - 1) : nullptr;
}

bool isIn(const QUndoStack& history, const QUndoCommand* edit)
{
    for (int i = 0; i < history.count(); ++i) {
        if (history.command(i) == edit) {
            return true;
        }
    }
    return false;
}

/// A headline number, and what stands for it where the evaluation has none of it.
struct Headline {
    const char* perToken; // nullptr: there is none
    const char* otherwise;
};
constexpr Headline headlines[] = {
    {"tpot", "latency"}, {nullptr, "memory_footprint"}, {"energy_per_token", "energy_per_inference"}};

const std::shared_ptr<const Scenario>& scenarioOf(const Visit& visit) { return visit.state.scenario; }

QString nameOf(const Scenario& scenario)
{
    return Visits::tr("%1 on %2")
        .arg(QString::fromStdString(scenario.model.name), QString::fromStdString(scenario.device.name));
}

QStringList numbersOf(const Evaluation& e)
{
    QStringList numbers;
    for (const Headline& headline : headlines) {
        const bool isPerToken = headline.perToken && metric(e, headline.perToken).value;
        const std::string_view id = isPerToken ? headline.perToken : headline.otherwise;
        if (const std::optional<double> value = metric(e, id).value) {
            const Unit unit = metricCatalogue()[*metricIndex(id)].unit;
            const QString number = QString::fromStdString(format(value, unit, e.numberStyle()));
            numbers << (isPerToken ? Visits::tr("%1 per token").arg(number) : number);
        }
    }
    return numbers;
}

} // namespace

Visits::Visits(ScenarioDocument& document, LiveEvaluator& evaluator, QObject* parent)
    : QObject(parent), m_document(document)
{
    connect(&evaluator, &LiveEvaluator::evaluated, this,
            [this](const std::shared_ptr<const Evaluation>& now) { note(*now); });
}

std::optional<std::size_t> Visits::present() const
{
    const auto at = std::ranges::find(m_visits, m_present, scenarioOf);
    return m_present && at != m_visits.end() ? std::optional(std::size_t(at - m_visits.begin())) : std::nullopt;
}

void Visits::note(const Evaluation& now)
{
    if (now.chosen != m_document.current()) {
        return; // of an edit before; the newest follows
    }
    const std::shared_ptr<const Scenario> before = std::exchange(m_present, now.chosen);
    if (!present()) {
        if (isBackHome(*now.chosen)) {
            const auto home = std::ranges::find(m_visits, m_visits.back().from, scenarioOf);
            home->state = m_document.state();
            m_visits.pop_back();
        } else {
            add(now, before);
        }
    }
    m_index = m_document.history().index();
    emit changed();
}

/// A gesture that ends where it began leaves no trace in the undo stack, and none here.
bool Visits::isBackHome(const Scenario& now) const
{
    if (m_visits.empty()) {
        return false;
    }
    const Visit& last = m_visits.back();
    return last.edit && last.name.isEmpty() && last.from && *last.from == now &&
           std::ranges::find(m_visits, last.from, scenarioOf) != m_visits.end() &&
           !isIn(m_document.history(), last.edit);
}

/// What the user did, where that was one edit; what differs where several came at once.
QString Visits::changeTo(const Scenario& next, const Scenario* before) const
{
    const QUndoStack& history = m_document.history();
    if (history.index() == 0) {
        return m_document.path().isEmpty() ? nameOf(next) : fileName(m_document.path());
    }
    const std::string differs = before && history.index() - m_index > 1 ? describeEdits(*before, next) : std::string();
    return differs.empty() ? history.undoText() : QString::fromStdString(differs);
}

void Visits::add(const Evaluation& now, const std::shared_ptr<const Scenario>& before)
{
    const QUndoCommand* edit = lastEdit(m_document.history());
    Visit visit{
        m_document.state(), changeTo(*now.chosen, before.get()), numbersOf(now), now.placement.fits, {}, edit, before};
    if (edit && !m_visits.empty() && m_visits.back().edit == edit && m_visits.back().name.isEmpty()) {
        visit.from = m_visits.back().from;
        m_visits.back() = std::move(visit); // the gesture goes on
        return;
    }
    m_visits.push_back(std::move(visit));
    if (m_visits.size() > most) {
        const auto oldest = std::ranges::find_if(m_visits, [](const Visit& v) { return v.name.isEmpty(); });
        if (oldest + 1 < m_visits.end()) {
            m_visits.erase(oldest);
        }
    }
}

void Visits::keep(std::size_t visit, const QString& name)
{
    m_visits[visit].name = name.trimmed();
    emit changed();
}

void Visits::restoreKept(std::vector<KeptState> kept)
{
    std::vector<Visit> former;
    for (KeptState& each : kept) {
        auto scenario = std::make_shared<const Scenario>(std::move(each.scenario));
        const Evaluation e = evaluate(scenario);
        auto baseline = std::make_shared<const Scenario>(baselineOf(*scenario, ownPresets()));
        former.push_back(
            {{std::move(scenario), std::move(baseline), {}},
             tr("%1 on %2")
                 .arg(QString::fromStdString(e.chosen->model.name), QString::fromStdString(e.chosen->device.name)),
             numbersOf(e),
             e.placement.fits,
             each.name});
    }
    m_visits.insert(m_visits.begin(), former.begin(), former.end());
    emit changed();
}

void Visits::setPin(Pin pin)
{
    m_pin = std::move(pin);
    emit canPinChanged(canPin());
}

std::vector<KeptState> Visits::kept() const
{
    std::vector<KeptState> kept;
    for (const Visit& visit : m_visits) {
        if (!visit.name.isEmpty()) {
            kept.push_back({visit.name, *visit.state.scenario});
        }
    }
    return kept;
}

} // namespace ridge
