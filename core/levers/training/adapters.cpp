#include "core/levers/training/adapters.h"

#include "core/program/elementwise.h"

#include <algorithm>

namespace ridge {
namespace {

const double geluOps = knownOpsPerElement("gelu").value();

bool isTarget(Role role, AdapterTargets targets)
{
    switch (targets) {
    case AdapterTargets::QueryValue:
        return role == Role::Query || role == Role::Value || role == Role::QueryKeyValue;
    case AdapterTargets::Attention:
        return role == Role::Query || role == Role::Key || role == Role::Value || role == Role::QueryKeyValue ||
               role == Role::AttentionOut;
    case AdapterTargets::Linear:
        break;
    }
    return infoOf(role).isLinear;
}

/// Matrices that one operator stands for, side by side.
double matricesIn(Role role)
{
    return role == Role::QueryKeyValue                                                       ? 3
           : role == Role::MlpGateUp || role == Role::ExpertGateUp || role == Role::KeyValue ? 2
                                                                                             : 1;
}

/// Writes the operators of a stage again, some more behind those that it is asked about.
template <class N> class Attachment {
public:
    explicit Attachment(StageOf<N>& stage) : m_stage(stage) { m_before.swap(stage.operators); }

    std::vector<OperatorOf<N>>& before() { return m_before; }
    OperatorOf<N> take(OperatorOf<N>& op)
    {
        m_stage.operators.push_back(op);
        return op;
    }

    TensorId tensor(TensorId like, const N& channels)
    {
        TensorOf<N> tensor = m_stage.tensors[static_cast<std::size_t>(like)];
        tensor.c = channels;
        tensor.role = TensorRole::Activation;
        m_stage.tensors.push_back(std::move(tensor));
        return static_cast<TensorId>(m_stage.tensors.size() - 1);
    }

    /// All later readers of `from` read `to`.
    void redirect(TensorId from, TensorId to) { std::replace(m_stage.uses.begin(), m_stage.uses.end(), from, to); }

    OperatorOf<N>& add(const OperatorOf<N>& beside, const char* suffix, OperatorKind kind,
                       std::initializer_list<TensorId> inputs, TensorId output)
    {
        OperatorOf<N>& op = m_stage.operators.emplace_back(beside);
        op.name += suffix;
        op.kind = kind;
        op.role = Role::Other;
        op.firstInput = static_cast<std::uint32_t>(m_stage.uses.size());
        op.inputCount = static_cast<std::uint32_t>(inputs.size());
        m_stage.uses.insert(m_stage.uses.end(), inputs);
        op.output = op.result = output;
        op.learning = Learning::All;
        op.sharesWeights = false;
        op.weightParameters = N(-1), op.readOfFirst = N(-1);
        op.keptWeights = N(1), op.indexBits = N(0), op.kvWritten = op.kvKept = N(0);
        op.sizes.bias = N(0);
        return op;
    }

private:
    StageOf<N>& m_stage;
    std::vector<OperatorOf<N>> m_before;
};

} // namespace

template <class N> void freezeAll(ProgramOf<N>& program)
{
    for (StageOf<N>& stage : program.stages) {
        for (OperatorOf<N>& op : stage.operators) {
            op.learning = Learning::Nothing;
        }
    }
}

template <class N> bool addLowRank(ProgramOf<N>& program, const N& rank, AdapterTargets targets, Precision format)
{
    freezeAll(program);
    bool found = false;
    for (StageOf<N>& stage : program.stages) {
        if (stage.frozen) {
            continue;
        }
        Attachment<N> attach(stage);
        for (OperatorOf<N>& each : attach.before()) {
            const OperatorOf<N> op = attach.take(each);
            if (op.kind != OperatorKind::Linear || op.output < 0 || !isTarget(op.role, targets)) {
                continue;
            }
            const N matrices(matricesIn(op.role));
            const TensorId in = stage.uses[op.firstInput];
            const TensorId narrow = attach.tensor(in, matrices * rank);
            const TensorId wide = attach.tensor(op.output, op.sizes.co);
            const TensorId sum = attach.tensor(op.output, op.sizes.co);
            attach.redirect(op.output, sum);
            stage.tensors[static_cast<std::size_t>(narrow)].w = stage.tensors[static_cast<std::size_t>(op.output)].w;
            OperatorOf<N>& down = attach.add(op, ".lora_a", OperatorKind::Linear, {in}, narrow);
            down.sizes.co = matrices * rank;
            down.formats.weights = down.formats.biases = format;
            OperatorOf<N>& up = attach.add(op, ".lora_b", OperatorKind::Linear, {narrow}, wide);
            up.sizes.ci = rank; // of its own matrix
            up.role = op.role;  // its columns are those of the matrix beside, also where ranks share them
            up.formats.weights = up.formats.biases = format;
            attach.add(op, ".lora_add", OperatorKind::Add, {op.output, wide}, sum).sizes.perElement = N(1);
            found = true;
        }
    }
    return found;
}

template <class N> bool addBottlenecks(ProgramOf<N>& program, const N& channels, Precision format)
{
    freezeAll(program);
    bool found = false;
    for (StageOf<N>& stage : program.stages) {
        if (stage.frozen) {
            continue;
        }
        Attachment<N> attach(stage);
        for (OperatorOf<N>& each : attach.before()) {
            const OperatorOf<N> op = attach.take(each);
            const bool isBranch = op.role == Role::AttentionOut || op.role == Role::MlpDown;
            if (op.output < 0 || !isBranch) {
                continue;
            }
            const N width = stage.tensors[static_cast<std::size_t>(op.output)].c;
            const TensorId narrow = attach.tensor(op.output, channels), active = attach.tensor(op.output, channels);
            const TensorId wide = attach.tensor(op.output, width), sum = attach.tensor(op.output, width);
            attach.redirect(op.output, sum);
            OperatorOf<N>& down = attach.add(op, ".adapter.down", OperatorKind::Linear, {op.output}, narrow);
            down.sizes.ci = width, down.sizes.co = down.sizes.bias = channels;
            down.formats.weights = down.formats.biases = format;
            OperatorOf<N>& act = attach.add(op, ".adapter.act", OperatorKind::Elementwise, {narrow}, active);
            act.sizes.ci = act.sizes.co = channels, act.sizes.perElement = N(geluOps);
            OperatorOf<N>& up = attach.add(op, ".adapter.up", OperatorKind::Linear, {active}, wide);
            up.sizes.ci = channels, up.sizes.co = up.sizes.bias = width;
            up.formats.weights = up.formats.biases = format;
            attach.add(op, ".adapter.add", OperatorKind::Add, {op.output, wide}, sum).sizes.perElement = N(1);
            found = true;
        }
    }
    return found;
}

template void freezeAll(Program& program);
template void freezeAll(ProgramOf<Traced>& program);
template bool addLowRank(Program&, const double&, AdapterTargets, Precision);
template bool addLowRank(ProgramOf<Traced>&, const Traced&, AdapterTargets, Precision);
template bool addBottlenecks(Program&, const double&, Precision);
template bool addBottlenecks(ProgramOf<Traced>&, const Traced&, Precision);

} // namespace ridge
