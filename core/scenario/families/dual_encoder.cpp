#include "core/scenario/families/dual_encoder.h"

namespace ridge {

template <> const FieldTable<DualEncoder>& fieldsOf<DualEncoder>()
{
    using namespace fields;
    using D = DualEncoder;
    static const FieldTable<D> table{
        "model.", "", [] {
            std::vector<Field<D>> r;
            r.push_back(number<D>(RIDGE_FIELD(textLength), "text_length", "Text length", "N_t", 1, 65536,
                                  "Tokens of every text: shorter ones are padded.")
                            .written());
            r.push_back(choice<D>(RIDGE_FIELD(contrast), "contrast", "Contrast", {"softmax", "sigmoid"},
                                  {"softmax", "sigmoid"},
                                  "How products of embeddings become scores: CLIP compares all texts, SigLIP "
                                  "judges every pair on its own.")
                            .written());
            return r;
        }()};
    return table;
}

} // namespace ridge
