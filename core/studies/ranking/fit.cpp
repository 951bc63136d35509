#include "core/studies/ranking/fit.h"

#include "core/evaluate/evaluate.h"
#include "core/quantity/digits.h"
#include "core/studies/ranking/tried_value.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double mostDevices = 1024; // beyond that it is another undertaking

/// A format that a kind of tensors could have instead.
struct Narrower {
    const char* parameter;
    Precision format;
    double loss;
    const char* words;
};
constexpr Narrower narrower[] = {{"deployment.weights", Precision::INT8, 2, "8-bit weights"},
                                 {"deployment.weights", Precision::INT4Group, 6, "4-bit weights"},
                                 {"deployment.activations", Precision::INT8, 3, "8-bit activations"},
                                 {"deployment.kv_cache", Precision::FP8, 2, "an 8-bit cache"},
                                 {"deployment.kv_cache", Precision::INT4Group, 6, "a 4-bit cache"}};

/// A whole number that may be made smaller, down to what fits.
struct Smaller {
    const char* parameter;
    double loss;
    const char* words; // before the number
    const char* after;
};
constexpr Smaller batch{"workload.batch", 1, "a batch of ", ""};
constexpr Smaller prompt{"workload.prompt_tokens", 20, "a prompt of ", " tokens"};
constexpr Smaller window{"model.sliding_window", 25, "a window of ", " tokens"};

/// How much smaller images are, by the lever that knows every family's: its factor in whole percent.
constexpr const char* imagesLever = "lever.resolution";
constexpr const char* imagesFactor = "lever.resolution.rho";
constexpr double lossOfImages = 20;

/// A way together with the scenario that it leads to.
struct Attempt {
    Scenario scenario;
    FitWay way;
};

Evaluation assessed(const Scenario& scenario) { return assess(std::make_shared<const Scenario>(scenario), {}); }

void addWords(FitWay& way, const std::string& words) { way.words += (way.words.empty() ? "" : ", ") + words; }

/// "a, b" becomes "a and b": once all of them stand there.
void finishWords(FitWay& way)
{
    if (const std::size_t comma = way.words.rfind(", "); comma != std::string::npos) {
        way.words.replace(comma, 2, " and ");
    }
}

double bitsOf(const Scenario& s, std::string_view parameter)
{
    const Deployment& d = s.deployment;
    const Precision now = parameter == "deployment.weights"       ? d.weights
                          : parameter == "deployment.activations" ? d.activations
                                                                  : d.kvCache;
    return now == Precision::Stored ? d.storedBits : infoOf(now).bits;
}

bool set(Attempt& attempt, const char* parameter, double value)
{
    const std::optional<Parameter> row = findParameter(attempt.scenario, parameter);
    std::optional<Scenario> changed = row ? withValue(attempt.scenario, *row, value) : std::nullopt;
    if (!changed) {
        return false;
    }
    attempt.scenario = std::move(*changed);
    attempt.way.settings.push_back({parameter, value});
    return true;
}

/// The attempt with that format; nothing where it is not narrower, or means nothing here.
std::optional<Attempt> narrowed(Attempt attempt, const Narrower& to)
{
    const Parameter* row = catalogueRow(attempt.scenario, to.parameter);
    const bool isSet = row && infoOf(to.format).bits < bitsOf(attempt.scenario, to.parameter);
    const std::optional<double> index =
        isSet ? parseParameter(*row, attempt.scenario, infoOf(to.format).id) : std::nullopt;
    if (!index || !set(attempt, to.parameter, *index)) {
        return std::nullopt;
    }
    attempt.way.loss += to.loss;
    addWords(attempt.way, to.words);
    return attempt;
}

/// All combinations of formats, the present ones first.
std::vector<Attempt> formatsOf(const Scenario& scenario)
{
    std::vector<Attempt> all{{scenario, {}}};
    for (const char* parameter : {"deployment.weights", "deployment.activations", "deployment.kv_cache"}) {
        const std::size_t before = all.size();
        for (const Narrower& to : narrower) {
            for (std::size_t i = 0; to.parameter == std::string_view(parameter) && i < before; ++i) {
                if (std::optional<Attempt> next = narrowed(all[i], to)) {
                    all.push_back(std::move(*next));
                }
            }
        }
    }
    return all;
}

bool fits(const Scenario& scenario) { return assessed(scenario).placement.fits; }

/// The largest whole number that fits, below `high`, which does not: memory grows with it, so that halving finds it.
template <class Fits> std::optional<double> largestThatFits(double low, double high, Fits fitsAt)
{
    if (low >= high || !fitsAt(low)) {
        return std::nullopt;
    }
    while (high - low > 1) {
        const double middle = std::floor((low + high) / 2);
        (fitsAt(middle) ? low : high) = middle;
    }
    return low;
}

/// The attempt with the largest of the smaller numbers that fits.
std::optional<Attempt> shrunk(const Attempt& attempt, const Smaller& by)
{
    const std::optional<Parameter> row = findParameter(attempt.scenario, by.parameter);
    const std::optional<double> now = row ? row->get(attempt.scenario) : std::nullopt;
    if (!now) {
        return std::nullopt;
    }
    const bool isOpen = *now == 0; // a window that is as long as the sequence
    const Workload& work = attempt.scenario.workload;
    const double high = isOpen ? work.promptTokens + work.outputTokens : *now;
    const std::optional<double> most = largestThatFits(std::max(row->minimum, 1.0), high, [&](double value) {
        const std::optional<Scenario> there = withValue(attempt.scenario, *row, value);
        return there && fits(*there);
    });
    Attempt found = attempt;
    if (!most || !set(found, by.parameter, *most)) {
        return std::nullopt;
    }
    found.way.loss += by.loss;
    addWords(found.way, by.words + groupedDigits(*most) + by.after);
    return found;
}

/// Percent of their height and width that images keep.
double imagesKept(const Scenario& scenario)
{
    const Parameter* lever = catalogueRow(scenario, imagesLever);
    const Parameter* factor = catalogueRow(scenario, imagesFactor);
    return lever && lever->get(scenario) != 0.0 && factor ? 100 * *factor->get(scenario) : 100;
}

/// The attempt with the largest of smaller images that fit.
std::optional<Attempt> withSmallerImages(const Attempt& attempt)
{
    Attempt found = attempt;
    const bool isPulled = imagesKept(attempt.scenario) != 100;
    if (!catalogueRow(attempt.scenario, imagesLever) || (!isPulled && !set(found, imagesLever, 1))) {
        return std::nullopt;
    }
    const Parameter& factor = *catalogueRow(found.scenario, imagesFactor);
    const double least = std::ceil(100 * factor.minimum), high = std::ceil(imagesKept(attempt.scenario));
    const std::optional<double> most = largestThatFits(least, high, [&](double percent) {
        const std::optional<Scenario> there = withValue(found.scenario, factor, percent / 100);
        return there && fits(*there);
    });
    if (!most || !set(found, imagesFactor, *most / 100)) {
        return std::nullopt;
    }
    found.way.loss += lossOfImages;
    addWords(found.way, "images at " + groupedDigits(*most) + " % of their height and width");
    return found;
}

/// With as small a batch as there can be.
std::optional<Attempt> alone(Attempt attempt)
{
    const std::optional<Parameter> row = findParameter(attempt.scenario, batch.parameter);
    if (!row || row->get(attempt.scenario) <= 1 || !set(attempt, batch.parameter, 1)) {
        return std::nullopt;
    }
    attempt.way.loss += batch.loss;
    addWords(attempt.way, "a batch of 1");
    return attempt;
}

/// Devices that hold it where it can be split evenly; nothing where that is one or nobody knows.
std::optional<Attempt> split(const Attempt& attempt)
{
    const Evaluation e = assessed(attempt.scenario);
    const MemoryLevel* level = e.workingLevel();
    const double runtime = e.memory.runtime.inBaseUnits(); // on each of them
    const double capacity = level && !attempt.scenario.device.flash() ? level->capacity.value_or(0) - runtime : 0;
    const double need = (e.memory.weights + e.memory.peakWorking).inBaseUnits();
    const double devices = capacity > 0 ? std::ceil(need / capacity) : 0;
    if (devices < 2 || devices > mostDevices) {
        return std::nullopt;
    }
    Attempt found = attempt;
    found.way.devices = devices;
    addWords(found.way, "at least " + format(devices, Unit::Count) + " of these devices");
    return found;
}

/// Every way that begins with these formats.
std::vector<Attempt> waysFrom(const Attempt& formats)
{
    std::vector<Attempt> found;
    const auto add = [&found](std::optional<Attempt> attempt) {
        if (attempt) {
            found.push_back(std::move(*attempt));
        }
        return attempt.has_value();
    };
    if (fits(formats.scenario)) {
        add(formats);
        return found;
    }
    add(shrunk(formats, batch));
    add(split(formats));
    const std::optional<Attempt> single = alone(formats);
    for (const Smaller& tokens : {prompt, window}) {
        if (!add(shrunk(formats, tokens)) && single) {
            add(shrunk(*single, tokens));
        }
    }
    if (!add(withSmallerImages(formats)) && single) {
        add(withSmallerImages(*single));
    }
    return found;
}

/// What a way keeps of the scenario; more is better in all of them.
std::vector<double> keptBy(const Attempt& attempt)
{
    const Scenario& s = attempt.scenario;
    std::vector<double> kept{-attempt.way.devices, imagesKept(s)};
    for (const char* parameter : {"deployment.weights", "deployment.activations", "deployment.kv_cache"}) {
        kept.push_back(bitsOf(s, parameter));
    }
    for (const Smaller& by : {batch, prompt, window}) {
        const std::optional<Parameter> row = findParameter(s, by.parameter);
        const double now = row ? row->get(s).value_or(0) : 0;
        kept.push_back(now == 0 ? row ? row->maximum : 0 : now);
    }
    return kept;
}

/// Whether another way keeps at least as much in everything, and more in something.
bool isBeaten(const std::vector<double>& kept, const std::vector<std::vector<double>>& all)
{
    return std::any_of(all.begin(), all.end(), [&kept](const std::vector<double>& other) {
        return other != kept && std::equal(other.begin(), other.end(), kept.begin(), std::greater_equal<>());
    });
}

std::vector<FitWay> worthwhile(const std::vector<Attempt>& attempts)
{
    std::vector<std::vector<double>> kept;
    for (const Attempt& attempt : attempts) {
        kept.push_back(keptBy(attempt));
    }
    std::vector<FitWay> ways;
    for (std::size_t i = 0; i < attempts.size(); ++i) {
        if (!isBeaten(kept[i], kept)) {
            ways.push_back(attempts[i].way);
            finishWords(ways.back());
            if (ways.back().devices == 1) {
                ways.back().headroom = assessed(attempts[i].scenario).placement.headroom;
            }
        }
    }
    std::stable_sort(ways.begin(), ways.end(), [](const FitWay& a, const FitWay& b) {
        return std::pair(a.loss, a.devices) < std::pair(b.loss, b.devices);
    });
    return ways;
}

} // namespace

Fit waysToFit(const Scenario& scenario, const StudyRun& run)
{
    const Evaluation now = assessed(scenario);
    Fit out{now.placement.fits, {}, {}, true};
    if (out.fits) {
        return out;
    }
    out.missing = -1.0 * now.placement.headroom;
    const std::vector<Attempt> formats = formatsOf(scenario);
    std::vector<std::vector<Attempt>> found(formats.size());
    out.complete = forAll(formats.size(), run, [&](std::size_t i) { found[i] = waysFrom(formats[i]); });
    std::vector<Attempt> all;
    for (std::vector<Attempt>& each : found) {
        std::move(each.begin(), each.end(), std::back_inserter(all));
    }
    out.ways = worthwhile(all);
    return out;
}

} // namespace ridge
