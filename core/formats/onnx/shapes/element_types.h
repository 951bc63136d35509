// The element types of ONNX: how wide they are, what they are called, and which hold fractions.
// Not their values: weights.h reads those of some types.
#pragma once

#include <string_view>

namespace ridge::onnx_import {

/// A row of onnx.proto's TensorProto.DataType. Types that came after the library are rows like all others.
struct ElementType {
    int code = 0;
    std::string_view name;
    double bits = 32; // as stored: those narrower than a byte are packed
    bool isFloating = false;
};

/// The row of a code; 32 bits without a name where there is none.
const ElementType& elementTypeOf(int code);

} // namespace ridge::onnx_import
