#include "core/formats/onnx/shapes/symbols.h"

#include "core/formats/format_error.h"
#include "core/quantity/digits.h"

#include <algorithm>
#include <cmath>

namespace ridge::onnx_import {
namespace {

constexpr double largestSize = 1e15;

const onnx::TensorShapeProto* declaredShape(const FileTensor& tensor)
{
    const bool hasShape =
        tensor.declared && tensor.declared->has_tensor_type() && tensor.declared->tensor_type().has_shape();
    return hasShape ? &tensor.declared->tensor_type().shape() : nullptr;
}

std::string trimmed(const std::string& text)
{
    const auto first = text.find_first_not_of(' ');
    const auto last = text.find_last_not_of(' ');
    return first == std::string::npos ? std::string() : text.substr(first, last - first + 1);
}

std::optional<double> plainNumber(const std::string& text)
{
    const bool isNumber =
        !text.empty() && text.size() < 16 && text.find_first_not_of("0123456789") == std::string::npos;
    return isNumber ? readDigits(text) : std::nullopt;
}

/// "past_sequence_length + 1" → its terms. Exporters write sums; anything else is one term.
std::vector<std::string> termsOf(const std::string& expression)
{
    std::vector<std::string> terms;
    for (std::size_t start = 0; start <= expression.size();) {
        const std::size_t end = std::min(expression.find('+', start), expression.size());
        terms.push_back(trimmed(expression.substr(start, end - start)));
        start = end + 1;
    }
    return terms;
}

bool contains(const std::string& text, std::initializer_list<const char*> words)
{
    return std::ranges::any_of(words, [&](const char* word) { return text.find(word) != std::string::npos; });
}

bool isBatchLike(const std::string& parameter)
{
    const std::string name = lowerCase(parameter);
    return contains(name, {"batch"}) || name == "n" || name == "b" || name == "bs";
}

/// A start value for a size the file leaves open: by its name, else by where it stands.
double usualSize(const std::string& parameter, int rank, int axis)
{
    const std::string name = lowerCase(parameter);
    if (isBatchLike(parameter)) {
        return 1;
    }
    if (contains(name, {"seq", "len", "token", "time", "frame", "context", "past"})) {
        return 128;
    }
    if (contains(name, {"height", "width", "size"}) || name == "h" || name == "w" || (rank == 4 && axis >= 2)) {
        return 224;
    }
    return rank <= 3 && axis == 1 ? 128 : 1;
}

} // namespace

Symbols::Symbols(const FileGraph& graph, const std::string& fileName)
{
    findBatch(graph);
    for (int input : graph.inputs) {
        addInput(graph.tensors[input], fileName);
    }
}

/// The first size of the first input that has one stands for the batch of all.
void Symbols::findBatch(const FileGraph& graph)
{
    for (int input : graph.inputs) {
        const onnx::TensorShapeProto* shape = declaredShape(graph.tensors[input]);
        if (!shape || shape->dim_size() == 0) {
            continue;
        }
        const auto& first = shape->dim(0);
        if (!first.has_dim_value()) {
            m_batchParameter = first.dim_param();
            m_defaults["batch"] = 1;
        } else if (shape->dim_size() > 1 && first.dim_value() > 0) {
            m_fixedBatch = static_cast<double>(first.dim_value());
            m_defaults["batch"] = *m_fixedBatch;
        }
        return;
    }
}

void Symbols::addInput(const FileTensor& tensor, const std::string& fileName)
{
    const onnx::TensorShapeProto* shape = declaredShape(tensor);
    if (!shape) {
        return;
    }
    double count = 1;
    for (int axis = 0; axis < shape->dim_size(); ++axis) {
        const auto& dim = shape->dim(axis);
        if (dim.has_dim_value()) {
            count *= static_cast<double>(dim.dim_value());
        } else if (!dim.dim_param().empty()) {
            addTerms(dim.dim_param(), usualSize(dim.dim_param(), shape->dim_size(), axis));
        } else if (axis > 0 || !m_defaults.contains("batch")) {
            m_defaults.emplace(cleanText(tensor.name) + "_" + std::to_string(axis),
                               usualSize({}, shape->dim_size(), axis));
        }
        if (dim.dim_value() < 0 || count > largestSize || shape->dim_size() > 64) {
            throw FormatError(fileName + ": the input '" + cleanText(tensor.name) +
                              "' has an impossible size in dimension " + std::to_string(axis) +
                              "; export it again with real or symbolic sizes.");
        }
    }
}

void Symbols::addTerms(const std::string& expression, double fallback)
{
    for (const std::string& term : termsOf(expression)) {
        if (!term.empty() && !plainNumber(term)) {
            m_defaults.emplace(symbolOf(term), fallback);
        }
    }
}

std::string Symbols::symbolOf(const std::string& parameter) const
{
    if (parameter == m_batchParameter && !parameter.empty()) {
        return "batch";
    }
    if (m_defaults.contains("batch") && isBatchLike(parameter)) {
        return "batch"; // the same thing under another name
    }
    std::string symbol = cleanText(parameter);
    std::ranges::replace(symbol, ' ', '_');
    return symbol;
}

std::optional<double> Symbols::sizeOf(const onnx::TensorShapeProto& shape, int axis, std::string_view tensorName,
                                      const SymbolValues& values) const
{
    const auto& dim = shape.dim(axis);
    const auto valueOf = [&](const std::string& symbol) -> std::optional<double> {
        const auto found = values.find(symbol);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    };
    if (dim.has_dim_value()) {
        const auto size = static_cast<double>(dim.dim_value());
        const bool isBatch = axis == 0 && shape.dim_size() > 1 && m_fixedBatch && size == *m_fixedBatch;
        return isBatch ? valueOf("batch").value_or(size) : size;
    }
    if (dim.dim_param().empty()) {
        const auto own = valueOf(cleanText(tensorName) + "_" + std::to_string(axis));
        return own || axis > 0 ? own : valueOf("batch");
    }
    double sum = 0;
    for (const std::string& term : termsOf(dim.dim_param())) {
        const auto size = term.empty()        ? std::optional(0.0)
                          : plainNumber(term) ? plainNumber(term)
                                              : valueOf(symbolOf(term));
        if (!size) {
            return std::nullopt;
        }
        sum += *size;
    }
    return sum;
}

std::optional<Shape> Symbols::shapeOf(const FileTensor& tensor, const SymbolValues& values) const
{
    const onnx::TensorShapeProto* declared = declaredShape(tensor);
    if (!declared) {
        return std::nullopt;
    }
    Shape shape;
    for (int axis = 0; axis < declared->dim_size(); ++axis) {
        const auto size = sizeOf(*declared, axis, tensor.name, values);
        if (!size || !(*size >= 0 && *size <= largestSize)) {
            return std::nullopt;
        }
        shape.push_back(static_cast<std::int64_t>(*size));
    }
    return shape;
}

} // namespace ridge::onnx_import
