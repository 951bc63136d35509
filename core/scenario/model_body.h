// The families that a model can be of, one alternative each.
// Not for those who look into one family: they ask a Model for it (model.h), and rebuild with that one alone.
#pragma once

#include "core/scenario/families/diffusion.h"
#include "core/scenario/families/dual_encoder.h"
#include "core/scenario/families/encoder.h"
#include "core/scenario/families/imported_graph.h"
#include "core/scenario/families/layer_list.h"
#include "core/scenario/families/parts.h"
#include "core/scenario/families/point_cloud.h"
#include "core/scenario/families/transformer.h"
#include "core/scenario/families/vision_language.h"
#include "core/scenario/model.h"

#include <utility>
#include <variant>

namespace ridge {

/// What each is called in files is in core/formats/json/model.cpp.
using Families = std::variant<LayerList, Decoder, ImportedGraph, VisionTransformer, Swin, VisionLanguage, Diffusion,
                              PointCloud, Encoder, EncoderDecoder, DualEncoder>;

/// One of them. A struct, so that others can declare it without knowing any.
struct ModelBody : Families {
    using Families::Families;
};

template <class T> const T* Model::part() const
{
    const Families& one = *body;
    return findPart<T>(one);
}

template <class T> T* Model::part()
{
    const bool isThere = std::as_const(*this).part<T>() != nullptr; // else it stays shared
    return isThere ? findPart<T>(static_cast<Families&>(body.own())) : nullptr;
}

} // namespace ridge
