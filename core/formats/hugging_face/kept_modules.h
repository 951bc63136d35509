// Names of modules that a quantised checkpoint leaves as they are, such as "lm_head" or "model.layers.*.self_attn".
// Not the formats of the others: see quantization.h.
#pragma once

#include "core/program/program.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace ridge {

/// A name, a glob or a regular expression ("re:.*lm_head"), reduced to the words that say what is meant.
struct KeptModule {
    std::vector<std::string> words;     // in their order, from the outermost module on; none: not understood
    double layer = -1;                  // the one layer that is meant; −1: all
    std::optional<std::size_t> meaning; // a row of what words mean; none: they mean nothing that is known
    bool ofShared = false;              // in the experts that work on every token alone
};

/// One for each way to choose among the alternatives of an expression, such as "re:.*mlp.(up|down)_proj".
std::vector<KeptModule> keptModules(const std::string& name);

/// Whether the words name any part of a model that this program knows.
bool isKnown(const KeptModule& module);

/// Part of an operator's weights that the modules name, in a language model of so many layers.
double keptShare(const Operator& op, const std::string& stage, const std::vector<KeptModule>& modules, double layers);

} // namespace ridge
