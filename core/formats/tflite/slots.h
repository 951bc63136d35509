// The fields of a TFLite file's tables that are read and written, by their numbers from 0, as
// tensorflow/lite/schema/schema.fbs has them.
#pragma once

#include <flatbuffers/flatbuffers.h>

namespace ridge::tflite {

constexpr const char* identifier = "TFL3";

constexpr flatbuffers::voffset_t fieldOf(int slot) { return static_cast<flatbuffers::voffset_t>(4 + 2 * slot); }

enum ModelSlot { Version, OperatorCodes, Subgraphs, Description, Buffers };
enum SubgraphSlot { Tensors, GraphInputs, GraphOutputs, Operators };
enum TensorSlot { Shape, ElementType, BufferIndex, TensorName, IsVariable = 5, ShapeSignature = 7 };
enum OperatorCodeSlot { NarrowCode, CustomCode, CodeVersion, WideCode };
enum OperatorSlot { CodeIndex, Inputs, Outputs, OptionsType, Options };
enum BufferSlot { Data, Offset, Size };
enum HandleSlot { Container, SharedName };

} // namespace ridge::tflite
