// Diffusion models in project JSON: one object per network.

#include "core/scenario/families/diffusion.h"
#include "core/formats/json/fields.h"
#include "core/formats/json/model.h"

namespace ridge {
namespace {

/// The network under a key; empty where there is none.
template <class T> std::optional<T> readPart(const ObjectReader& reader, const char* key)
{
    const Json* json = reader.find(key);
    if (!json) {
        return std::nullopt;
    }
    const ObjectReader partReader(*json, reader.placeOf(key));
    T part;
    readFields(partReader, part);
    partReader.rejectUnknown();
    return part;
}

template <class T> void writePart(OrderedJson& json, const char* key, const T& part)
{
    json[key] = OrderedJson::object();
    writeFields(json[key], part);
}

} // namespace

Diffusion readDiffusion(const Json& json, const std::string& place)
{
    const ObjectReader reader(json, place);
    Diffusion model;
    readFields(reader, model);
    model.text = readPart<TextEncoder>(reader, "text");
    model.secondText = readPart<SecondTextEncoder>(reader, "text2");
    const auto unet = readPart<UNet>(reader, "unet");
    const auto dit = readPart<DiffusionTransformer>(reader, "dit");
    model.decoder = readPart<ImageDecoder>(reader, "image_decoder");
    reader.rejectUnknown();
    if (unet.has_value() == dit.has_value()) {
        failAt(place, "a diffusion model has exactly one of \"unet\" and \"dit\".");
    }
    if (unet) {
        model.denoiser = *unet;
    } else {
        model.denoiser = *dit;
    }
    return model;
}

OrderedJson diffusionJson(const Diffusion& model)
{
    OrderedJson json;
    writeFields(json, model);
    if (model.text) {
        writePart(json, "text", *model.text);
    }
    if (model.secondText) {
        writePart(json, "text2", *model.secondText);
    }
    if (const auto* unet = std::get_if<UNet>(&model.denoiser)) {
        writePart(json, "unet", *unet);
    } else {
        writePart(json, "dit", std::get<DiffusionTransformer>(model.denoiser));
    }
    if (model.decoder) {
        writePart(json, "image_decoder", *model.decoder);
    }
    return json;
}

} // namespace ridge
