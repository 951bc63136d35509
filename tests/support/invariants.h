// What every evaluation keeps to: finite figures, totals that add up, derivations that recompute, and more bandwidth
// that never costs time. Not expectations: no number is known beforehand.
#pragma once

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "core/metrics/facts.h"

#include <cmath>
#include <string>

namespace ridge::test {

/// The first figure that is not finite, not positive where it has to be, or absent without a reason; else empty.
class Figures {
public:
    void finite(double x, const std::string& what)
    {
        if (m_broken.empty() && !std::isfinite(x)) {
            m_broken = what + " = " + std::to_string(x);
        }
    }
    void amount(double x, const std::string& what)
    {
        finite(x, what);
        require(x >= 0, what + " is negative");
    }
    void require(bool holds, const std::string& what)
    {
        if (m_broken.empty() && !holds) {
            m_broken = what;
        }
    }
    const std::string& broken() const { return m_broken; }

private:
    std::string m_broken;
};

inline void inspectOperator(const OperatorCost& c, const std::string& name, Figures& figures)
{
    for (const double x :
         {c.parameters, c.macs.inBaseUnits(), c.elementwise.inBaseUnits(), c.ops.inBaseUnits(), c.weights.inBaseUnits(),
          c.input.inBaseUnits(), c.output.inBaseUnits(), c.kvRead.inBaseUnits(), c.kvWritten.inBaseUnits(),
          c.bytes.inBaseUnits(), c.times.compute.inBaseUnits(), c.times.memory.inBaseUnits(), c.time.inBaseUnits(),
          c.energy().inBaseUnits(), c.intensity().value_or(0)}) {
        figures.amount(x, name);
    }
}

inline std::string brokenFigure(const Evaluation& e)
{
    Figures figures;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            inspectOperator(e.stages[s].operators[i], e.program.stages[s].operators[i].name, figures);
            figures.amount(e.stages[s].live[i].inBaseUnits(), "live");
        }
        const StageTotals& t = e.stages[s].totals;
        for (const double x :
             {t.macs.inBaseUnits(), t.attentionMacs.inBaseUnits(), t.elementwise.inBaseUnits(), t.ops.inBaseUnits(),
              t.weights.inBaseUnits(), t.streamed.inBaseUnits(), t.bytes.inBaseUnits(), t.times.compute.inBaseUnits(),
              t.times.memory.inBaseUnits(), t.times.overhead.inBaseUnits(), t.time.inBaseUnits(),
              t.energyCompute.inBaseUnits(), t.energyMovement.inBaseUnits(), t.energyStatic.inBaseUnits()}) {
            figures.amount(x, "totals");
        }
    }
    for (const MemoryStep& step : e.memory.timeline) {
        figures.amount(step.activations, "activations over time");
        figures.amount(step.kvCache, "KV cache over time");
        figures.amount(step.position, "position over time");
    }
    for (const double x :
         {e.parameters, e.activeParameters, e.verdict.margin, e.memory.weights.inBaseUnits(),
          e.memory.kvCache.inBaseUnits(), e.memory.arena.inBaseUnits(), e.memory.peakActivations.inBaseUnits(),
          e.latency().inBaseUnits(), e.energyBottomUp().inBaseUnits()}) {
        figures.amount(x, "evaluation");
    }
    figures.finite(e.placement.headroom.inBaseUnits(), "headroom");
    for (std::size_t i = 0; i < e.metrics.size(); ++i) {
        const std::string id(metricCatalogue()[i].id);
        figures.finite(e.metrics[i].value.value_or(0), id);
        figures.require(e.metrics[i].value || e.metrics[i].absent[0] != '\0', id + " is absent without a reason");
    }
    figures.require(!e.verdict.sentence.empty(), "no verdict");
    return figures.broken();
}

/// The first of a stage's totals that is not the sum over its operators; else empty.
inline std::string brokenSum(const Evaluation& e)
{
    Figures figures;
    const auto compare = [&](std::size_t s, const char* what, auto member, auto totalMember) {
        double sum = 0;
        for (std::size_t i = 0; i < e.stages[s].operators.size(); ++i) {
            const OperatorCost& cost = e.stages[s].operators[i];
            sum += e.program.stages[s].operators[i].count * (cost.*member).inBaseUnits();
        }
        const double total = (e.stages[s].totals.*totalMember).inBaseUnits();
        figures.require(std::fabs(sum - total) <= 1e-9 * std::fabs(total), what + std::string(" is no sum"));
    };
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        compare(s, "macs", &OperatorCost::macs, &StageTotals::macs);
        compare(s, "ops", &OperatorCost::ops, &StageTotals::ops);
        compare(s, "weights", &OperatorCost::weights, &StageTotals::weights);
        compare(s, "bytes", &OperatorCost::bytes, &StageTotals::bytes);
        compare(s, "time", &OperatorCost::time, &StageTotals::time);
        compare(s, "energy of movement", &OperatorCost::energyMovement, &StageTotals::energyMovement);
    }
    return figures.broken();
}

/// The first metric whose derivation does not give its value, to the last bit; else empty.
inline std::string brokenDerivation(const Evaluation& e)
{
    Figures figures;
    const Facts<Traced> facts(e);
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        const std::optional<Traced> derivation = metricCatalogue()[i].derivation(facts);
        const std::string id(metricCatalogue()[i].id);
        const std::optional<double>& value = e.metrics[i].value;
        figures.require(derivation.has_value() == value.has_value(), id + " is not derived where it has a value");
        if (derivation && value) {
            figures.require(derivation->value() == *value, id + " is derived as another value");
            figures.require(recompute(*derivation->expression()) == *value, id + " recomputes as another value");
        }
    }
    return figures.broken();
}

/// The first operator that takes longer where all memory is twice as fast; else empty. Faster work hides less of an
/// exchange: of those the whole run says whether anything is lost.
inline std::string slowedByBandwidth(const Evaluation& e)
{
    Scenario faster = *e.scenario;
    for (MemoryLevel& level : faster.device.memory) {
        level.bandwidth *= 2;
    }
    const Evaluation other = evaluate(faster);
    Figures figures;
    for (std::size_t s = 0; s < e.stages.size(); ++s) {
        figures.require(other.stages[s].operators.size() == e.stages[s].operators.size(), "another program");
        for (std::size_t i = 0; i < e.stages[s].operators.size() && figures.broken().empty(); ++i) {
            const bool mayHideLess = isExchange(e.program.stages[s].operators[i].kind);
            figures.require(mayHideLess || other.stages[s].operators[i].time <= e.stages[s].operators[i].time,
                            e.program.stages[s].operators[i].name + " is slower on twice the bandwidth");
        }
    }
    figures.require(other.latency().inBaseUnits() <= e.latency().inBaseUnits() * (1 + 1e-12),
                    "the whole is slower on twice the bandwidth");
    return figures.broken();
}

} // namespace ridge::test
