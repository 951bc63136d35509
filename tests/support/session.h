// Runs the tests of one program in random order, with the seed printed so that the order can be had again.
// Not a main: core_main.cpp and qt_main.cpp say what surrounds the run.
#pragma once

#include "tests/support/catch.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

namespace ridge::test {

inline bool mentions(const std::vector<std::string>& arguments, std::string_view option)
{
    return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& a) { return a.starts_with(option); });
}

/// What the caller typed wins; no tests found is an error.
inline int runSession(int argc, char** argv)
{
    std::vector<std::string> arguments(argv, argv + argc);
    if (!mentions(arguments, "--order") && !mentions(arguments, "--list")) {
        arguments.insert(arguments.end(), {"--order", "rand"});
        if (!mentions(arguments, "--rng-seed")) {
            const auto ticks = std::chrono::steady_clock::now().time_since_epoch().count();
            arguments.insert(arguments.end(), {"--rng-seed", std::to_string(ticks % 1000000)});
        }
        std::cout << "random order:";
        std::for_each(arguments.begin() + argc, arguments.end(), [](const std::string& a) { std::cout << ' ' << a; });
        std::cout << std::endl;
    }
    if (!mentions(arguments, "--warn") && !mentions(arguments, "-w")) {
        arguments.insert(arguments.end(), {"--warn", "NoTests"});
    }
    std::vector<const char*> pointers;
    std::transform(arguments.begin(), arguments.end(), std::back_inserter(pointers),
                   [](const std::string& a) { return a.c_str(); });
    return Catch::Session().run(static_cast<int>(pointers.size()), pointers.data());
}

} // namespace ridge::test
