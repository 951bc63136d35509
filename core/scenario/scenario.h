// Everything the user chose, as one value: copyable, comparable, without pointers into anything.
// Not results: evaluate() makes an Evaluation of it.
#pragma once

#include "core/quantity/unit.h"
#include "core/scenario/device.h"
#include "core/scenario/levers.h"
#include "core/scenario/model.h"
#include "core/scenario/training.h"
#include "core/scenario/workload.h"

#include <optional>

namespace ridge {

/// What is kept on chip between operators: nothing, element-wise epilogues, or attention scores as well.
enum class Fusion { None, Elementwise, Attention };

/// How dense 3×3 convolutions with stride 1 are computed: directly, or in tiles of 2×2 or 4×4 outputs.
enum class Winograd { None, F2, F4 };

/// What the weights are taken to be distributed like where no file holds them.
enum class WeightDistribution { Gaussian, Laplace };

/// Which of a model's weights a narrow format quantises: those that it is made for, or what the user says. A language
/// model's experts are matrices, and may be the only ones.
enum class QuantisedWeights { Usual, Matrices, Tables, All, Experts };

/// What of a training step replicas keep a part of each instead of all: the optimizer's state, gradients as well, or
/// weights as well. Source: Rajbhandari et al. 2020 (arXiv:1910.02054), its stages 1 to 3.
enum class Sharded { Nothing, Optimizer, Gradients, Weights };

/// Over how many devices the work is shared, and how: the product of the first four are the devices.
struct Split {
    double data = 1;         // replicas that share the batch
    double tensor = 1;       // ranks that share every layer
    double pipeline = 1;     // ranks that share the layers between them
    double expert = 1;       // ranks that share the experts, and the batch for all else
    double context = 1;      // ranks that share the positions of every sequence
    double microBatches = 1; // that a pipeline works on one after the other
    bool sequence = false;   // tensor ranks share positions where they do not share channels
    double overlap = 0;      // share of the time between two exchanges that hides the second one
    Sharded sharded = Sharded::Nothing;
    friend bool operator==(const Split&, const Split&) = default;

    double replicas() const { return data * expert; }
    double devices() const { return data * tensor * pipeline * expert * context; }
};

/// What joins devices, in one direction of each: bytes per second, and seconds until the first arrives. Within a node
/// the device states its rate.
struct NodeNetwork {
    double linkLatency = 0.6e-6;
    double bandwidth = 50e9;
    double latency = 2.7e-6;
    friend bool operator==(const NodeNetwork&, const NodeNetwork&) = default;
};

struct Deployment {
    Precision weights = Precision::BF16;
    Precision activations = Precision::BF16;
    Precision kvCache = Precision::BF16;
    QuantisedWeights quantised = QuantisedWeights::Usual;
    double groupSize = infoOf(Precision::INT4Group).group; // elements that share one scale, where a format lets choose
    double storedBits = 16; // of one weight on average, where weights are taken as stored
    WeightDistribution weightDistribution = WeightDistribution::Gaussian;
    Fusion fusion = Fusion::Attention;
    Winograd winograd = Winograd::None;
    bool inPlaceDepthwise = false;
    int memoryLevel = 0; // 0: the main memory; otherwise 1 + index into Device::memory
    double computeUtilisation = 1;
    double bandwidthUtilisation = 1;
    double irregularUtilisation = 1; // of the bandwidth, by gathers and scatters
    double powerUtilisation = 1;
    double driveBandwidth = 0; // bytes per second of a drive that holds what is offloaded; 0: host memory does
    Split split;
    NodeNetwork network;
    friend bool operator==(const Deployment&, const Deployment&) = default;

    /// Elements of that format that share a scale; 0: all of a tensor do.
    double groupSizeOf(Precision precision) const
    {
        return infoOf(precision).groupIsChosen ? groupSize : infoOf(precision).group;
    }
    /// Whether there is a choice: wide formats and those of a file hold all weights.
    bool quantises() const { return infoOf(weights).bits < 16 && weights != Precision::Stored; }
    /// The format that weights of that kind are stored in.
    Precision formatOf(WeightKind kind) const;
    /// That of weights which are not quantised: the activations', in no fewer than 16 bits.
    Precision keptFormat() const;
    /// The format whose arithmetic is asked for: the wider of weights and activations.
    Precision computedIn() const { return infoOf(weights).bits > infoOf(activations).bits ? weights : activations; }
};

struct Environment {
    double pue = 1;
    double gridIntensity = 473; // gCO2e per kWh, world average 2024 (Ember Global Electricity Review 2025)
    double price = 0.20;        // USD per kWh
    // How long a device serves before another takes its place, in seconds, and the share of it in which it works.
    // Source: Luccioni et al. 2022 (arXiv:2211.02001), section 4.1: 6 years, 85 %.
    double lifetime = 6 * 365.25 * 86400;
    double use = 0.85;
    friend bool operator==(const Environment&, const Environment&) = default;
};

enum class CausalCount { Full, LowerHalf };
enum class PeakRule { LiveSet, LargestInPlusOut, Arena };
/// Energy at the wall: a lower bound of datapath and memory, or power × time, which is all that chip and board draw.
enum class EnergyRule { BottomUp, TdpTimesTime };
/// Times that nothing can be faster than, or those that were measured on such devices.
enum class TimeRule { SpeedOfLight, Typical };

struct Convention {
    double opsPerMac = 2;
    CausalCount causal = CausalCount::Full;
    bool countBiases = true;
    bool countElementwise = true;
    bool countEmbeddings = true;
    PeakRule peak = PeakRule::LiveSet;
    bool inputInPeak = true;
    bool binaryBytes = false;
    EnergyRule energy = EnergyRule::TdpTimesTime;
    TimeRule times = TimeRule::SpeedOfLight;
    friend bool operator==(const Convention&, const Convention&) = default;

    NumberStyle numberStyle() const { return {.binaryBytes = binaryBytes}; }
    /// "2 FLOP/MAC · full attention · speed of light · GB"
    std::string badge() const;
};

struct Scenario {
    Model model;
    Workload workload;
    Device device;
    Deployment deployment;
    Environment environment;
    Convention convention;
    LeverSettings levers;
    TrainingSettings training = {};
    std::optional<Model> student = {}; // what the model is distilled to; none: to a smaller one of its own making
    friend bool operator==(const Scenario&, const Scenario&) = default;

    /// Whether times are those that were measured on such devices: not where none of the kind was.
    bool isTypical() const { return convention.times == TimeRule::Typical && !device.typical.shares.empty(); }
    /// Whether a draft model proposes the tokens that a language model checks.
    bool speculates() const { return workload.draftTokens >= 1 && model.isDecoder() && !trains(); }
    bool trains() const { return training.task == Task::Training; }
    /// Whether prompts are read in pieces beside the steps that generate.
    bool readsInChunks() const { return workload.serving == Serving::Chunked && !whyNoChunks(); }
    /// Why they cannot be; null where they can.
    const char* whyNoChunks() const;
};

} // namespace ridge
