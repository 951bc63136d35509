#include "core/formats/onnx/shapes/element_types.h"

#include <algorithm>
#include <iterator>

namespace ridge::onnx_import {

const ElementType& elementTypeOf(int code)
{
    static constexpr ElementType unknown;
    static constexpr ElementType types[] = {{1, "FLOAT", 32, true},
                                            {2, "UINT8", 8},
                                            {3, "INT8", 8},
                                            {4, "UINT16", 16},
                                            {5, "INT16", 16},
                                            {6, "INT32", 32},
                                            {7, "INT64", 64},
                                            {9, "BOOL", 8},
                                            {10, "FLOAT16", 16, true},
                                            {11, "DOUBLE", 64, true},
                                            {12, "UINT32", 32},
                                            {13, "UINT64", 64},
                                            {16, "BFLOAT16", 16, true},
                                            {17, "FLOAT8E4M3FN", 8, true},
                                            {18, "FLOAT8E4M3FNUZ", 8, true},
                                            {19, "FLOAT8E5M2", 8, true},
                                            {20, "FLOAT8E5M2FNUZ", 8, true},
                                            {21, "UINT4", 4},
                                            {22, "INT4", 4},
                                            {23, "FLOAT4E2M1", 4, true},
                                            {24, "FLOAT8E8M0", 8, true},
                                            {25, "UINT2", 2},
                                            {26, "INT2", 2}};
    const ElementType* found = std::ranges::find(types, code, &ElementType::code);
    return found == std::end(types) ? unknown : *found;
}

} // namespace ridge::onnx_import
