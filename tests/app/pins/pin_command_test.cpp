// Figures of two scenarios from the command line.

#include "app/commands/commands.h"
#include "app/document/scenario_source.h"
#include "core/formats/json/project.h"
#include "tests/app/whole/program.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Request drawing(const char* figure)
{
    Request request;
    request.scenario.model = "llama-3-8b";
    request.scenario.device = "h100-sxm";
    request.figure = figure;
    request.size = "1000x600";
    return request;
}

} // namespace

TEST_CASE("a pin is a file, or the scenario with other settings, model or device", "[pins]")
{
    const ProgramFolder folder;
    const Scenario scenario = preset("llama-3-8b", "h100-sxm");
    const Scenario other = preset("resnet-50", "rtx-4090");
    const QString file = folder.with("other.ridge", QByteArray::fromStdString(writeScenarioJson(other)));
    const Pin fromFile = pinFrom(file.toStdString(), scenario);
    CHECK(fromFile.name == "other.ridge");
    CHECK(*fromFile.scenario == other);
    const Pin set = pinFrom("workload.batch=8,workload.prompt_tokens=512", scenario);
    CHECK(*set.scenario == with(with(scenario, "workload.batch", "8"), "workload.prompt_tokens", "512"));
    CHECK(set.name == "workload.batch=8,workload.prompt_tokens=512");
    const Pin device = pinFrom("device=a100-80gb,workload.batch=8", scenario);
    CHECK(device.scenario->device.id == "a100-80gb");
    CHECK(device.scenario->workload.batch == 8);
    CHECK(device.name == pinName(*device.scenario));
    CHECK_THROWS_WITH(pinFrom("workload.bach=8", scenario), ContainsSubstring("--pin"));
    CHECK_THROWS_WITH(pinFrom("nowhere.ridge", scenario), ContainsSubstring("nowhere.ridge"));
}

TEST_CASE("every figure of a comparison shows both, with their names", "[pins]")
{
    const ProgramFolder folder;
    for (const char* figure : {"roofline", "memory", "energy", "latency"}) {
        INFO(figure);
        Request request = drawing(figure);
        request.output = folder.path("alone.svg").toStdString();
        CHECK(runFigure(request) == 0);
        request.pinned = "workload.batch=16";
        request.output = folder.path("both.svg").toStdString();
        CHECK(runFigure(request) == 0);
        CHECK(folder.contents("both.svg") != folder.contents("alone.svg"));
        CHECK(folder.contents("both.svg").contains("A: workload.batch=16"));
    }
    Request window = drawing("window");
    window.size = "1280x800";
    window.pinned = "device=a100-80gb";
    window.output = folder.path("window.png").toStdString();
    CHECK(runFigure(window) == 0);
}
