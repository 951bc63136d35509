// Rows of the parameter catalogue about how many devices share the work, and what joins them.

#include "core/scenario/parameters/parameter_rows.h"

namespace ridge::rows {
namespace {

bool isShared(const Scenario& s) { return s.deployment.split.devices() > 1; }
bool sharesStates(const Scenario& s)
{
    return s.trains() && s.deployment.split.replicas() * s.deployment.split.context > 1;
}
bool hasTensorRanks(const Scenario& s) { return s.deployment.split.tensor > 1; }
bool hasHostLink(const Scenario& s) { return s.device.hostLink() != nullptr; }
bool hasPipeline(const Scenario& s) { return s.deployment.split.pipeline > 1; }

Parameter degreeRow(const char* id, const char* label, const char* symbol, const char* help, double Split::*degree)
{
    return number(std::string("deployment.split.") + id, label, symbol, Section::Deployment, Unit::Count,
                  ranges::degree, help, [degree](auto& s) { return &(s.deployment.split.*degree); });
}

template <class Access>
Parameter networkRow(const char* id, const char* label, const char* symbol, Unit unit, NumberRange range,
                     const char* help, Access access)
{
    return when(isShared, advanced(number(std::string("deployment.network.") + id, label, symbol, Section::Deployment,
                                          unit, range, help, access)));
}

void addDriveRow(std::vector<Parameter>& rows)
{
    rows.push_back(when(hasHostLink, advanced(number("deployment.drive", "Drive for what is offloaded", "BW_drive",
                                                     Section::Deployment, Unit::BytesPerSecond, {0, 1e13, false},
                                                     "Bytes per second, in one direction, of the drives that hold what "
                                                     "levers take off the device; 0: host memory holds it, at the rate "
                                                     "of the host link. A drive of PCIe 4.0 × 4 has 8 GB/s at most.",
                                                     [](auto& s) { return &s.deployment.driveBandwidth; }))));
}

void addNetworkRows(std::vector<Parameter>& rows)
{
    rows.push_back(networkRow("link_latency", "Link latency", "α_link", Unit::Seconds, ranges::linkLatency,
                              "Seconds of one step of an exchange within a node: 0.6 µs over NVLink and 1.0 µs over "
                              "PCIe in NCCL's low-latency protocol (NVIDIA nccl, src/graph/tuning.cc).",
                              [](auto& s) { return &s.deployment.network.linkLatency; }));
    rows.push_back(networkRow("bandwidth", "Network between nodes", "BW_net", Unit::BytesPerSecond,
                              ranges::bytesPerSecond,
                              "Bytes per second that one device sends to another node: 50 GB/s is a port of "
                              "InfiniBand NDR for each (400 Gbit/s, as in a DGX H100).",
                              [](auto& s) { return &s.deployment.network.bandwidth; }));
    rows.push_back(networkRow("latency", "Network latency", "α_net", Unit::Seconds, ranges::linkLatency,
                              "Seconds of one step of an exchange between nodes: 2.7 µs in NCCL's low-latency "
                              "protocol (NVIDIA nccl, src/graph/tuning.cc).",
                              [](auto& s) { return &s.deployment.network.latency; }));
}

} // namespace

void addSplitRows(std::vector<Parameter>& rows)
{
    rows.push_back(degreeRow("tensor", "Tensor parallel", "TP",
                             "Ranks that share every layer: heads and inner columns are divided, and two sums of "
                             "activations per layer are exchanged.",
                             &Split::tensor));
    rows.push_back(
        when(hasTensorRanks, choice("deployment.split.sequence", "Sequence parallel", "", Section::Deployment,
                                    {"no", "yes"}, {"no", "yes"},
                                    "Tensor ranks share the positions where they do not share channels: norms, sums, "
                                    "dropouts and what these keep for backward. Sums become a reduce-scatter and an "
                                    "all-gather, of as many bytes. A step that has fewer positions than ranks, as in "
                                    "decode, stays as it is.",
                                    [](auto& s) { return &s.deployment.split.sequence; })));
    rows.push_back(degreeRow("pipeline", "Pipeline parallel", "PP",
                             "Ranks that share the layers between them, one after the other.", &Split::pipeline));
    rows.push_back(degreeRow("data", "Data parallel", "DP",
                             "Replicas of the model that share the batch; they exchange nothing while they infer.",
                             &Split::data));
    rows.push_back(degreeRow("expert", "Expert parallel", "EP",
                             "Ranks that share the experts of every layer, and the batch for all else: tokens travel "
                             "to their experts and back.",
                             &Split::expert));
    rows.push_back(degreeRow("context", "Context parallel", "CP",
                             "Ranks that share the positions of every sequence, and its cache: keys and values travel "
                             "around the ring of them, or what each found in its part of the cache.",
                             &Split::context));
    rows.push_back(when(hasPipeline, degreeRow("micro_batches", "Micro-batches", "m",
                                               "Parts of the batch that follow each other through a pipeline, so "
                                               "that its ranks work at the same time.",
                                               &Split::microBatches)));
    rows.push_back(when(
        sharesStates, choice("deployment.split.sharded", "Replicas share", "", Section::Deployment,
                             {"nothing", "optimizer", "gradients", "weights"},
                             {"nothing", "optimizer (ZeRO-1)", "all but weights (ZeRO-2)", "all states (ZeRO-3, FSDP)"},
                             "What replicas keep a part of each instead of all of it. Weights are "
                             "gathered again before each layer, forward and backward.",
                             [](auto& s) { return &s.deployment.split.sharded; })));
    rows.push_back(when(isShared, advanced(number("deployment.split.overlap", "Overlap", "o", Section::Deployment,
                                                  Unit::Fraction, {0, 1, false},
                                                  "Share of the work between two exchanges that runs beside the "
                                                  "second one and hides it.",
                                                  [](auto& s) { return &s.deployment.split.overlap; }))));
    addDriveRow(rows);
    addNetworkRows(rows);
}

} // namespace ridge::rows
