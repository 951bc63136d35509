// Names one number that can be explained: a metric, or a figure of one operator, a group or a block.
// Not the number: see explain.h.
#pragma once

#include <string>
#include <string_view>

namespace ridge {

struct NumberRef {
    std::string id; // of the metric catalogue, or of the operator figures when there is an operator
    int stage = -1;
    int op = -1;
    std::string group = {}; // or of a group of operators: its names, separated by bars
    std::string block = {}; // or of a block of the model: its path, below a stage's name where there are several

    bool isGroup() const { return !group.empty(); }
    bool isBlock() const { return !block.empty(); }
    bool isOperator() const { return stage >= 0 && op >= 0; }
    bool isMetric() const { return isValid() && !isOperator() && !isGroup() && !isBlock(); }
    bool isValid() const { return !id.empty(); }
    /// "latency", "time_s@1:12", "total_energy_j#MLP", "macs:decode/layers"
    std::string text() const
    {
        return isOperator() ? id + "@" + std::to_string(stage) + ":" + std::to_string(op)
               : isGroup()  ? id + "#" + group
               : isBlock()  ? id + ":" + block
                            : id;
    }
    /// The reverse of `text`; invalid when it is no such text.
    static NumberRef parse(std::string_view text);
    friend bool operator==(const NumberRef&, const NumberRef&) = default;
};

} // namespace ridge
