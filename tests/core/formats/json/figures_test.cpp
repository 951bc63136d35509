#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/formats/json/unsaved.h"
#include "core/library/baseline.h"
#include "core/scenario/figures/places.h"
#include "tests/support/catch.h"

using namespace ridge;

namespace {

Figures talk()
{
    Recipe whole;
    whole.name = "Decode waits for memory";
    whole.parts = {{"roofline", {}, {}, "node-link"}, {"sweep", {"tpot"}, {"workload.batch=1..64"}}};
    FigurePart diagram{"diagram"};
    diagram.stage = "prefill";
    diagram.open = std::vector<std::string>{"layers", "layers/mlp"};
    whole.parts.push_back(diagram);
    diagram.open.emplace(); // all of them folded
    whole.parts.push_back(diagram);
    whole.place = "column";
    whole.theme = "dark";
    whole.isTransparent = true;
    whole.isOutlined = true;
    whole.title = "Why batching helps — “a title”";
    whole.takeaway = "Sixteen users cost what one does.";
    whole.caption = "Weights are read once a step.";
    whole.source = "Own figures";
    whole.callouts = {{"op:decode/attn.qkv", "here"}, {"roof:device.bandwidth", "3.35 TB/s"}};
    whole.names = 5;
    whole.named = {"decode/mlp.down"};
    whole.palette = "sequential";
    whole.colour = "kind";
    whole.size = "bytes";
    whole.legend = LegendPlace::Below;
    whole.hasConventions = false;
    whole.hasPinned = false;
    Recipe plain;
    plain.name = "Plain";
    return {whole, plain};
}

Figures figuresIn(std::string_view scenario) { return readScenarioFileJson(scenario).figures; }

std::string fileWith(const std::string& figures)
{
    return R"({"format": "ridgepoint-scenario", "version": 1, "model": "resnet-50", "device": "t4", "figures": )" +
           figures + "}";
}

} // namespace

TEST_CASE("recipes of figures are written beside the scenario and read back as they were", "[json][figures]")
{
    const Scenario scenario = defaultScenario();
    const std::string text = writeScenarioJson(scenario, {}, {}, talk());
    CHECK(figuresIn(text) == talk());
    CHECK(readScenarioJson(text) == scenario);
    CHECK(figuresIn(writeScenarioJson(scenario)).empty()); // files of before
}

TEST_CASE("a takeaway that is empty is not the verdict", "[json][figures]")
{
    Figures figures = talk();
    figures[1].takeaway = "";
    const Figures read = figuresIn(writeScenarioJson(defaultScenario(), {}, {}, figures));
    REQUIRE(read[1].takeaway);
    CHECK(read[1].takeaway->empty());
    CHECK_FALSE(figuresIn(writeScenarioJson(defaultScenario(), {}, {}, talk()))[1].takeaway);
}

TEST_CASE("recipes that make no sense are refused with the place of the mistake", "[json][figures]")
{
    CHECK_THROWS_WITH(figuresIn(fileWith(R"([{"name": "a", "parts": [{"kind": "roofline"}], "place": "slyde"}])")),
                      R"(figures[0].place: there is no such place for a figure; did you mean "slide"?)");
    CHECK_THROWS_WITH(figuresIn(fileWith(R"([{"name": "a", "parts": []}])")),
                      "figures[0].parts: a figure shows one to four parts.");
    const std::string part = R"({"kind": "roofline"})";
    CHECK_THROWS_AS(figuresIn(fileWith(R"([{"parts": [)" + part + "]}]")), FormatError); // no name
    CHECK_THROWS_AS(figuresIn(fileWith(R"([{"name": "a", "parts": [{}]}])")), FormatError);
    CHECK_THROWS_AS(figuresIn(fileWith(R"([{"name": "a", "sparkle": 1, "parts": [)" + part + "]}]")), FormatError);
    const std::string one = R"({"name": "a", "parts": [)" + part + "]}";
    CHECK_THROWS_WITH(figuresIn(fileWith("[" + one + "," + one + "]")),
                      R"(figures[1].name: another figure is called "a" as well.)");
    const std::string five = part + "," + part + "," + part + "," + part + "," + part;
    CHECK_THROWS_AS(figuresIn(fileWith(R"([{"name": "a", "parts": [)" + five + "]}]")), FormatError);
    const std::string title = R"([{"name": "a", "parts": [)" + part + R"(], "title": ")" + std::string(2001, 'x');
    CHECK_THROWS_AS(figuresIn(fileWith(title + "\"}]")), FormatError);
}

TEST_CASE("unsaved work keeps its figures, and loses alone what cannot be read of one", "[json][figures]")
{
    const Scenario scenario = defaultScenario();
    std::string text = writeUnsavedJson(scenario, "a.ridge", "seen", {}, {}, talk());
    CHECK(readUnsavedJson(text).figures == talk());
    text.replace(text.find("\"column\""), 8, "\"pillar\"");
    const UnsavedWork work = readUnsavedJson(text);
    REQUIRE(work.leftOut.size() == 1);
    Figures mended = talk();
    mended[0].place = "slide";
    CHECK(work.figures == mended);
}

TEST_CASE("no place for figures has type below eight points at its final size", "[figures]")
{
    for (const FigurePlace& place : figurePlaces()) {
        INFO(place.id);
        CHECK(place.type * smallestOverUsual >= 8);
        CHECK(figurePlace(place.id) == &place);
    }
    CHECK(figurePlace("moon") == nullptr);
}

TEST_CASE("a figure's name that is taken gets a number", "[figures]")
{
    CHECK(freeFigureName(talk(), "New") == "New");
    CHECK(freeFigureName(talk(), "Plain") == "Plain 2");
}
