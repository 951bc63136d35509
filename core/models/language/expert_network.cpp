#include "core/models/language/expert_network.h"

#include "core/formulas/formulas.h"
#include "core/models/language/transformer_blocks.h"

namespace ridge {

template <class N> TensorId expertNetwork(StageBuilder<N>& b, const DecoderOf<N>& d, const N& inner, TensorId x)
{
    const N k = d.activeExperts, positions = b.shapeOf(x).w;
    const bool bias = hasFfnBias(d.biases); // as gpt-oss has them
    const N tokens = b.batch() * positions;
    const TensorId gate = b.linear({"router", Role::Router}, x, d.experts, bias);
    const N up = d.gated ? 2 * inner : inner;
    const auto routed = [&](OperatorOf<N>& op) {
        op.sizes.wi = op.sizes.wo = positions * k;
        op.sizes.copies = d.experts;
        op.sizes.picked = k;
        op.sizes.touched = formula::touchedExperts(d.experts, smaller(k, d.experts), tokens);
    };
    const TensorId wide = b.sequence(up, positions * k);
    routed(b.linearInto({"experts.gate_up", Role::ExpertGateUp}, x, up, bias, wide));
    const TensorId active = b.sequence(inner, positions * k);
    OperatorOf<N>& act = b.add("experts.act", OperatorKind::Elementwise, {wide}, active);
    act.sizes.ci = inner;
    act.sizes.perElement = d.gated ? ops::gatedSilu : ops::gelu;
    const TensorId down = b.sequence(d.width, positions * k);
    routed(b.linearInto({"experts.down", Role::ExpertDown}, active, d.width, bias, down));
    TensorId out = b.sequence(d.width, positions);
    OperatorOf<N>& mix = b.add("experts.mix", OperatorKind::Elementwise, {down, gate}, out);
    mix.sizes.wi = positions;
    mix.sizes.perElement = 2 * k;
    if (d.sharedExperts > 0) {
        TensorId shared = feedForward(b, d, "shared", x, d.sharedExperts * inner);
        if (d.sharedGate) {
            const TensorId weight = b.linear({"shared.gate", Role::SharedGate}, x, 1, false);
            shared = b.elementwise("shared.weigh", {shared, weight}, 1);
        }
        out = b.sum("shared.add", shared, out);
    }
    return out;
}

template TensorId expertNetwork(StageBuilder<double>& b, const DecoderOf<double>& d, const double& inner, TensorId x);
template TensorId expertNetwork(StageBuilder<Traced>& b, const DecoderOf<Traced>& d, const Traced& inner, TensorId x);

} // namespace ridge
