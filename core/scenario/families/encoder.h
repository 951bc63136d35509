// Hyper-parameters of encoders (BERT) and of encoder–decoders (T5, Whisper).
// Not operators: core/models/language/encoder_stage.cpp and encoder_decoder.cpp turn these into a Program.
#pragma once

#include "core/scenario/families/transformer.h"

namespace ridge {

enum class FfnActivation { Relu, Gelu };

/// A stack that reads a whole sequence at once. Defaults are those of BERT-base.
template <class N = double> struct EncoderOf : TransformerOf<N> {
    EncoderOf()
    {
        this->layers = 12, this->width = 768, this->heads = this->kvHeads = 12, this->headSize = 64;
        this->ffnWidth = 3072, this->gated = false;
        this->biases = BiasKind::All, this->norm = NormKind::Layer;
    }
    N vocabulary = 30522;
    N positions = 512;     // rows of the table of learned positions; 0: none
    N relativeBuckets = 0; // rows of the table that adds a bias per head to the scores (T5); 0: none
    N tokenTypes = 2;      // rows of the table of segments; 0: none
    bool embeddingNorm = true;
    NormPlace normPlace = NormPlace::After;
    bool pooler = true;  // one more layer over the first token
    N projection = 0;    // width that the text's last token is projected to (CLIP); 0: none
    bool causal = false; // tokens see those before them alone (CLIP)
    FfnActivation activation = FfnActivation::Gelu;
    bool linearAttention = false; // a kernel instead of the softmax
    /// Whether its attention is linear in fact: a bias of the scores needs scores.
    bool isLinear() const { return linearAttention && relativeBuckets <= 0; }
    friend bool operator==(const EncoderOf&, const EncoderOf&) = default;
};
using Encoder = EncoderOf<>;

enum class SourceKind { Text, Audio };

/// An encoder whose result every layer of a decoder attends to. Both have the sizes of the base; its `layers` are the
/// encoder's. Defaults are those of T5-small.
template <class N = double> struct EncoderDecoderOf : TransformerOf<N> {
    EncoderDecoderOf()
    {
        this->layers = 6, this->width = 512, this->heads = this->kvHeads = 8, this->headSize = 64;
        this->ffnWidth = 2048, this->gated = false;
        this->biases = BiasKind::None, this->norm = NormKind::Rms;
    }
    N decoderLayers = 6;
    SourceKind source = SourceKind::Text;
    N vocabulary = 32128; // of both sides where the source is text, else of the decoder
    bool tiedEmbeddings = true;
    FfnActivation activation = FfnActivation::Relu;
    N relativeBuckets = 32;       // rows of the tables that add a bias per head to the scores; 0: none
    N targetPositions = 0;        // rows of the decoder's learned positions; 0: none
    bool keyBias = true;          // where other layers have a bias, keys have one too
    bool linearAttention = false; // of the encoder: a kernel instead of the softmax
    // Audio: two convolutions over the spectrogram, the second with stride 2.
    N melBins = 80;
    N audioPositions = 1500; // after them
    /// Whether the encoder's attention is linear in fact: a bias of the scores needs scores.
    bool isLinear() const { return linearAttention && relativeBuckets <= 0; }
    friend bool operator==(const EncoderDecoderOf&, const EncoderDecoderOf&) = default;
};
using EncoderDecoder = EncoderDecoderOf<>;

template <> const FieldTable<Encoder>& fieldsOf<Encoder>();
template <> const FieldTable<EncoderDecoder>& fieldsOf<EncoderDecoder>();

} // namespace ridge
