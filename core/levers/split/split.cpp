#include "core/levers/split/split.h"

#include "core/formulas/formulas.h"
#include "core/levers/split/context_split.h"
#include "core/levers/split/pipeline_split.h"
#include "core/levers/split/sequence_split.h"
#include "core/levers/split/split_issues.h"
#include "core/levers/split/tensor_split.h"
#include "core/scenario/model_body.h"

#include <cmath>
#include <utility>
#include <vector>

namespace ridge {
namespace {

using split::Degrees;
using split::Share;

/// Samples: of the whole batch, of a replica, of a micro-batch; and how many of those follow each other.
template <class N> struct Batches {
    Batches(const Scenario& s, const N& whole, const Degrees<N>& degrees) : all(whole)
    {
        const N replicas = degrees.data * degrees.expert;
        const double each = std::ceil(valueOf(whole) / valueOf(replicas));
        micro = s.deployment.split.pipeline > 1 && each > 1
                    ? parameterLeaf<N>("deployment.split.micro_batches", "m",
                                       std::min(s.deployment.split.microBatches, each), Unit::Count)
                    : N(1);
        const bool isEven = std::fmod(valueOf(whole), valueOf(replicas) * valueOf(micro)) == 0;
        own = isEven ? whole / (replicas * micro) : roundedUp(roundedUp(whole / replicas) / micro);
        micro = isEven || valueOf(micro) <= 1 ? micro : roundedUp(roundedUp(whole / replicas) / own); // none is empty
        working = isEven ? replicas : whole / (own * micro);
    }

    N all, micro, own;
    N working; // replicas, on average
};

template <class N> Batches<N> batchesOf(const Scenario& s, const ParameterOrigins& changed)
{
    return Batches<N>(s, leverLeaf<N>("workload.batch", "BS", sharedBatch(s), Unit::Count, changed), Degrees<N>(s));
}

/// Both ends of a stage see other caches of a draft model than of the model.
template <class N> bool isOfDraft(const StageOf<N>& stage)
{
    return valueOf(stage.draftAfter) != valueOf(stage.draftBefore);
}

/// A rank keeps what its heads and its layers need.
template <class N>
void shareCaches(ProgramOf<N>& program, const split::CacheShare<N>& share, const Share<N>& layers, bool ofDraft)
{
    for (CacheOf<N>& cache : program.caches) {
        if (cache.ofDraft == ofDraft) {
            share.heads.take(cache.perPosition), share.heads.take(cache.constant);
            layers.take(cache.perPosition), layers.take(cache.constant);
        }
    }
    if (std::optional<N>& all = program.architecture.cacheOfEveryHead; all && !ofDraft) {
        share.queryHeads.take(*all), layers.take(*all);
    }
}

/// Each replica keeps a part of every weight and gathers the others before it runs the layer.
template <class N> void shareWeights(StageOf<N>& stage, const Degrees<N>& degrees, std::vector<PartOf<N>>& parts)
{
    std::vector<OperatorOf<N>> all = std::exchange(stage.operators, {});
    for (OperatorOf<N>& op : all) {
        const N elements = formula::weights(op.kind, op.sizes, op.weightParameters) + op.sizes.bias * op.sizes.copies;
        const RankSpan<N> span = split::replicasOf(op, degrees);
        if (valueOf(elements) > 0 && valueOf(span.ranks) > 1) {
            stage.operators.push_back(
                split::exchangeOfWeights(OperatorKind::AllGather, op, elements, op.formats.weights, span, parts));
            op.resident = N(1) / span.ranks;
            TensorOf<N> gathered;
            gathered.c = elements;
            stage.tensors.push_back(gathered);
            op.workspace = static_cast<TensorId>(stage.tensors.size() - 1);
        }
        stage.operators.push_back(std::move(op));
    }
}

} // namespace

double sharedBatch(const Scenario& scenario)
{
    if (const ImportedGraph* graph = scenario.model.imported()) {
        const auto batch = graph->symbols.find("batch");
        return batch == graph->symbols.end() ? 1 : batch->second;
    }
    return scenario.workload.batch;
}

std::optional<Scenario> rankScenario(const Scenario& scenario)
{
    if (!isShared(scenario)) {
        return std::nullopt;
    }
    const double own = batchesOf<double>(scenario, {}).own;
    Scenario ofRank = scenario;
    if (ImportedGraph* graph = ofRank.model.imported(); graph && graph->symbols.contains("batch")) {
        graph->setSymbol("batch", own);
    } else if (!graph) {
        ofRank.workload.batch = own;
    }
    return ofRank;
}

ParameterOrigins rankOrigins(const Scenario& scenario, ParameterOrigins changed)
{
    if (isShared(scenario)) {
        const Traced own = batchesOf<Traced>(scenario, changed).own;
        changed.insert_or_assign("workload.batch", own);
    }
    return changed;
}

template <class N> void splitProgram(const Scenario& scenario, const ParameterOrigins& changed, ProgramOf<N>& program)
{
    if (!isShared(scenario)) {
        return;
    }
    if constexpr (std::is_same_v<N, double>) {
        const std::vector<Issue> found = splitIssues(scenario, program);
        program.issues.insert(program.issues.end(), found.begin(), found.end());
    }
    const Degrees<N> degrees(scenario);
    const Batches<N> batches = batchesOf<N>(scenario, changed);
    program.devices = degrees.devices();
    program.samples = batches.all;
    program.sequences = program.sequences * batches.micro;
    program.parts.assign(1, {});
    split::shareContext(program, degrees);
    bool hasShared[2] = {false, false}; // the caches of the model, and of its draft
    for (StageOf<N>& stage : program.stages) {
        const split::CacheShare<N> caches = splitTensors(stage, degrees, batches.working, program.parts);
        if (scenario.deployment.split.sequence) {
            split::shareSequence(stage, degrees, batches.working, program.parts);
        }
        Share<N> layers;
        if (valueOf(degrees.pipeline) > 1) {
            layers = splitLayers(stage, scenario.device, degrees, batches.working, program.cut, program.parts);
            stage.repeat = stage.repeat * batches.micro;
            stage.slices = batches.micro;
        }
        if (scenario.trains() && scenario.deployment.split.sharded == Sharded::Weights) {
            shareWeights(stage, degrees, program.parts);
        }
        if (bool& isDone = hasShared[isOfDraft(stage)]; caches.isKnown && !isDone) {
            shareCaches(program, caches, layers, isOfDraft(stage));
            isDone = true;
        }
    }
}

template void splitProgram(const Scenario&, const ParameterOrigins&, ProgramOf<double>&);
template void splitProgram(const Scenario&, const ParameterOrigins&, ProgramOf<Traced>&);

} // namespace ridge
