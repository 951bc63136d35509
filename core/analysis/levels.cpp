#include "core/analysis/levels.h"

#include "core/analysis/links.h"
#include "core/analysis/stored_bits.h"
#include "core/formulas/crossing_bytes.h"

#include <algorithm>
#include <array>

namespace ridge {
namespace {

constexpr std::array<LevelText, 6> texts{{
    {LevelKind::Memory, "memory", "memory"},
    {LevelKind::Working, "activations", "memory of activations"},
    {LevelKind::Weights, "weights", "memory of weights"},
    {LevelKind::HostLink, "host-link", "link to the host"},
    {LevelKind::NodeLink, "node-link", "link within the node"},
    {LevelKind::Network, "network", "network between nodes"},
}};

Level levelOf(LevelKind kind, const Device& device, const MemoryLevel& memory, double use)
{
    const std::string id = levelId(device, &memory);
    return {kind, memory.name, id.empty() ? id : id + ".bandwidth", memory.bandwidth * use};
}

/// An epilogue is part of the kernel that made its first input.
std::optional<std::size_t> kernelOf(const Stage& stage, std::size_t op)
{
    const std::vector<Operator>& all = stage.operators;
    while (all[op].inPlace && all[op].inputCount > 0) {
        const TensorId in = stage.uses[all[op].firstInput];
        std::size_t made = op;
        while (made > 0 && all[made - 1].output != in && all[made - 1].result != in) {
            --made;
        }
        if (made == 0) {
            return std::nullopt;
        }
        op = made - 1;
    }
    return op;
}

bool doesWork(const Operator& op) { return !isExchange(op.kind) && op.kind != OperatorKind::PipelineWait; }

} // namespace

std::span<const LevelText> levelTexts() { return texts; }

std::optional<std::size_t> ownerOf(const Stage& stage, std::size_t exchange)
{
    const std::vector<Operator>& all = stage.operators;
    const Operator& sends = all[exchange];
    const TensorId sent = sends.inputCount > 0 ? stage.uses[sends.firstInput] : -1;
    for (std::size_t i = exchange; i-- > 0 && sent >= 0;) {
        if (all[i].output == sent && doesWork(all[i])) {
            return kernelOf(stage, i);
        }
    }
    const bool gathersWeights =
        sends.inputCount == 0 && sends.kind == OperatorKind::AllGather && sends.pass == Pass::Forward;
    for (std::size_t i = exchange + 1; i < all.size() && gathersWeights; ++i) {
        if (all[i].block == sends.block && doesWork(all[i]) && all[i].pass == Pass::Forward) {
            return kernelOf(stage, i);
        }
    }
    for (std::size_t i = exchange; i-- > 0;) {
        if (all[i].block == sends.block && doesWork(all[i])) {
            return kernelOf(stage, i);
        }
    }
    return std::nullopt;
}

Levels::Levels(const Evaluation& evaluation) : m_evaluation(&evaluation)
{
    addMemories();
    addHostLink();
    addNetwork();
}

void Levels::addMemories()
{
    const Scenario& s = *m_evaluation->scenario;
    const double use = s.deployment.bandwidthUtilisation;
    const MemoryLevel* working = m_evaluation->workingLevel();
    const MemoryLevel* weights = m_evaluation->weightLevel();
    if (!working) {
        return;
    }
    m_all.push_back(levelOf(LevelKind::Memory, s.device, *working, use));
    if (weights && weights != working && weights->bandwidth > 0 && working->bandwidth > 0) {
        m_all.push_back(levelOf(LevelKind::Working, s.device, *working, use));
        m_all.push_back(levelOf(LevelKind::Weights, s.device, *weights, use));
    }
}

void Levels::addHostLink()
{
    const Interconnect* link = m_evaluation->scenario->device.hostLink();
    const auto isLinked = [](const OperatorCost& cost) { return cost.linked > Bytes<>(); };
    if (link && link->bandwidth > 0 && std::ranges::any_of(m_evaluation->stages, [&](const StageResult& stage) {
            return std::ranges::any_of(stage.operators, isLinked);
        })) {
        m_all.push_back({LevelKind::HostLink, link->name, "device.host_link", link->bandwidth});
    }
}

void Levels::addNetwork()
{
    if (!m_evaluation->program.isSplit()) {
        return;
    }
    const Scenario& s = *m_evaluation->scenario;
    Sent any;
    m_sent.resize(m_evaluation->stages.size());
    for (std::size_t stage = 0; stage < m_sent.size(); ++stage) {
        noteSent(stage, any);
    }
    const Interconnect* link = linkWithinNode(s.device);
    if (link && link->bandwidth > 0 && any.inside > Bytes<>()) {
        m_all.push_back(
            {LevelKind::NodeLink, link->name, link->toHost ? "device.host_link" : "device.link", link->bandwidth});
    }
    if (s.deployment.network.bandwidth > 0 && any.between > Bytes<>()) {
        m_all.push_back(
            {LevelKind::Network, "Network", "deployment.network.bandwidth", s.deployment.network.bandwidth});
    }
}

/// Of one execution of each operator, what is sent for it.
void Levels::noteSent(std::size_t stage, Sent& sum)
{
    const Stage& program = m_evaluation->program.stages[stage];
    const std::vector<OperatorCost>& costs = m_evaluation->stages[stage].operators;
    m_sent[stage].resize(costs.size());
    for (std::size_t i = 0; i < costs.size(); ++i) {
        const Operator& op = program.operators[i];
        const bool sends = isExchange(op.kind) && costs[i].exchanged > Bytes<>();
        const auto owner = sends ? ownerOf(program, i) : std::optional<std::size_t>();
        if (!owner || program.operators[*owner].count <= 0) {
            continue;
        }
        const RankSpan<double> span{op.sizes.kh, op.sizes.picked};
        const double crossing =
            formula::betweenNodes(op.kind, Bytes<>(1), span) / formula::sentBytes(op.kind, Bytes<>(1), span.ranks);
        const double often = op.count / program.operators[*owner].count;
        const Bytes<> between = often * crossing * costs[i].exchanged;
        const Bytes<> inside = often * costs[i].exchanged - between;
        Sent& of = m_sent[stage][*owner];
        of.between += between, of.inside += inside, of.time += often * costs[i].time;
        sum.between += between, sum.inside += inside;
    }
}

const Level* Levels::find(LevelKind kind) const
{
    const auto found = std::ranges::find(m_all, kind, &Level::kind);
    return found == m_all.end() ? nullptr : &*found;
}

LevelUse Levels::use(LevelKind kind, std::size_t stage, std::size_t op) const
{
    const OperatorCost& cost = m_evaluation->stages[stage].operators[op];
    switch (kind) {
    case LevelKind::Memory:
        return {cost.bytes, cost.time};
    case LevelKind::Working:
        return {cost.streamed + cost.irregular, cost.time};
    case LevelKind::Weights:
        return {cost.weights, cost.time};
    case LevelKind::HostLink:
        return {cost.linked, cost.time};
    case LevelKind::NodeLink:
    case LevelKind::Network:
        break;
    }
    const Level* level = find(kind);
    if (!level || m_sent.empty()) {
        return {Bytes<>(), cost.time};
    }
    const Sent& sent = m_sent[stage][op];
    const Bytes<> bytes = kind == LevelKind::NodeLink ? sent.inside : sent.between;
    // An exchange that hides behind the work of others still takes its time on the link.
    return {bytes, std::max(cost.time + sent.time, Seconds<>(bytes.inBaseUnits() / level->rate))};
}

const Level* Levels::slowest(std::size_t stage, std::size_t op) const
{
    const Level* slowest = nullptr;
    double longest = 0;
    for (const Level& level : m_all) {
        const bool isBoth = level.kind == LevelKind::Memory && find(LevelKind::Weights);
        const double seconds = level.rate > 0 ? use(level.kind, stage, op).bytes.inBaseUnits() / level.rate : 0;
        if (!isBoth && seconds > longest) {
            slowest = &level;
            longest = seconds;
        }
    }
    return slowest;
}

LevelUse Levels::use(LevelKind kind, std::size_t stage) const
{
    const std::vector<Operator>& operators = m_evaluation->program.stages[stage].operators;
    LevelUse sum{Bytes<>(), m_evaluation->stages[stage].totals.time};
    for (std::size_t i = 0; i < operators.size(); ++i) {
        sum.bytes += operators[i].count * use(kind, stage, i).bytes;
    }
    return sum;
}

} // namespace ridge
