// Which levers a scenario pulls, in words and one by one, and how they are pulled.
// Not what they give (lever_gains.h), and not what they do (core/levers).
#pragma once

#include "core/analysis/evaluation.h"

namespace ridge {

struct Parameter;

/// Whether the scenario has the lever on; one that waits for a model it suits counts.
bool isSwitchedOn(const Scenario& scenario, const LeverText& lever);
/// The scenario with the lever on or off; its numbers stay. What cannot be switched is left as it is.
Scenario switched(Scenario scenario, const LeverText& lever, bool on);
/// Why it cannot be pulled here, as half a sentence; empty where it can.
std::string refusalOf(const Scenario& scenario, const LeverText& lever);
/// Those that are on and mean something here, in the order in which they are applied.
std::vector<const LeverText*> pulledLevers(const Scenario& scenario);

/// Pulls a lever as it is asked for on the command line: "gqa", "gqa:kv_heads=4,…". Returns a sentence where it cannot,
/// and leaves the scenario unchanged then.
std::string pullLever(Scenario& scenario, std::string_view text);

/// "depth, width, student": how its settings are called there; empty where it has none.
std::string settingNames(const LeverText& lever);

/// The parameters that say how a pulled lever is set: its numbers, or the choice that pulls it.
std::vector<const Parameter*> settingsOf(const Scenario& scenario, const LeverText& lever);
/// "Grouped-query attention (KV heads 8): KV heads 32 → 8": with what it changed of the parameters.
std::string pulledText(const Evaluation& evaluation, const LeverText& lever);
/// "KV heads 32 → 8" of one change.
std::string changedText(const Scenario& scenario, const LeverChange& change);

} // namespace ridge
