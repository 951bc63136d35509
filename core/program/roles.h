// What an operator is for within its model, one row each: what adapters attach to, formats apply to, charts group by.
// Not what it computes: that is its kind (program.h).
#pragma once

#include "core/scenario/precision.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace ridge {

enum class Role : std::uint8_t {
    Other,
    Embedding,
    OutputHead,
    Query,
    Key,
    Value,
    KeyValue,
    QueryKeyValue,
    AttentionDown, // into the compressed space of latent attention
    AttentionUp,   // and out of it
    AttentionMix,  // softmax over the scores
    AttentionOut,
    Router,
    MlpUp,
    MlpGateUp,
    MlpDown,
    ExpertGateUp,
    ExpertDown,
    SharedGate
};

struct RoleInfo {
    std::string_view id;
    std::string_view group; // what charts call the part of the model it belongs to; empty: its kind decides
    WeightKind holds = WeightKind::Matrix;
    bool isLinear = false; // a linear layer inside the network: what weight-only formats and adapters are made for
};

inline constexpr std::array<RoleInfo, 19> roleRows{{
    {"other", ""},
    {"embedding", "", WeightKind::Embedding},
    {"head", "LM head", WeightKind::Head},
    {"attention.query", "QKV, out", WeightKind::Matrix, true},
    {"attention.key", "QKV, out", WeightKind::Matrix, true},
    {"attention.value", "QKV, out", WeightKind::Matrix, true},
    {"attention.key_value", "QKV, out", WeightKind::Matrix, true},
    {"attention.query_key_value", "QKV, out", WeightKind::Matrix, true},
    {"attention.down", "QKV, out", WeightKind::Matrix, true},
    {"attention.up", "QKV, out", WeightKind::Matrix, true},
    {"attention.softmax", "Attention"},
    {"attention.out", "QKV, out", WeightKind::Matrix, true},
    {"experts.router", "MLP", WeightKind::Matrix, true},
    {"mlp.up", "MLP", WeightKind::Matrix, true},
    {"mlp.gate_up", "MLP", WeightKind::Matrix, true},
    {"mlp.down", "MLP", WeightKind::Matrix, true},
    {"experts.gate_up", "MLP", WeightKind::Expert, true},
    {"experts.down", "MLP", WeightKind::Expert, true},
    {"shared.gate", "MLP", WeightKind::Matrix, true},
}};

constexpr const RoleInfo& infoOf(Role role) { return roleRows[static_cast<std::size_t>(role)]; }

/// An embedding table or the output head, which conventions count apart.
constexpr bool isTable(Role role)
{
    return infoOf(role).holds == WeightKind::Embedding || infoOf(role).holds == WeightKind::Head;
}

/// An operator's name and what it is for; a name alone stands for whatever its kind usually is.
struct Named {
    std::string_view name;
    Role role = Role::Other;
    Named(std::string_view text, Role what = Role::Other) : name(text), role(what) {}
    Named(const char* text, Role what = Role::Other) : name(text), role(what) {}
    Named(const std::string& text, Role what = Role::Other) : name(text), role(what) {}
};

} // namespace ridge
