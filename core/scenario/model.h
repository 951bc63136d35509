// What a model is before it is expanded: a layer list, the hyper-parameters of a family, or an imported graph.
// Not operators: core/models turns these into a Program.
#pragma once

#include "core/scenario/checkpoint.h"
#include "core/scenario/families/diffusion.h"
#include "core/scenario/families/dual_encoder.h"
#include "core/scenario/families/encoder.h"
#include "core/scenario/families/parts.h"
#include "core/scenario/families/point_cloud.h"
#include "core/scenario/families/transformer.h"
#include "core/scenario/families/vision_language.h"
#include "core/scenario/shared.h"

#include <array>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace ridge {

// ---- layer lists ----------------------------------------------------------------------------------------------

enum class LayerKind {
    Conv,
    DepthwiseConv,
    TransposedConv,
    Linear,
    Norm,
    Activation,
    Add,
    Concat,
    MaxPool,
    AveragePool,
    GlobalPool,
    Upsample,
    Flatten,
    Softmax,
    Scale,          // a map times one factor per channel (squeeze-excite)
    ChannelShuffle, // interleaves the channels of its groups
    Slice,          // some of the channels; half of them unless said otherwise
    TemporalShift,  // 1/8 of the channels come from the frame before, 1/8 from the one after (TSM)
    FramePool,      // the average over all frames
    Attention,      // softmax attention over all positions; reads queries, keys and values stacked as channels
    LinearAttention // the same with a ReLU kernel: keys meet values first
};
inline constexpr int layerKindCount = static_cast<int>(LayerKind::LinearAttention) + 1;

inline constexpr double samePadding = -1; // (dilation·(kernel − 1))/2 on each side: keeps the size of odd kernels
inline constexpr double sameTflitePadding = -2; // what makes ceil(size/stride), uneven where it must, as TFLite does

/// One row of a layer list. Fields a kind does not use keep their defaults.
struct Layer {
    std::string name;
    LayerKind kind = LayerKind::Conv;
    double channels = 0; // output channels; 0 keeps the input's
    double expand = 0;   // output channels as a multiple of the block's input channels; 0 = use `channels`
    double kernelHeight = 1;
    double kernelWidth = 1;
    double kernelDepth = 1;       // over frames
    double stride = 1;            // of the first repetition of its block; later repetitions use 1
    double strideDepth = 1;       // over frames, likewise
    double padding = samePadding; // pools: none instead
    bool ceil = false;            // pools: the last window may reach over the edge
    double dilation = 1;
    double groups = 1;
    double headSize = 0; // attention: channels of one head; 0: a single head
    bool bias = false;
    bool fixedWidth = false; // not scaled by the width multiplier
    /// Names of earlier layers of the block, "in" for its input, or "BLOCK" and "BLOCK.LAYER" for outputs of earlier
    /// blocks (of their last repetition). Empty: the layer above.
    std::vector<std::string> from;
    std::string mismatch = "error"; // Add: what to do when shapes differ: error, project (1×1 conv + norm), skip
    std::string
        function; // Activation: relu, relu6, hswish, …; Norm: batch, layer; TemporalShift: none, offline, online
    friend bool operator==(const Layer&, const Layer&) = default;
};

struct LayerBlock {
    std::string name;
    double repeat = 1;
    std::vector<Layer> layers;
    friend bool operator==(const LayerBlock&, const LayerBlock&) = default;
};

struct LayerList {
    double inputChannels = 3;
    double inputHeight = 224;
    double inputWidth = 224;
    double inputFrames = 0;     // of a video; 0: the input is a single image
    bool framesInBatch = false; // each frame runs through a 2-D network; otherwise frames are the depth of the maps
    double widthMultiplier = 1;
    double channelDivisor = 1; // scaled channels are rounded to a multiple of this (8 for MobileNets)
    std::vector<LayerBlock> blocks;
    friend bool operator==(const LayerList&, const LayerList&) = default;
};

// ---- imported graphs ------------------------------------------------------------------------------------------

/// A tensor of an imported graph, shape resolved for the symbol values in use.
struct GraphTensor {
    std::string name;
    std::vector<double> shape;
    double bits = 32; // as stored in the file
    bool isConstant = false;
    bool isTrainable = false; // counts as parameters
    friend bool operator==(const GraphTensor&, const GraphTensor&) = default;
};

/// A node of an imported graph. Attributes are those that cost rules need, as numbers.
struct GraphNode {
    std::string name;
    std::string type;        // the format's own operator name, e.g. "Conv"
    std::vector<int> inputs; // indices into Graph::tensors; −1 = not given
    std::vector<int> outputs;
    std::map<std::string, std::vector<double>> attributes;
    friend bool operator==(const GraphNode&, const GraphNode&) = default;
};

/// All nodes with their shapes, at one assignment of the symbolic sizes.
struct Graph {
    std::vector<GraphTensor> tensors;
    std::vector<GraphNode> nodes; // in execution order, constants folded away
    std::vector<int> inputs;
    std::vector<int> outputs;
    std::vector<std::string> remarks; // what the importer wants the user to know
    friend bool operator==(const Graph&, const Graph&) = default;
};

/// Where an imported graph came from, and how its shapes follow from its symbolic sizes.
/// Implementations are immutable and pure, so that a scenario that holds one stays a value.
class GraphSource {
public:
    virtual ~GraphSource() = default;
    /// Shapes for other symbol values; throws std::runtime_error with one sentence when they do not fit the graph.
    virtual Graph resolve(const std::map<std::string, double>& symbols) const = 0;
    /// The file without its weights, for the scenario file.
    virtual const std::string& bytes() const = 0;
};

struct ImportedGraph {
    std::string format;                    // "onnx"
    std::map<std::string, double> symbols; // "batch" and the file's own dimension names → value
    Shared<Graph> graph;
    std::shared_ptr<const GraphSource> source;

    /// Sets one symbolic size and resolves the shapes again; keeps the old ones and returns the reason when impossible.
    std::string setSymbol(const std::string& name, double value);

    friend bool operator==(const ImportedGraph& a, const ImportedGraph& b)
    {
        return a.format == b.format && a.symbols == b.symbols && a.graph == b.graph;
    }
};

// ---- the model ------------------------------------------------------------------------------------------------

/// One alternative per family; what each is called in files is in core/formats/json/model.cpp.
using ModelBody = std::variant<LayerList, Decoder, ImportedGraph, VisionTransformer, Swin, VisionLanguage, Diffusion,
                               PointCloud, Encoder, EncoderDecoder, DualEncoder>;

struct Model {
    std::string id;
    std::string name;
    std::string family;                       // the class presets are grouped by: "CNN", "Language model", …
    std::string source;                       // where the figures come from
    std::map<std::string, std::string> usual; // parameters this model sets when chosen, as text
    ModelBody body;
    Shared<Checkpoint> checkpoint = {}; // how a file stores the weights; without tensors: no file was read
    friend bool operator==(const Model&, const Model&) = default;

    /// The first `T` that the model is or has as a part; nullptr when there is none.
    template <class T> T* part() { return findPart<T>(body); }
    template <class T> const T* part() const { return findPart<T>(body); }

    LayerList* layers() { return std::get_if<LayerList>(&body); }
    const LayerList* layers() const { return std::get_if<LayerList>(&body); }
    /// The part that generates tokens.
    Decoder* decoder() { return part<Decoder>(); }
    const Decoder* decoder() const { return part<Decoder>(); }
    /// Whether tokens come out one by one, with keys and values kept in between.
    bool generates() const { return decoder() || part<EncoderDecoder>(); }
    PointCloud* cloud() { return std::get_if<PointCloud>(&body); }
    const PointCloud* cloud() const { return std::get_if<PointCloud>(&body); }
    ImportedGraph* imported() { return std::get_if<ImportedGraph>(&body); }
    const ImportedGraph* imported() const { return std::get_if<ImportedGraph>(&body); }
};

} // namespace ridge
