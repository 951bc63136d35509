// What a callout of a figure points at, as a path that stays the same when numbers move.
// Not where it is drawn: each chart says that of what it shows.
#pragma once

#include "core/analysis/evaluation.h"
#include "ui/selection.h"

#include <QString>

#include <string>

namespace ridge {

inline constexpr std::string_view operatorTarget = "op:", roofTarget = "roof:", levelTarget = "level:";

/// "decode/attn.qkv"
std::string pathOf(const Evaluation& evaluation, OperatorRef ref);
/// Invalid where there is none.
OperatorRef operatorOfPath(const Evaluation& evaluation, std::string_view path);
/// What is behind the prefix; empty where it has another.
std::string_view behind(std::string_view target, std::string_view prefix);
/// "decode/attn.qkv", "the roof of device.bandwidth": for sentences about what has gone.
QString nameOfTarget(const std::string& target);

} // namespace ridge
