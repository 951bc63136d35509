#include "core/studies/sweep.h"

#include "core/studies/search/trial.h"

#include <algorithm>
#include <atomic>

namespace ridge {
namespace {

constexpr std::size_t windowRows = 65'536; // so many are under way at once: little waiting, and little memory
constexpr std::size_t blockRows = 16;      // that one thread does in a row

/// Whether the series differ in what the program does not know of, and the points in what it is made of: then a thread
/// best takes one point of several series in a row, and its program stays.
bool goesAcross(const SweepPlan& plan, const Varied& varied)
{
    return plan.series() > 1 && plan.points() <= windowRows / blockRows && varied.keepsProgram(1) &&
           !varied.keepsProgram(0);
}

SweepTable tableOf(const SweepPlan& plan, std::size_t rows)
{
    SweepTable table;
    table.states.resize(rows);
    for (const std::string& id : plan.metrics) {
        table.columns.push_back({&metricCatalogue()[*metricIndex(id)], std::vector<double>(rows),
                                 std::vector<std::uint8_t>(rows), std::vector<Bound>(rows)});
    }
    return table;
}

class Streaming {
public:
    Streaming(const SweepPlan& plan, const StudyRun& run, const TakeRows& take)
        : m_plan(plan), m_run(run), m_take(take), m_varied(plan.scenario, plan.variations), m_trials(m_varied),
          m_goesAcross(goesAcross(plan, m_varied)),
          m_table(tableOf(plan, std::min(plan.rows(), m_goesAcross ? blockRows * plan.points() : windowRows))),
          m_block(std::clamp<std::size_t>(m_table.size() / 64, 1, blockRows)),
          m_finished((m_table.size() + m_block - 1) / m_block), m_ids(plan.metrics.begin(), plan.metrics.end())
    {
    }

    bool runAll()
    {
        for (m_table.first = 0; m_table.first < m_plan.rows(); m_table.first += m_table.size()) {
            if (!runWindow(std::min(m_table.size(), m_plan.rows() - m_table.first))) {
                return false;
            }
        }
        return true;
    }

private:
    bool runWindow(std::size_t rows)
    {
        const std::size_t blocks = (rows + m_block - 1) / m_block;
        std::ranges::fill(m_finished, false);
        m_taken = 0;
        const auto handOn = [&](std::size_t, std::size_t) { takeFinished(rows); };
        const bool isDone = forAll(blocks, {m_run.jobs, m_run.stop, handOn}, [&](std::size_t block) {
            std::unique_ptr<Trial> trial = m_trials.borrow();
            for (std::size_t i = block * m_block; i < std::min(rows, (block + 1) * m_block); ++i) {
                assessRow(*trial, m_goesAcross ? across(i, rows) : i);
            }
            m_trials.giveBack(std::move(trial));
            m_finished[block] = true;
        });
        takeFinished(rows); // of what was stopped as well
        return isDone;
    }

    /// The rows of a window in the order of the points instead of the series.
    std::size_t across(std::size_t i, std::size_t rows) const
    {
        const std::size_t series = rows / m_plan.points();
        return i % series * m_plan.points() + i / series;
    }

    void assessRow(Trial& trial, std::size_t i)
    {
        m_table.states[i] = {};
        for (SweepColumn& column : m_table.columns) {
            column.values[i] = column.isThere[i] = 0;
        }
        const std::array<double, 2> values = m_plan.valuesOf(m_table.first + i);
        trial.at(std::span(values).first(m_plan.variations.size()), m_ids, [&](const Evaluation& e) {
            m_table.states[i] = SweepState(e);
            for (std::size_t c = 0; c < m_ids.size(); ++c) {
                SweepColumn& column = m_table.columns[c];
                const std::optional<double>& value =
                    e.metrics[static_cast<std::size_t>(column.metric - metricCatalogue().data())].value;
                column.values[i] = value.value_or(0);
                column.isThere[i] = value.has_value();
                column.limits[i] = limitOf(e, *column.metric);
            }
        });
    }

    /// One caller at a time: the runner reports so.
    void takeFinished(std::size_t rows)
    {
        std::size_t block = m_taken / m_block;
        while (block * m_block < rows && m_finished[block]) {
            ++block;
        }
        const std::size_t finished = std::min(rows, block * m_block);
        const std::size_t upTo = m_goesAcross && finished < rows ? 0 : finished; // its rows are complete all at once
        if (upTo > m_taken) {
            m_take(m_table, m_taken, upTo);
            m_taken = upTo;
            if (m_run.progress) {
                m_run.progress(m_table.first + upTo, m_plan.rows());
            }
        }
    }

    const SweepPlan& m_plan;
    const StudyRun& m_run;
    const TakeRows& m_take;
    Varied m_varied;
    Trials m_trials;
    bool m_goesAcross;
    SweepTable m_table; // the window
    std::size_t m_block, m_taken = 0;
    std::vector<std::atomic<bool>> m_finished; // by block
    std::vector<std::string_view> m_ids;
};

} // namespace

SweepState::SweepState(const Evaluation& e)
    : stages(static_cast<std::uint8_t>(std::min(e.stages.size(), mostStages))),
      longest(static_cast<std::uint8_t>(std::min(e.verdict.stage, mostStages - 1))), fits(e.placement.fits),
      exists(true)
{
    for (std::size_t s = 0; s < stages; ++s) {
        bounds |= static_cast<std::uint32_t>(e.stages[s].totals.bound) << (2 * s);
    }
}

std::string refusalOf(const SweepPlan& plan)
{
    if (plan.variations.empty() || plan.variations.size() > 2) {
        return "a sweep varies one parameter or two";
    }
    if (plan.variations.size() == 2 && plan.variations[0].row.id == plan.variations[1].row.id) {
        return plan.variations[0].row.id + " is varied twice; name two parameters";
    }
    for (const Variation& variation : plan.variations) {
        if (variation.values.empty()) {
            return variation.row.id + " has no values";
        }
    }
    for (const std::string& id : plan.metrics) {
        if (!metricIndex(id)) {
            return id + ": there is no such metric; `ridgepoint list metrics` shows all";
        }
    }
    const double rows = static_cast<double>(plan.points()) * static_cast<double>(plan.series());
    return rows <= static_cast<double>(mostPoints) ? std::string()
                                                   : format(rows, Unit::Count) + " scenarios; a study takes at most " +
                                                         format(static_cast<double>(mostPoints), Unit::Count);
}

bool streamSweep(const SweepPlan& plan, const StudyRun& run, const TakeRows& take)
{
    return Streaming(plan, run, take).runAll();
}

SweepTable sweep(const SweepPlan& plan, const StudyRun& run)
{
    SweepTable all = tableOf(plan, plan.rows());
    std::size_t complete = 0;
    streamSweep(plan, run, [&](const SweepTable& part, std::size_t from, std::size_t to) {
        const auto copy = [&](const auto& source, auto& target) {
            std::copy(source.begin() + static_cast<std::ptrdiff_t>(from),
                      source.begin() + static_cast<std::ptrdiff_t>(to),
                      target.begin() + static_cast<std::ptrdiff_t>(complete));
        };
        copy(part.states, all.states);
        for (std::size_t c = 0; c < all.columns.size(); ++c) {
            copy(part.columns[c].values, all.columns[c].values);
            copy(part.columns[c].isThere, all.columns[c].isThere);
            copy(part.columns[c].limits, all.columns[c].limits);
        }
        complete += to - from;
    });
    all.states.resize(complete);
    for (SweepColumn& column : all.columns) {
        column.values.resize(complete);
        column.isThere.resize(complete);
        column.limits.resize(complete);
    }
    return all;
}

std::string absenceOf(const SweepPlan& plan, const SweepTable& table, std::size_t column)
{
    const SweepColumn& numbers = table.columns[column];
    if (std::ranges::any_of(numbers.isThere, [](std::uint8_t is) { return is != 0; })) {
        return {};
    }
    const auto found = std::ranges::find_if(table.states, [](const SweepState& state) { return state.exists; });
    if (found == table.states.end()) {
        return plan.variations.front().row.id + " takes none of these values here";
    }
    const auto row = table.first + static_cast<std::size_t>(found - table.states.begin());
    const Varied varied(plan.scenario, plan.variations);
    const std::array<double, 2> values = plan.valuesOf(row);
    const std::array<std::string_view, 1> id{numbers.metric->id};
    std::string reason;
    Trial(varied).at(std::span(values).first(plan.variations.size()), id,
                     [&](const Evaluation& e) { reason = metric(e, id.front()).absent; });
    return reason;
}

} // namespace ridge
