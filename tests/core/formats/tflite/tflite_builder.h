// TFLite files for the tests, put together tensor by tensor.
// Not a second writer: the project's own turns them into bytes.
#pragma once

#include "core/formats/tflite/read_tflite.h"
#include "core/formats/tflite/tflite.h"

namespace ridge::test {

inline constexpr int float32 = 0, float16 = 1, int32 = 2, int8 = 9; // numbers of TensorType

/// A file that is put together tensor by tensor; constants have values of their type's size.
struct Net {
    tflite::File file;

    int tensor(const std::string& name, std::vector<double> shape, int type = float32, bool isConstant = false)
    {
        double elements = 1;
        for (double size : shape) {
            elements *= size;
        }
        const double bytes = isConstant ? elements * tflite::typeOf(type).bits / 8 : 0;
        file.tensors.push_back({name, std::move(shape), type, isConstant, bytes});
        return static_cast<int>(file.tensors.size()) - 1;
    }
    int constant(const std::string& name, std::vector<double> shape, int type = float32)
    {
        return tensor(name, std::move(shape), type, true);
    }
    void add(int code, std::vector<int> inputs, int output, std::vector<double> options = {})
    {
        file.operators.push_back({code, {}, std::move(inputs), {output}, 0, std::move(options)});
    }
    Model read(int input, int output)
    {
        file.inputs = {input};
        file.outputs = {output};
        return readTflite(tflite::writeFile(file), "net.tflite");
    }
};

} // namespace ridge::test
