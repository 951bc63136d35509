#include "core/analysis/groups.h"

#include <algorithm>
#include <map>

namespace ridge {

namespace {

bool contains(std::string_view name, std::string_view part) { return name.find(part) != std::string_view::npos; }

bool containsAny(std::string_view name, std::initializer_list<std::string_view> parts)
{
    return std::any_of(parts.begin(), parts.end(), [name](std::string_view part) { return contains(name, part); });
}

std::string convolutionGroup(const Sizes<>& s)
{
    if (s.g > 1 && s.g >= s.ci) {
        return "Depthwise conv";
    }
    const auto side = [](double k) { return std::to_string(static_cast<long long>(k)); };
    return (s.kt > 1 ? side(s.kt) + "×" : "") + side(s.kh) + "×" + side(s.kw) + " conv";
}

std::string linearGroup(const Operator& op)
{
    if (op.isEmbedding || containsAny(op.name, {"lm_head", "head.out", "output_head"})) {
        return "LM head";
    }
    if (containsAny(op.name, {"mlp", "ffn", "feed_forward", "expert", "shared", "router", "fc1", "fc2"})) {
        return "MLP";
    }
    if (containsAny(op.name, {"attn", "attention", "cross.", "qkv", "q_proj", "k_proj", "v_proj", "o_proj"})) {
        return "QKV, out";
    }
    return op.kind == OperatorKind::Matmul ? "Matrix products" : "Linear";
}

} // namespace

std::string groupOf(const Operator& op)
{
    switch (op.kind) {
    case OperatorKind::Convolution:
        return convolutionGroup(op.sizes);
    case OperatorKind::TransposedConvolution:
        return "Transposed conv";
    case OperatorKind::Linear:
    case OperatorKind::Matmul:
        return linearGroup(op);
    case OperatorKind::AttentionScores:
    case OperatorKind::AttentionValues:
    case OperatorKind::LinearAttention:
        return "Attention";
    case OperatorKind::Softmax:
        return containsAny(op.name, {"attn", "cross."}) ? "Attention" : "Norm, act.";
    case OperatorKind::Normalisation:
    case OperatorKind::Elementwise:
    case OperatorKind::Add:
        return "Norm, act.";
    case OperatorKind::Pool:
        return "Pooling";
    case OperatorKind::Embedding:
        return "Embedding";
    case OperatorKind::Concat:
    case OperatorKind::Upsample:
    case OperatorKind::Reshape:
        return "Reshape, concat";
    case OperatorKind::Shift:
        return "Temporal shift";
    case OperatorKind::VoxelConvolution:
        return "Voxel conv";
    case OperatorKind::Gather:
    case OperatorKind::Scatter:
        return "Gather, scatter";
    case OperatorKind::Unknown:
        break;
    }
    return "Unknown";
}

namespace {

/// What one execution of an operator takes, by cause.
using Split = OperatorGroup (*)(const OperatorCost&);

OperatorGroup energySplit(const OperatorCost& cost)
{
    OperatorGroup part;
    part.compute = cost.energyCompute.inBaseUnits();
    part.memory = cost.energyMovement.inBaseUnits();
    part.rest = cost.energyStatic.inBaseUnits();
    return part;
}

OperatorGroup timeSplit(const OperatorCost& cost)
{
    OperatorGroup part;
    double& cause = cost.bound == Bound::Compute ? part.compute : cost.bound == Bound::Memory ? part.memory : part.rest;
    cause = cost.time.inBaseUnits();
    return part;
}

std::map<std::string, OperatorGroup> sumByGroup(const Evaluation& evaluation, Split split)
{
    std::map<std::string, OperatorGroup> groups;
    std::map<std::string, double> largest;
    for (std::size_t s = 0; s < evaluation.stages.size(); ++s) {
        const Stage& stage = evaluation.program.stages[s];
        for (std::size_t i = 0; i < evaluation.stages[s].operators.size(); ++i) {
            const OperatorGroup one = split(evaluation.stages[s].operators[i]);
            const double times = stage.operators[i].count * stage.repeat;
            std::string name = groupOf(stage.operators[i]);
            OperatorGroup& group = groups[name];
            group.compute += one.compute * times;
            group.memory += one.memory * times;
            group.rest += one.rest * times;
            const double own = one.total() * times;
            auto [entry, isNew] = largest.try_emplace(name, own);
            if (isNew || own > entry->second) {
                entry->second = own;
                group.largestStage = s;
                group.largestOperator = i;
            }
            group.parts = {name};
            group.name = std::move(name);
        }
    }
    return groups;
}

void foldTail(std::vector<OperatorGroup>& groups, std::size_t limit)
{
    if (groups.size() <= limit + 1) {
        return; // one group alone is better named than called "other"
    }
    OperatorGroup other = groups[limit];
    other.name = "other";
    for (std::size_t i = limit + 1; i < groups.size(); ++i) {
        other.parts.push_back(groups[i].name);
        other.compute += groups[i].compute;
        other.memory += groups[i].memory;
        other.rest += groups[i].rest;
    }
    groups.resize(limit);
    groups.push_back(other);
}

std::vector<OperatorGroup> byGroup(const Evaluation& evaluation, std::size_t limit, Split split)
{
    std::vector<OperatorGroup> groups;
    for (auto& [name, group] : sumByGroup(evaluation, split)) {
        groups.push_back(std::move(group));
    }
    std::stable_sort(groups.begin(), groups.end(),
                     [](const OperatorGroup& a, const OperatorGroup& b) { return a.total() > b.total(); });
    foldTail(groups, limit);
    return groups;
}

} // namespace

std::vector<OperatorGroup> energyByGroup(const Evaluation& evaluation, std::size_t limit)
{
    return byGroup(evaluation, limit, energySplit);
}

std::vector<OperatorGroup> timeByGroup(const Evaluation& evaluation, std::size_t limit)
{
    return byGroup(evaluation, limit, timeSplit);
}

} // namespace ridge
