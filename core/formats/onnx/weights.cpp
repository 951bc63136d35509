// Weight tensors of an ONNX file: their list, and the values of one, read where they lie.

#include "core/formats/onnx/weights.h"

#include "core/formats/format_error.h"
#include "core/formats/onnx/framing.h"
#include "core/formats/onnx/graph.h"
#include "core/formats/onnx/wire.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace ridge {
namespace {

using namespace onnx_import;

struct ElementType {
    std::uint64_t code; // onnx.proto, TensorProto.DataType
    const char* name;
    std::size_t bytes;
    std::uint64_t typedField; // where values lie that are not raw
};

constexpr ElementType elementTypes[] = {
    {1, "float32", 4, 4}, {10, "float16", 2, 5}, {16, "bfloat16", 2, 5}, {11, "float64", 8, 10}, {3, "int8", 1, 5}};

struct Place {
    std::size_t start = 0;
    std::size_t length = 0;
};

/// What one TensorProto says, its data as places in the file.
struct WeightTensor {
    std::string name;
    const ElementType* type = nullptr; // empty: not a type of weights
    std::size_t dimensions = 0;
    double elements = 1;
    bool isExternal = false;
    bool isScattered = false; // typed values in more than one piece
    Place raw;
    Place typed;
    std::uint64_t typedField = 0; // which field the typed values were in; 0: none
};

float halfToFloat(std::uint16_t bits)
{
    const int exponent = (bits >> 10) & 0x1f, fraction = bits & 0x3ff;
    const float sign = bits & 0x8000 ? -1.0f : 1.0f;
    if (exponent == 0x1f) {
        return fraction ? std::numeric_limits<float>::quiet_NaN() : sign * std::numeric_limits<float>::infinity();
    }
    const int scale = exponent == 0 ? -24 : exponent - 25;
    return sign * std::ldexp(static_cast<float>(exponent == 0 ? fraction : fraction | 0x400), scale);
}

template <class T> T at(const char* bytes)
{
    T value;
    std::memcpy(&value, bytes, sizeof value); // little-endian, as ONNX stores it
    return value;
}

static_assert(std::endian::native == std::endian::little, "values are copied as the file has them");

/// One little-endian element.
float valueAt(const ElementType& type, const char* bytes)
{
    switch (type.code) {
    case 1:
        return at<float>(bytes);
    case 10:
        return halfToFloat(at<std::uint16_t>(bytes));
    case 16:
        return std::bit_cast<float>(static_cast<std::uint32_t>(at<std::uint16_t>(bytes)) << 16);
    case 11:
        return static_cast<float>(at<double>(bytes));
    default:
        return static_cast<float>(at<std::int8_t>(bytes));
    }
}

/// One element that is stored as a varint in int32_data: the integer, or the bits of a 16-bit float.
float valueOfVarint(const ElementType& type, std::uint64_t number)
{
    const auto bits = static_cast<std::uint16_t>(number);
    char bytes[sizeof bits];
    std::memcpy(bytes, &bits, sizeof bits);
    return valueAt(type, bytes);
}

class WeightWalker : private Framing {
public:
    using Framing::Framing;

    /// Calls `visit` with every initialiser until that returns true.
    template <class Visit> void visitInitialisers(Visit visit)
    {
        bool done = false;
        eachField(m_bytes.size(), true, [&](std::uint64_t field, std::uint64_t type, std::size_t start) {
            if (field != 7 || type != Length || done) {
                return;
            }
            inContent(start, [&](std::size_t end) {
                eachField(end, false, [&](std::uint64_t inner, std::uint64_t innerType, std::size_t from) {
                    if (inner != 5 || innerType != Length || done) {
                        return;
                    }
                    if (++m_tensors > maximumNodes) {
                        fail("there are more than " + std::to_string(maximumNodes) + " weights", from);
                    }
                    inContent(from, [&](std::size_t last) { done = visit(readTensor(last)); });
                });
            });
        });
    }

    WeightValues valuesOf(const WeightTensor& tensor)
    {
        const std::string name = "the weight '" + cleanText(tensor.name) + "'";
        const auto refuse = [&](const std::string& why) { throw FormatError(m_fileName + ": " + name + " " + why); };
        if (tensor.isExternal) {
            refuse("has its values in another file; export the model with its weights inside.");
        }
        if (tensor.isScattered) {
            refuse("has its values in pieces; save it again with raw data.");
        }
        if (tensor.raw.length == 0 && tensor.typedField != tensor.type->typedField) {
            refuse("holds no values; export it again.");
        }
        const bool numbers = tensor.raw.length == 0 && tensor.type->typedField == 5;
        WeightValues out = numbers ? fromVarints(tensor) : fromBytes(tensor);
        if (out.values.empty()) {
            refuse("does not hold as many values as its shape says; export it again.");
        }
        return out;
    }

private:
    /// Calls `visit(field, wireType, contentStart)` with the position behind the field; what it moves is moved back.
    template <class Visit> void eachField(std::size_t end, bool outermost, Visit visit)
    {
        while (m_at < end) {
            const std::size_t start = m_at;
            const std::uint64_t tag = readVarint(end);
            if (outermost && !belongsToModel(tag >> 3, tag & 7)) {
                failNotOnnx(start);
            }
            const std::size_t number = m_at;
            const std::size_t content = skipContent(tag & 7, start, end);
            const std::size_t behind = m_at;
            visit(tag >> 3, tag & 7, (tag & 7) == Varint ? number : content);
            m_at = behind;
        }
    }

    /// Calls `visit` with where the content ends, standing at its start.
    template <class Visit> void inContent(std::size_t start, Visit visit)
    {
        const std::size_t end = m_at;
        m_at = start;
        visit(end);
    }

    Place contentFrom(std::size_t start) const { return {start, m_at - start}; }

    std::uint64_t numberAt(std::size_t start)
    {
        const std::size_t end = m_at;
        m_at = start;
        return readVarint(end);
    }

    void addDimensions(std::uint64_t wireType, std::size_t start, WeightTensor& tensor)
    {
        const auto add = [&](std::uint64_t size) {
            ++tensor.dimensions;
            tensor.elements *= static_cast<double>(std::max<std::int64_t>(0, static_cast<std::int64_t>(size)));
        };
        if (wireType == Varint) {
            add(numberAt(start));
            return;
        }
        inContent(start, [&](std::size_t end) {
            while (m_at < end) {
                add(readVarint(end));
            }
        });
    }

    WeightTensor readTensor(std::size_t end)
    {
        WeightTensor tensor;
        eachField(end, false, [&](std::uint64_t field, std::uint64_t wireType, std::size_t start) {
            if (field == 1) {
                addDimensions(wireType, start, tensor);
            } else if (field == 2 && wireType == Varint) {
                const std::uint64_t code = numberAt(start);
                const auto* found = std::find_if(std::begin(elementTypes), std::end(elementTypes),
                                                 [code](const ElementType& type) { return type.code == code; });
                tensor.type = found == std::end(elementTypes) ? nullptr : found;
            } else if (field == 4 || field == 5 || field == 10) {
                tensor.isScattered = tensor.isScattered || tensor.typedField != 0 || wireType != Length;
                tensor.typedField = field;
                tensor.typed = contentFrom(start);
            } else if (field == 8 && wireType == Length) {
                tensor.name = m_bytes.at(start, m_at - start);
            } else if (field == 9 && wireType == Length) {
                tensor.raw = contentFrom(start);
            } else if (field == 14 && wireType == Varint) {
                tensor.isExternal = numberAt(start) == 1;
            }
        });
        return tensor;
    }

    /// Elements to leave out between two that are taken; odd, so that no even row length is met in step.
    static std::size_t strideOf(double elements)
    {
        const double most = static_cast<double>(mostWeightValues);
        return elements <= most ? 1 : static_cast<std::size_t>(std::ceil(elements / most)) | 1;
    }

    WeightValues fromBytes(const WeightTensor& tensor)
    {
        const Place data = tensor.raw.length == 0 ? tensor.typed : tensor.raw;
        WeightValues out;
        out.elements = tensor.elements;
        const std::size_t size = tensor.type->bytes;
        if (static_cast<double>(data.length) != tensor.elements * static_cast<double>(size)) {
            return out; // checked before anything is allocated
        }
        const std::size_t stride = strideOf(tensor.elements), count = data.length / size;
        out.values.reserve(count / stride + 1);
        for (std::size_t i = 0; i < count; i += stride) {
            out.values.push_back(valueAt(*tensor.type, m_bytes.at(data.start + i * size, size).data()));
        }
        return out;
    }

    WeightValues fromVarints(const WeightTensor& tensor)
    {
        WeightValues out;
        out.elements = tensor.elements;
        if (static_cast<double>(tensor.typed.length) < tensor.elements) {
            return out; // each takes a byte at least
        }
        const std::size_t stride = strideOf(tensor.elements);
        m_at = tensor.typed.start;
        const std::size_t end = m_at + tensor.typed.length;
        double index = 0;
        for (std::size_t left = 0; m_at < end; ++index, left = left == 0 ? stride - 1 : left - 1) {
            const std::uint64_t number = readVarint(end);
            if (left == 0 && index < tensor.elements) {
                out.values.push_back(valueOfVarint(*tensor.type, number));
            }
        }
        if (index != tensor.elements) {
            out.values.clear();
        }
        return out;
    }

    std::size_t m_tensors = 0;
};

bool isWeight(const WeightTensor& tensor) { return tensor.type && tensor.dimensions >= 2 && tensor.elements > 1; }

} // namespace

std::vector<FileWeight> listOnnxWeights(const FileBytes& bytes, const std::string& fileName)
{
    std::vector<FileWeight> weights;
    WeightWalker(bytes, fileName).visitInitialisers([&](const WeightTensor& tensor) {
        if (isWeight(tensor)) {
            weights.push_back({cleanText(tensor.name), tensor.type->name, tensor.elements});
        }
        return false;
    });
    return weights;
}

WeightValues readOnnxWeight(const FileBytes& bytes, const std::string& fileName, const std::string& weight)
{
    WeightWalker walker(bytes, fileName);
    WeightTensor found;
    walker.visitInitialisers([&](const WeightTensor& tensor) {
        const bool is = isWeight(tensor) && cleanText(tensor.name) == weight;
        if (is) {
            found = tensor;
        }
        return is;
    });
    if (!found.type) {
        throw FormatError(fileName + ": there is no weight '" + weight + "'; choose one from the file's list.");
    }
    return walker.valuesOf(found);
}

} // namespace ridge
