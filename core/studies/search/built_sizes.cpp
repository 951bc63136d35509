#include "core/studies/search/built_sizes.h"

#include "core/studies/ranking/tried_value.h"

#include <cmath>

namespace ridge {
namespace {

constexpr int doublings = 3; // beyond, it is another model

bool isOfShapeLever(const Parameter& row)
{
    return row.integral && std::ranges::any_of(leverTexts(), [&row](const LeverText* lever) {
               return lever->kind == LeverKind::Shape &&
                      std::ranges::any_of(lever->parameters, [&](const LeverParameter& number) {
                          return lever->idOf(number.key) == row.id;
                      });
           });
}

} // namespace

bool isModelSize(const Parameter& row)
{
    return row.unit != Unit::Choice && (row.section == Section::Model || isOfShapeLever(row));
}

Variation builtSizes(const Parameter& row, const Scenario& scenario)
{
    Variation sizes{.row = row, .values = {}, .isListed = true};
    const double now = row.get(scenario).value_or(0);
    if (!(now > 0)) {
        sizes.values = {now};
        return sizes;
    }
    const Flaws flaws = flawsOf(scenario);
    const auto goesTogether = [&](double value) {
        const std::optional<Scenario> changed = withValue(scenario, row, value);
        if (!changed) {
            return false;
        }
        const Flaws then = flawsOf(*changed);
        return then.mistakes <= flaws.mistakes && then.odd <= flaws.odd;
    };
    const int here = std::ilogb(now);
    for (int power = here - doublings; power <= here + doublings; ++power) {
        for (const double digits : {4, 5, 6, 7}) {
            const double value = std::ldexp(digits, power - 2);
            if (value != now && row.range().contains(value) && goesTogether(value)) {
                sizes.values.push_back(value);
            }
        }
    }
    sizes.values.insert(std::ranges::lower_bound(sizes.values, now), now);
    return sizes;
}

} // namespace ridge
