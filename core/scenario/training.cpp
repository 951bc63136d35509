#include "core/scenario/training.h"

namespace ridge {
namespace {

using T = TrainingSettings;

template <class Rows> std::vector<std::string> textsOf(const Rows& rows, std::string_view(Rows::value_type::*text))
{
    std::vector<std::string> all;
    for (const auto& row : rows) {
        all.emplace_back(row.*text);
    }
    return all;
}

void addStepRows(std::vector<Field<T>>& rows)
{
    using namespace fields;
    rows.push_back(choice<T>(RIDGE_FIELD(regime), "regime", "Regime", textsOf(regimeRows, &RegimeInfo::id),
                             textsOf(regimeRows, &RegimeInfo::label),
                             "Number formats of weights, activations and gradients, and whether FP32 copies of the "
                             "weights are kept. With Adam 16 bytes per parameter, or 18, 12, 16, 17."));
    rows.push_back(choice<T>(RIDGE_FIELD(optimizer), "optimizer", "Optimizer",
                             textsOf(optimizerRows, &OptimizerInfo::id), textsOf(optimizerRows, &OptimizerInfo::label),
                             "What the update keeps of each parameter between steps."));
    rows.push_back(choice<T>(RIDGE_FIELD(state), "state", "Optimizer state", {"device", "host"},
                             {"on the device", "in host memory"},
                             "Where master copies and moments are kept and updated. In host memory gradients go there "
                             "as they are made, and new weights come back, over the host link.")
                       .more());
    rows.push_back(choice<T>(
        RIDGE_FIELD(recomputation), "recomputation", "Recomputation", {"none", "selective", "full", "every"},
        {"none", "attention scores", "every block", "every k blocks"},
        "What backward computes again instead of keeping it from forward: scores and their softmax, or all of each "
        "repeated block, or of k of them, but for what goes in."));
    rows.push_back(number<T>(RIDGE_FIELD(everyBlocks), "every_blocks", "Blocks between", "k", 1, 1000,
                             "Blocks that are computed again together: one input is kept for all of them.")
                       .when([](const T& t) { return t.recomputation == Recomputation::Every; }));
    rows.push_back(flag<T>(RIDGE_FIELD(dropout), "dropout", "Dropout", {"none", "after softmax and each branch"},
                           "Keeps one byte of each element of the mask.")
                       .more());
    rows.push_back(number<T>(RIDGE_FIELD(microBatches), "micro_batches", "Micro-batches", "m", 1, 65536,
                             "Batches whose gradients are added up before an update."));
}

void addRunRows(std::vector<Field<T>>& rows)
{
    using namespace fields;
    rows.push_back(number<T>(RIDGE_FIELD(length), "length", "Run", "D", 1, 1e15,
                             "Tokens of the whole run; of models that read no tokens, samples."));
    rows.push_back(number<T>(RIDGE_FIELD(lost), "lost", "Time lost", "φ", 0, 0.95,
                             "Share of the time of a run that checkpoints, failures and restarts take: Llama 3 405B "
                             "lost less than a tenth (arXiv:2407.21783, section 3.3.4).")
                       .in(Unit::Fraction)
                       .more());
}

} // namespace

template <> const FieldTable<TrainingSettings>& fieldsOf<TrainingSettings>()
{
    static const FieldTable<T> table{"training.", "", [] {
                                         std::vector<Field<T>> r;
                                         addStepRows(r);
                                         addRunRows(r);
                                         return r;
                                     }()};
    return table;
}

} // namespace ridge
