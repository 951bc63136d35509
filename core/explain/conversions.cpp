#include "core/explain/conversions.h"

#include "core/analysis/cost.h"
#include "core/formulas/formulas.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

using Text = std::string;

bool isOneOf(std::string_view id, std::initializer_list<std::string_view> ids)
{
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool isEnergy(NumberKind kind) { return kind == NumberKind::EnergyAtDevice || kind == NumberKind::EnergyAtWall; }

/// A number as a rule shows it: every digit that was typed, no prefix.
Text plain(double value) { return formatForField(value, Unit::Fraction); }

/// "9.89×10¹⁴"; as it stands from a thousandth to ten thousand.
Text powerOfTen(double value)
{
    const double magnitude = std::fabs(value);
    if (magnitude >= 1e-3 && magnitude < 1e4) {
        return format(value, Unit::Fraction);
    }
    return scientific(value);
}

/// "5.44 G" + "bit".
Text counted(double value, const char* unit)
{
    const NumberText parts = formatParts(value, Unit::Count);
    return parts.number + " " + parts.unit + unit;
}

bool integerArithmetic(const Scenario& s)
{
    return infoOf(s.deployment.weights).isInteger && infoOf(s.deployment.activations).isInteger;
}

/// Whether all weights have it; otherwise the size of a model is a sum.
bool isOneFormat(const Scenario& s)
{
    const Deployment& d = s.deployment;
    return d.formatOf(WeightKind::Embedding) == d.weights && d.formatOf(WeightKind::Norm) == d.weights &&
           d.formatOf(WeightKind::Bias) == d.weights;
}

double atWall(NumberKind kind, double joules, const Scenario& s)
{
    return kind == NumberKind::EnergyAtDevice ? joules * s.environment.pue : joules;
}

/// What stands before a rule that is about energy at the wall.
Text toWall(NumberKind kind, const Scenario& s)
{
    return kind == NumberKind::EnergyAtDevice ? "energy at the device × PUE " + plain(s.environment.pue) + " "
                                              : "energy at the wall ";
}

Text timesBits(Precision precision, const Scenario& s)
{
    return "× " + plain(storageBits(precision, s.deployment)) + " / 8 (" + Text(infoOf(precision).label) + ")";
}

Text elementsInBytes(double elements, Precision precision, const Scenario& s)
{
    return format(formula::bytes(elements, storageBits(precision, s.deployment)).inBaseUnits(), Unit::Bytes,
                  s.convention.numberStyle());
}

// ---- the rows ---------------------------------------------------------------------------------------------------

void addWork(std::vector<Conversion>& rows)
{
    const auto times = [](NumberKind, const Scenario& s) { return "× " + plain(s.convention.opsPerMac); };
    rows.push_back(
        {"macs-to-flops", "MACs", "FLOPs",
         [](NumberKind, Unit unit, const Scenario& s) { return unit == Unit::Macs && !integerArithmetic(s); },
         [](NumberKind, double macs, const Scenario& s) { return format(macs * s.convention.opsPerMac, Unit::Ops); },
         times});
    rows.push_back(
        {"macs-to-ops", "MACs", "OPs",
         [](NumberKind, Unit unit, const Scenario& s) { return unit == Unit::Macs && integerArithmetic(s); },
         [](NumberKind, double macs, const Scenario& s) { return counted(macs * s.convention.opsPerMac, "OP"); },
         [](NumberKind, const Scenario& s) { return "× " + plain(s.convention.opsPerMac) + " (non-float)"; }});
    rows.push_back(
        {"flops-to-macs", "FLOPs", "MACs",
         [](NumberKind kind, Unit, const Scenario&) { return kind == NumberKind::Flops; },
         [](NumberKind, double flops, const Scenario& s) { return format(flops / s.convention.opsPerMac, Unit::Macs); },
         [](NumberKind, const Scenario& s) { return "÷ " + plain(s.convention.opsPerMac); }});
    rows.push_back({"tflops-to-flops", "TFLOPS", "FLOPS",
                    [](NumberKind, Unit unit, const Scenario&) { return unit == Unit::OpsPerSecond; },
                    [](NumberKind, double rate, const Scenario&) { return powerOfTen(rate) + " FLOP/s"; },
                    [](NumberKind, const Scenario&) { return Text("TFLOPS × 10¹²"); }});
}

void addBytes(std::vector<Conversion>& rows)
{
    rows.push_back(
        {"parameters-to-bytes", "Parameters", "Model Size (bytes)",
         [](NumberKind kind, Unit, const Scenario& s) { return kind == NumberKind::Parameters && isOneFormat(s); },
         [](NumberKind, double count, const Scenario& s) { return elementsInBytes(count, s.deployment.weights, s); },
         [](NumberKind, const Scenario& s) { return timesBits(s.deployment.weights, s); }});
    rows.push_back({"activations-to-bytes", "Activations", "Memory (bytes)",
                    [](NumberKind kind, Unit, const Scenario&) { return kind == NumberKind::Activations; },
                    [](NumberKind, double count, const Scenario& s) {
                        return elementsInBytes(count, s.deployment.activations, s);
                    },
                    [](NumberKind, const Scenario& s) { return timesBits(s.deployment.activations, s); }});
    rows.push_back({"bytes-to-bits", "bytes", "bits",
                    [](NumberKind, Unit unit, const Scenario&) { return unit == Unit::Bytes; },
                    [](NumberKind, double bytes, const Scenario&) { return counted(bytes * 8, "bit"); },
                    [](NumberKind, const Scenario&) { return Text("× 8"); }});
    rows.push_back({"bits-to-bytes", "bits", "bytes",
                    [](NumberKind, Unit unit, const Scenario&) { return unit == Unit::Bits; },
                    [](NumberKind, double bits, const Scenario& s) {
                        return format(bits / 8, Unit::Bytes, s.convention.numberStyle());
                    },
                    [](NumberKind, const Scenario&) { return Text("÷ 8"); }});
    rows.push_back(
        {"gb-to-gib", "GB", "GiB",
         [](NumberKind, Unit unit, const Scenario& s) { return unit == Unit::Bytes && !s.convention.binaryBytes; },
         [](NumberKind, double bytes, const Scenario&) { return format(bytes, Unit::Bytes, {.binaryBytes = true}); },
         [](NumberKind, const Scenario&) { return Text("× 10⁹ ÷ 2³⁰"); }});
    rows.push_back(
        {"gib-to-gb", "GiB", "GB",
         [](NumberKind, Unit unit, const Scenario& s) { return unit == Unit::Bytes && s.convention.binaryBytes; },
         [](NumberKind, double bytes, const Scenario&) { return format(bytes, Unit::Bytes); },
         [](NumberKind, const Scenario&) { return Text("× 2³⁰ ÷ 10⁹"); }});
}

void addEnergy(std::vector<Conversion>& rows)
{
    const auto energy = [](NumberKind kind, Unit, const Scenario&) { return isEnergy(kind); };
    const auto joules = [](NumberKind, Unit unit, const Scenario&) { return unit == Unit::Joules; };
    rows.push_back({"joules-to-wh", "J", "Wh", joules,
                    [](NumberKind, double value, const Scenario&) {
                        return format(value / 3600, Unit::Watts) + "h"; // a watt's prefixes, for an hour
                    },
                    [](NumberKind, const Scenario&) { return Text("÷ 3600"); }});
    rows.push_back(
        {"joules-to-kwh", "Wh", "kWh", joules,
         [](NumberKind, double value, const Scenario&) { return powerOfTen(value / joulesPerKilowattHour) + " kWh"; },
         [](NumberKind, const Scenario&) { return Text("÷ 3600 ÷ 1000"); }});
    rows.push_back({"energy-to-carbon", "Energy (kWh) → Carbon", "gCO₂", energy,
                    [](NumberKind kind, double value, const Scenario& s) {
                        const Joules<> wall(atWall(kind, value, s));
                        return format(formula::carbon(wall, s.environment.gridIntensity).inBaseUnits(), Unit::Grams);
                    },
                    [](NumberKind kind, const Scenario& s) {
                        return toWall(kind, s) + "÷ 3.6 × 10⁶ × " +
                               formatForField(s.environment.gridIntensity, Unit::GramsPerKilowattHour);
                    }});
    rows.push_back({"energy-to-cost", "Energy (kWh) → Cost", "USD", energy,
                    [](NumberKind kind, double value, const Scenario& s) {
                        const Joules<> wall(atWall(kind, value, s));
                        return format(formula::cost(wall, s.environment.price).inBaseUnits(), Unit::Dollars);
                    },
                    [](NumberKind kind, const Scenario& s) {
                        return toWall(kind, s) + "÷ 3.6 × 10⁶ × " +
                               formatForField(s.environment.price, Unit::DollarsPerKilowattHour);
                    }});
    rows.push_back({"grams-to-kilograms", "gCO₂", "kgCO₂",
                    [](NumberKind, Unit unit, const Scenario&) { return unit == Unit::Grams; },
                    [](NumberKind, double grams, const Scenario&) { return powerOfTen(grams / 1000) + " kgCO₂"; },
                    [](NumberKind, const Scenario&) { return Text("÷ 1000"); }});
}

void addRates(std::vector<Conversion>& rows)
{
    rows.push_back({"latency-to-throughput", "Latency (s)", "Throughput (units/s)",
                    [](NumberKind, Unit unit, const Scenario&) { return unit == Unit::Seconds; },
                    [](NumberKind, double seconds, const Scenario&) { return format(1 / seconds, Unit::PerSecond); },
                    [](NumberKind, const Scenario&) { return Text("1 / latency"); }});
    rows.push_back({"throughput-to-latency", "Throughput (units/s)", "Latency (s)",
                    [](NumberKind, Unit unit, const Scenario&) {
                        return unit == Unit::PerSecond || unit == Unit::TokensPerSecond;
                    },
                    [](NumberKind, double rate, const Scenario&) { return format(1 / rate, Unit::Seconds); },
                    [](NumberKind, const Scenario&) { return Text("1 / throughput"); }});
}

std::vector<ConvertedNumber> convert(NumberKind kind, Unit unit, double value, const Scenario& scenario)
{
    std::vector<ConvertedNumber> all;
    if (value == 0 || !std::isfinite(value)) {
        return all; // nothing has no other unit, and no reciprocal
    }
    for (const Conversion& row : conversions()) {
        if (row.applies(kind, unit, scenario)) {
            all.push_back({row.id, row.text(kind, value, scenario), row.rule(kind, scenario)});
        }
    }
    return all;
}

} // namespace

NumberKind kindOf(const Metric& metric)
{
    if (isOneOf(metric.id, {"parameters", "parameters_sheet", "active_parameters"})) {
        return NumberKind::Parameters;
    }
    if (metric.unit == Unit::Count && metric.id.find("activations") == 0) {
        return NumberKind::Activations;
    }
    if (metric.unit == Unit::Ops && metric.id.find("flops") == 0) {
        return NumberKind::Flops;
    }
    if (metric.unit == Unit::Joules) {
        const bool device = isOneOf(
            metric.id, {"energy_compute", "energy_movement", "energy_static", "energy_bottom_up", "energy_rest"});
        return device ? NumberKind::EnergyAtDevice : NumberKind::EnergyAtWall;
    }
    return NumberKind::Other;
}

const std::vector<Conversion>& conversions()
{
    static const std::vector<Conversion> catalogue = [] {
        std::vector<Conversion> rows;
        addWork(rows);
        addBytes(rows);
        addEnergy(rows);
        addRates(rows);
        return rows;
    }();
    return catalogue;
}

std::vector<ConvertedNumber> conversionsOf(const Metric& metric, double value, const Scenario& scenario)
{
    return convert(kindOf(metric), metric.unit, value, scenario);
}

std::vector<ConvertedNumber> conversionsOf(Unit unit, double value, const Scenario& scenario)
{
    return convert(NumberKind::Other, unit, value, scenario);
}

} // namespace ridge
