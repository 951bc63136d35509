#include "core/levers/training/training.h"

#include "core/formulas/element_bits.h"
#include "core/levers/training/gradient_stage.h"
#include "core/program/elementwise.h"
#include "core/scenario/families/origins.h"

#include <algorithm>
#include <optional>
#include <string>

namespace ridge {
namespace {

constexpr double dropoutOps = 2; // of each element: the mask, and the scale
const double lossOps = knownOpsPerElement("softmax").value();

template <class N> TensorId addTensor(StageOf<N>& stage, TensorId like)
{
    TensorOf<N> tensor = stage.tensors[static_cast<std::size_t>(like)];
    tensor.role = TensorRole::Activation;
    stage.tensors.push_back(std::move(tensor));
    return static_cast<TensorId>(stage.tensors.size() - 1);
}

template <class N> OperatorOf<N> pointwise(const StageOf<N>& stage, const std::string& name, TensorId of, N perElement)
{
    OperatorOf<N> op;
    op.kind = OperatorKind::Elementwise;
    op.name = name;
    op.output = op.result = of;
    const TensorOf<N>& t = stage.tensors[static_cast<std::size_t>(of)];
    Sizes<N>& s = op.sizes;
    s.n = t.n, s.ci = s.co = t.c, s.ti = s.to = t.t, s.hi = s.ho = t.h, s.wi = s.wo = t.w;
    s.perElement = perElement;
    return op;
}

/// The first input of an operator that is added last is at the end of all uses.
template <class N> void setInput(StageOf<N>& stage, OperatorOf<N>& op, TensorId in)
{
    op.firstInput = static_cast<std::uint32_t>(stage.uses.size());
    op.inputCount = 1;
    stage.uses.push_back(in);
}

/// After the softmax of attention, and at the end of each branch. Source: Vaswani et al. 2017 (arXiv:1706.03762), 5.4.
bool isDropped(Role role)
{
    return role == Role::AttentionMix || role == Role::AttentionOut || role == Role::MlpDown ||
           role == Role::ExpertDown;
}

template <class N> void addDropouts(StageOf<N>& stage)
{
    std::vector<OperatorOf<N>> before;
    before.reserve(stage.operators.size() * 2);
    before.swap(stage.operators);
    for (std::size_t i = 0; i < before.size(); ++i) {
        const OperatorOf<N> maker = stage.operators.emplace_back(std::move(before[i]));
        TensorId from = maker.output;
        if (from < 0 || !isDropped(maker.role)) {
            continue;
        }
        OperatorOf<N> last = maker; // a sum over ranks is whole before it is dropped
        if (i + 1 < before.size() && isExchange(before[i + 1].kind) && stage.uses[before[i + 1].firstInput] == from) {
            last = stage.operators.emplace_back(std::move(before[++i]));
            from = last.output >= 0 ? last.output : from;
        }
        const TensorId read = last.inputCount > 0 ? stage.uses[last.firstInput] : -1, to = addTensor(stage, from);
        std::replace(stage.uses.begin(), stage.uses.end(), from, to);
        if (read >= 0) {
            stage.uses[last.firstInput] = read;
        }
        OperatorOf<N> drop = pointwise(stage, maker.name + ".dropout", to, N(dropoutOps));
        drop.formats = maker.formats;
        drop.block = maker.block, drop.count = maker.count;
        const bool isOfPart = last.kind == OperatorKind::ReduceScatter && i + 1 < before.size();
        drop.part = isOfPart ? before[i + 1].part : last.part; // of one reduced by parts each rank has one
        drop.keepsNothing = drop.isDropout = true;
        setInput(stage, drop, from);
        stage.operators.push_back(std::move(drop));
    }
}

/// One of each output, in FP32 until backward. Source: Korthikanti et al. 2022 (arXiv:2205.05198), 4.3: 4sbv bytes.
template <class N> void addLosses(StageOf<N>& stage, std::vector<PartOf<N>>& parts)
{
    const std::size_t tensors = stage.tensors.size();
    for (std::size_t t = 0; t < tensors; ++t) {
        if (stage.tensors[t].role != TensorRole::Output) {
            continue;
        }
        stage.tensors[t].role = TensorRole::Activation;
        const auto maker = std::find_if(stage.operators.begin(), stage.operators.end(),
                                        [t](const OperatorOf<N>& op) { return op.output == static_cast<TensorId>(t); });
        const bool isMade = maker != stage.operators.end(); // on the rank that has the head, where several share layers
        const N count = isMade && valueOf(maker->count) == 0 ? N(0) : N(1);
        std::uint16_t part = isMade ? maker->part : std::uint16_t(0);
        if (part != 0) { // of layers that several ranks have only the last gives a result
            PartOf<N> last = parts[part];
            last.away = N(1) - count;
            part = split::indexOf(last, parts);
        }
        const TensorId to = addTensor(stage, static_cast<TensorId>(t));
        OperatorOf<N> loss = pointwise(stage, "loss", to, N(lossOps));
        loss.kind = OperatorKind::Softmax;
        loss.formats.activations = Precision::FP32;
        loss.isLoss = true;
        loss.part = part, loss.count = count;
        setInput(stage, loss, static_cast<TensorId>(t));
        stage.operators.push_back(std::move(loss));
    }
}

/// Whether Muon would update the operator's weights by orthogonal steps.
template <class N> bool isOrthogonal(const OperatorOf<N>& op)
{
    return op.kind == OperatorKind::Linear && !isTable(op.role) && learnsWeights(op);
}

/// Bytes of the optimizer's own state of one operator's weights: of each element, or of rows and columns.
template <class N> N momentBytes(const OperatorOf<N>& op, const OptimizerInfo& optimizer, const N& elements)
{
    const auto constant = [&](double bytes) {
        return constantLeaf<N>("B_moments", bytes, optimizer.source, Unit::Bytes);
    };
    const Sizes<N>& s = op.sizes;
    if (optimizer.isFactored) {
        const bool hasRows =
            learnsWeights(op) && (op.kind == OperatorKind::Linear || op.kind == OperatorKind::Embedding);
        return hasRows ? N(4) * (s.co + s.ci + s.bias) * s.copies : N(4) * elements;
    }
    if (optimizer.orthogonalSteps > 0) { // matrices alone; everything else is Adam's
        const N rest = isOrthogonal(op) ? s.bias * s.copies : elements;
        const N others = valueOf(rest) > 0 ? rest * constantLeaf<N>("B_moments", infoOf(Optimizer::Adam).stateBytes,
                                                                    infoOf(Optimizer::Adam).source, Unit::Bytes)
                                           : N(0);
        return isOrthogonal(op) ? learnedWeights(op) * constant(optimizer.stateBytes) + others : others;
    }
    return elements * constant(optimizer.stateBytes);
}

/// MACs of each parameter: of a Newton–Schulz step over n×m, m ≤ n, (2·n·m² + m³) / (n·m). Source: Jordan et al. 2024.
template <class N> N orthogonalProducts(const OperatorOf<N>& op, const OptimizerInfo& optimizer)
{
    if (optimizer.orthogonalSteps <= 0 || !isOrthogonal(op)) {
        return N(0);
    }
    const N m = smaller(op.sizes.ci, op.sizes.co), n = larger(op.sizes.ci, op.sizes.co);
    return N(optimizer.orthogonalSteps) * (N(2) * m + m * m / n);
}

template <class N> class TrainingStep {
public:
    TrainingStep(const Scenario& scenario, ProgramOf<N>& program)
        : m_scenario(scenario), m_chosen(overOrigins(scenario.training)), m_regime(infoOf(scenario.training.regime)),
          m_program(program)
    {
        if (program.isSplit()) {
            m_degrees.emplace(scenario);
        }
        m_step.gradientBytes = constantLeaf<N>("B_gradient", m_regime.gradientBytes, m_regime.source, Unit::Bytes);
        m_step.masterBytes = constantLeaf<N>("B_master", m_regime.masterBytes, m_regime.source, Unit::Bytes);
        m_step.microBatches = m_chosen.microBatches;
    }

    void add()
    {
        std::vector<std::size_t> learning = findLearning();
        prepare(learning);
        std::vector<StageOf<N>> gradients;
        GradientStyle<N> style{m_step.gradientBytes, gradientFormat(), OperatorKind::AllReduce, {}, {}};
        if (m_degrees) {
            style.degrees = &*m_degrees, style.parts = &m_program.parts;
            style.exchange = sharesStates() ? OperatorKind::ReduceScatter : OperatorKind::AllReduce;
        }
        for (std::size_t k = learning.size(); k-- > 0;) {
            StageOf<N>& forward = m_program.stages[learning[k]];
            // Gradients of the second micro-batch on are added to those of the others: read as well.
            const N& m = forward.slices;
            style.bytes = valueOf(m) > 1 ? m_step.gradientBytes * (N(2) - N(1) / m) : m_step.gradientBytes;
            const KeptResults<N> kept(forward, m_scenario, m_chosen.everyBlocks, k > 0);
            gradients.push_back(gradientsOf(forward, kept, style, k + 1 == learning.size()));
            holdInFlight(forward);
            gradients.back().name = learning.size() == 1 ? "backward" : forward.name + ", backward";
            gradients.back().gradientOf = static_cast<std::int32_t>(learning[k]);
            forward.name = learning.size() == 1 ? "forward" : forward.name;
        }
        StageOf<N> update = updateOf(learning);
        for (StageOf<N>& stage : gradients) {
            m_program.stages.push_back(std::move(stage));
        }
        m_step.update = m_program.stages.size();
        m_program.stages.push_back(std::move(update));
        m_program.samples = m_program.samples * m_step.microBatches;
        m_program.training = m_step;
        m_program.unit = "sample";
    }

private:
    static TrainingSettingsOf<N> overOrigins(const TrainingSettings& chosen)
    {
        if constexpr (std::is_same_v<N, double>) {
            return chosen;
        } else {
            return withOrigins(chosen);
        }
    }

    /// The first rank of a pipeline starts as many micro-batches as there are ranks before it goes back for the first.
    /// Source: Narayanan et al. 2021 (arXiv:2104.04473), section 2.2.
    void holdInFlight(StageOf<N>& forward) const
    {
        if (!m_degrees || valueOf(m_degrees->pipeline) <= 1) {
            return;
        }
        const N held = smaller(m_degrees->pipeline, forward.slices);
        for (OperatorOf<N>& op : forward.operators) {
            if (op.block != 0) { // the last rank, which has the head and the loss, goes back at once
                op.keptShare = op.keptShare * held;
                op.keptBytes = op.keptBytes * held;
            }
        }
    }

    bool sharesStates() const { return m_scenario.deployment.split.sharded != Sharded::Nothing; }
    Precision gradientFormat() const
    {
        return m_regime.gradientBytes >= 4   ? Precision::FP32
               : m_regime.gradientBytes >= 2 ? Precision::BF16
                                             : Precision::INT8;
    }

    std::vector<std::size_t> findLearning() const
    {
        std::vector<std::size_t> learning;
        for (std::size_t s = 0; s < m_program.stages.size(); ++s) {
            const StageOf<N>& stage = m_program.stages[s];
            const bool any = std::any_of(stage.operators.begin(), stage.operators.end(), learns<N>);
            if (!stage.frozen && (any || !learning.empty())) {
                learning.push_back(s);
            }
        }
        return learning;
    }

    void prepare(const std::vector<std::size_t>& learning)
    {
        for (StageOf<N>& stage : m_program.stages) {
            stage.repeat = stage.repeat * m_step.microBatches;
            stage.slices = stage.slices * m_step.microBatches;
        }
        for (const std::size_t s : learning) {
            StageOf<N>& stage = m_program.stages[s];
            if (m_scenario.training.dropout) {
                addDropouts(stage);
            }
            if (s == learning.back()) {
                addLosses(stage, m_program.parts);
            }
        }
    }

    StageOf<N> updateOf(const std::vector<std::size_t>& learning)
    {
        StageOf<N> update;
        update.name = "update";
        update.sharesWeights = true;
        update.samples = m_program.samples;
        for (const std::size_t s : learning) {
            for (const OperatorOf<N>& op : m_program.stages[s].operators) {
                if (!learns(op) || op.sharesWeights) {
                    continue;
                }
                OperatorOf<N>& step = update.operators.emplace_back(op);
                step.firstInput = step.inputCount = 0;
                step.output = step.result = step.workspace = -1;
                step.pass = Pass::Update;
                step.sharesWeights = true;
                step.gathered = step.scattered = step.kvWritten = step.kvKept = step.writtenInPlace = N(0);
                step.readOfFirst = N(-1);
                step.keptShare = N(1);
                write(step);
                if (m_degrees) {
                    countOnce(step);
                }
                if (m_degrees && sharesStates()) {
                    shareState(step, update);
                }
            }
        }
        return update;
    }

    /// However many ranks have the same weights, what their update does is done once; all of them need the energy.
    void countOnce(OperatorOf<N>& step, const N& shares = N(1))
    {
        PartOf<N> part = m_program.parts[step.part];
        part.work = part.weights * shares;
        step.part = split::indexOf(part, m_program.parts);
    }

    /// A replica updates what it keeps, and gets what the others have updated, unless each layer asks for it anyway.
    void shareState(OperatorOf<N>& step, StageOf<N>& update)
    {
        const RankSpan<N> span = split::replicasOf(step, *m_degrees);
        if (valueOf(span.ranks) <= 1) {
            return;
        }
        countOnce(step, span.ranks);
        const N share = N(1) / span.ranks;
        for (N* whole : {&step.perParameter, &step.keptBytes, &step.sizes.perElement, &step.products}) {
            *whole = *whole * share;
        }
        const Sharded sharded = m_scenario.deployment.split.sharded;
        step.keptShare = isOffloaded() ? N(0) : sharded >= Sharded::Gradients ? share : N(1);
        if (sharded < Sharded::Weights) {
            const OperatorOf<N> updated = step;
            update.operators.push_back(split::exchangeOfWeights(OperatorKind::AllGather, updated,
                                                                trainedElements(updated), updated.formats.weights, span,
                                                                m_program.parts));
        }
    }

    /// Weights that change at every step cannot stay in flash: there they have a copy to work on beside their state.
    /// Gradients are read; the master copy or the weights, and the moments, read and written; weights written.
    void write(OperatorOf<N>& step) const
    {
        const OptimizerInfo& optimizer = infoOf(m_scenario.training.optimizer);
        const N elements = trainedElements(step);
        const N moments = momentBytes(step, optimizer, elements);
        const N weight = constantLeaf<N>("B_weight", infoOf(step.formats.weights).bits / 8,
                                         infoOf(step.formats.weights).label, Unit::Bytes);
        const N copies = m_regime.masterBytes > 0 ? N(2) * m_step.masterBytes + weight : N(2) * weight;
        step.perParameter = m_step.gradientBytes + copies + N(2) * moments / elements;
        step.keptBytes = elements * m_step.masterBytes + moments;
        if (m_scenario.device.flash()) {
            step.keptBytes = step.keptBytes + elements * weight;
        }
        step.sizes.perElement = N(optimizer.operations);
        step.products = orthogonalProducts(step, optimizer);
        if (isOffloaded()) {
            const N state = step.keptBytes / elements;
            step.keptBytes = step.keptShare = step.sizes.perElement = step.products = N(0); // the host's
            step.perParameter = m_step.gradientBytes + weight;
            // Both directions of the link at once; from a drive the host also gets its state, and writes it back.
            const N crossing = larger(m_step.gradientBytes, weight);
            step.offloaded =
                (m_scenario.deployment.driveBandwidth > 0 ? crossing + state : crossing) / step.perParameter;
        }
    }

    bool isOffloaded() const { return m_scenario.training.state == StatePlace::Host && m_scenario.device.hostLink(); }

    const Scenario& m_scenario;
    const TrainingSettingsOf<N> m_chosen;
    const RegimeInfo& m_regime;
    ProgramOf<N>& m_program;
    TrainingStepOf<N> m_step;
    std::optional<split::Degrees<N>> m_degrees; // where several devices share the work
};

} // namespace

template <class N> void addTraining(const Scenario& scenario, ProgramOf<N>& program)
{
    if (scenario.trains()) {
        TrainingStep<N>(scenario, program).add();
    }
}

template void addTraining(const Scenario& scenario, Program& program);
template void addTraining(const Scenario& scenario, ProgramOf<Traced>& program);

} // namespace ridge
