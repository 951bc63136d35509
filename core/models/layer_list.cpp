#include "core/models/layer_list.h"

#include "core/models/elementwise.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ridge {
namespace {

constexpr std::size_t mostOperators = 1'000'000;
constexpr std::size_t mostIssues = 1'000;
constexpr double mostSamples = 1e9;

std::string rangeText(double from, double count)
{
    const auto number = [](double x) { return std::to_string(static_cast<long long>(x)); };
    return number(from) + (count > 1 ? "-" + number(from + count - 1) : std::string());
}

class LayerListExpander {
public:
    LayerListExpander(const LayerList& list, double batch, std::vector<Issue>& issues)
        : m_list(list), m_batch(batch), m_issues(issues)
    {
    }

    Stage run()
    {
        m_stage.name = "inference";
        m_stage.samples = m_batch;
        MapShape shape = inputOf(m_list);
        TensorId tensor = addTensor(shape);
        m_stage.tensors.front().role = TensorRole::Input;
        for (const LayerBlock& block : m_list.blocks) {
            expandBlock(block, shape, tensor);
        }
        if (!m_stage.operators.empty()) {
            m_stage.tensors[static_cast<std::size_t>(m_stage.operators.back().output)].role = TensorRole::Output;
        }
        return std::move(m_stage);
    }

private:
    /// Advances `shape` and `tensor` to the block's output.
    void expandBlock(const LayerBlock& block, MapShape& shape, TensorId& tensor)
    {
        findBlockStyle(block);
        const double repetitions = repetitionsOf(block);
        std::vector<ResolvedLayer> current = resolveBlock(m_list, block, shape, true);
        for (double done = 0; done < repetitions && m_stage.operators.size() < mostOperators;) {
            const MapShape output = outputOf(current, shape);
            std::vector<ResolvedLayer> next = resolveBlock(m_list, block, output, false);
            // Equal to the next one means equal to all that follow: they start from the same shape.
            const bool settled = sameShapes(current, next);
            const double count = settled ? repetitions - done : 1;
            report(block, current);
            m_count = count;
            m_block = repetitions > 1 ? nextBlockNumber() : std::uint16_t{0};
            m_prefix = block.name + "." + (count == repetitions ? "" : rangeText(done, count) + ".");
            tensor = expandRepetition(current, tensor);
            done += count;
            shape = output;
            current = std::move(next);
        }
        if (m_stage.operators.size() >= mostOperators) {
            reportOnce(Severity::Error, "model.layers",
                       "The list expands to a million operators; the rest is left out.");
        }
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

    void report(const LayerBlock& block, const std::vector<ResolvedLayer>& layers)
    {
        for (const ResolvedLayer& r : layers) {
            const std::string field = "model.layers." + block.name + "." + r.layer->name;
            if (!r.error.empty()) {
                reportOnce(Severity::Error, field, r.error);
            }
            if (!functionOf(*r.layer).empty() && !knownOpsPerElement(functionOf(*r.layer))) {
                reportOnce(Severity::Warning, field,
                           "The function \"" + r.layer->function +
                               "\" is not known; it counts as one operation per element.");
            }
        }
    }

    void reportOnce(Severity severity, std::string field, std::string message)
    {
        const bool told =
            std::any_of(m_issues.begin(), m_issues.end(), [&](const Issue& i) { return i.field == field; });
        if (!told && m_issues.size() < mostIssues) {
            m_issues.push_back({severity, std::move(field), std::move(message)});
        }
    }

    TensorId expandRepetition(const std::vector<ResolvedLayer>& layers, TensorId input)
    {
        m_outputs.clear();
        for (const ResolvedLayer& r : layers) {
            std::vector<TensorId> inputs;
            for (int source : r.sources) {
                inputs.push_back(source < 0 ? input : m_outputs[static_cast<std::size_t>(source)]);
            }
            m_outputs.push_back(r.dropped ? inputs.back() : expandLayer(r, std::move(inputs)));
        }
        return m_outputs.empty() ? input : m_outputs.back();
    }

    TensorId expandLayer(const ResolvedLayer& r, std::vector<TensorId> inputs)
    {
        if (r.projection) {
            inputs.front() = project(r, inputs.front());
        }
        Operator& op = add(m_prefix + r.layer->name, kindOf(r.layer->kind), inputs, r.input, r.output);
        fillSizes(op, r);
        return op.output;
    }

    TensorId project(const ResolvedLayer& r, TensorId shortcut)
    {
        const std::string name = m_prefix + r.layer->name;
        Operator& conv = add(name + ".project", OperatorKind::Convolution, {shortcut}, *r.projection, r.output);
        conv.sizes.bias = m_bias ? r.output.c : 0;
        if (!m_norm) {
            return conv.output;
        }
        Operator& norm = add(name + ".project_norm", OperatorKind::Normalisation, {conv.output}, r.output, r.output);
        norm.sizes.perElement = opsPerElement(functionOf(*m_norm));
        return norm.output;
    }

    static OperatorKind kindOf(LayerKind kind)
    {
        switch (kind) {
        case LayerKind::Conv:
        case LayerKind::DepthwiseConv:
            return OperatorKind::Convolution;
        case LayerKind::TransposedConv:
            return OperatorKind::TransposedConvolution;
        case LayerKind::Linear:
            return OperatorKind::Linear;
        case LayerKind::Norm:
            return OperatorKind::Normalisation;
        case LayerKind::Activation:
            return OperatorKind::Elementwise;
        case LayerKind::Add:
            return OperatorKind::Add;
        case LayerKind::Concat:
            return OperatorKind::Concat;
        case LayerKind::MaxPool:
        case LayerKind::AveragePool:
        case LayerKind::GlobalPool:
            return OperatorKind::Pool;
        case LayerKind::Upsample:
            return OperatorKind::Upsample;
        case LayerKind::Flatten:
            return OperatorKind::Reshape;
        case LayerKind::Softmax:
            return OperatorKind::Softmax;
        }
        return OperatorKind::Unknown;
    }

    /// The row of the table in elementwise.h; empty for kinds that have none.
    static std::string_view functionOf(const Layer& layer)
    {
        switch (layer.kind) {
        case LayerKind::Norm:
            return layer.function.empty() ? "batch" : std::string_view(layer.function);
        case LayerKind::Activation:
            return layer.function.empty() ? "relu" : std::string_view(layer.function);
        case LayerKind::Add:
            return "add";
        case LayerKind::Softmax:
            return "softmax";
        default:
            return {};
        }
    }

    static void fillSizes(Operator& op, const ResolvedLayer& r)
    {
        Sizes<>& s = op.sizes;
        s.kh = r.kernelHeight;
        s.kw = r.kernelWidth;
        s.g = r.groups;
        if (op.kind == OperatorKind::Convolution || op.kind == OperatorKind::TransposedConvolution ||
            op.kind == OperatorKind::Linear) {
            s.bias = r.layer->bias ? s.co : 0;
        }
        if (op.kind == OperatorKind::Linear) { // acts on every position of the map
            s.wi = s.wo = r.input.h * r.input.w;
            s.hi = s.ho = 1;
        }
        if (op.kind == OperatorKind::Concat) {
            s.ci = s.co;
        }
        if (op.kind == OperatorKind::Pool) {
            s.perElement = s.kh * s.kw;
        } else if (const std::string_view function = functionOf(*r.layer); !function.empty()) {
            s.perElement = opsPerElement(function);
        }
    }

    Operator& add(std::string name, OperatorKind kind, const std::vector<TensorId>& inputs, MapShape in, MapShape out)
    {
        Operator op;
        op.name = std::move(name);
        op.kind = kind;
        op.block = m_block;
        op.count = m_count;
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        op.inputCount = static_cast<std::uint32_t>(inputs.size());
        m_stage.uses.insert(m_stage.uses.end(), inputs.begin(), inputs.end());
        op.output = addTensor(out);
        Sizes<>& s = op.sizes;
        s.n = m_batch;
        s.ci = in.c, s.hi = in.h, s.wi = in.w;
        s.co = out.c, s.ho = out.h, s.wo = out.w;
        m_stage.operators.push_back(std::move(op));
        return m_stage.operators.back();
    }

    TensorId addTensor(MapShape shape)
    {
        Tensor tensor;
        tensor.n = m_batch;
        tensor.c = shape.c, tensor.h = shape.h, tensor.w = shape.w;
        m_stage.tensors.push_back(tensor);
        return static_cast<TensorId>(m_stage.tensors.size() - 1);
    }

    const LayerList& m_list;
    double m_batch;
    std::vector<Issue>& m_issues;
    Stage m_stage;
    std::vector<TensorId> m_outputs; // of the layers of the repetition being expanded
    std::string m_prefix;
    double m_count = 1;
    std::uint16_t m_block = 0;
    std::uint16_t m_lastBlock = 0;
    const Layer* m_norm = nullptr;
    bool m_bias = false;
};

} // namespace

Stage expandLayers(const Scenario& scenario, const LayerList& list, std::vector<Issue>& issues)
{
    const double batch = scenario.workload.batch;
    const double wholeBatch = std::isfinite(batch) ? std::clamp(std::floor(batch), 1.0, mostSamples) : 1.0;
    return LayerListExpander(list, wholeBatch, issues).run();
}

} // namespace ridge
