// The roofline of a level from the command line.

#include "app/commands/commands.h"
#include "tests/app/whole/program.h"
#include "tests/support/catch.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The roofline of a decoder on eight devices that share its layers, drawn as text in a drawing.
QByteArray drawn(const std::vector<std::string>& words)
{
    const ProgramFolder folder;
    std::vector<std::string> texts{"ridgepoint",
                                   "figure",
                                   "roofline",
                                   "--model",
                                   "llama-3-8b",
                                   "--device",
                                   "h100-sxm",
                                   "--set",
                                   "deployment.split.tensor=8",
                                   "-o",
                                   folder.path("figure.svg").toStdString()};
    texts.insert(texts.end(), words.begin(), words.end());
    std::vector<const char*> arguments;
    for (const std::string& text : texts) {
        arguments.push_back(text.c_str());
    }
    const Request request = parseCommandLine(int(arguments.size()), arguments.data());
    REQUIRE(request.verb == Request::Verb::Figure);
    runFigure(request);
    return folder.contents("figure.svg");
}

} // namespace

TEST_CASE("a figure of the roofline counts the bytes of the level that is asked for", "[command line][levels]")
{
    const QByteArray memory = drawn({});
    CHECK(memory.contains("NVLink 4 450 GB/s"));
    CHECK(memory.contains("MEMORY-BOUND"));
    CHECK(drawn({"--level", "memory"}).contains("Arithmetic intensity (FLOP/byte)"));
    const QByteArray link = drawn({"--level", "node-link"});
    CHECK(link.contains("Arithmetic intensity over NVLink 4"));
    CHECK(link.contains("NETWORK-BOUND"));
}

TEST_CASE("a level that no bytes cross is refused with those that they cross", "[command line][levels]")
{
    CHECK_THROWS_WITH(drawn({"--level", "network"}), ContainsSubstring("they cross memory, node-link"));
}
