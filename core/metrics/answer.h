// What a metric's formula answers: a number, or why there is none.
// Not what formulas are made of: see facts.h.
#pragma once

#include "core/quantity/quantity.h"

#include <optional>

namespace ridge {

/// A metric's outcome: a number, or why there is none.
template <class N> struct Answer {
    std::optional<N> value;
    const char* absent = "";

    Answer(const N& number) : value(number) {}
    template <Dimension D> Answer(const Quantity<D, N>& quantity) : value(quantity.inBaseUnits()) {}
    static Answer none(const char* reason)
    {
        Answer answer{N(0)};
        answer.value.reset();
        answer.absent = reason;
        return answer;
    }
};

} // namespace ridge
