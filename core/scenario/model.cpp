#include "core/scenario/model_body.h"

namespace ridge {

template class Shared<ModelBody>;

LayerList* Model::layers() { return part<LayerList>(); }
const LayerList* Model::layers() const { return part<LayerList>(); }
Decoder* Model::decoder() { return part<Decoder>(); }
const Decoder* Model::decoder() const { return part<Decoder>(); }
PointCloud* Model::cloud() { return part<PointCloud>(); }
const PointCloud* Model::cloud() const { return part<PointCloud>(); }
ImportedGraph* Model::imported() { return part<ImportedGraph>(); }
const ImportedGraph* Model::imported() const { return part<ImportedGraph>(); }

bool Model::isDecoder() const { return std::holds_alternative<Decoder>(*body) && generates(); }
bool Model::generates() const { return decoder() ? decoder()->generates() : part<EncoderDecoder>() != nullptr; }
bool Model::isOfSameFamily(const Model& other) const { return body->index() == other.body->index(); }

} // namespace ridge
