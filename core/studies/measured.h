// A run that others measured, and how it stands beside our bound and beside what is usual for such devices.
// Not the runs themselves, nor the scenarios they belong to: resources/measured.json, read by core/library.
#pragma once

#include "core/metrics/catalogue.h"

#include <map>
#include <span>

namespace ridge {

/// What was measured: one row of a catalogue, in which the number of the scenario that it stands beside is found.
struct MeasuredQuantity {
    enum class Kind { Time, Rate, Energy, Memory };
    /// What the time is of that was measured: nothing's, the whole run's, of all up to the first token, of one decode
    /// step, of the encoder, or of a product so large that the peak alone counts.
    enum class Span { None, Run, FirstToken, Step, Encoding, Product };

    std::string_view id;     // "decode_rate"
    std::string_view label;  // "Decode rate"
    std::string_view metric; // which shows how ours comes about; empty: none does
    Kind kind;
    Span span;
    Unit unit;
    /// Ours, base units; absent where the scenario has none.
    std::optional<double> (*ours)(const Evaluation& evaluation);

    bool isSpeed() const { return kind == Kind::Time || kind == Kind::Rate; }
};
std::span<const MeasuredQuantity> measuredQuantities();
/// nullptr: there is none of that id.
const MeasuredQuantity* measuredQuantity(std::string_view id);

struct MeasuredRun {
    std::string id;
    std::string model;                           // preset; empty: the device alone decides
    std::string device;                          // preset
    std::string measuredOn;                      // as the source calls model, device and format
    std::map<std::string, std::string> settings; // parameter → text, on top of both presets
    std::string quantity;                        // of measuredQuantities()
    double value = 0;                            // base units
    std::string source;
    std::string note;     // how the scenario was read out of the source
    bool isCheck = false; // kept from fitting what is typical, to check it with
    friend bool operator==(const MeasuredRun&, const MeasuredRun&) = default;
};

struct CheckedRun {
    MeasuredRun run;
    std::optional<double> bound;                  // at the speed of light; of energy the lower bound; base units
    std::optional<double> typical;                // and what is usual
    std::shared_ptr<const Evaluation> evaluation; // that of the bound

    const MeasuredQuantity& quantity() const { return *measuredQuantity(run.quantity); }
    /// Measured over bound, of what is spent: times, energies and bytes as they are, rates the other way round. At
    /// least 1 where the bound is one.
    std::optional<double> overBound() const { return excess(bound); }
    /// The same over what is usual; 1 where that was right.
    std::optional<double> overTypical() const { return excess(typical); }
    /// Whether the bound is one: nothing was measured below it.
    bool passes() const;
    /// Why there is no number beside it; empty where there is.
    std::string refusal() const;
    /// "73 % of the bound is reached", or what has to be wrong.
    std::string sentence() const;

private:
    std::optional<double> excess(std::optional<double> ours) const;
};

/// `typical`: of the same scenario with typical times and energy at the wall.
CheckedRun check(const MeasuredRun& run, std::shared_ptr<const Evaluation> bound, const Evaluation& typical);

struct MeasuredSummary {
    std::size_t runs = 0, above = 0; // and those that lie where the bound allows
    double medianError = 0;          // of what is usual against measured times and rates, relative
    bool passes() const { return above == runs; }
    /// "109 of 111 measured runs lie above their bounds; the median run is 14 % from what is typical"
    std::string sentence() const;
};
MeasuredSummary summaryOf(const std::vector<CheckedRun>& runs);

} // namespace ridge
