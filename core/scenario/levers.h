// What levers say of themselves, and what a scenario chose of them: words, parameters, the switch that pulls each.
// Not what they do: core/levers has a file for each.
#pragma once

#include "core/quantity/unit.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ridge {

struct Scenario;

/// What a lever changes, in the order in which they are applied.
enum class LeverKind { Shape, Format, KvCache, Schedule, MemoryPlan, Deployment };
std::string_view labelOf(LeverKind kind);

/// A number of a lever, or a choice where it has names for the values 0, 1, ….
struct LeverParameter {
    const char *key, *label, *symbol; // "sparsity": the parameter lever.ID.sparsity
    Unit unit;
    double minimum, maximum, standard;
    const char* help;
    std::vector<std::string> choices = {}, choiceLabels = {};
    bool (*applies)(const Scenario&) = nullptr; // null: whenever the lever is pulled
};

/// The parameter that pulls a lever and the values it has when it does and when not. Levers have one of their own,
/// lever.ID, unless something else chose them before there was a lever.
struct LeverSwitch {
    const char* parameter = nullptr; // null: one of its own
    double on = 1, off = 0;
};

struct LeverText {
    const char *id, *label;
    const char* reduces; // what it saves
    LeverKind kind;
    int order;          // among those of its kind: lower ones first
    const char* caveat; // what it costs and needs, with the source
    std::vector<LeverParameter> parameters = {};
    LeverSwitch toggle = {};
    bool takesStudent = false; // whether Scenario::student is among its choices
    /// Why it means nothing for such a model or device; null where it may. What it finds in the program, it says
    /// itself.
    const char* (*refusal)(const Scenario&) = [](const Scenario&) -> const char* { return nullptr; };

    std::string switchId() const { return toggle.parameter ? toggle.parameter : "lever." + std::string(id); }
    std::string idOf(std::string_view key) const { return "lever." + std::string(id) + "." + std::string(key); }
};

/// All there are, in the order in which they are applied: core/levers lists them.
std::span<const LeverText* const> leverTexts();

/// One parameter of a scenario that a lever changed; or its whole model, then in words alone.
struct LeverChange {
    const LeverText* lever;
    std::string parameter; // "model" for the whole of it
    double before, after;  // of a model: its parameters
    std::string nameBefore = {}, nameAfter = {};
};

/// By parameter: what differs from its standard value. A lever that is not pulled keeps its numbers.
using LeverSettings = std::map<std::string, double, std::less<>>;

} // namespace ridge
