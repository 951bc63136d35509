// What an operator is for within its model, one row each: what adapters attach to, formats apply to, charts group by.
// Not what it computes: that is its kind (program.h).
#pragma once

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
    bool isTable = false;   // an embedding table or the output head, which conventions count apart
    bool isLinear = false;  // a linear layer inside the network: what weight-only formats and adapters are made for
};

inline constexpr std::array<RoleInfo, 19> roleRows{{
    {"other", ""},
    {"embedding", "", true},
    {"head", "LM head", true},
    {"attention.query", "QKV, out", false, true},
    {"attention.key", "QKV, out", false, true},
    {"attention.value", "QKV, out", false, true},
    {"attention.key_value", "QKV, out", false, true},
    {"attention.query_key_value", "QKV, out", false, true},
    {"attention.down", "QKV, out", false, true},
    {"attention.up", "QKV, out", false, true},
    {"attention.softmax", "Attention"},
    {"attention.out", "QKV, out", false, true},
    {"experts.router", "MLP", false, true},
    {"mlp.up", "MLP", false, true},
    {"mlp.gate_up", "MLP", false, true},
    {"mlp.down", "MLP", false, true},
    {"experts.gate_up", "MLP", false, true},
    {"experts.down", "MLP", false, true},
    {"shared.gate", "MLP", false, true},
}};

constexpr const RoleInfo& infoOf(Role role) { return roleRows[static_cast<std::size_t>(role)]; }

/// An operator's name and what it is for; a name alone stands for whatever its kind usually is.
struct Named {
    std::string_view name;
    Role role = Role::Other;
    Named(std::string_view text, Role what = Role::Other) : name(text), role(what) {}
    Named(const char* text, Role what = Role::Other) : name(text), role(what) {}
    Named(const std::string& text, Role what = Role::Other) : name(text), role(what) {}
};

} // namespace ridge
