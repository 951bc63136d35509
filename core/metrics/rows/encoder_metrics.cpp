#include "core/metrics/row.h"

namespace ridge {

void addEncoderMetrics(Metrics& rows)
{
    rows.push_back(makeMetric(
        {"encoder_macs", "Encoder MACs", "MACs_enc", Family::Architecture, Unit::Macs,
         "Multiply-accumulates of the encoder alone, which reads the whole source once before the first token.",
         "the operators of the stage encode, whole batch"},
        RIDGE_FORMULA {
            const auto stage = f.e.program.find(StageRole::Encode);
            return stage ? Answer<N>(f.ofStep(&Facts<N>::macs, *stage))
                         : Answer<N>::none("the model is no encoder with a decoder behind it");
        }));
}

} // namespace ridge
