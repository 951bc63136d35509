#include "core/studies/change.h"

#include "core/metrics/catalogue.h"
#include "core/quantity/digits.h"
#include "core/scenario/parameters/parameters.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ridge {
namespace {

using Parts = std::vector<std::string>;

constexpr double unchanged = 5e-4; // less than this share is not worth a word
constexpr std::size_t most = 3;    // figures or parameters that one sentence can carry

std::string joined(const Parts& parts, const char* last = ", ")
{
    std::string text;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        text += (i == 0 ? "" : i + 1 == parts.size() ? last : ", ") + parts[i];
    }
    return text;
}

/// Two digits, as one says them: "3.1", "71", "16".
std::string spoken(double x)
{
    if (x >= 1e4) {
        return format(x, Unit::Count);
    }
    const std::string out = fixedDigits(x, x >= 9.95 ? 0 : x >= 0.995 ? 1 : 2);
    return out.ends_with(".0") ? out.substr(0, out.size() - 2) : out;
}

void addRatio(Parts& parts, const char* id, const char* name, const Evaluation& before, const Evaluation& after)
{
    const auto from = metric(before, id).value;
    const auto to = metric(after, id).value;
    const double ratio = from && to && *from > 0 && *to > 0 ? *to / *from : 1;
    if (std::isfinite(ratio) && std::fabs(ratio - 1) > unchanged) {
        parts.push_back(std::string(name) + " " + changeText(ratio));
    }
}

void addEnergy(Parts& parts, const Evaluation& before, const Evaluation& after)
{
    const Model& model = after.scenario->model;
    const bool tokens = metric(before, "energy_per_token").value && metric(after, "energy_per_token").value;
    addRatio(parts, tokens ? "energy_per_token" : "energy_per_inference",
             tokens           ? "energy per token"
             : model.layers() ? "energy per image"
                              : "energy per request",
             before, after);
}

/// Operators that something else limits now, by what; none when the operators are not the same ones.
void addBounds(Parts& parts, const Evaluation& before, const Evaluation& after)
{
    std::array<double, 4> became{};
    for (std::size_t s = 0; s < std::min(before.stages.size(), after.stages.size()); ++s) {
        const auto& from = before.stages[s].operators;
        const auto& to = after.stages[s].operators;
        if (from.size() != to.size()) {
            return;
        }
        for (std::size_t i = 0; i < to.size(); ++i) {
            const bool other = from[i].bound != to[i].bound && to[i].time > Seconds<>(); // without time nothing limits
            became[static_cast<std::size_t>(to[i].bound)] += other ? after.program.stages[s].operators[i].count : 0;
        }
    }
    bool first = true;
    for (std::size_t b = 0; b < became.size(); ++b) {
        if (became[b] > 0) {
            const char* noun = !first ? "" : became[b] == 1 ? " operator" : " operators";
            parts.push_back(format(became[b], Unit::Count) + noun + " became " +
                            std::string(labelOf(static_cast<Bound>(b))) + "-bound");
            first = false;
        }
    }
}

void addFit(Parts& parts, const Evaluation& before, const Evaluation& after)
{
    if (before.placement.fits == after.placement.fits) {
        return;
    }
    const bool fits = after.placement.fits;
    const double room = std::fabs(after.placement.headroom.inBaseUnits());
    const std::string size = format(room, Unit::Bytes, after.numberStyle());
    parts.push_back(!fits                           ? "no longer fits, by " + size
                    : after.placement.capacityKnown ? "now fits, " + size + " free"
                                                    : "now fits");
}

// ---- conventions ------------------------------------------------------------------------------------------------

/// One figure that a convention moved.
struct Move {
    const Metric* row;
    double ratio; // infinite: from nothing; 0: to nothing
    double size() const { return ratio > 0 && std::isfinite(ratio) ? std::fabs(std::log(ratio)) : 1e3; }
};

/// The figures by which most people know their family speak for it where several moved alike.
bool speaksForItsFamily(const Metric& row)
{
    return row.id == "arithmetic_intensity" || row.id == "energy_per_inference" || row.id == "flops";
}

/// Moves that differ by less than a hundredth count as alike.
bool movesMore(const Move& a, const Move& b)
{
    if (std::fabs(a.size() - b.size()) > 0.01) {
        return a.size() > b.size();
    }
    return speaksForItsFamily(*a.row) && !speaksForItsFamily(*b.row);
}

/// The largest move of each family, largest first.
std::vector<Move> largestMoves(const Evaluation& before, const Evaluation& after)
{
    std::vector<Move> largest;
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const Metric& row = metricCatalogue()[i];
        const auto from = before.metrics[i].value;
        const auto to = after.metrics[i].value;
        if (!from || !to || *from < 0 || *to < 0 || *from == *to || std::fabs(*to / *from - 1) <= unchanged) {
            continue;
        }
        const Move move{&row, *to / *from};
        const auto same = std::find_if(largest.begin(), largest.end(),
                                       [&](const Move& other) { return other.row->family == row.family; });
        if (same == largest.end()) {
            largest.push_back(move);
        } else if (movesMore(move, *same)) {
            *same = move;
        }
    }
    std::stable_sort(largest.begin(), largest.end(), movesMore);
    largest.resize(std::min(largest.size(), most));
    return largest;
}

/// What happened to a figure, as one figure does it and as several do.
struct Verb {
    std::string one, many;
    friend bool operator==(const Verb&, const Verb&) = default;
};

Verb verbOf(double ratio)
{
    const auto about = [ratio](double exact) { return std::fabs(ratio / exact - 1) < 5e-3; };
    if (ratio == 0 || !std::isfinite(ratio)) {
        return ratio == 0 ? Verb{"falls to 0", "fall to 0"} : Verb{"rises from 0", "rise from 0"};
    }
    if (about(0.5) || about(2)) {
        return about(2) ? Verb{"doubles", "double"} : Verb{"halves", "halve"};
    }
    return {changeText(ratio), changeText(ratio)};
}

/// "Arithmetic intensity" inside a sentence, without a comma of its own; abbreviations stay as they are.
std::string inSentence(std::string label)
{
    label.erase(std::remove(label.begin(), label.end(), ','), label.end());
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (label.size() > 1 && capital(label[0]) && !capital(label[1])) {
        label[0] = static_cast<char>(label[0] - 'A' + 'a');
    }
    return label;
}

bool isPlural(std::string_view label) { return label.ends_with('s') && !label.ends_with("ss"); }

/// "FLOPs and arithmetic intensity halve", "energy per inference +40 %": figures that did the same share a verb.
void addMoves(Parts& parts, const std::vector<Move>& moves)
{
    for (std::size_t i = 0; i < moves.size();) {
        const Verb verb = verbOf(moves[i].ratio);
        Parts names;
        std::string_view label;
        for (; i < moves.size() && verbOf(moves[i].ratio) == verb; ++i) {
            label = moves[i].row->label;
            names.push_back(inSentence(std::string(label)));
        }
        const bool many = names.size() > 1 || isPlural(label);
        parts.push_back(joined(names, " and ") + " " + (many ? verb.many : verb.one));
    }
}

void addFlip(Parts& parts, const Evaluation& before, const Evaluation& after)
{
    const Verdict& from = before.verdict;
    const Verdict& to = after.verdict;
    if (from.bound != to.bound) {
        parts.push_back("the verdict flips from " + std::string(labelOf(from.bound)) + "-bound to " +
                        std::string(labelOf(to.bound)) + "-bound");
    }
}

bool onlyConventionsDiffer(const Scenario& before, const Scenario& after)
{
    if (before.convention == after.convention) {
        return false;
    }
    Scenario moved = before;
    moved.convention = after.convention;
    return moved == after;
}

std::string nameOf(const std::optional<Model>& student) { return student ? student->name : "none"; }

} // namespace

std::string changeText(double ratio)
{
    if (ratio >= 2) {
        return "×" + spoken(ratio);
    }
    if (ratio <= 0.1) {
        return "÷" + spoken(1 / ratio);
    }
    return (ratio > 1 ? "+" : "−") + spoken(std::fabs(ratio - 1) * 100) + " %";
}

std::vector<std::string> changesOf(const Evaluation& before, const Evaluation& after)
{
    Parts parts;
    if (onlyConventionsDiffer(*before.chosen, *after.chosen)) {
        addMoves(parts, largestMoves(before, after));
        Parts flips;
        addFlip(flips, before, after);
        addBounds(flips, before, after);
        addFit(flips, before, after);
        if (flips.empty() && !parts.empty()) {
            flips.emplace_back("no verdict flips");
        }
        parts.insert(parts.end(), flips.begin(), flips.end());
    } else {
        addRatio(parts, "latency", "latency", before, after);
        addEnergy(parts, before, after);
        addRatio(parts, "memory_footprint", "memory", before, after);
        addBounds(parts, before, after);
        addFit(parts, before, after);
    }
    return parts;
}

std::string describeChange(const std::string& edit, const Evaluation& before, const Evaluation& after)
{
    if (edit.empty()) {
        return {};
    }
    const Parts parts = changesOf(before, after);
    return edit + ": " + (parts.empty() ? "nothing moved" : joined(parts)) + ".";
}

std::string describeBroughtAlong(const Scenario& before, const Scenario& after)
{
    const std::vector<Parameter> had = parametersOf(before);
    Parts moves;
    for (const Parameter& row : parametersOf(after)) {
        const bool isOwn = row.section == Section::Model || row.section == Section::Device;
        const bool isInBoth =
            !isOwn && std::any_of(had.begin(), had.end(), [&row](const Parameter& old) { return old.id == row.id; });
        const std::optional<double> from = isInBoth ? row.get(before) : std::nullopt;
        const std::optional<double> to = row.get(after);
        if (from && to && *from != *to) {
            moves.push_back(row.label + " " + valueText(row, before, *from) + " → " + valueText(row, after, *to));
        }
    }
    return joined(moves);
}

std::string describeEdits(const Scenario& before, const Scenario& after)
{
    Parts edits;
    if (before.student != after.student) {
        edits.push_back("Student " + nameOf(before.student) + " → " + nameOf(after.student));
    }
    Scenario moved = before; // by every parameter: what still differs then has none
    for (const Parameter& row : parametersOf(after)) {
        const auto from = row.get(before);
        const double to = *row.get(after);
        if (from && *from != to) {
            row.set(moved, to);
            edits.push_back(row.label + " " + valueText(row, before, *from) + " → " + valueText(row, after, to));
        }
    }
    if (moved.model.body != after.model.body) {
        edits.emplace_back("other layers");
    }
    if (moved.device.memory != after.device.memory || moved.device.peak != after.device.peak) {
        edits.emplace_back("another machine");
    }
    const std::size_t more = edits.size() - std::min(edits.size(), most);
    edits.resize(edits.size() - more);
    return joined(edits) + (more > 0 ? " and " + std::to_string(more) + " more" : "");
}

} // namespace ridge
