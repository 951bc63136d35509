// The roofline of a level from the command line.

#include "tests/app/commands/drawn_figure.h"

using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The roofline of a decoder on eight devices that share its layers.
QByteArray drawnRoofline(const QStringList& words)
{
    return drawn(QStringList{"roofline", "--set", "deployment.split.tensor=8"} + words);
}

} // namespace

TEST_CASE("a figure of the roofline counts the bytes of the level that is asked for", "[command line][levels]")
{
    const QByteArray memory = drawnRoofline({});
    CHECK(memory.contains("NVLink 4 450 GB/s"));
    CHECK(memory.contains("MEMORY-BOUND"));
    CHECK(drawnRoofline({"--level", "memory"}).contains("Arithmetic intensity (FLOP/byte)"));
    const QByteArray link = drawnRoofline({"--level", "node-link"});
    CHECK(link.contains("Arithmetic intensity over NVLink 4"));
    CHECK(link.contains("NETWORK-BOUND"));
}

TEST_CASE("a level that no bytes cross is refused with those that they cross", "[command line][levels]")
{
    CHECK_THROWS_WITH(drawnRoofline({"--level", "network"}), ContainsSubstring("they cross memory, node-link"));
}
