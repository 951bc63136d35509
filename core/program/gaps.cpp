#include "core/program/gaps.h"

#include "core/quantity/digits.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr double little = 0.01; // of a whole

/// "1,758 of 3,410 operators have no shape, 12 no counting rule"
std::string ofOperators(const Gaps& gaps)
{
    struct Lack {
        double count;
        const char* what;
    };
    std::string text;
    for (const Lack& lack : {Lack{gaps.withoutShape, "no shape"}, Lack{gaps.withoutRule, "no counting rule"}}) {
        if (lack.count > 0) {
            const std::string of = text.empty() ? " of " + groupedDigits(gaps.operators) +
                                                      (gaps.operators == 1 ? " operator" : " operators") +
                                                      (lack.count == 1 ? " has" : " have")
                                                : std::string();
            text += (text.empty() ? "" : ", ") + groupedDigits(lack.count) + of + " " + lack.what;
        }
    }
    return text;
}

std::string listed(const char* what, const std::vector<std::string>& names)
{
    constexpr std::size_t mostNamed = 4;
    std::string text;
    for (std::size_t i = 0; i < std::min(names.size(), mostNamed); ++i) {
        text += (i ? ", " : "") + names[i];
    }
    return text.empty() ? text : what + text + (names.size() > mostNamed ? ", …" : "");
}

/// Silent where next to nothing is missing.
std::string ofUse(const Gaps& gaps)
{
    const double share = gaps.weights > 0 ? gaps.multiplied / gaps.weights : 1;
    constexpr double asGoodAsAll = 0.9995; // shows as 100 %
    constexpr double next = 1e-4;          // to nothing
    const std::string percent = share > 0 && share < next ? "under 0.01" : generalDigits(100 * share, 3);
    return share < asGoodAsAll ? "MACs count " + percent + " % of the weights' use" : std::string();
}

} // namespace

bool areGrave(const Gaps& gaps)
{
    const double open = gaps.withoutShape + gaps.withoutRule;
    return !gaps.unread.empty() || open > little * gaps.operators ||
           gaps.weights - gaps.multiplied > little * gaps.weights;
}

std::string sentenceOf(const Gaps& gaps)
{
    if (!gaps.any()) {
        return {};
    }
    std::string text;
    for (const std::string& part :
         {ofOperators(gaps), listed("not read: ", gaps.unread), listed("guessed: ", gaps.guessed), ofUse(gaps)}) {
        text += part.empty() ? part : (text.empty() ? "" : "; ") + part;
    }
    return "Incomplete: " + text + ".";
}

} // namespace ridge
