#include "core/analysis/memory/timeline.h"

#include "core/analysis/memory/saved_results.h"
#include "core/levers/training/learning.h"

#include <algorithm>
#include <cmath>

namespace ridge {
namespace {

constexpr double mostSamples = 64;       // of a repeated stage: the cache grows evenly in between
constexpr double mostSteps = 4000;       // of one block: beyond this a chart shows nothing more
constexpr double mostRepeated = 100'000; // of all blocks of a stage that repeat, but for one repetition of each

/// Operators of one repeated block, and how many of its repetitions are shown; or all in a row that stand for
/// themselves.
struct Block {
    std::size_t begin, end;
    double repetitions, shown;
};

std::vector<Block> blocksOf(const Stage& stage)
{
    std::vector<Block> blocks;
    std::size_t repeated = 0;
    for (std::size_t i = 0; i < stage.operators.size();) {
        const Operator& first = stage.operators[i];
        std::size_t end = i + 1;
        while (end < stage.operators.size() && stage.operators[end].block == first.block &&
               (first.block != 0 || (first.count == 1 && stage.operators[end].count == 1))) {
            ++end;
        }
        blocks.push_back({i, end, first.count, 1});
        repeated += first.count > 1;
        i = end;
    }
    const double each = std::min(mostSteps, mostRepeated / static_cast<double>(std::max<std::size_t>(1, repeated)));
    for (Block& block : blocks) {
        block.shown = std::clamp(std::floor(each / static_cast<double>(block.end - block.begin)), 1.0,
                                 std::max(1.0, block.repetitions));
    }
    return blocks;
}

/// Appends the steps of the stages. Repeated blocks are unrolled up to a bound, repeated stages sampled.
class TimelineWriter {
public:
    TimelineWriter(const Program& program, const StoredBits<>& bits, bool keeps, MemoryPlan& plan)
        : m_program(program), m_bits(bits), m_perElement(bits.cacheBits / 8), m_keeps(keeps), m_plan(plan)
    {
        const bool addsUp =
            std::any_of(program.stages.begin(), program.stages.end(), [](const Stage& s) { return s.slices > 1; });
        if (program.training && addsUp) {
            m_gradients = 1; // of those before, which the others are added to
        }
    }

    void write(std::size_t index, const Stage& stage, const std::vector<Bytes<>>& live)
    {
        if (stage.operators.empty()) {
            return;
        }
        m_stage = static_cast<std::uint16_t>(index);
        if (m_program.training) {
            startSaved(index);
        }
        if (stage.repeat > 1 && grows(stage)) {
            sampleRepetitions(stage, live);
        } else {
            unroll(stage, live);
        }
        if (stage.gradientOf >= 0) {
            m_saved = m_savedBefore;
            m_gradients = index + 1 == m_program.training->update ? 1 : m_gradients; // biases alone have no operator
        }
        if (m_keeps) {
            m_plan.timeline.back().position = m_next > 1 ? 1 : 0; // to the last bit
        }
    }

private:
    void start(double steps)
    {
        m_next = 0;
        m_spacing = steps > 1 ? 1 / (steps - 1) : 0;
        if (m_keeps) {
            m_plan.timeline.reserve(m_plan.timeline.size() + static_cast<std::size_t>(steps));
        }
    }

    bool grows(const Stage& stage) const
    {
        return cacheElements(m_program, stage.seenAfter, stage.draftAfter) >
               cacheElements(m_program, stage.seenBefore, stage.draftBefore);
    }

    /// What each operator of a stage adds to what is saved, or frees when it has run.
    void startSaved(std::size_t index)
    {
        const Stage& stage = m_program.stages[index];
        m_adds.assign(stage.operators.size(), 0);
        m_frees.assign(stage.operators.size(), 0);
        m_grows.assign(stage.operators.size(), 0);
        if (stage.gradientOf < 0) {
            const StageView<> view(stage);
            m_savedBy.resize(index + 1, m_saved);
            for (const TensorId input : savedInputs(stage)) {
                m_saved += savedInputBytes(view, input, m_bits).inBaseUnits();
            }
            for (std::size_t i = 0; i < stage.operators.size(); ++i) {
                m_adds[i] = stage.operators[i].pass == Pass::Forward ? savedBytes(view, i, m_bits).inBaseUnits() : 0;
            }
            return;
        }
        startGradients(stage);
        const auto forward = static_cast<std::size_t>(stage.gradientOf);
        m_savedBefore = m_savedBy[forward];
        const StageView<> view(m_program.stages[forward]);
        for (std::size_t i = 0; i < stage.freedAfter.size(); ++i) {
            if (stage.freedAfter[i] < m_frees.size()) {
                m_frees[stage.freedAfter[i]] += savedBytes(view, i, m_bits).inBaseUnits();
            }
        }
    }

    /// Gradients of a single micro-batch are there once they are computed: until then the update before has freed them.
    void startGradients(const Stage& stage)
    {
        double all = 0;
        for (const Operator& op : m_program.stages[m_program.training->update].operators) {
            all += op.count * trainedElements(op);
        }
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            const Operator& op = stage.operators[i];
            m_grows[i] = all > 0 && op.pass == Pass::WeightGradient ? trainedElements(op) / all : 0;
        }
    }

    /// `share` of the stage's repetitions, or so many repetitions of the operator's block, have run.
    void push(std::size_t op, Bytes<> activations, double cacheElements, double share, double done)
    {
        const MemoryStep step{.stage = m_stage,
                              .step = m_next,
                              .op = static_cast<std::uint32_t>(op),
                              .position = m_next * m_spacing,
                              .share = share,
                              .done = done,
                              .activations = activations.inBaseUnits(),
                              .kvCache = cacheElements * m_perElement,
                              .saved = m_saved,
                              .gradients = m_gradients * m_plan.gradients.inBaseUnits(),
                              .optimizer = m_plan.optimizer.inBaseUnits()};
        ++m_next;
        if (const double held = step.held(); held > m_peak) {
            m_peak = held;
            m_plan.peak = step;
            m_plan.peakStep = m_plan.timeline.size();
        }
        if (m_keeps) {
            m_plan.timeline.push_back(step);
        }
    }

    void sampleRepetitions(const Stage& stage, const std::vector<Bytes<>>& live)
    {
        const auto widest = std::max_element(live.begin(), live.end());
        const double samples = std::min(stage.repeat, mostSamples);
        start(samples);
        for (double k = m_keeps ? 1 : samples; k <= samples; ++k) { // the cache only grows
            const double share = k / samples;
            push(static_cast<std::size_t>(widest - live.begin()), *widest, cachedAfter(m_program, stage, share), share,
                 1);
        }
    }

    void unroll(const Stage& stage, const std::vector<Bytes<>>& live)
    {
        const std::vector<Block> blocks = blocksOf(stage);
        double steps = 0;
        for (const Block& block : blocks) {
            steps += block.shown * static_cast<double>(block.end - block.begin);
        }
        start(steps);
        m_before = cacheElements(m_program, stage.seenBefore, stage.draftBefore);
        m_after = cacheElements(m_program, stage.seenAfter, stage.draftAfter);
        const std::vector<std::size_t> growing = growingOf(stage);
        double finished = 0;
        for (const Block& block : blocks) {
            for (double r = m_keeps || m_program.training ? 0 : block.shown - 1; r < block.shown;
                 ++r) { // the last takes the most
                repeatOnce(stage, block, live, growing, finished, (r + 1) * block.repetitions / block.shown);
            }
            for (const std::size_t i : growing) {
                finished +=
                    i >= block.begin && i < block.end ? stage.operators[i].count * stage.operators[i].kvKept : 0;
            }
        }
    }

    /// Operators that the cache grows by.
    static std::vector<std::size_t> growingOf(const Stage& stage)
    {
        std::vector<std::size_t> growing;
        for (std::size_t i = 0; i < stage.operators.size(); ++i) {
            if (stage.operators[i].kvKept != 0) {
                growing.push_back(i);
            }
        }
        return growing;
    }

    /// One repetition of a block that is shown, behind blocks that added so many elements to the cache. Adds up what
    /// cachedAt() derives, in its order: to the last bit.
    void repeatOnce(const Stage& stage, const Block& block, const std::vector<Bytes<>>& live,
                    const std::vector<std::size_t>& growing, double finished, double done)
    {
        const auto first = std::lower_bound(growing.begin(), growing.end(), block.begin);
        const auto last = std::lower_bound(first, growing.end(), block.end);
        for (std::size_t i = block.begin; i < block.end; ++i) {
            double added = finished;
            for (auto each = first; each != last; ++each) {
                const double times = *each <= i ? done : std::max(0.0, done - 1); // none where others have the layers
                added += times * stage.operators[*each].kvKept;
            }
            const bool allBefore = first == last || (done == block.repetitions && *std::prev(last) <= i);
            const bool all = last == growing.end() && allBefore;
            if (!m_program.training) {
                push(i, live[i], all ? m_after : m_before + added, 0, done);
                continue;
            }
            m_saved += m_adds[i] * block.repetitions / block.shown;
            m_gradients = std::min(1.0, m_gradients + m_grows[i] * block.repetitions / block.shown);
            push(i, live[i], 0, 0, done);
            m_saved -= m_frees[i] * block.repetitions / block.shown;
        }
    }

    const Program& m_program;
    const StoredBits<>& m_bits;
    double m_perElement;
    bool m_keeps;                     // or looks for the peak alone
    double m_before = 0, m_after = 0; // cached elements when the stage begins and ends
    MemoryPlan& m_plan;
    double m_peak = -1;
    double m_saved = 0, m_savedBefore = 0;          // bytes, by now and before the stage whose gradients these are
    std::vector<double> m_adds, m_frees, m_savedBy; // by operator; by stage, what was saved before it
    std::vector<double> m_grows;                    // by operator, of all gradients
    double m_gradients = 0;                         // the share of them that is there
    double m_spacing = 0;
    std::uint32_t m_next = 0; // within the stage
    std::uint16_t m_stage = 0;
};

} // namespace

void writeTimeline(const Program& program, const std::vector<StageResult>& stages, const StoredBits<>& bits, bool keeps,
                   MemoryPlan& plan)
{
    TimelineWriter writer(program, bits, keeps, plan);
    for (std::size_t s = 0; s < program.stages.size(); ++s) {
        writer.write(s, program.stages[s], stages[s].live);
    }
}

} // namespace ridge
