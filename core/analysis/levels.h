// The levels that operators' bytes cross on their way to the arithmetic: memories, and links to the host and to other
// ranks. Each with its rate, and of every operator the bytes that cross it.
// Not caches: what they hold back is not modelled, so none is a level. No times of its own: see operator_work.h.
#pragma once

#include "core/analysis/evaluation.h"

#include <span>

namespace ridge {

enum class LevelKind : std::uint8_t { Memory, Working, Weights, HostLink, NodeLink, Network };

struct LevelText {
    LevelKind kind;
    std::string_view id;    // "node-link"
    std::string_view label; // "link within the node"
};
/// One row a kind, in the order of the enumeration.
std::span<const LevelText> levelTexts();

struct Level {
    LevelKind kind = LevelKind::Memory;
    std::string name;      // the device's: "HBM3", "NVLink 4"
    std::string parameter; // that sets the rate; empty: none does
    double rate = 0;       // bytes per second that it is set to reach

    bool isLink() const { return kind >= LevelKind::HostLink; }
};

/// What one execution of an operator takes of a level.
struct LevelUse {
    Bytes<> bytes;
    Seconds<> time; // its own, with the exchange of what it made where that is what crosses

    double intensity(Ops<> ops) const { return ops.inBaseUnits() / bytes.inBaseUnits(); }
    double achieved(Ops<> ops) const { return ops.inBaseUnits() / time.inBaseUnits(); }
};

class Levels {
public:
    Levels() = default;
    /// Lives no longer than the evaluation.
    explicit Levels(const Evaluation& evaluation);

    /// Those that some bytes cross. Memory comes first: all that is read and written, whatever memory holds it. Where
    /// several do, each is a level of its own beside it.
    const std::vector<Level>& all() const { return m_all; }
    /// Null where nothing crosses it.
    const Level* find(LevelKind kind) const;
    LevelUse use(LevelKind kind, std::size_t stage, std::size_t op) const;
    /// The one whose rate makes an operator's bytes take longest, of memories each alone; null where nothing moves.
    const Level* slowest(std::size_t stage, std::size_t op) const;
    /// Of one run of the stage, counts included.
    LevelUse use(LevelKind kind, std::size_t stage) const;

private:
    struct Sent { // for one execution of what made it
        Bytes<> inside, between;
        Seconds<> time;
    };
    void addMemories();
    void addHostLink();
    void addNetwork();
    void noteSent(std::size_t stage, Sent& sum);

    const Evaluation* m_evaluation = nullptr;
    std::vector<Level> m_all;
    std::vector<std::vector<Sent>> m_sent; // by stage and operator; empty where no ranks share the work
};

/// The operator whose result or weights an exchange carries: what made the tensor that it sends; what reads weights
/// after they are gathered; else what ran before it. Absent: it stands alone.
std::optional<std::size_t> ownerOf(const Stage& stage, std::size_t exchange);

} // namespace ridge
