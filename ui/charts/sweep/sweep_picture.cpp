#include "ui/charts/sweep/sweep_picture.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace ridge {

const SweepState* SweepPicture::stateAt(std::size_t point, std::size_t series) const
{
    const std::size_t row = plan.rowOf(point, series);
    if (row < table.first || row - table.first >= table.size() || !table.states[row - table.first].exists) {
        return nullptr;
    }
    return &table.states[row - table.first];
}

std::optional<double> SweepPicture::numberAt(std::size_t point, std::size_t series) const
{
    return stateAt(point, series) ? table.columns[column].at(plan.rowOf(point, series) - table.first) : std::nullopt;
}

std::optional<Bound> SweepPicture::limitAt(std::size_t point, std::size_t series) const
{
    return stateAt(point, series) ? std::optional(table.columns[column].limits[plan.rowOf(point, series) - table.first])
                                  : std::nullopt;
}

void SweepPicture::setCrossings(std::vector<SweepCrossing> all)
{
    crossings = std::move(all);
    if (const std::optional<StageRole> stage = metric().stage) {
        std::erase_if(crossings, [&](const SweepCrossing& each) {
            const bool isOfStage = each.kind == SweepCrossing::Kind::Limit && each.role == *stage;
            return each.kind != SweepCrossing::Kind::Fit && !isOfStage;
        });
    }
}

std::vector<std::size_t> SweepPicture::order(std::size_t variation) const
{
    const Variation& varied = plan.variations[variation];
    std::vector<std::size_t> order(varied.values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (varied.isNumber()) {
        std::ranges::stable_sort(order, {}, [&](std::size_t i) { return varied.values[i]; });
    }
    return order;
}

namespace {

/// What changes between two neighbouring points of a series.
class Changes {
public:
    Changes(const SweepPicture& picture, std::size_t series, double (*middle)(double, double))
        : m_picture(picture), m_series(series), m_middle(middle)
    {
    }

    /// Ends the last stretch wherever something changes, and begins the next one there.
    void between(double from, double to, const SweepStretch& after, std::vector<SweepStretch>& stretches) const
    {
        std::vector<Change> changes = limits(from, to, stretches.back().bound, after.bound);
        if (stretches.back().fits != after.fits) {
            changes.push_back({fitting(from, to, after.fits), std::nullopt, after.fits});
        }
        std::ranges::stable_sort(changes, {}, &Change::at);
        for (const Change& change : changes) {
            SweepStretch next = stretches.back();
            stretches.back().to = next.from = change.at;
            next.bound = change.bound.value_or(next.bound);
            next.fits = change.fits.value_or(next.fits);
            stretches.push_back(next);
        }
    }

private:
    struct Change {
        double at = 0;
        std::optional<Bound> bound;
        std::optional<bool> fits;
    };

    bool isHere(const SweepCrossing& each, double from, double to) const
    {
        return each.series == m_series && each.value > from && each.value <= to;
    }

    /// Of the longest stage: another is it, or its limit goes to what limits afterwards, or away from what did.
    const SweepCrossing* next(double from, double to, Bound now, Bound after) const
    {
        const SweepCrossing* found = nullptr;
        for (const SweepCrossing& each : m_picture.crossings) {
            if (!isHere(each, from, to) || each.kind == SweepCrossing::Kind::Fit || each.from != now ||
                each.to == now) {
                continue;
            }
            if (each.kind == SweepCrossing::Kind::Longest) {
                return &each;
            }
            if (!found || each.to == after) {
                found = &each;
            }
        }
        return found;
    }

    std::vector<Change> limits(double from, double to, Bound now, Bound after) const
    {
        std::vector<Change> changes;
        while (now != after && changes.size() < allBounds.size()) {
            const SweepCrossing* crossing = next(from, to, now, after);
            from = crossing ? crossing->value : m_middle(from, to);
            now = crossing ? crossing->to : after; // crossings are looked for once the points are there
            changes.push_back({from, now, std::nullopt});
        }
        return changes;
    }

    double fitting(double from, double to, bool fits) const
    {
        const auto found = std::ranges::find_if(m_picture.crossings, [&](const SweepCrossing& each) {
            return isHere(each, from, to) && each.kind == SweepCrossing::Kind::Fit && each.fits == fits;
        });
        return found != m_picture.crossings.end() ? found->value : m_middle(from, to);
    }

    const SweepPicture& m_picture;
    std::size_t m_series;
    double (*m_middle)(double, double);
};

} // namespace

std::vector<SweepStretch> stretchesOf(const SweepPicture& picture, std::size_t series,
                                      double (*middle)(double a, double b))
{
    std::vector<SweepStretch> stretches;
    const Changes changes(picture, series, middle);
    bool isOpen = false;
    double before = 0;
    for (const std::size_t point : picture.order(0)) {
        const SweepState* state = picture.stateAt(point, series);
        const double value = picture.valueOf(point);
        const SweepStretch there{value, value, picture.limitAt(point, series).value_or(Bound::Memory),
                                 state && state->fits};
        if (state && !isOpen) {
            stretches.push_back(there);
        } else if (state) {
            changes.between(before, value, there, stretches);
            stretches.back().to = value;
        }
        isOpen = state != nullptr;
        before = value;
    }
    return stretches;
}

std::vector<std::size_t> evenlySpaced(std::size_t count, std::size_t most)
{
    const std::size_t taken = std::min(count, most);
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < taken; ++i) {
        indices.push_back(taken < 2 ? 0 : (i * (count - 1) + (taken - 1) / 2) / (taken - 1));
    }
    return indices;
}

std::vector<double> roundLevels(double low, double high, bool logarithmic, std::size_t most)
{
    std::vector<double> levels;
    if (!(high > low) || (logarithmic && low <= 0)) {
        return levels;
    }
    if (!logarithmic) {
        const double rough = (high - low) / static_cast<double>(most);
        const double decade = std::pow(10.0, std::floor(std::log10(rough)));
        const double step = decade * (rough <= decade ? 1 : rough <= 2 * decade ? 2 : rough <= 5 * decade ? 5 : 10);
        for (double k = std::floor(low / step) + 1; k * step < high; ++k) {
            levels.push_back(k * step);
        }
        return levels;
    }
    for (double decade = std::floor(std::log10(low)); decade <= std::log10(high); ++decade) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (const double level = factor * std::pow(10.0, decade); level > low && level < high) {
                levels.push_back(level);
            }
        }
    }
    if (levels.size() > most) { // decades alone
        std::erase_if(levels, [](double level) {
            const double exponent = std::log10(level);
            return std::fabs(exponent - std::round(exponent)) > 1e-9;
        });
    }
    const std::vector<std::size_t> kept = evenlySpaced(levels.size(), most);
    std::vector<double> result;
    for (const std::size_t i : kept) {
        result.push_back(levels[i]);
    }
    return result;
}

} // namespace ridge
