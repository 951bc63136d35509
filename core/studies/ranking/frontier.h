// The scenarios that no other beats in two or three metrics at once: of models, devices, formats, batches.
// Not one order of all of them: ranking.h.
#pragma once

#include "core/studies/ranking/direction.h"
#include "core/studies/runner.h"

namespace ridge {

/// A metric that counts, and which way is better; what is not known counts as better low.
struct FrontierAim {
    std::string_view metric;
    Better better = Better::Lower;
};
/// As the catalogue has it.
FrontierAim aimOf(std::string_view metric);

/// A parameter and the values it takes, base units or indices of choices.
struct FrontierAxis {
    std::string parameter;
    std::vector<double> values;
};

/// What is combined with what. A list without entries: as the scenario has it.
struct FrontierSpace {
    std::vector<Model> models;
    std::vector<Device> devices;
    std::vector<FrontierAxis> axes;

    std::size_t size() const;
};

/// Whether a row of values is beaten.
struct Standing {
    bool isOnFront = false;
    std::optional<std::size_t> dominatedBy; // a row of the front; absent for rows that do not compete as well
};

/// One row beats another where it is nowhere worse and somewhere better; equals stay both. Rows with an absent value,
/// or that may not compete, beat nobody and are on no front.
std::vector<Standing> standings(const std::vector<std::vector<std::optional<double>>>& rows,
                                std::span<const FrontierAim> aims, const std::vector<bool>& competes);

struct FrontierPoint {
    std::size_t index = 0; // of the space: see scenarioAt
    bool fits = true;
    Bound bound = Bound::Memory;
    std::vector<std::optional<double>> values; // of the aims, base units
    bool isOnFront = false;
    std::optional<std::size_t> dominatedBy; // a point of the front
    bool integerOps = false;                // what it computes is counted in OP, not in FLOP
};

struct Frontier {
    std::vector<FrontierPoint> points; // in the order of the space
    std::size_t skipped = 0;           // combinations that are no other scenario: a cache format of a CNN
    std::size_t absent = 0;            // points without one of the values
    std::size_t misfits = 0;           // points that do not fit; they do not compete
    bool complete = true;              // not stopped before the end
};

Frontier frontierOf(const Scenario& scenario, const FrontierSpace& space, std::span<const FrontierAim> aims,
                    const StudyRun& run = {});

/// What one point of the space is; nothing where it would be the same as another.
std::optional<Scenario> scenarioAt(const Scenario& scenario, const FrontierSpace& space, std::size_t index);
/// Which model, device and value of every axis; of models and devices 0 where the scenario's own is meant.
struct FrontierPlace {
    std::size_t model = 0, device = 0;
    std::vector<std::size_t> values; // indices into those of each axis
};
FrontierPlace placeOf(const FrontierSpace& space, std::size_t index);

} // namespace ridge
