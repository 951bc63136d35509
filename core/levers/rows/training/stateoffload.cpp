#include "core/levers/offload.h"

namespace ridge {
namespace {

const char* refusal(const Scenario& s)
{
    return !s.trains() ? "only training keeps the state of an optimizer" : noHostLink(s);
}

} // namespace

/// A choice of the training's, which every update follows.
extern const Lever stateoffloadLever; // named by the list of all rows
const Lever stateoffloadLever = [] {
    Lever lever{{.id = "state_offload",
                 .label = "Optimizer in host memory",
                 .reduces = "optimizer state and gradients in the device's memory",
                 .kind = LeverKind::Deployment,
                 .order = 30,
                 .caveat = "Gradients cross the link as they are made and new weights come back, at its full rate: a "
                           "lower bound. What the host's processor takes for the update, and its memory, is not "
                           "counted; it is often the longest part (ZeRO-Offload: Ren et al. 2021, arXiv:2101.06840).",
                 .toggle = {"training.state", double(StatePlace::Host), double(StatePlace::Device)},
                 .refusal = refusal}};
    lever.isOn = [](const Scenario& s) { return s.trains() && s.training.state == StatePlace::Host; };
    return lever;
}();

} // namespace ridge
