#include "core/studies/search/target.h"

#include <array>
#include <cmath>

namespace ridge {
namespace {

struct Relation {
    std::string_view text;
    bool isAtMost, isStrict;
};

// Longest first where one is the start of another.
constexpr std::array<Relation, 6> relations{{{"<=", true, false},
                                             {">=", false, false},
                                             {"≤", true, false},
                                             {"≥", false, false},
                                             {"<", true, true},
                                             {">", false, true}}};

std::string_view trimmed(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(' ') - first + 1);
}

} // namespace

double Target::excessOf(double value) const
{
    const double excess = (isAtMost ? value - limit : limit - value) / (limit != 0 ? std::fabs(limit) : 1);
    return std::isfinite(excess) ? excess : std::copysign(HUGE_VAL, excess);
}

std::string Target::text(NumberStyle style) const
{
    return std::string(metric->id) + (isAtMost ? (isStrict ? " < " : " ≤ ") : (isStrict ? " > " : " ≥ ")) +
           format(limit, metric->unit, style);
}

Parsed<Target> parseTarget(std::string_view text)
{
    const Relation* found = nullptr;
    for (const Relation& relation : relations) {
        found = text.find(relation.text) < (found ? text.find(found->text) : text.npos) ? &relation : found;
    }
    if (!found) {
        return Parsed<Target>::refused("\"" + std::string(text) +
                                       "\" is no target; write METRIC<=VALUE or METRIC>=VALUE, such as tpot<=20ms");
    }
    const std::size_t at = text.find(found->text);
    const std::string_view id = trimmed(text.substr(0, at)), number = trimmed(text.substr(at + found->text.size()));
    const std::optional<std::size_t> index = metricIndex(id);
    if (!index) {
        return Parsed<Target>::refused(std::string(id) +
                                       ": there is no such metric; `ridgepoint list metrics` shows all");
    }
    const Metric& metric = metricCatalogue()[*index];
    const std::optional<double> limit = parseNumber(number, metric.unit);
    return limit ? Target{&metric, found->isAtMost, found->isStrict, *limit}
                 : Parsed<Target>::refused(std::string(id) + ": " + refusal(number, metric.unit, "a number here"));
}

} // namespace ridge
