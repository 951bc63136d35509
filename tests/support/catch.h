// Catch2, whichever major version is installed.
// Not the runner: its one copy is built by catch_runner.cpp.
#pragma once

// Every source must agree on this: it changes the layout of Catch2's own interfaces.
#define CATCH_CONFIG_ENABLE_BENCHMARKING

#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
namespace Catch::Matchers { // what version 3 calls it
inline auto ContainsSubstring(const std::string& part) { return Contains(part); }
} // namespace Catch::Matchers
#endif
