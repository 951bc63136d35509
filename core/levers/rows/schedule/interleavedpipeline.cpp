#include "core/levers/levers.h"
#include "core/levers/split/ranks.h"

namespace ridge {
namespace {

template <class N> class Interleaving {
public:
    Interleaving(ProgramOf<N>& program, const N& pipeline, const N& parts)
        : m_program(program), m_pipeline(pipeline), m_parts(parts)
    {
    }

    /// Whether a rank has a layer for each part, and there are enough micro-batches for all ranks to begin with.
    bool appliesTo(const StageOf<N>& stage) const
    {
        double layers = 0;
        std::uint16_t block = 0;
        for (const OperatorOf<N>& op : stage.operators) {
            layers += op.block != 0 && op.block != block ? valueOf(op.count) : 0;
            block = op.block != 0 ? op.block : block;
        }
        return valueOf(stage.slices) >= valueOf(m_pipeline) && layers >= valueOf(m_parts);
    }

    /// Returns whether ranks wait for each other in it.
    bool apply(StageOf<N>& stage)
    {
        const N held = N(1) + (m_pipeline - N(1)) / (m_pipeline * m_parts);
        bool waits = false;
        for (OperatorOf<N>& op : stage.operators) {
            if (op.kind == OperatorKind::PipelineWait) {
                op.count = op.count / m_parts;
                waits = true;
            } else if (op.kind == OperatorKind::Send) {
                PartOf<N> part = m_program.parts[op.part];
                part.away = part.away * m_parts;
                op.count = op.count * m_parts;
                op.part = split::indexOf(part, m_program.parts);
            } else if (op.block != 0 && m_program.training && op.pass == Pass::Forward && !op.recomputed) {
                op.keptShare = op.keptShare * held;
                op.keptBytes = op.keptBytes * held;
            }
        }
        return waits;
    }

private:
    ProgramOf<N>& m_program;
    const N m_pipeline, m_parts;
};

} // namespace

/// Each rank has several parts of the layers, far from each other: a micro-batch passes all ranks as often, and a part
/// is as much shorter to wait for. Source: Narayanan et al. 2021 (arXiv:2104.04473), section 2.2; what the first rank
/// holds, Korthikanti et al. 2022 (arXiv:2205.05198), section 4.2.3.
extern const Lever interleavedpipelineLever; // named by the list of all rows
const Lever interleavedpipelineLever = programLever(
    {.id = "interleaved_pipeline",
     .label = "Interleaved pipeline",
     .reduces = "what ranks of a pipeline wait for each other",
     .kind = LeverKind::Schedule,
     .order = 60,
     .caveat = "As many times more is sent, and training keeps 1 + (p − 1)/(p·v) times the activations on the first "
               "rank (Korthikanti et al. 2022, arXiv:2205.05198). It takes a micro-batch for every rank, and a layer "
               "for every part (Narayanan et al. 2021, arXiv:2104.04473).",
     .parameters = {{"parts", "Parts", "v", Unit::Count, 1, 64, 2, "Of the layers of each rank."}},
     .refusal = [](const Scenario& s) -> const char* {
         return s.deployment.split.pipeline > 1 ? nullptr : "no ranks share the layers between them";
     }},
    []<class N>(const Pulled<N>& pulled, ProgramOf<N>& program) {
        const N parts = pulled["parts"];
        if (!program.isSplit() || valueOf(parts) <= 1) {
            return false;
        }
        Interleaving<N> interleaving(program, split::Degrees<N>(pulled.scenario).pipeline, parts);
        bool changed = false, applies = false;
        for (StageOf<N>& stage : program.stages) {
            applies = stage.gradientOf >= 0 ? applies : interleaving.appliesTo(stage);
            changed = (applies && interleaving.apply(stage)) || changed;
        }
        return changed;
    });

} // namespace ridge
