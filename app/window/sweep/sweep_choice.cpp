#include "app/window/sweep/sweep_choice.h"

#include "core/evaluate/evaluate.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/splits/scaling_picture.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr std::size_t curvePoints = 200; // of an axis as wide as a window
constexpr std::size_t mapPoints = 48;    // of each side
constexpr std::size_t mostSeries = SweepChart::mostSeries;
constexpr std::size_t mostRows = 200'000; // more than any picture shows
constexpr std::size_t seriesPoints = 5;   // beside the one that the scenario has

bool isThere(const Evaluation& now, std::string_view id)
{
    return metricIndex(id) && metric(now, id).value.has_value();
}

std::string usualMetric(const Evaluation& now)
{
    for (const char* id : {"tpot", "latency"}) {
        if (isThere(now, id)) {
            return id;
        }
    }
    const auto first =
        std::ranges::find_if(now.metrics, [](const MetricValue& each) { return each.value.has_value(); });
    return first == now.metrics.end()
               ? std::string("latency")
               : std::string(metricCatalogue()[static_cast<std::size_t>(first - now.metrics.begin())].id);
}

/// The batch where there is one, else the first number of the task, else of anything: every device has a bandwidth.
std::string usualParameter(const Scenario& scenario)
{
    if (findParameter(scenario, "workload.batch")) {
        return "workload.batch";
    }
    std::string usual = "device.memory.bandwidth";
    for (const Parameter& row : parametersOf(scenario)) {
        if (row.unit != Unit::Choice) {
            usual = row.id;
            if (row.section == Section::Task) {
                break;
            }
        }
    }
    return usual;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// Those of the library that are named, in that order.
Parsed<Variation> namedParts(Variation all, std::string_view ids)
{
    all.values.clear();
    for (bool isLast = false; !isLast;) {
        const std::size_t comma = ids.find(',');
        isLast = comma == std::string_view::npos;
        const std::string_view id = trimmed(ids.substr(0, comma));
        const auto found = std::ranges::find(all.row.choices, id);
        if (found == all.row.choices.end()) {
            return Parsed<Variation>::refused("The library has no " + all.row.id + " \"" + std::string(id) + "\"");
        }
        all.values.push_back(static_cast<double>(found - all.row.choices.begin()));
        ids.remove_prefix(isLast ? ids.size() : comma + 1);
    }
    return all;
}

/// The present one and those around it, in their order.
Variation few(Variation variation, std::size_t present)
{
    if (variation.values.size() > mostSeries) {
        const std::size_t last = variation.values.size() - mostSeries;
        const std::size_t from = std::min(present >= mostSeries / 2 ? present - mostSeries / 2 : 0, last);
        const auto begin = variation.values.begin() + static_cast<std::ptrdiff_t>(from);
        variation.values = std::vector<double>(begin, begin + mostSeries);
    }
    return variation;
}

/// Of models and devices by its id; of rows what the scenario has.
std::size_t presentOf(const Variation& variation, const Scenario& scenario)
{
    if (!variation.isPart) {
        return static_cast<std::size_t>(std::max(0.0, variation.row.get(scenario).value_or(0)));
    }
    const std::string& id = variation.row.id == "model" ? scenario.model.id : scenario.device.id;
    return static_cast<std::size_t>(std::ranges::find(variation.row.choices, id) - variation.row.choices.begin());
}

std::string textOf(const Variation& variation, const SweepAxis& axis, std::size_t all)
{
    if (!axis.values.empty()) {
        return axis.values;
    }
    const auto text = [&](double value) { return variation.textOf(value); };
    if (variation.isNumber()) {
        return text(variation.values.front()) + ".." + text(variation.values.back()) + ":" +
               std::to_string(variation.values.size());
    }
    if (variation.values.size() == all) {
        return "all";
    }
    std::string list;
    for (const double value : variation.values) {
        list += (list.empty() ? "" : ",") + text(value);
    }
    return list;
}

/// A row that ends soon after it stops fitting, by quarters of a long range: most batches fit no device. A value
/// of 0, for none, says nothing of where to end.
Parameter upToMisfits(Parameter row, const Scenario& scenario)
{
    constexpr double step = 4;
    const double least = std::max(row.get(scenario).value_or(0), row.minimum);
    const auto fitsAt = [&](double value) {
        auto there = std::make_shared<Scenario>(scenario);
        row.set(*there, value);
        return assess(there, {}).placement.fits;
    };
    while (row.logarithmic && least > 0 && row.maximum >= step * step * least) {
        const double less = row.integral ? std::exp2(std::round(std::log2(row.maximum / step))) : row.maximum / step;
        if (fitsAt(less)) {
            break;
        }
        row.maximum = less;
    }
    return row;
}

/// All values of an axis that the user said nothing about.
Variation wholeOf(const Scenario& scenario, const std::string& parameter, std::size_t points, const PartVariation& part)
{
    return isPart(parameter) ? part(parameter)
                             : wholeRange(upToMisfits(*findParameter(scenario, parameter), scenario), scenario, points);
}

/// Counts of devices, under the name of the scaling.
Variation countsOf(ScalingKind kind, double most)
{
    Variation counts;
    counts.row.id = idOf(kind);
    counts.row.label = labelOf(kind);
    counts.row.unit = Unit::Count;
    counts.values = deviceCounts(most);
    return counts;
}

class Setup {
public:
    Setup(const SweepChoice& choice, const Evaluation& now, const PartVariation& part)
        : m_choice(choice), m_now(now), m_scenario(*now.chosen), m_part(part)
    {
    }

    SweepSetup make()
    {
        m_made.plan.scenario = m_scenario;
        if (const std::optional<ScalingKind> kind = scalingCalled(m_choice.first.parameter)) {
            scale(*kind);
            return std::move(m_made);
        }
        m_made.plan.metrics = {chosenMetric()};
        const SweepAxis first = axisThatIsThere(m_choice.first, usualParameter(m_scenario));
        SweepAxis second = axisThatIsThere(m_choice.second, {});
        second = second.parameter == first.parameter ? SweepAxis() : second;
        m_made.canBeMap = isNumber(first) && isNumber(second);
        m_made.isMap = m_choice.isMap && m_made.canBeMap;
        add(first, m_made.isMap ? mapPoints : curvePoints, false);
        if (!second.parameter.empty()) {
            add(second, m_made.isMap ? mapPoints : seriesPoints, !m_made.isMap);
        }
        return std::move(m_made);
    }

private:
    void note(const std::string& sentence) { m_made.note += (m_made.note.empty() ? "" : " ") + sentence; }

    /// Over the number of devices, each by its best split: a time, or how much of it they save.
    void scale(ScalingKind kind)
    {
        const std::string wanted = m_choice.metric.empty() ? usualMetric(m_now) : m_choice.metric;
        const auto index = metricIndex(wanted);
        const bool isTime = index && metricCatalogue()[*index].unit == Unit::Seconds && isThere(m_now, wanted);
        const std::string shown = isTime || wanted == efficiencyMetric ? wanted : "latency";
        if (shown != wanted) {
            note("Over devices a time or the efficiency is drawn; this is Latency.");
        }
        if (!m_choice.second.parameter.empty()) {
            note("Each count has its own best split, and no second parameter.");
        }
        const Parsed<double> most = parseMostDevices(trimmed(m_choice.first.values));
        ScalingPlan plan = scalingPlan(m_scenario, kind, shown == efficiencyMetric ? "latency" : shown);
        plan.most = most.value.value_or(plan.most);
        if (const std::string refusal = refusalOf(plan); !refusal.empty()) {
            note(refusal + " This is of the same work.");
            plan.kind = ScalingKind::Strong;
        }
        m_made.plan.metrics = {shown};
        m_made.plan.variations = {countsOf(plan.kind, plan.most)};
        m_made.valueTexts = {"1.." + formatForField(plan.most, Unit::Count)};
        m_made.scaling = std::move(plan);
    }

    std::string chosenMetric()
    {
        const std::string usual = usualMetric(m_now);
        if (m_choice.metric.empty() || isThere(m_now, m_choice.metric)) {
            return m_choice.metric.empty() ? usual : m_choice.metric;
        }
        const auto index = metricIndex(m_choice.metric);
        const auto label = [](std::size_t of) { return std::string(metricCatalogue()[of].label); };
        note("No " + (index ? label(*index) : m_choice.metric) + " here; this is " + label(*metricIndex(usual)) + ".");
        return usual;
    }

    SweepAxis axisThatIsThere(const SweepAxis& axis, const std::string& usual)
    {
        if (axis.parameter.empty() || isPart(axis.parameter) || findParameter(m_scenario, axis.parameter)) {
            return axis.parameter.empty() ? SweepAxis{usual, {}} : axis;
        }
        note(labelOfParameter(m_scenario, axis.parameter) + " means nothing for " + m_scenario.model.name +
             (usual.empty() ? "." : "; this is over " + labelOfParameter(m_scenario, usual) + "."));
        return {usual, {}};
    }

    bool isNumber(const SweepAxis& axis) const
    {
        const std::optional<Parameter> row = findParameter(m_scenario, axis.parameter);
        return row && row->unit != Unit::Choice;
    }

    void add(SweepAxis axis, std::size_t points, bool areSeries)
    {
        Variation whole = wholeOf(m_scenario, axis.parameter, points, m_part);
        const std::size_t all = whole.values.size();
        if (!axis.values.empty()) {
            Parsed<Variation> wanted = variationOf(m_scenario, axis, m_part);
            if (wanted.value) {
                whole = std::move(*wanted.value);
            } else {
                note(wanted.problem + "; these are usual values.");
                axis.values.clear();
            }
        }
        if (axis.values.empty() && areSeries && !whole.isNumber()) {
            const std::size_t present = presentOf(whole, m_scenario);
            whole = few(std::move(whole), present);
        }
        m_made.valueTexts.push_back(textOf(whole, axis, all));
        m_made.plan.variations.push_back(std::move(whole));
    }

    const SweepChoice& m_choice;
    const Evaluation& m_now;
    const Scenario& m_scenario;
    const PartVariation& m_part;
    SweepSetup m_made;
};

} // namespace

std::string labelOfParameter(const Scenario& scenario, std::string_view parameter)
{
    if (isPart(parameter)) {
        return parameter == "model" ? "Model" : "Device";
    }
    if (const std::optional<ScalingKind> kind = scalingCalled(parameter)) {
        return std::string(labelOf(*kind));
    }
    if (const std::optional<Parameter> row = findParameter(scenario, parameter)) {
        return row->label;
    }
    const auto anywhere = std::ranges::find(parameterCatalogue(), parameter, &Parameter::id);
    return anywhere == parameterCatalogue().end() ? std::string(parameter) : anywhere->label;
}

Parsed<Variation> variationOf(const Scenario& scenario, const SweepAxis& axis, const PartVariation& part)
{
    const std::string_view values = trimmed(axis.values);
    if (const std::optional<ScalingKind> kind = scalingCalled(axis.parameter)) {
        const Parsed<double> most = parseMostDevices(values);
        return most.value ? Parsed<Variation>(countsOf(*kind, *most.value)) : Parsed<Variation>::refused(most.problem);
    }
    if (isPart(axis.parameter)) {
        return values == "all" ? Parsed<Variation>(part(axis.parameter)) : namedParts(part(axis.parameter), values);
    }
    return parseVariation(scenario, axis.parameter + "=" + std::string(values));
}

std::string refusalOf(const SweepSetup& setup)
{
    if (std::string refusal = refusalOf(setup.plan); !refusal.empty()) {
        return refusal;
    }
    if (!setup.isMap && setup.plan.series() > mostSeries) {
        return std::to_string(setup.plan.series()) + " series cannot be told apart; " + std::to_string(mostSeries) +
               " can" + (setup.canBeMap ? ", or a map shows all" : "");
    }
    const auto rows = static_cast<double>(setup.plan.rows());
    return setup.plan.rows() <= mostRows
               ? std::string()
               : format(rows, Unit::Count) + " scenarios are more than a picture shows; here are at most " +
                     format(static_cast<double>(mostRows), Unit::Count);
}

SweepSetup setupOf(const SweepChoice& choice, const Evaluation& now, const PartVariation& part)
{
    SweepSetup setup = Setup(choice, now, part).make();
    if (const std::string refusal = refusalOf(setup); !refusal.empty()) { // what was a map may be series by now
        SweepChoice plain = choice;
        plain.first.values.clear();
        plain.second.values.clear();
        setup = Setup(plain, now, part).make();
        setup.note = refusal + "; these are usual values.";
    }
    return setup;
}

} // namespace ridge
