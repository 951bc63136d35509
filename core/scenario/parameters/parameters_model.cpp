// The model section of the parameter catalogue: rows made from the fields of every family.

#include "core/scenario/parameters/parameter_rows.h"

namespace ridge::rows {
namespace {

template <auto Member>
constexpr auto inLayers = [](auto& s) {
    auto* layers = s.model.layers();
    return layers ? &(layers->*Member) : nullptr;
};

/// One row per field of `T`, which applies where the model is or has a `T`. What can be one part of several has a name
/// by which editors fold its rows.
template <class T> void addFieldRows(std::vector<Parameter>& rows)
{
    const FieldTable<T>& table = fieldsOf<T>();
    for (const Field<T>& field : table) {
        rows.push_back(fieldRow(table, field, Section::Model, [](auto& s) { return s.model.template part<T>(); }));
        rows.back().hasFamily = [](const Scenario& s) { return s.model.part<T>() != nullptr; };
    }
}

} // namespace

void addModelRows(std::vector<Parameter>& rows)
{
    const Section m = Section::Model;
    using L = LayerList;
    rows.push_back(number("model.input.channels", "Input channels", "c_i", m, Unit::Count, ranges::inputSize,
                          "Channels of the input image.", inLayers<&L::inputChannels>));
    rows.back().advanced = true;
    rows.push_back(number("model.input.height", "Input height", "h_i", m, Unit::Count, ranges::inputSize,
                          "Height of the input image in pixels.", inLayers<&L::inputHeight>));
    rows.push_back(number("model.input.width", "Input width", "w_i", m, Unit::Count, ranges::inputSize,
                          "Width of the input image in pixels.", inLayers<&L::inputWidth>));
    rows.push_back(number("model.width_multiplier", "Width multiplier", "α", m, Unit::Fraction, ranges::widthMultiplier,
                          "Scales the channels of every convolution that is not marked as fixed.",
                          inLayers<&L::widthMultiplier>));
    addFieldRows<VisionTransformer>(rows);
    addFieldRows<Swin>(rows);
    addFieldRows<Connector>(rows);
    addFieldRows<Decoder>(rows);
    addFieldRows<Diffusion>(rows);
    addFieldRows<UNet>(rows);
    addFieldRows<DiffusionTransformer>(rows);
    addFieldRows<TextEncoder>(rows);
    addFieldRows<SecondTextEncoder>(rows);
    addFieldRows<DualEncoder>(rows);
    addFieldRows<ImageDecoder>(rows);
    addFieldRows<PointCloud>(rows);
    addFieldRows<Encoder>(rows);
    addFieldRows<EncoderDecoder>(rows);
}

} // namespace ridge::rows
