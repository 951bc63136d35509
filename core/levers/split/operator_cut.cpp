#include "core/levers/split/operator_cut.h"

#include "core/formulas/formulas.h"

#include <algorithm>
#include <numeric>

namespace ridge::split {
namespace {

double bytesOf(double elements, Precision format)
{
    constexpr double usual = 16; // bits, of what is stored as it is computed
    return elements * (format == Precision::Stored ? usual : infoOf(format).bits) / 8;
}

template <class N> double weightBytes(const OperatorOf<N>& op)
{
    const bool isElsewhere = op.sharesWeights || valueOf(op.count) <= 0;
    const double weights = valueOf(formula::weights(op.kind, op.sizes, op.weightParameters));
    return isElsewhere ? 0 : bytesOf(std::max(0.0, weights), op.formats.weights);
}

/// Seconds; where the device states no rate, nothing of it is waited for.
template <class N> double timeOf(const StageOf<N>& stage, const OperatorOf<N>& op, const Device& device)
{
    const Precision unit =
        op.formats.activations == Precision::Stored ? Precision::BF16 : arithmeticOf(op.formats.activations);
    const double peak = device.peak[static_cast<std::size_t>(unit)].value_or(0);
    const MemoryLevel* memory = device.mainMemory();
    const double made = op.output < 0 ? 0 : valueOf(stage.tensors[static_cast<std::size_t>(op.output)].elements());
    const double bytes = weightBytes(op) + 2 * bytesOf(made, op.formats.activations); // written, and as much read
    const double compute = peak > 0 ? 2 * valueOf(formula::macs(op.kind, op.sizes).inBaseUnits()) / peak : 0;
    const double transfer = memory && memory->bandwidth > 0 ? bytes / memory->bandwidth : 0;
    return valueOf(op.count) * std::max(compute, transfer);
}

/// Ends of runs none of which is above the limit, unless a single operator is.
std::vector<std::size_t> runsBelow(double limit, const std::vector<double>& times)
{
    std::vector<std::size_t> ends;
    double sum = 0;
    for (std::size_t i = 0; i < times.size(); ++i) {
        if (sum > 0 && sum + times[i] > limit) {
            ends.push_back(i);
            sum = 0;
        }
        sum += times[i];
    }
    ends.push_back(times.size());
    return ends;
}

/// At most so many runs whose longest is as short as can be: by halving.
std::vector<std::size_t> runsOf(const std::vector<double>& times, double most)
{
    double low = times.empty() ? 0 : *std::ranges::max_element(times);
    double high = std::accumulate(times.begin(), times.end(), 0.0);
    for (int halvings = 0; halvings < 50 && low < high; ++halvings) {
        const double middle = low + (high - low) / 2;
        (static_cast<double>(runsBelow(middle, times).size()) <= most ? high : low) = middle;
    }
    return runsBelow(high, times);
}

} // namespace

template <class N> OperatorCut cutOf(const StageOf<N>& stage, const Device& device, double ranks)
{
    std::vector<double> times;
    for (const OperatorOf<N>& op : stage.operators) {
        times.push_back(timeOf(stage, op, device));
    }
    OperatorCut cut;
    cut.ends = runsOf(times, ranks);
    double longest = -1;
    for (std::size_t rank = 0; rank < cut.ends.size(); ++rank) {
        const auto [begin, end] = cut.run(rank);
        const double time = std::accumulate(times.begin() + static_cast<std::ptrdiff_t>(begin),
                                            times.begin() + static_cast<std::ptrdiff_t>(end), 0.0);
        if (time > longest) {
            longest = time;
            cut.slowest = rank;
        }
    }
    return cut;
}

template OperatorCut cutOf(const StageOf<double>&, const Device&, double);
template OperatorCut cutOf(const StageOf<Traced>&, const Device&, double);

} // namespace ridge::split
