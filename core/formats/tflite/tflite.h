// TFLite files: what is read of the flatbuffer, and the one list and the graph that become of it.
// Not a copy of the schema: the fields that are read are named where they are read.
#pragma once

#include "core/formats/file_bytes.h"
#include "core/models/graph/bodies.h"
#include "core/scenario/families/imported_graph.h"

#include <optional>

namespace ridge::tflite {

struct FileTensor {
    std::string name;
    std::vector<double> shape = {};   // images are n × h × w × c
    int type = 0;                     // number of TensorType
    bool isConstant = false;          // has values in the file
    double bytes = 0;                 // of these values
    std::uint32_t buffer = 0;         // constants of one number have the same values; 0: it shares them with none
    bool isVariable = false;          // kept from one run to the next
    std::vector<char> open = {};      // per dimension: not known before it runs; empty: all are
    std::optional<double> value = {}; // of a constant that is one number
};

struct FileOperator {
    int code = 0;            // number of BuiltinOperator
    std::string custom;      // name of an operator that is none of those
    std::vector<int> inputs; // −1: not given
    std::vector<int> outputs;
    int optionsType = 0;              // number of BuiltinOptions
    std::vector<double> options = {}; // in the order of the operator's row
    std::string resource = {};        // that a handle stands for
};

struct Subgraph {
    std::vector<FileTensor> tensors;
    std::vector<FileOperator> operators;
    std::vector<int> inputs, outputs;
};

/// The first subgraph of a file, which is the model, and those that its conditions and loops run.
struct File : Subgraph {
    std::vector<Subgraph> bodies; // subgraph 1 and those behind it
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

/// Operators whose number decides more than a rule.
enum Code {
    dequantize = 6,
    logicalAnd = 86,
    branch = 118,
    loop = 119,
    densify = 124,
    callOnce = 129,
    varHandle = 142,
    readVariable = 143,
    assignVariable = 144
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

/// An operator in a list that bodies were put into.
struct FlatOperator : FileOperator {
    std::string type = {}; // in the words of the cost rules, where it is not the row's
    std::optional<BodyPlace> place = {};
    std::optional<BodyOwner> owner = {};
};

/// The main graph and, before each condition or loop, what it runs. Constants that share their values are one tensor
/// where their shapes agree.
struct FlatFile {
    std::vector<FileTensor> tensors;
    std::vector<FlatOperator> operators;
    std::vector<int> inputs, outputs;
    std::vector<int> states; // kept from one run to the next
    std::vector<std::string> remarks;
};
FlatFile flatten(const File& file);

/// How often a loop runs; empty where that is not constant. `inputs` are the loop's own, in the list.
struct Trips {
    double count = 0;
    bool atMost = false; // another condition may end it
};
std::optional<Trips> tripsOf(const Subgraph& condition, const Subgraph& body, const std::vector<FileTensor>& tensors,
                             const std::vector<int>& inputs);

/// The batch that the file's shapes are for, where it leaves it open; 0 where it does not.
double openBatch(const File& file);
/// The same for another batch.
File withBatch(File file, double batch);

/// Type of most elements among the activations; −1 without any.
int activationType(const FlatFile& file);

/// Per tensor: whether it is, or holds, matrices of a product: its four dimensions are no image's.
std::vector<char> matricesOf(const FlatFile& file);

/// The graph in the words of the cost rules: images as n × c × h × w, weights as ONNX lays them out.
Graph graphOf(const FlatFile& file);

} // namespace ridge::tflite
