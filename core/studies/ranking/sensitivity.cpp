#include "core/studies/ranking/sensitivity.h"

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/studies/ranking/tried_value.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double step = 0.01;                // of a number, for its elasticity
constexpr double wideDown = 0.5, wideUp = 2; // of a number, for its swing
constexpr double noise = 1e-12;              // of the metric: what sums in another order leave
constexpr double farthest = 64;              // whole numbers that are looked at for one that the model allows

/// What all parameters are compared with.
class Base {
public:
    Base(const Scenario& scenario, std::string_view metric) : m_scenario(scenario), m_metric(metric)
    {
        const Evaluation e = assessed(scenario);
        now = ridge::metric(e, metric).value;
        bound = e.verdict.bound;
        fits = e.placement.fits;
        if (e.verdict.stage < e.program.stages.size()) {
            m_name = e.program.stages[e.verdict.stage].name;
            m_role = e.program.stages[e.verdict.stage].role;
        }
        m_flaws = flawsOf(scenario);
    }

    Influence influenceOf(const Parameter& row) const
    {
        Influence out{row.id, kindOf(row), *row.get(m_scenario), {}, {}, {}};
        if (row.unit == Unit::Choice) {
            tryChoices(row, out);
        } else {
            tryNumbers(row, out);
        }
        return out;
    }

    bool isMoved(double result) const { return std::fabs(result - *now) > noise * std::fabs(*now); }

    std::optional<double> now;
    Bound bound = Bound::Memory;
    bool fits = true;

private:
    Evaluation assessed(const Scenario& scenario) const
    {
        const std::string_view ids[] = {m_metric};
        return assess(std::make_shared<const Scenario>(scenario), ids);
    }

    /// Whether a stage of another scenario is the one that takes longest in this one: decode, whatever it is called.
    bool isLongest(const Stage& stage) const
    {
        return m_role == StageRole::Once ? stage.name == m_name : stage.role == m_role;
    }

    static InfluenceKind kindOf(const Parameter& row)
    {
        const auto levers = leverTexts();
        const bool pulls = std::any_of(levers.begin(), levers.end(),
                                       [&row](const LeverText* lever) { return lever->switchId() == row.id; });
        return pulls ? InfluenceKind::Lever : row.unit == Unit::Choice ? InfluenceKind::Choice : InfluenceKind::Number;
    }

    /// The scenario at that value, where it is no mistake.
    std::optional<Scenario> allowed(const Parameter& row, double value) const
    {
        std::optional<Scenario> changed = withValue(m_scenario, row, value);
        if (changed && flawsOf(*changed).mistakes > m_flaws.mistakes) {
            changed.reset();
        }
        return changed;
    }

    bool isSound(const Parameter& row, double value) const
    {
        const std::optional<Scenario> changed = allowed(row, value);
        return changed && flawsOf(*changed).odd <= m_flaws.odd;
    }

    std::optional<Trial> tried(const Parameter& row, double value) const
    {
        const std::optional<Scenario> changed = allowed(row, value);
        if (!changed) {
            return std::nullopt;
        }
        const Evaluation e = assessed(*changed);
        Trial trial{value, metric(e, m_metric).value, bound, false, e.placement.fits};
        for (std::size_t s = 0; s < e.stages.size(); ++s) {
            if (isLongest(e.program.stages[s])) {
                trial.bound = e.stages[s].totals.bound;
                trial.flips = trial.bound != bound;
            }
        }
        return trial;
    }

    void tryChoices(const Parameter& row, Influence& out) const
    {
        for (std::size_t i = 0; i < choiceCount(row, m_scenario); ++i) {
            const auto value = static_cast<double>(i);
            if (std::optional<Trial> trial = value == out.now ? std::nullopt : tried(row, value)) {
                out.trials.push_back(*trial);
            }
        }
    }

    /// From a whole number on, the first whose sizes go together; itself where none of the next does.
    double sound(const Parameter& row, double from, double by) const
    {
        if (!row.integral || row.section != Section::Model) {
            return from;
        }
        const std::optional<double> present = row.get(m_scenario);
        for (double n = 0; n < farthest; ++n) {
            const double value = from + n * by;
            if (value == present || !row.range().contains(value)) {
                break;
            }
            if (isSound(row, value)) {
                return value;
            }
        }
        return from;
    }

    void tryNumbers(const Parameter& row, Influence& out) const
    {
        for (const double sign : {-1.0, 1.0}) {
            if (const std::optional<double> wide = wideValue(row, out.now, sign)) {
                if (std::optional<Trial> trial = tried(row, *wide)) {
                    out.trials.push_back(*trial);
                }
            }
            (sign < 0 ? out.elasticityBelow : out.elasticityAbove) = elasticity(row, out.now, sign);
        }
    }

    std::optional<double> wideValue(const Parameter& row, double from, double sign) const
    {
        double wide = row.range().nearest(from * ((from > 0) == (sign > 0) ? wideUp : wideDown));
        if (wide == from) { // 0, or a whole number as small as 1
            wide = row.range().nearest(row.integral ? from + sign : from);
        }
        return wide == from ? std::nullopt : std::optional(sound(row, wide, -sign));
    }

    std::optional<double> elasticity(const Parameter& row, double from, double sign) const
    {
        if (from == 0 || *now == 0) {
            return std::nullopt;
        }
        const double near = row.integral ? from + sign : from + sign * step * std::fabs(from);
        if (!row.range().contains(near)) {
            return std::nullopt;
        }
        const std::optional<Trial> trial = tried(row, sound(row, near, sign));
        if (!trial || !trial->result) {
            return std::nullopt;
        }
        const double ratio = (*trial->result - *now) / std::fabs(*now) / ((trial->value - from) / std::fabs(from));
        return std::isfinite(ratio) ? std::optional(ratio) : std::nullopt;
    }

    const Scenario& m_scenario;
    const std::string_view m_metric;
    std::string m_name; // of the stage that takes longest
    StageRole m_role = StageRole::Once;
    Flaws m_flaws;
};

bool moves(const Base& base, const Influence& influence)
{
    return std::any_of(influence.trials.begin(), influence.trials.end(),
                       [&base](const Trial& trial) { return trial.result && base.isMoved(*trial.result); });
}

} // namespace

double Influence::swing(double from) const
{
    double most = 0;
    for (const Trial& trial : trials) {
        most = trial.result ? std::max(most, std::fabs(*trial.result - from)) : most;
    }
    return most;
}

const Trial* Influence::lowest(double from) const
{
    const Trial* least = nullptr;
    for (const Trial& trial : trials) {
        const double bar = least ? *least->result : from;
        least = trial.result && *trial.result < bar && std::fabs(*trial.result - from) > noise * std::fabs(from)
                    ? &trial
                    : least;
    }
    return least;
}

const Trial* Influence::highest(double from) const
{
    const Trial* most = nullptr;
    for (const Trial& trial : trials) {
        const double bar = most ? *most->result : from;
        most = trial.result && *trial.result > bar && std::fabs(*trial.result - from) > noise * std::fabs(from) ? &trial
                                                                                                                : most;
    }
    return most;
}

Sensitivity sensitivityOf(const Scenario& scenario, std::string_view metric, const StudyRun& run)
{
    const Base base(scenario, metric);
    Sensitivity out{base.now, base.bound, base.fits, {}, 0, true};
    if (!base.now) {
        return out;
    }
    const std::vector<Parameter> rows = parametersOf(scenario);
    std::vector<Influence> all(rows.size());
    out.complete = forAll(rows.size(), run, [&](std::size_t i) { all[i] = base.influenceOf(rows[i]); });
    for (Influence& influence : all) {
        if (moves(base, influence)) {
            out.influences.push_back(std::move(influence));
        } else {
            out.unmoved += influence.trials.empty() ? 0 : 1;
        }
    }
    std::stable_sort(out.influences.begin(), out.influences.end(),
                     [&](const Influence& a, const Influence& b) { return a.swing(*base.now) > b.swing(*base.now); });
    return out;
}

} // namespace ridge
