// TFLite files: what is read of the flatbuffer, and the graph that becomes of it.
// Not a copy of the schema: the fields that are read are named where they are read.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/scenario/families/imported_graph.h"

namespace ridge::tflite {

struct FileTensor {
    std::string name;
    std::vector<double> shape; // images are n × h × w × c
    int type = 0;              // number of TensorType
    bool isConstant = false;   // has values in the file
    double bytes = 0;          // of these values
};

struct FileOperator {
    int code = 0;            // number of BuiltinOperator
    std::string custom;      // name of an operator that is none of those
    std::vector<int> inputs; // −1: not given
    std::vector<int> outputs;
    int optionsType = 0;         // number of BuiltinOptions
    std::vector<double> options; // in the order of the operator's row
};

/// The first subgraph of a file, which is the model.
struct File {
    std::vector<FileTensor> tensors;
    std::vector<FileOperator> operators;
    std::vector<int> inputs, outputs;
    std::size_t otherSubgraphs = 0;
    std::string description;
};

/// Throws FormatError: one sentence. Indices of the result are inside its lists.
File readFile(const FileBytes& bytes, const std::string& name);
/// A TFLite file with everything but the values of the tensors.
std::string writeFile(const File& file);

struct Type {
    const char* name;
    double bits;
};
/// Of a TensorType; an empty name for numbers that the schema does not have.
Type typeOf(int type);

/// How an operator's operands become those of the ONNX operator that the cost rules know.
enum class Form { Same, Conv, Depthwise, TransposeConv, FullyConnected, BatchMatmul, Lookup, ValueLast, Table };

/// One scalar of an operator's options table.
struct Option {
    const char* name;
    int slot;
    bool isByte;
    int fallback;
};

struct OperatorRow {
    int code;
    const char* type; // ONNX operator, or the schema's own name where the rules know none
    Form form = Form::Same;
    bool keepsLayout = false; // works element by element
    const std::vector<Option>* options = nullptr;
};
/// nullptr for codes that the table does not have.
const OperatorRow* operatorRow(int code);
/// The value of an option by its name.
double optionOf(const FileOperator& op, std::string_view name, double fallback);

/// The graph in the words of the cost rules: images as n × c × h × w, weights as ONNX lays them out.
Graph graphOf(const File& file);

} // namespace ridge::tflite
