#include "core/metrics/row.h"

namespace ridge {
namespace {

constexpr const char* inOrder = "everything is moved in order: nothing is gathered or scattered";

template <class N> Bytes<N> irregular(const Facts<N>& f)
{
    return named("irregular", Unit::Bytes, f.overStages(&Facts<N>::irregularBytes, "irregular", Unit::Bytes));
}

} // namespace

void addPointMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"irregular_bytes", "Irregular traffic", "", Family::Architecture, Unit::Bytes,
         "Bytes that are gathered or scattered: points into voxels and back, partners of sparse convolutions.",
         "Liu et al. 2019 (arXiv:1907.03739); kernel maps of Choy et al. 2019 (arXiv:1904.08755)"},
        RIDGE_FORMULA { return f.hasIrregular() ? Answer<N>(irregular(f)) : Answer<N>::none(inOrder); }));
    rows.push_back(makeMetric(
        {"irregular_share", "Irregular share", "", Family::Architecture, Unit::Percent,
         "Gathered and scattered bytes over all bytes moved.", "the same two streams"},
        RIDGE_FORMULA {
            if (!f.hasIrregular()) {
                return Answer<N>::none(inOrder);
            }
            const Bytes<N> moved = f.overStages(&Facts<N>::weightBytes, "weights", Unit::Bytes) +
                                   f.overStages(&Facts<N>::streamedBytes, "activations", Unit::Bytes) + irregular(f);
            return Answer<N>(irregular(f) / named("bytes", Unit::Bytes, moved));
        }));
    rows.push_back(makeMetric(
        {"occupancy", "Occupancy", "", Family::Architecture, Unit::Percent,
         "Share of the voxels of the finest grid that hold a point: below 0.1 % on fine outdoor grids, percents on "
         "coarse ones.",
         "cheat sheet (sparsity); 1 − (1 − 1/r³)^n of n points that fall anywhere, or voxels as the scene says"},
        RIDGE_FORMULA {
            const std::optional<N>& share = f.program().architecture.occupancy;
            return share ? Answer<N>(*share) : Answer<N>::none("the model has no voxels");
        }));
}

} // namespace ridge
