#include "core/models/layers/layer_list.h"

#include "core/models/layers/layer_operators.h"
#include "core/models/layers/resolve_block.h"
#include "core/program/elementwise.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <unordered_set>

namespace ridge {
namespace {

/// What a list expands to at most; over numbers that lead back less, because each of them holds a formula.
template <class N> constexpr std::size_t mostOperators = std::is_same_v<N, double> ? 1'000'000 : 20'000;
template <class N> constexpr std::size_t mostUses = 4 * mostOperators<N>; // inputs of all of them together
constexpr std::size_t mostIssues = 1'000;
constexpr double mostSamples = 1e9;

std::string rangeText(double from, double count)
{
    const auto number = [](double x) { return std::to_string(static_cast<long long>(x)); };
    return number(from) + (count > 1 ? "-" + number(from + count - 1) : std::string());
}

template <class N> class LayerListExpander {
    using Shape = MapShapeOf<N>;
    using Resolved = ResolvedLayer<N>;

public:
    LayerListExpander(const StatedList<N>& stated, const N& batch, std::vector<Issue>& issues)
        : m_stated(stated), m_list(stated.list()), m_batch(batch), m_issues(issues)
    {
    }

    StageOf<N> run()
    {
        m_stage.name = "inference";
        m_stage.samples = m_batch;
        reserve();
        Shape shape = inputOf(m_stated);
        TensorId tensor = addTensor(shape);
        m_stage.tensors.front().role = TensorRole::Input;
        for (const LayerBlock& block : m_list.blocks) {
            expandBlock(block, shape, tensor);
        }
        if (m_stage.tensors[static_cast<std::size_t>(tensor)].role == TensorRole::Activation) {
            m_stage.tensors[static_cast<std::size_t>(tensor)].role = TensorRole::Output;
        }
        return std::move(m_stage);
    }

private:
    /// Room for what most lists expand to: of a repeated block the first repetition, and one that stands for the rest.
    void reserve()
    {
        std::size_t layers = 0;
        for (const LayerBlock& block : m_list.blocks) {
            layers += block.layers.size() * (repetitionsOf(block) > 1 ? 2 : 1);
        }
        layers = std::min(layers, mostOperators<N>);
        constexpr std::size_t manyProjections = 1024;
        const std::size_t projections = std::min({m_list.blocks.size(), layers, manyProjections}); // one in a block
        m_stage.operators.reserve(layers + projections);
        m_stage.tensors.reserve(layers + projections + 1);
        m_stage.uses.reserve(layers + layers / 4); // additions have two
        m_finished.reserve(layers);
    }

    /// Advances `shape` and `tensor` to the block's output.
    void expandBlock(const LayerBlock& block, Shape& shape, TensorId& tensor)
    {
        findBlockStyle(block);
        const double repetitions = repetitionsOf(block);
        const N repeat = m_stated.repeat(block, repetitions);
        resolveBlock(m_stated, block, m_above, shape, true, m_current);
        for (double done = 0; done < repetitions && !isFull();) {
            const Shape output = outputOf(m_current, shape);
            const bool last = repetitions - done <= 1;
            if (!last) {
                resolveBlock(m_stated, block, m_above, output, false, m_next);
            }
            // Equal to the next one means equal to all that follow: they start from the same shape.
            const bool settled = last || sameShapes(m_current, m_next);
            const double count = settled ? repetitions - done : 1;
            report(block);
            m_blockName = &block.name;
            m_count = settled ? repeat - done : N(1);
            m_block = repetitions > 1 ? nextBlockNumber() : std::uint16_t{0};
            m_prefix.assign(block.name).append(".");
            if (count != repetitions) {
                m_prefix.append(rangeText(done, count)).append(".");
            }
            tensor = expandRepetition(tensor);
            done += count;
            shape = output;
            if (last || settled) {
                finish(block, shape, tensor);
            }
            std::swap(m_current, m_next);
        }
        if (isFull()) {
            reportOnce(Severity::Error, "model.layers",
                       "The list expands to a million operators, or to four million inputs of them; the rest is left "
                       "out.");
        }
    }

    bool isFull() const { return m_stage.operators.size() >= mostOperators<N> || m_stage.uses.size() >= mostUses<N>; }

    /// Later blocks may read what this one has made.
    void finish(const LayerBlock& block, const Shape& shape, TensorId tensor)
    {
        m_above.add(block, m_current, shape);
        m_finished.insert(m_finished.end(), m_outputs.begin(), m_outputs.end());
        m_finished.push_back(tensor);
    }

    /// Inserted projections look like the block's own convolutions.
    void findBlockStyle(const LayerBlock& block)
    {
        const auto isNorm = [](const Layer& layer) { return layer.kind == LayerKind::Norm; };
        const auto norm = std::find_if(block.layers.begin(), block.layers.end(), isNorm);
        m_norm = norm == block.layers.end() ? nullptr : &*norm;
        m_bias = std::any_of(block.layers.begin(), block.layers.end(),
                             [](const Layer& layer) { return layer.kind == LayerKind::Conv && layer.bias; });
    }

    std::uint16_t nextBlockNumber()
    {
        if (m_lastBlock == std::numeric_limits<std::uint16_t>::max()) {
            return 0; // only lists that grow at every repetition get here, and those have nothing to group
        }
        return ++m_lastBlock;
    }

    void report(const LayerBlock& block)
    {
        for (const Resolved& r : m_current.layers) {
            if (!r.error.empty()) {
                reportOnce(Severity::Error, "model.layers." + block.name + "." + r.layer->name, r.error);
            }
        }
    }

    /// Operations of one element by the table in elementwise.h; an unknown function counts as one and is told.
    double opsOf(const Layer& layer)
    {
        const std::string_view function = functionOf(layer);
        if (function.empty()) {
            return 0;
        }
        const std::optional<double> known = knownOpsPerElement(function);
        if (!known) {
            reportOnce(Severity::Warning, "model.layers." + *m_blockName + "." + layer.name,
                       "The function \"" + layer.function + "\" is not known; it counts as one operation per element.");
        }
        return known.value_or(1);
    }

    void reportOnce(Severity severity, std::string field, std::string message)
    {
        if (m_issues.size() < mostIssues && m_told.insert(field).second) {
            m_issues.push_back({severity, std::move(field), std::move(message)});
        }
    }

    TensorId expandRepetition(TensorId input)
    {
        m_outputs.clear();
        for (const Resolved& r : m_current.layers) {
            m_inputs.clear();
            for (int source : m_current.sourcesOf(r)) {
                m_inputs.push_back(source < -1  ? m_finished[static_cast<std::size_t>(-2 - source)]
                                   : source < 0 ? input
                                                : m_outputs[static_cast<std::size_t>(source)]);
            }
            m_outputs.push_back(r.dropped ? m_inputs.back() : expandLayer(r));
        }
        return m_outputs.empty() ? input : m_outputs.back();
    }

    /// Reads `m_inputs`.
    TensorId expandLayer(const Resolved& r)
    {
        if (r.layer->kind == LayerKind::Attention || r.layer->kind == LayerKind::LinearAttention) {
            return attend(r);
        }
        if (r.layer->kind == LayerKind::TemporalShift) {
            return shift(r);
        }
        if (r.projection) {
            m_inputs.front() = project(r, m_inputs.front());
        }
        OperatorOf<N>& op = add(*r.layer, "", operatorKindOf(r.layer->kind), m_inputs, r.input, r.output);
        fillSizes(op, r);
        return op.output;
    }

    TensorId attend(const Resolved& r)
    {
        MapAttention<N> attention;
        attention.linear = r.layer->kind == LayerKind::LinearAttention;
        attention.batch = batchOf(r.output);
        attention.heads = r.groups;
        attention.headSize = r.output.c / r.groups;
        attention.positions = positionsOf(m_list, r.output);
        attention.stacked = m_inputs.front();
        attention.mixed = addTensor(r.output);
        OperatorOf<N> like = m_blank;
        like.name.append(m_prefix).append(r.layer->name);
        like.block = m_block;
        like.count = m_count;
        appendAttention(m_stage, like, attention);
        return attention.mixed;
    }

    /// Moves features within its input: offline 1/8 of the channels one frame on and 1/8 one frame back; online only
    /// on, by way of a cache that keeps them until the next frame comes. Unmoved features stay where they are.
    TensorId shift(const Resolved& r)
    {
        const TensorId map = m_inputs.front();
        OperatorOf<N>& op = add(*r.layer, "", OperatorKind::Shift, m_inputs, r.input, r.output);
        m_stage.tensors.pop_back();
        op.output = -1;
        const N share = shiftedShareOver<N>();
        const N moved = m_stage.tensors[static_cast<std::size_t>(map)].elements() * share;
        op.readOfFirst = op.writtenInPlace = 2 * moved; // both directions; or to the cache and back
        if (r.layer->function == "online") {
            TensorOf<N> cache;
            cache.n = m_batch * m_count; // each repetition has its own
            cache.c = r.input.c * share, cache.h = r.input.h, cache.w = r.input.w;
            cache.role = TensorRole::State;
            op.workspace = static_cast<TensorId>(m_stage.tensors.size());
            m_stage.tensors.push_back(cache);
        }
        return map;
    }

    TensorId project(const Resolved& r, TensorId shortcut)
    {
        OperatorOf<N>& conv =
            add(*r.layer, ".project", OperatorKind::Convolution, std::span(&shortcut, 1), *r.projection, r.output);
        conv.sizes.bias = m_bias ? r.output.c : N(0);
        const TensorId projected = conv.output;
        if (!m_norm) {
            return projected;
        }
        OperatorOf<N>& norm =
            add(*r.layer, ".project_norm", OperatorKind::Normalisation, std::span(&projected, 1), r.output, r.output);
        norm.sizes.perElement = opsOf(*m_norm);
        return norm.output;
    }

    void fillSizes(OperatorOf<N>& op, const Resolved& r)
    {
        Sizes<N>& s = op.sizes;
        s.kh = r.kernelHeight;
        s.kw = r.kernelWidth;
        s.kt = r.kernelDepth;
        s.g = r.groups;
        if (op.kind == OperatorKind::Convolution || op.kind == OperatorKind::TransposedConvolution ||
            op.kind == OperatorKind::Linear) {
            s.bias = r.layer->bias ? s.co : N(0);
        }
        if (op.kind == OperatorKind::Linear) { // acts on every position of the map
            s.wi = s.wo = r.input.h * r.input.w;
            s.hi = s.ho = 1;
        }
        if (op.kind == OperatorKind::Concat) {
            s.ci = s.co;
        }
        s.perElement = op.kind == OperatorKind::Pool ? s.kt * s.kh * s.kw : N(opsOf(*r.layer));
    }

    OperatorOf<N>& add(const Layer& layer, std::string_view suffix, OperatorKind kind, std::span<const TensorId> inputs,
                       const Shape& in, const Shape& out)
    {
        OperatorOf<N>& op = m_stage.operators.emplace_back(m_blank);
        op.name.append(m_prefix).append(layer.name).append(suffix);
        op.kind = kind;
        op.block = m_block;
        op.count = m_count;
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        op.inputCount = static_cast<std::uint32_t>(inputs.size());
        m_stage.uses.insert(m_stage.uses.end(), inputs.begin(), inputs.end());
        op.output = addTensor(out);
        Sizes<N>& s = op.sizes;
        s.n = batchOf(out);
        s.ci = in.c, s.ti = depthOf(in), s.hi = in.h, s.wi = in.w;
        s.co = out.c, s.to = depthOf(out), s.ho = out.h, s.wo = out.w;
        return op;
    }

    TensorId addTensor(const Shape& shape)
    {
        TensorOf<N> tensor;
        tensor.n = batchOf(shape);
        tensor.c = shape.c, tensor.h = shape.h, tensor.w = shape.w;
        tensor.t = depthOf(shape);
        m_stage.tensors.push_back(tensor);
        return static_cast<TensorId>(m_stage.tensors.size() - 1);
    }

    /// Frames that a 2-D network works on one by one join the batch; otherwise they are the depth of the maps.
    N batchOf(const Shape& shape) const { return m_list.framesInBatch ? m_batch * shape.t : m_batch; }
    N depthOf(const Shape& shape) const { return m_list.framesInBatch ? N(1) : shape.t; }

    const StatedList<N>& m_stated;
    const LayerList& m_list;
    const N m_batch;
    std::vector<Issue>& m_issues;
    std::unordered_set<std::string> m_told; // their fields
    StageOf<N> m_stage;
    ResolvedBlock<N> m_current, m_next; // repetitions of the block being expanded
    std::vector<TensorId> m_outputs;    // of the layers of the repetition being expanded
    std::vector<TensorId> m_inputs;     // of the layer being expanded
    FinishedBlocks<N> m_above;
    std::vector<TensorId> m_finished; // one for each entry of the blocks above
    std::string m_prefix;
    N m_count{1};
    std::uint16_t m_block = 0;
    std::uint16_t m_lastBlock = 0;
    const OperatorOf<N> m_blank; // copied: much faster than setting its many sizes one by one
    const std::string* m_blockName = nullptr;
    const Layer* m_norm = nullptr;
    bool m_bias = false;
};

template <class N>
StageOf<N> expandOver(const Scenario& scenario, const LayerList& list, std::vector<Issue>& issues,
                      const ParameterOrigins& changed)
{
    const StatedList<N> stated(list, &scenario.model, &changed);
    const N batch = over<N>(scenario.workload, changed).batch;
    const N whole = batch == wholePart(batch) ? batch : wholePart(batch);
    return LayerListExpander<N>(stated, wholeNumberOf(whole, 1, mostSamples), issues).run();
}

} // namespace

Stage expandLayers(const Scenario& scenario, const LayerList& list, std::vector<Issue>& issues)
{
    return expandOver<double>(scenario, list, issues, {});
}

std::optional<StageOf<Traced>> traceLayers(const Scenario& scenario, const LayerList& list,
                                           const ParameterOrigins& changed)
{
    constexpr std::size_t operators = mostOperators<Traced>, uses = mostUses<Traced>;
    std::size_t layers = 0, named = 0;
    for (const LayerBlock& block : list.blocks) {
        layers += block.layers.size();
        for (const Layer& layer : block.layers) {
            named += layer.from.size();
        }
    }
    if (layers >= operators || named >= uses) {
        return std::nullopt;
    }
    std::vector<Issue> issues; // those of the plain numbers
    StageOf<Traced> stage = expandOver<Traced>(scenario, list, issues, changed);
    const bool isWhole = stage.operators.size() < operators && stage.uses.size() < uses;
    return isWhole ? std::optional(std::move(stage)) : std::nullopt;
}

} // namespace ridge
