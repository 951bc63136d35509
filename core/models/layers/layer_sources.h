// What a layer reads: which layers of its block, or outputs of the blocks above.
// Not their shapes: see resolve_block.h.
#pragma once

#include "core/scenario/families/layer_list.h"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ridge {

/// What later blocks may read by name: "BLOCK" or "BLOCK.LAYER" of the blocks above.
class FinishedNames {
public:
    /// Makes one entry for every layer, and one for the block's output.
    void add(const LayerBlock& block);
    std::optional<std::size_t> find(std::string_view name) const;

private:
    struct Finished {
        const LayerBlock* block;
        std::size_t firstEntry;
    };
    std::optional<std::size_t> lastCalled(std::string_view name) const;

    std::vector<Finished> m_blocks;
    std::size_t m_entries = 0;
    // Filled when a name is looked up: few lists do.
    mutable std::unordered_map<std::string_view, std::size_t> m_last; // block of each name
    mutable std::vector<std::optional<std::size_t>> m_namesakes;      // of each block: the last before it
};

/// Appends what the layer at this index of its block reads. −1: the block's input; from 0: the index of an earlier
/// layer; −2 − n: entry n of the blocks above. What it says otherwise comes back as one sentence.
std::string findSources(const LayerBlock& block, std::size_t index, const FinishedNames& above,
                        std::vector<int>& sources);

} // namespace ridge
