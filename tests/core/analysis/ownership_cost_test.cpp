// What devices cost for the time they are had, and what making them emitted.

#include "core/evaluate/evaluate.h"
#include "core/metrics/catalogue.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

#include <string>
#include <vector>

using namespace ridge;
using namespace ridge::test;

namespace {

constexpr double perHour = 2.95, price = 30'000, embodied = 164'000; // USD/h, USD, grams
constexpr double hour = 3600, kilowattHour = 3.6e6, million = 1e6;
constexpr double life = 6 * 365.25 * 86400 * 0.85; // seconds that a device works: 6 years, 85 % of them

Scenario priced(std::string_view model)
{
    Scenario s = preset(model, "h100-sxm");
    s.device.rent = perHour;
    s.device.price = price;
    s.device.embodiedCarbon = embodied;
    s.environment.price = 0.25;
    return s;
}

std::string reason(const Evaluation& e, const char* id)
{
    CHECK_FALSE(metric(e, id).value);
    return std::string(metric(e, id).absent);
}

} // namespace

TEST_CASE("an image costs its time of a rented device, or its electricity and its share of one's own", "[cost]")
{
    Scenario s = priced("resnet-50");
    s.workload.batch = 8;
    const Evaluation e = evaluate(s);
    const double time = metricOf(e, "latency") / 8;
    const double electricity = metricOf(e, "energy_per_inference") / kilowattHour * 0.25;
    CHECK(metricOf(e, "cost") == Approx(electricity));
    CHECK(metricOf(e, "rent") == Approx(perHour * time / hour));
    CHECK(metricOf(e, "owned_cost") == Approx(electricity + price * time / life));
    CHECK(metricOf(e, "embodied_carbon") == Approx(embodied * time / life));
    CHECK(reason(e, "output_rent").starts_with("no tokens are generated"));
    CHECK(reason(e, "input_rent").starts_with("no prompt is read"));
}

TEST_CASE("a million tokens cost the time of a million over their rate", "[cost]")
{
    Scenario s = priced("llama-3-8b");
    s.workload.batch = 4;
    const Evaluation e = evaluate(s);
    const double out = million / metricOf(e, "tokens_per_second"); // seconds
    const double energy = million * metricOf(e, "energy_per_token") / kilowattHour;
    CHECK(metricOf(e, "output_rent") == Approx(perHour * out / hour));
    CHECK(metricOf(e, "output_cost") == Approx(energy * 0.25));
    CHECK(metricOf(e, "output_owned") == Approx(energy * 0.25 + price * out / life));
    CHECK(metricOf(e, "output_carbon") == Approx(energy * 473));
    CHECK(metricOf(e, "output_embodied") == Approx(embodied * out / life));
    // Nothing comes before the prefill: its time is that to the first token, for all prompts of the batch.
    const double in = million * metricOf(e, "ttft") / (4 * s.workload.promptTokens);
    CHECK(metricOf(e, "input_rent") == Approx(perHour * in / hour));
    CHECK(metricOf(e, "input_cost") == Approx(700 * in / kilowattHour * 0.25)); // 700 W, all of it, without a PUE
    CHECK(metricOf(e, "input_owned") == Approx(700 * in / kilowattHour * 0.25 + price * in / life));
    // The parts of a request are the whole of it.
    const double prompt = s.workload.promptTokens / million, output = (s.workload.outputTokens - 1) / million;
    CHECK(metricOf(e, "rent") == Approx(prompt * metricOf(e, "input_rent") + output * metricOf(e, "output_rent")));
    const Evaluation least = evaluate(with(s, "convention.energy", "bottom_up"));
    CHECK(metricOf(least, "cost") ==
          Approx(prompt * metricOf(least, "input_cost") + output * metricOf(least, "output_cost")));
}

TEST_CASE("all devices that share the work are paid for, and were made", "[cost][split]")
{
    Scenario s = priced("llama-3-8b");
    s.deployment.split.tensor = 4;
    const Evaluation e = evaluate(s);
    const double out = million / metricOf(e, "tokens_per_second");
    CHECK(metricOf(e, "output_rent") == Approx(4 * perHour * out / hour));
    CHECK(metricOf(e, "output_embodied") == Approx(4 * embodied * out / life));
    CHECK(metricOf(e, "embodied_carbon") == Approx(4 * embodied * metricOf(e, "latency") / life));
    CHECK(metricOf(e, "input_cost") ==
          Approx(4 * 700 * million * metricOf(e, "ttft") / s.workload.promptTokens / kilowattHour * 0.25));
}

TEST_CASE("what an encoder reads is no prompt, and images before one are not its tokens' cost", "[cost]")
{
    const Evaluation t5 = evaluate(priced("t5-base"));
    CHECK(reason(t5, "input_rent").starts_with("the input goes through an encoder"));
    CHECK(metricOf(t5, "output_rent") > 0);
    Scenario llava = priced("llava-1.5-7b");
    llava.workload.batch = 1;
    const Evaluation seen = evaluate(llava);
    CHECK(metricOf(seen, "input_rent") * seen.program.prompt / million < perHour * metricOf(seen, "ttft") / hour);
}

TEST_CASE("what no device states costs not nothing: it has no answer until someone states it", "[cost]")
{
    Scenario s = priced("llama-3-8b");
    for (const char* id : {"device.rent", "device.price", "device.embodied_carbon"}) {
        s = with(s, id, "not stated");
    }
    CHECK_FALSE((s.device.rent || s.device.price || s.device.embodiedCarbon));
    const Evaluation e = evaluate(s);
    for (const char* id : {"rent", "output_rent", "input_rent"}) {
        CHECK(reason(e, id) == "the device states no rent");
    }
    for (const char* id : {"owned_cost", "output_owned", "input_owned"}) {
        CHECK(reason(e, id) == "the device states no price");
    }
    for (const char* id : {"embodied_carbon", "output_embodied"}) {
        CHECK(reason(e, id) == "the device states no embodied carbon");
    }
    CHECK(metricOf(e, "output_cost") > 0);
    const Parameter rent = findParameter(s, "device.rent").value();
    CHECK(parameterText(rent, rent.get(s).value()) == "not stated");
    s = with(s, "device.rent", "1.5 $/h");
    CHECK(parameterText(rent, rent.get(s).value()) == "1.5 USD/h");
    CHECK(metricOf(evaluate(s), "output_rent") == Approx(1.5 * million / metricOf(e, "tokens_per_second") / hour));
    CHECK_FALSE(with(s, "device.rent", "0").device.rent); // of nothing is not stated
    s.device.rent = 0;                                    // a file may say so
    CHECK(reason(evaluate(s), "rent") == "the device states no rent");
}

TEST_CASE("a run is charged with its part of the lives of its devices", "[cost][training]")
{
    // Luccioni et al. 2022 (arXiv:2211.02001), 1,082,990 hours of A100, at 150 kg each, 6 years and 85 % of use embody
    // 3.64 tonnes.
    Scenario s = preset("bloom-7b1", "a100-80gb");
    s.training.task = Task::Training;
    s.device.embodiedCarbon = 150e3;
    s.device.price = 15'000;
    const Evaluation e = evaluate(s);
    const double hours = metricOf(e, "training_device_hours");
    CHECK(metricOf(e, "training_embodied") / hours * 1'082'990 == Approx(3.64e6).epsilon(0.005));
    CHECK(metricOf(e, "training_owned") == Approx(metricOf(e, "training_cost") + 15'000 * hours * hour / life));
    Scenario longer = with(with(s, "environment.lifetime", "12 y"), "environment.use", "1");
    CHECK(metricOf(evaluate(longer), "training_embodied") == Approx(metricOf(e, "training_embodied") / 2 * 0.85));
    CHECK(metricOf(evaluate(longer), "training_carbon") == metricOf(e, "training_carbon"));
}
