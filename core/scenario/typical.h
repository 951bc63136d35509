// What machines of one class usually reach of their bounds: shares by kind of work, launch overhead and spread.
// Not where the numbers come from: resources/typical.json holds them, and core/studies/typical_fit.h fits them.
#pragma once

#include <string>
#include <vector>

namespace ridge {

/// Of the peak rate and of the bandwidth; 1 is the speed of light.
struct TypicalShare {
    double compute = 1, bandwidth = 1;
    friend bool operator==(const TypicalShare&, const TypicalShare&) = default;
};

struct Typical {
    std::string id;                   // of the class of devices: "data-centre-gpu"
    std::string label;                // "data-centre GPUs"
    std::vector<TypicalShare> shares; // by WorkKind (core/program/work_kind.h); empty: nothing was measured
    double overhead = 0;              // seconds that each operator launched takes beside
    double spread = 1;                // factor within which two of three measured times lie of the typical one
    int rows = 0, sources = 0;        // measurements that it was fitted to
    friend bool operator==(const Typical&, const Typical&) = default;
};

} // namespace ridge
