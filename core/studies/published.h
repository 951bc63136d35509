// A published figure, and what it says beside ours: the self-check and the golden test are made of these.
// Not the figures themselves, nor the scenarios they belong to: resources/published.json, read by core/formats.
#pragma once

#include "core/metrics/catalogue.h"

#include <map>

namespace ridge {

/// A figure somebody printed, under conditions that can be set up here.
struct Published {
    std::string id;
    std::string model;                           // preset; empty: the device alone decides
    std::string device;                          // preset; empty: the model alone decides
    std::map<std::string, std::string> settings; // parameter → text, on top of both presets
    std::string metric;
    double value = 0;       // base units
    std::string convention; // the sentence that reconciles both numbers
    double tolerance = 0;   // relative: half a unit of the last digit printed; 0: printed in full
    std::string source;
    std::string disputed; // why no convention reconciles them; empty: they have to agree
    friend bool operator==(const Published&, const Published&) = default;
};

enum class Agreement { Agrees, Differs, Disputed };
/// "agrees", "differs", "differs, explained".
std::string_view labelOf(Agreement agreement);

struct CheckedFigure {
    Published published;
    std::optional<double> ours; // absent: the metric does not apply there
    double delta = 0;           // relative: ours / theirs − 1
    bool passes = false;        // within the tolerance
    std::shared_ptr<const Evaluation> evaluation;

    /// A disputed figure stays disputed even where the numbers happen to be close.
    Agreement agreement() const;
    Unit unit() const;
    /// With one more digit than was printed, or in full where that was.
    std::string oursText() const;
    std::string publishedText() const;
    /// "exact", "+0.020 %", "< 0.001 %", or "—" where there is nothing to compare.
    std::string deltaText() const;
    /// What there is to say about both: the convention, or why no convention helps.
    const std::string& explanation() const;
};

CheckedFigure check(const Published& published, std::shared_ptr<const Evaluation> evaluation);
CheckedFigure check(const Published& published, const Scenario& scenario);

struct SelfCheckSummary {
    std::size_t checked = 0; // without those whose difference is explained
    std::size_t agree = 0;
    std::size_t disputed = 0;
    bool passes() const { return agree == checked; }
    /// "346 of 387 agree; 41 differ, explained"
    std::string sentence() const;
};
SelfCheckSummary summaryOf(const std::vector<CheckedFigure>& figures);

} // namespace ridge
