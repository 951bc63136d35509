// Hyper-parameters of encoders (BERT) and of encoder–decoders (T5, Whisper).
// Not operators: core/models/language/encoder_stage.cpp and encoder_decoder.cpp turn these into a Program.
#pragma once

#include "core/scenario/families/transformer.h"

namespace ridge {

/// Before each sub-layer, with one more after the last layer; or after the addition that ends a sub-layer (BERT).
enum class NormPlace { Before, After };

/// A stack that reads a whole sequence at once. Defaults are those of BERT-base.
struct Encoder : Transformer {
    Encoder();
    double vocabulary = 30522;
    double positions = 512; // rows of the table of learned positions
    double tokenTypes = 2;  // rows of the table of segments; 0: none
    bool embeddingNorm = true;
    NormPlace normPlace = NormPlace::After;
    bool pooler = true; // one more layer over the first token
    friend bool operator==(const Encoder&, const Encoder&) = default;
};

enum class SourceKind { Text, Audio };
enum class FfnActivation { Relu, Gelu };

/// An encoder whose result every layer of a decoder attends to. Both have the sizes of the base; its `layers` are the
/// encoder's. Defaults are those of T5-small.
struct EncoderDecoder : Transformer {
    EncoderDecoder();
    double decoderLayers = 6;
    SourceKind source = SourceKind::Text;
    double vocabulary = 32128; // of both sides where the source is text, else of the decoder
    bool tiedEmbeddings = true;
    FfnActivation activation = FfnActivation::Relu;
    double relativeBuckets = 32; // rows of the tables that add a bias per head to the scores; 0: none
    double targetPositions = 0;  // rows of the decoder's learned positions; 0: none
    bool keyBias = true;         // where other layers have a bias, keys have one too
    // Audio: two convolutions over the spectrogram, the second with stride 2.
    double melBins = 80;
    double audioPositions = 1500; // after them
    friend bool operator==(const EncoderDecoder&, const EncoderDecoder&) = default;
};

template <> const std::vector<Field<Encoder>>& fieldsOf<Encoder>();
template <> const std::vector<Field<EncoderDecoder>>& fieldsOf<EncoderDecoder>();

} // namespace ridge
