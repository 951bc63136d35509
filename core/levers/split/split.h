// The program of one rank of several devices: its share of every operator, and what it sends to the others.
// Not how long that takes: see core/analysis/rank_times.h.
#pragma once

#include "core/formulas/element_bits.h"
#include "core/program/program.h"
#include "core/scenario/scenario.h"

#include <optional>

namespace ridge {

inline bool isShared(const Scenario& scenario) { return scenario.deployment.split.devices() > 1; }

/// How many samples replicas and micro-batches share: one where a file fixes its batch.
double sharedBatch(const Scenario& scenario);

/// The scenario with the batch that one rank works on at a time; none where one device does everything.
std::optional<Scenario> rankScenario(const Scenario& scenario);
/// And how that follows from the degrees, beside what levers changed.
ParameterOrigins rankOrigins(const Scenario& scenario, ParameterOrigins changed);

/// Of a program that was expanded for that batch, the part of the fullest rank: before kernels are fused, which each
/// rank does for itself. `changed`: by levers, of the whole scenario.
template <class N> void splitProgram(const Scenario& scenario, const ParameterOrigins& changed, ProgramOf<N>& program);

} // namespace ridge
