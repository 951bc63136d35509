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
template <class T>
void addFieldRows(std::vector<Parameter>& rows, const std::string& prefix, const std::string& group = {})
{
    for (const Field<T>& field : fieldsOf<T>()) {
        Parameter& row = rows.emplace_back();
        row.id = prefix + field.key;
        row.label = field.label;
        row.symbol = field.symbol;
        row.section = Section::Model;
        row.group = group;
        row.unit = field.unit;
        row.minimum = field.minimum;
        row.maximum = field.maximum;
        row.logarithmic = field.choices.empty() && field.maximum > 50 * std::max(field.minimum, 1.0);
        row.integral = field.range().integral;
        row.advanced = field.advanced;
        row.choices = field.choices;
        row.help = field.help;
        row.hasFamily = [](const Scenario& s) { return s.model.part<T>() != nullptr; };
        row.get = [&field](const Scenario& s) -> std::optional<double> {
            const T* part = s.model.part<T>();
            return part && (!field.applies || field.applies(*part)) ? std::optional(field.get(*part)) : std::nullopt;
        };
        row.set = [&field](Scenario& s, double value) {
            if (T* part = s.model.part<T>()) {
                field.set(*part, value);
            }
        };
        if (!field.choices.empty()) {
            row.choiceLabels = [&field](const Scenario&) { return field.choiceLabels; };
        }
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
    addFieldRows<VisionTransformer>(rows, "model.vision.", "Vision encoder");
    addFieldRows<Swin>(rows, "model.swin.");
    addFieldRows<Connector>(rows, "model.connector.", "Connector");
    addFieldRows<Decoder>(rows, "model.", "Language model");
    addFieldRows<Diffusion>(rows, "model.");
    addFieldRows<UNet>(rows, "model.unet.", "U-Net");
    addFieldRows<DiffusionTransformer>(rows, "model.dit.", "Diffusion transformer");
    addFieldRows<TextEncoder>(rows, "model.text.", "Text encoder");
    addFieldRows<SecondTextEncoder>(rows, "model.text2.", "Text encoder 2");
    addFieldRows<DualEncoder>(rows, "model.");
    addFieldRows<ImageDecoder>(rows, "model.image_decoder.", "Image decoder");
    addFieldRows<PointCloud>(rows, "model.");
    addFieldRows<Encoder>(rows, "model.encoder.");
    addFieldRows<EncoderDecoder>(rows, "model.encoder_decoder.");
}

} // namespace ridge::rows
