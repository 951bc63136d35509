#include "app/window/sweep/sweeping.h"

#include "app/ranking/library_items.h"
#include "app/window/library_actions.h"
#include "app/window/main_window.h"
#include "app/window/sweep/scaling_point.h"
#include "core/metrics/number_ref.h"
#include "core/reports/sweep_lines.h"
#include "ui/editors/scenario_editor.h"

#include <QMenu>
#include <QUndoStack>
#include <algorithm>

namespace ridge {
namespace {

constexpr std::size_t firstRows = 144;     // so few say already how a curve goes, or a map
constexpr std::size_t crossingTries = 150; // evaluations that finding a few of them takes
constexpr std::size_t trailPoints = 33;

Variation wholeLibrary(std::string_view part)
{
    return part == "model" ? variationOf(everyLibraryModel()) : variationOf(libraryMachines());
}

QString sentence(QString problem, const Variation* variation = nullptr)
{
    if (variation && problem.startsWith(qs(variation->row.id))) {
        problem.replace(0, qsizetype(variation->row.id.size()), qs(variation->row.label));
    }
    return problem.endsWith(u'.') ? problem : problem + u'.';
}

} // namespace

Sweeping& Sweeping::of(MainWindow& window)
{
    auto* there = window.findChild<Sweeping*>(QString(), Qt::FindDirectChildrenOnly);
    return there ? *there : *new Sweeping(window);
}

Sweeping::Sweeping(MainWindow& window)
    : QObject(&window), m_window(window),
      m_quickly(answerTo, [this](const std::shared_ptr<const Answer>& answer) { takeAnswer(answer); }),
      m_wholly(answerTo, [this](const std::shared_ptr<const Answer>& answer) { takeAnswer(answer); })
{
    connect(&window.evaluator(), &LiveEvaluator::evaluated, this, [this](const std::shared_ptr<const Evaluation>& now) {
        m_now = now;
        refresh();
    });
    connect(&window.editor(), &ScenarioEditor::plotRequested, this,
            [this](const QString& parameter) { plot({}, parameter); });
    follow(m_quickly);
    follow(m_wholly);
}

void Sweeping::follow(Study& study)
{
    connect(&study.reading(), &Reading::progressed, this,
            [this](const QString&, double share) { emit progressed(share); });
    connect(&study.reading(), &Reading::ended, this, [this] {
        if (!isBusy()) {
            emit rested();
        }
    });
}

// ---- what is swept --------------------------------------------------------------------------------------------------

void Sweeping::choose(SweepChoice next)
{
    m_choice = std::move(next);
    m_parts.clear(); // the library may be another by now
    m_asked.reset();
    refresh();
}

QString Sweeping::chooseValues(std::size_t variation, const QString& text)
{
    const PartVariation byName = [this](std::string_view name) { return part(name); };
    SweepChoice next = m_choice;
    SweepAxis& axis = variation == 0 ? next.first : next.second;
    const Variation& present = m_setup.plan.variations[variation];
    axis = {present.row.id, text.trimmed().toStdString()}; // what is on show is meant, also where it was not chosen
    if (!axis.values.empty()) {
        const Parsed<Variation> wanted = variationOf(m_setup.plan.scenario, axis, byName);
        SweepSetup setup = m_setup;
        if (wanted.value) {
            setup.plan.variations[variation] = *wanted.value;
        }
        const std::string problem = wanted.value ? refusalOf(setup) : wanted.problem;
        if (!problem.empty()) {
            return sentence(QString::fromStdString(problem), &present);
        }
    }
    choose(std::move(next));
    return {};
}

void Sweeping::plot(const QString& metric, const QString& parameter)
{
    SweepChoice next = m_choice;
    if (!metric.isEmpty()) {
        next.metric = metric.toStdString();
    }
    if (!parameter.isEmpty() && next.first.parameter != parameter.toStdString()) {
        next.first = {parameter.toStdString(), {}};
    }
    choose(std::move(next));
    m_window.showView(QStringLiteral("sweep"));
}

void Sweeping::addTo(QMenu& menu, const NumberRef& number)
{
    if (!number.isMetric() || !metricIndex(number.id)) {
        return;
    }
    menu.addSeparator();
    QAction* against = menu.addAction(tr("A&gainst…"));
    against->setToolTip(tr("Plot it against a parameter"));
    connect(against, &QAction::triggered, this,
            [this, metric = QString::fromStdString(number.id)] { plot(metric, {}); });
}

const Variation& Sweeping::part(std::string_view name)
{
    const auto known = m_parts.find(name);
    return known != m_parts.end() ? known->second : m_parts.emplace(name, wholeLibrary(name)).first->second;
}

void Sweeping::setShowsTrail(bool shows)
{
    if (std::exchange(m_showsTrail, shows) != shows) {
        m_asked.reset();
        refresh();
        if (!shows) {
            emit trailsChanged({});
        }
    }
}

// ---- running --------------------------------------------------------------------------------------------------------

void Sweeping::refresh()
{
    const bool isWanted = m_showsTrail || (m_looks && m_looks());
    if (!m_now || !isWanted || m_now->chosen == m_asked) {
        return;
    }
    m_asked = m_now->chosen;
    m_setup = setupOf(m_choice, *m_now, [this](std::string_view name) { return part(name); });
    emit changed();
    ask();
}

/// Where all of it takes long: first a few rows, which follow every edit, then all when nothing else is asked.
void Sweeping::ask()
{
    m_isStopped = m_isWhole = false;
    m_wholly.stop();
    if (m_setup.scaling) {
        askCurve();
        return;
    }
    m_whole = std::make_shared<const Question>(Question{m_setup.plan, !m_setup.isMap, m_showsTrail});
    const double microseconds = m_window.evaluator().lastMicroseconds();
    const bool isQuick = areQuick(microseconds, m_whole->plan.rows() + crossingTries);
    const bool isFew = isQuick || m_whole->plan.rows() <= 2 * firstRows;
    m_first = isFew ? m_whole
                    : std::make_shared<const Question>(
                          Question{outlineOf(m_whole->plan, firstRows), m_whole->wantsCrossings, m_whole->wantsTrail});
    m_quickly.ask(m_first, isQuick);
}

/// Of all counts at once; it is the same however many devices there are on screen, and whether its time is drawn or its
/// efficiency.
void Sweeping::askCurve()
{
    m_whole = std::make_shared<const Question>(Question{m_setup.plan, false, false, m_setup.scaling});
    m_first = m_whole;
    if (m_curve && *m_curve->plan == *m_setup.scaling) {
        m_quickly.stop();
        takeAnswer(answerOf(m_whole, m_curve));
        return;
    }
    m_quickly.ask(m_whole, false);
}

std::shared_ptr<const Sweeping::Answer> Sweeping::answerOf(const std::shared_ptr<const Question>& question,
                                                           std::shared_ptr<const ScalingCurve> curve)
{
    const bool isEfficiency = question->plan.metrics.front() == efficiencyMetric;
    auto picture = pictureOf(*curve, isEfficiency ? ScalingFigure::Efficiency : ScalingFigure::Time);
    return std::make_shared<const Answer>(Answer{question, std::move(picture), {}, {}, std::move(curve)});
}

std::shared_ptr<const Sweeping::Answer> Sweeping::answerTo(const std::shared_ptr<const Question>& question,
                                                           const StudyRun& run)
{
    if (question->scaling) {
        const auto scaling = std::make_shared<const ScalingPlan>(*question->scaling);
        return answerOf(question,
                        std::make_shared<const ScalingCurve>(ScalingCurve{scaling, scalingOf(*scaling, run)}));
    }
    const SweepPlan& plan = question->plan;
    auto picture = std::make_shared<SweepPicture>();
    picture->plan = plan;
    picture->table = sweep(plan, run);
    const StudyRun rest{run.jobs, run.stop, {}};
    if (question->wantsCrossings) {
        picture->setCrossings(crossingsOf(plan, picture->table, rest));
    }
    std::string absence = absenceOf(plan, picture->table, picture->column);
    Trails trails = question->wantsTrail ? trailsOf(plan, trailPoints, rest) : Trails();
    return std::make_shared<const Answer>(Answer{question, std::move(picture), std::move(absence), std::move(trails)});
}

void Sweeping::takeAnswer(const std::shared_ptr<const Answer>& answer)
{
    m_picture = answer->picture;
    m_curve = answer->curve;
    m_absence = answer->absence.empty() ? QString() : sentence(QString::fromStdString(answer->absence));
    m_isWhole = answer->to == m_whole;
    if (m_showsTrail) {
        emit trailsChanged(answer->trails);
    }
    if (!m_isWhole && answer->to == m_first) {
        m_wholly.ask(m_whole, false);
    }
    emit answered();
}

void Sweeping::stop()
{
    if (isBusy()) {
        m_isStopped = true;
        m_quickly.stop();
        m_wholly.stop();
    }
}

void Sweeping::goOn()
{
    if (std::exchange(m_isStopped, false)) {
        m_wholly.ask(m_whole, false);
        emit changed();
    }
}

// ---- what becomes of it ---------------------------------------------------------------------------------------------

void Sweeping::choosePart(const Variation& variation, std::size_t index)
{
    const auto kind = variation.row.id == "model" ? LibraryActions::Kind::Model : LibraryActions::Kind::Device;
    m_window.presetActions().choose(kind, QString::fromStdString(variation.row.choices[index]));
}

void Sweeping::take(const std::vector<double>& values)
{
    if (m_curve) {
        takeScalingPoint(m_window, *std::shared_ptr(m_curve), values.front());
        return;
    }
    const std::vector<Variation> variations = m_picture->plan.variations; // of before the edits, which bring others
    QStringList changes, fields;
    bool hasParts = false;
    Scenario next = *m_window.document().current();
    for (std::size_t i = 0; i < std::min(values.size(), variations.size()); ++i) {
        const Parameter& row = variations[i].row;
        hasParts = hasParts || variations[i].isPart;
        if (variations[i].isPart) {
            changes << tr("%1 %2").arg(qs(row.label), qs(variations[i].textOf(values[i])));
            continue;
        }
        const std::optional<double> before = row.get(next);
        const QString from = before ? qs(valueText(row, next, *before)) : tr("none");
        assignParameter(next, row, values[i]);
        changes << tr("%1 %2 → %3").arg(qs(row.label), from, qs(valueText(row, next, row.get(next).value_or(0))));
        fields << qs(row.id);
    }
    const EditLabel label{fields.join(u' '), 0, changes.join(QStringLiteral(", "))};
    if (!hasParts) {
        m_window.applyEdit(std::move(next), label);
        return;
    }
    QUndoStack& history = m_window.document().history();
    const bool isOne = variations.size() == 1;
    if (!isOne) {
        history.beginMacro(label.text);
    }
    for (std::size_t i = 0; i < std::min(values.size(), variations.size()); ++i) {
        if (variations[i].isPart) {
            choosePart(variations[i], static_cast<std::size_t>(values[i]));
        } else {
            Scenario moved = *m_window.document().current();
            assignParameter(moved, variations[i].row, values[i]);
            m_window.document().apply(std::move(moved), label);
        }
    }
    if (!isOne) {
        history.endMacro();
    }
}

std::string Sweeping::csv() const
{
    if (!m_picture) {
        return {};
    }
    const auto formats = sweepFormats();
    const auto found = std::ranges::find(formats, "csv", &SweepFormat::id);
    std::string text = found->heading(m_picture->plan);
    found->append(m_picture->plan, m_picture->table, 0, m_picture->table.size(), text);
    return text;
}

QStringList Sweeping::state() const
{
    return {qs(m_choice.metric),           qs(m_choice.first.parameter), qs(m_choice.first.values),
            qs(m_choice.second.parameter), qs(m_choice.second.values),   m_choice.isMap ? "map" : "series"};
}

void Sweeping::setState(const QStringList& state)
{
    if (state.size() == this->state().size()) {
        const auto at = [&state](qsizetype i) { return state[i].toStdString(); };
        choose({at(0), {at(1), at(2)}, {at(3), at(4)}, state[5] == u"map"});
    }
}

} // namespace ridge
