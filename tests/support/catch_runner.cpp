// The one compiled copy of Catch2's runner.
#define CATCH_CONFIG_RUNNER
#include "tests/support/catch.h"
#include "tests/support/session.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

namespace ridge::test {

namespace {

bool mentions(const std::vector<std::string>& arguments, std::string_view option)
{
    return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& a) { return a.starts_with(option); });
}

void randomiseOrder(std::vector<std::string>& arguments)
{
    if (mentions(arguments, "--order") || mentions(arguments, "--list")) {
        return;
    }
    arguments.insert(arguments.end(), {"--order", "rand"});
    if (mentions(arguments, "--rng-seed")) {
        return;
    }
    const auto ticks = std::chrono::system_clock::now().time_since_epoch().count();
    const std::string seed = std::to_string(ticks / 1000 % 1000000);
    arguments.insert(arguments.end(), {"--rng-seed", seed});
    std::cout << "random order: --order rand --rng-seed " << seed << std::endl;
}

} // namespace

int runSession(int argc, char** argv)
{
    std::vector<std::string> arguments(argv, argv + argc);
    randomiseOrder(arguments);
#if CATCH_VERSION_MAJOR < 3 // from there on finding no test is an error anyway
    if (!mentions(arguments, "--warn") && !mentions(arguments, "-w")) {
        arguments.insert(arguments.end(), {"--warn", "NoTests"});
    }
#endif
    std::vector<const char*> pointers;
    std::transform(arguments.begin(), arguments.end(), std::back_inserter(pointers),
                   [](const std::string& a) { return a.c_str(); });
    return Catch::Session().run(static_cast<int>(pointers.size()), pointers.data());
}

} // namespace ridge::test
