// Names one number that can be explained: a metric, or a figure of one operator.
// Not the number: see explain.h.
#pragma once

#include <string>
#include <string_view>

namespace ridge {

struct NumberRef {
    std::string id; // of the metric catalogue, or of the operator figures when there is an operator
    int stage = -1;
    int op = -1;

    bool isOperator() const { return stage >= 0 && op >= 0; }
    bool isValid() const { return !id.empty(); }
    /// "latency", "time_s@1:12"
    std::string text() const { return isOperator() ? id + "@" + std::to_string(stage) + ":" + std::to_string(op) : id; }
    /// The reverse of `text`; invalid when it is no such text.
    static NumberRef parse(std::string_view text);
    friend bool operator==(const NumberRef&, const NumberRef&) = default;
};

} // namespace ridge
