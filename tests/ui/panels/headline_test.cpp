#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/panels/headline.h"

#include <algorithm>

namespace ridge {
namespace {

using namespace test;

const CardFigure* cardOf(const std::vector<CardFigure>& cards, const char* metric)
{
    const auto found =
        std::find_if(cards.begin(), cards.end(), [metric](const CardFigure& c) { return c.ref.id == metric; });
    return found == cards.end() ? nullptr : &*found;
}

std::string noteOf(const Evaluation& e, const char* metric)
{
    const std::vector<CardFigure> cards = headlineFigures(e);
    const CardFigure* card = cardOf(cards, metric);
    return card ? card->note.toStdString() : "no such card";
}

TEST_CASE("on a microcontroller memory and flash are two cards, each with its own capacity", "[headline]")
{
    const Evaluation e = evaluate(preset("mobilenet-v2", "stm32f746"));
    // 3,504,872 bytes of weights are 2.46 MB more than 1,048,576; its maps are more than 320 KiB as well.
    CHECK(noteOf(e, "flash_usage") == "2.46 MB too much");
    const double working = metricOf(e, "memory_footprint") - 327680;
    REQUIRE(working > 0);
    CHECK(noteOf(e, "memory_footprint") == format(working, Unit::Bytes) + " too much");
    CHECK(noteOf(evaluate(preset("mobilenet-v2", "h100-sxm")), "flash_usage") == "no such card");
}

TEST_CASE("the energy card says whose energy it is and how little it could be", "[headline]")
{
    const Evaluation e = evaluate(preset("llama-3-8b", "h100-sxm"));
    const std::vector<CardFigure> cards = headlineFigures(e);
    const CardFigure* energy = cardOf(cards, "energy_per_token");
    REQUIRE(energy);
    CHECK(energy->title == "Energy per token");
    CHECK(energy->note.toStdString() == "at least " + format(metricOf(e, "energy_token_bound"), Unit::Joules));
    CHECK(metricOf(e, "energy_token_bound") < metricOf(e, "energy_per_token"));
    const Evaluation least = evaluate(with(preset("llama-3-8b", "h100-sxm"), "convention.energy", "bottom_up"));
    CHECK(noteOf(least, "energy_per_token") == "a lower bound");
    CHECK(metricOf(least, "energy_per_token") == metricOf(least, "energy_token_bound"));
    const Evaluation image = evaluate(preset("resnet-50", "h100-sxm"));
    CHECK(noteOf(image, "energy_per_inference") ==
          "at least " + format(metricOf(image, "energy_inference_bound"), Unit::Joules));
}

TEST_CASE("without a power limit the energy card has the lower bound, and where nothing is stated no number",
          "[headline]")
{
    Scenario s = preset("llama-3-8b", "h100-sxm");
    s.device.tdp = 0;
    CHECK(noteOf(evaluate(s), "energy_token_bound") == "a lower bound");
    s.device.idlePower.reset();
    s.device.energyPerOp = {};
    for (MemoryLevel& level : s.device.memory) {
        level.energyPerByte = 0;
    }
    CHECK(noteOf(evaluate(s), "energy_token_bound") == "no such card"); // not 0 J
    CHECK(noteOf(evaluate(s), "energy_per_token") == "the device states no power limit");
}

TEST_CASE("in training the cards say what a step takes and what the whole run costs", "[headline]")
{
    const Evaluation e = evaluate(with(preset("llama-3-8b", "h100-sxm"), "workload.task", "training"));
    const std::vector<CardFigure> cards = headlineFigures(e);
    for (const char* id : {"training_step_time", "training_tokens_per_second", "memory_footprint", "training_time"}) {
        INFO(id);
        CHECK(cardOf(cards, id));
    }
    CHECK((cardOf(cards, "training_cost") || cardOf(cards, "training_rent")));
    CHECK(noteOf(e, "training_tokens_per_second") == "MFU " + format(metricOf(e, "mfu"), Unit::Percent));
    CHECK(noteOf(e, "training_time") == format(metricOf(e, "training_steps"), Unit::Count) + " steps");
    CHECK(cards.size() % 2 == 0);
    CHECK(noteOf(evaluate(preset("llama-3-8b", "h100-sxm")), "training_time") == "no such card");
}

} // namespace
} // namespace ridge
