// What a model is before it is expanded: a layer list, the hyper-parameters of a family, or an imported graph.
// Not the families: model_body.h knows all of them, and whoever looks into one includes that one's header alone.
#pragma once

#include "core/scenario/checkpoint.h"
#include "core/scenario/shared.h"

#include <map>
#include <string>
#include <vector>

namespace ridge {

struct ModelBody;
extern template class Shared<ModelBody>;

struct LayerList;
struct ImportedGraph;
template <class N> struct DecoderOf;
using Decoder = DecoderOf<double>;
template <class N> struct PointCloudOf;
using PointCloud = PointCloudOf<double>;

struct Model {
    std::string id;
    std::string name;
    std::string family;                       // the class presets are grouped by: "CNN", "Language model", …
    std::string source;                       // where the figures come from
    std::map<std::string, std::string> usual; // parameters this model sets when chosen, as text
    Shared<ModelBody> body;
    Shared<Checkpoint> checkpoint = {}; // how a file stores the weights; without tensors: no file was read
    friend bool operator==(const Model&, const Model&) = default;

    /// The first `T` that the model is or has as a part; nullptr when there is none. Defined in model_body.h. What may
    /// be changed is the model's own from then on, until the model is copied: see Shared::own.
    template <class T> T* part();
    template <class T> const T* part() const;

    LayerList* layers();
    const LayerList* layers() const;
    /// The part that generates tokens.
    Decoder* decoder();
    const Decoder* decoder() const;
    PointCloud* cloud();
    const PointCloud* cloud() const;
    ImportedGraph* imported();
    const ImportedGraph* imported() const;

    /// Whether it is a decoder that generates and nothing else: a language model that looks at no images.
    bool isDecoder() const;
    /// Whether tokens come out one by one, with keys and values kept in between.
    bool generates() const;
    bool isOfSameFamily(const Model& other) const;
};

} // namespace ridge
