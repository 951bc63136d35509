#include "core/studies/published.h"
#include "core/evaluate/evaluate.h"

#include "core/quantity/digits.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

/// What adding up a few hundred doubles may cost; less than one parameter of the largest model published.
constexpr double roundOff = 1e-12;

/// "6738415616" → "6,738,415,616". One comma alone could be a decimal one: up to a million there is none.
std::string grouped(std::string digits)
{
    if (digits.size() <= 6) {
        return digits;
    }
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, ",");
    }
    return digits;
}

/// The thousands that the prefix of `value` stands for: 0 none, 1 kilo, 2 mega, …
int thousandsOf(double value) { return std::clamp(static_cast<int>(std::floor(std::log10(value) / 3)), 0, 5); }

/// `value` beside a published one: the same prefix, and the decimals that were printed plus some more.
std::string besidePublished(double value, const Published& p, Unit unit, int more)
{
    if (unit == Unit::Bytes) {
        return format(value, unit, {.binaryBytes = true}); // caches are published in KiB
    }
    const auto [ours, plain] = inShownUnits(value, unit);
    const double theirs = inShownUnits(p.value, unit).number;
    const bool whole = ours == std::floor(ours) && std::abs(ours) < 1e15;
    if (p.tolerance <= 0 && whole && ours >= 0) {
        return grouped(fixedDigits(ours, 0)) + (plain.empty() ? "" : " " + std::string(plain));
    }
    double scale = std::pow(1000.0, thousandsOf(theirs));
    const std::string symbol = formatParts(scale / inShownUnits(1, unit).number, unit).unit;
    if (symbol == plain) {
        scale = 1; // the unit has no such prefix
    }
    const double lastDigit = 2 * p.tolerance * theirs / scale;
    const int printed = lastDigit > 0 ? static_cast<int>(std::lround(-std::log10(lastDigit))) : 2;
    const int decimals = std::clamp(printed + more, 0, 9);
    const std::string digits = fixedDigits(ours / scale, decimals);
    return (decimals == 0 && ours >= 0 ? grouped(digits) : digits) + (symbol.empty() ? "" : " " + symbol);
}

} // namespace

std::string_view labelOf(Agreement agreement)
{
    constexpr std::string_view labels[] = {"agrees", "differs", "differs, explained"};
    return labels[static_cast<std::size_t>(agreement)];
}

Agreement CheckedFigure::agreement() const
{
    if (!published.disputed.empty()) {
        return Agreement::Disputed;
    }
    return passes ? Agreement::Agrees : Agreement::Differs;
}

Unit CheckedFigure::unit() const
{
    const auto index = metricIndex(published.metric);
    return index ? metricCatalogue()[*index].unit : Unit::Count;
}

std::string CheckedFigure::oursText() const
{
    return ours ? besidePublished(*ours, published, unit(), 1) : format(std::nullopt, unit());
}

std::string CheckedFigure::publishedText() const { return besidePublished(published.value, published, unit(), 0); }

std::string CheckedFigure::deltaText() const
{
    if (!ours) {
        return format(std::nullopt, Unit::Fraction);
    }
    if (std::abs(delta) <= roundOff) {
        return "exact";
    }
    const double percent = std::abs(delta) * 100;
    if (percent < 0.001) {
        return "< 0.001 %";
    }
    return (delta < 0 ? "−" : "+") + fixedDigits(percent, percent < 0.1 ? 3 : percent < 10 ? 2 : 0) + " %";
}

const std::string& CheckedFigure::explanation() const
{
    return published.disputed.empty() ? published.convention : published.disputed;
}

CheckedFigure check(const Published& published, std::shared_ptr<const Evaluation> evaluation)
{
    CheckedFigure figure;
    figure.published = published;
    figure.ours = metric(*evaluation, published.metric).value;
    figure.evaluation = std::move(evaluation);
    if (figure.ours && published.value != 0) {
        figure.delta = *figure.ours / published.value - 1;
        figure.passes = std::abs(figure.delta) <= published.tolerance + roundOff;
    }
    return figure;
}

CheckedFigure check(const Published& published, const Scenario& scenario)
{
    return check(published, std::make_shared<const Evaluation>(evaluate(scenario)));
}

std::string SelfCheckSummary::sentence() const
{
    const auto differ = [](std::size_t count, const char* how) {
        return count == 0 ? std::string()
                          : "; " + std::to_string(count) + (count == 1 ? " differs, " : " differ, ") + how;
    };
    return std::to_string(agree) + " of " + std::to_string(checked + disputed) + " agree" +
           differ(disputed, "explained") + differ(checked - agree, "and nothing explains it");
}

SelfCheckSummary summaryOf(const std::vector<CheckedFigure>& figures)
{
    SelfCheckSummary summary;
    for (const CheckedFigure& figure : figures) {
        const Agreement agreement = figure.agreement();
        summary.disputed += agreement == Agreement::Disputed ? 1 : 0;
        summary.checked += agreement == Agreement::Disputed ? 0 : 1;
        summary.agree += agreement == Agreement::Agrees ? 1 : 0;
    }
    return summary;
}

} // namespace ridge
