// What a model is before it is expanded: a layer list, the hyper-parameters of a family, or an imported graph.
// Not operators: core/models turns these into a Program.
#pragma once

#include "core/scenario/checkpoint.h"
#include "core/scenario/families/diffusion.h"
#include "core/scenario/families/dual_encoder.h"
#include "core/scenario/families/encoder.h"
#include "core/scenario/families/imported_graph.h"
#include "core/scenario/families/layer_list.h"
#include "core/scenario/families/parts.h"
#include "core/scenario/families/point_cloud.h"
#include "core/scenario/families/transformer.h"
#include "core/scenario/families/vision_language.h"
#include "core/scenario/shared.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace ridge {

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
