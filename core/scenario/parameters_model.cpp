// The model section of the parameter catalogue: rows made from the fields of every family.

#include "core/scenario/parameter_rows.h"

namespace ridge::rows {
namespace {

template <auto Member>
constexpr auto inLayers = [](auto& s) {
    auto* layers = s.model.layers();
    return layers ? &(layers->*Member) : nullptr;
};

/// One row per field of `T`, which applies where the model is or has a `T`.
template <class T> void addFieldRows(std::vector<Parameter>& rows, const std::string& prefix)
{
    for (const Field<T>& field : fieldsOf<T>()) {
        Parameter& row = rows.emplace_back();
        row.id = prefix + field.key;
        row.label = field.label;
        row.symbol = field.symbol;
        row.section = Section::Model;
        row.unit = field.unit;
        row.minimum = field.minimum;
        row.maximum = field.maximum;
        row.logarithmic = field.choices.empty() && field.maximum > 50 * std::max(field.minimum, 1.0);
        row.integral = field.unit == Unit::Count || field.unit == Unit::Choice;
        row.advanced = field.advanced;
        row.choices = field.choices;
        row.help = field.help;
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
    rows.push_back(number("model.input.channels", "Input channels", "c_i", m, Unit::Count, 1, 4096,
                          "Channels of the input image.", inLayers<&L::inputChannels>));
    rows.back().advanced = true;
    rows.push_back(number("model.input.height", "Input height", "h_i", m, Unit::Count, 1, 4096,
                          "Height of the input image in pixels.", inLayers<&L::inputHeight>));
    rows.push_back(number("model.input.width", "Input width", "w_i", m, Unit::Count, 1, 4096,
                          "Width of the input image in pixels.", inLayers<&L::inputWidth>));
    rows.push_back(number("model.width_multiplier", "Width multiplier", "α", m, Unit::Fraction, 0.1, 4,
                          "Scales the channels of every convolution that is not marked as fixed.",
                          inLayers<&L::widthMultiplier>));
    addFieldRows<VisionTransformer>(rows, "model.vision.");
    addFieldRows<Swin>(rows, "model.swin.");
    addFieldRows<Connector>(rows, "model.connector.");
    addFieldRows<Decoder>(rows, "model.");
    addFieldRows<Diffusion>(rows, "model.");
    addFieldRows<UNet>(rows, "model.unet.");
    addFieldRows<DiffusionTransformer>(rows, "model.dit.");
    addFieldRows<TextEncoder>(rows, "model.text.");
    addFieldRows<SecondTextEncoder>(rows, "model.text2.");
    addFieldRows<DualEncoder>(rows, "model.");
    addFieldRows<ImageDecoder>(rows, "model.image_decoder.");
    addFieldRows<PointCloud>(rows, "model.");
    addFieldRows<Encoder>(rows, "model.encoder.");
    addFieldRows<EncoderDecoder>(rows, "model.encoder_decoder.");
}

} // namespace ridge::rows
