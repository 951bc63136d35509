#include "core/models/layers/layer_sources.h"

#include <algorithm>

namespace ridge {
namespace {

constexpr std::string_view blockInput = "in";

std::size_t mostSources(LayerKind kind, std::size_t given)
{
    return kind == LayerKind::Concat ? given : kind == LayerKind::Add || kind == LayerKind::Scale ? 2 : 1;
}

std::optional<int> find(const LayerBlock& block, int last, const FinishedNames& above, const std::string& name)
{
    if (name == blockInput) {
        return -1;
    }
    for (int i = last; i >= 0; --i) {
        if (block.layers[static_cast<std::size_t>(i)].name == name) {
            return i;
        }
    }
    const auto entry = above.find(name);
    return entry ? std::optional(-2 - static_cast<int>(*entry)) : std::nullopt;
}

} // namespace

std::string findSources(const LayerBlock& block, std::size_t index, const FinishedNames& above,
                        std::vector<int>& sources)
{
    std::string problem;
    const auto fail = [&problem](const std::string& sentence) {
        if (problem.empty()) {
            problem = sentence;
        }
    };
    const Layer& layer = block.layers[index];
    const int before = static_cast<int>(index) - 1;
    const std::size_t begin = sources.size();
    for (const std::string& name : layer.from) {
        const std::optional<int> found = find(block, before, above, name);
        if (!found) {
            fail(
                "There is no layer \"" + name +
                "\" above this one in the block, nor an earlier block of that name; it reads the layer above instead.");
        }
        sources.push_back(found.value_or(before));
    }
    const bool joins = mostSources(layer.kind, 2) == 2;
    if (layer.from.empty()) {
        sources.push_back(joins ? -1 : before);
    }
    if (joins && sources.size() - begin < 2) {
        sources.push_back(before);
    }
    const std::size_t found = sources.size() - begin;
    const std::size_t most = mostSources(layer.kind, found);
    if (found > most) {
        fail("This layer takes " + std::to_string(most) + (most == 1 ? " input" : " inputs") + ", not " +
             std::to_string(found) + ".");
        sources.resize(begin + most);
    }
    return problem;
}

void FinishedNames::add(const LayerBlock& block)
{
    m_blocks.push_back({&block, m_entries});
    m_entries += block.layers.size() + 1;
}

std::optional<std::size_t> FinishedNames::lastCalled(std::string_view name) const
{
    for (std::size_t block = m_namesakes.size(); block < m_blocks.size(); ++block) {
        const auto [known, isNew] = m_last.try_emplace(m_blocks[block].block->name, block);
        m_namesakes.push_back(isNew ? std::nullopt : std::optional(known->second));
        known->second = block;
    }
    const auto found = m_last.find(name);
    return found == m_last.end() ? std::nullopt : std::optional(found->second);
}

/// Of all that a name can mean, "BLOCK" or "BLOCK.LAYER" with dots in either, the block that stands last.
std::optional<std::size_t> FinishedNames::find(std::string_view name) const
{
    constexpr int mostDots = 16; // in the name of a block
    std::optional<std::size_t> best = lastCalled(name);
    std::optional<std::size_t> entry;
    if (best) {
        entry = m_blocks[*best].firstEntry + m_blocks[*best].block->layers.size();
    }
    int dots = 0;
    for (std::size_t dot = name.find('.'); dot != std::string_view::npos && ++dots <= mostDots;
         dot = name.find('.', dot + 1)) {
        const std::string_view rest = name.substr(dot + 1);
        for (auto one = lastCalled(name.substr(0, dot)); one && (!best || *one > *best); one = m_namesakes[*one]) {
            const std::vector<Layer>& layers = m_blocks[*one].block->layers;
            const auto layer =
                std::find_if(layers.rbegin(), layers.rend(), [rest](const Layer& l) { return l.name == rest; });
            if (layer != layers.rend()) {
                best = one;
                entry = m_blocks[*one].firstEntry + static_cast<std::size_t>(layers.rend() - layer) - 1;
            }
        }
    }
    return entry;
}

} // namespace ridge
