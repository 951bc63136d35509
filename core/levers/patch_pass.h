// Cuts the first blocks of a stage into patches: how far each operator has to look back from the last map of theirs.
// Not the lever's words: see rows/patchbased.cpp.
#pragma once

#include "core/levers/first_operators.h"
#include "core/levers/patches.h"
#include "core/scenario/families/layer_list.h"

#include <algorithm>
#include <map>
#include <set>

namespace ridge {

template <class N> struct PatchGrid {
    N perSide;
    bool clips = true;         // at the border of the map
    bool readsInParts = false; // the input: a patch of it at a time
};

/// From one row or column to the one behind the last.
template <class N> struct Span {
    N start, end;
    N size() const { return end - start; }
};

/// What each patch needs of a map along one side.
template <class N> using Spans = std::vector<Span<N>>;

template <class N> Spans<N> cut(const N& size, const N& parts)
{
    const N each = roundedUp(size / parts);
    Spans<N> spans;
    for (int i = 0; valueOf(each) * i < valueOf(size); ++i) {
        spans.push_back({N(i) * each, smaller(N(i + 1) * each, size)});
    }
    return spans;
}

template <class N> N sumOf(const Spans<N>& spans)
{
    N sum(0);
    for (const Span<N>& span : spans) {
        sum = sum + span.size();
    }
    return sum;
}

template <class N> N largestOf(const Spans<N>& spans)
{
    N most = spans.front().size();
    for (const Span<N>& span : spans) {
        most = span.size() > most ? span.size() : most;
    }
    return most;
}

/// Both together, patch by patch.
template <class N> void cover(Spans<N>& all, const Spans<N>& more)
{
    if (all.empty()) {
        all = more;
        return;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i].start = more[i].start < all[i].start ? more[i].start : all[i].start;
        all[i].end = more[i].end > all[i].end ? more[i].end : all[i].end;
    }
}

/// What an operator has to read along one side for its outputs: kernel k at stride s, s·(out − 1) + k. The padding is
/// what a map of this size lacks, half of it in front.
template <class N> Spans<N> lookBack(const Spans<N>& outputs, const N& in, const N& out, const N& kernel, bool clips)
{
    const N stride = valueOf(in) == valueOf(out) ? N(1) : roundedUp(in / out);
    const N reach = (out - N(1)) * stride + kernel;
    const N padding = valueOf(reach) > valueOf(in) ? wholePart((reach - in) / N(2)) : N(0);
    Spans<N> inputs;
    for (const Span<N>& span : outputs) {
        const N start = stride * span.start - padding;
        const N end = stride * (span.end - N(1)) - padding + kernel;
        const N from = clips ? larger(N(0), start) : start, to = clips ? smaller(in, end) : end;
        inputs.push_back({from, valueOf(to) < valueOf(from) ? from : to}); // what sees padding alone reads nothing
    }
    return inputs;
}

template <class N> class PatchPass {
public:
    PatchPass(StageOf<N>& stage, const LayerList& list, const PatchGrid<N>& grid)
        : m_stage(stage), m_list(list), m_grid(grid)
    {
    }

    /// Whether there was anything to cut: at most so many blocks.
    bool run(double blocks)
    {
        for (const std::size_t end : endsOf(blocks)) { // the last first
            m_last = onlyMapBehind(m_stage, end);
            if (m_last >= 0) {
                cutUpTo(end);
                return true;
            }
        }
        return false;
    }

private:
    struct Region {
        Spans<N> rows, columns;
        void cover(const Region& other)
        {
            ridge::cover(rows, other.rows);
            ridge::cover(columns, other.columns);
        }
    };

    /// The repetition that an operator belongs to: "block2.0."; `block` walks on to its block.
    std::string_view groupOf(const OperatorOf<N>& op, std::size_t& block) const
    {
        const std::string_view name = op.name;
        while (block < m_list.blocks.size() && !name.starts_with(m_list.blocks[block].name + ".")) {
            ++block;
        }
        if (block == m_list.blocks.size()) {
            return {};
        }
        const std::size_t behind = m_list.blocks[block].name.size() + 1;
        const bool isOneOfSeveral = valueOf(op.count) != m_list.blocks[block].repeat;
        return name.substr(0, isOneOfSeveral ? name.find('.', behind) + 1 : behind);
    }

    /// Behind the last operator of each of the first blocks, the last one first.
    std::vector<std::size_t> endsOf(double blocks) const
    {
        std::vector<std::size_t> ends;
        std::size_t block = 0;
        std::string_view group;
        const std::vector<OperatorOf<N>>& operators = m_stage.operators;
        for (std::size_t i = 0; i < operators.size(); ++i) {
            const std::string_view own = groupOf(operators[i], block);
            if (own != group && i > 0) {
                ends.insert(ends.begin(), i);
            }
            const bool isEnough = static_cast<double>(ends.size()) >= blocks;
            if (isEnough || own.empty() || valueOf(operators[i].count) > 1 || !looksNearby(operators[i])) {
                return ends;
            }
            group = own;
        }
        return ends;
    }

    void cutUpTo(std::size_t end)
    {
        const TensorOf<N>& last = m_stage.tensors[static_cast<std::size_t>(m_last)];
        m_needed[m_last] = {cut(last.h, m_grid.perSide), cut(last.w, m_grid.perSide)};
        const Region& grid = m_needed[m_last];
        const double patches = static_cast<double>(grid.rows.size() * grid.columns.size());
        const N square = m_grid.perSide * m_grid.perSide;
        m_patches = valueOf(square) == patches ? square : N(patches);
        while (end > 0) { // a kernel with what runs in its epilogue
            std::size_t kernel = end - 1;
            while (kernel > 0 && m_stage.operators[kernel].inPlace) {
                --kernel;
            }
            cutKernel(kernel, end);
            end = kernel;
        }
        if (m_grid.readsInParts) {
            cutInputs();
        }
    }

    /// Of what arrives from outside only the patch that is worked on is there.
    void cutInputs()
    {
        for (const auto& [id, region] : m_needed) {
            TensorOf<N>& tensor = m_stage.tensors[static_cast<std::size_t>(id)];
            if (tensor.role == TensorRole::Input) {
                tensor.h = largestOf(region.rows), tensor.w = largestOf(region.columns);
            }
        }
    }

    void cutKernel(std::size_t kernel, std::size_t end)
    {
        OperatorOf<N>& op = m_stage.operators[kernel];
        Region made;
        std::set<TensorId> results;
        for (std::size_t i = kernel; i < end; ++i) {
            for (const TensorId id : {m_stage.operators[i].output, m_stage.operators[i].result}) {
                results.insert(id);
                if (const auto needed = m_needed.find(id); needed != m_needed.end()) {
                    made.cover(needed->second);
                }
            }
        }
        const Sizes<N>& s = op.sizes;
        const Region read{lookBack(made.rows, s.hi, s.ho, slidingSize(op, s.kh), m_grid.clips),
                          lookBack(made.columns, s.wi, s.wo, slidingSize(op, s.kw), m_grid.clips)};
        for (std::size_t i = kernel; i < end; ++i) {
            need(m_stage.operators[i], results, i == kernel ? read : made);
            resize(m_stage.operators[i], i == kernel ? read : made, made);
        }
        if (results.contains(m_last) && op.overwritesInput) { // the last map is another place
            op.overwritesInput = false;
            op.workspace = -1;
        }
        results.insert(op.workspace);
        for (const TensorId id : results) {
            if (id >= 0 && id != m_last) {
                TensorOf<N>& tensor = m_stage.tensors[static_cast<std::size_t>(id)];
                tensor.h = largestOf(made.rows), tensor.w = largestOf(made.columns);
            }
        }
    }

    void need(const OperatorOf<N>& op, const std::set<TensorId>& results, const Region& region)
    {
        for (std::uint32_t u = 0; u < op.inputCount; ++u) {
            if (const TensorId id = m_stage.uses[op.firstInput + u]; id >= 0 && !results.contains(id)) {
                m_needed[id].cover(region);
            }
        }
    }

    void resize(OperatorOf<N>& op, const Region& read, const Region& made)
    {
        Sizes<N>& s = op.sizes;
        s.hi = sumOf(read.rows), s.wi = sumOf(read.columns);
        s.ho = sumOf(made.rows), s.wo = sumOf(made.columns);
        s.touched = m_patches;
    }

    StageOf<N>& m_stage;
    const LayerList& m_list;
    PatchGrid<N> m_grid;
    TensorId m_last = -1; // the map that is cut
    N m_patches{1};
    std::map<TensorId, Region> m_needed;
};

} // namespace ridge
