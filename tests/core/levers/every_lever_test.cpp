#include "tests/core/levers/lever_checks.h"

namespace ridge {
namespace {

using namespace test;

const char* const models[] = {"llama-2-7b", "mixtral-8x7b", "deepseek-v2-lite", "flamingo-3b", "t5-small",
                              "bert-base",  "vit-b-16",     "sd-1.5",           "mobilenet-v2"};

Scenario pulled(Scenario s, const LeverText& lever)
{
    const Parameter* row = catalogueRow(s, lever.switchId());
    if (row) {
        row->set(s, lever.toggle.on);
    }
    return s;
}

TEST_CASE("with any lever pulled every number recomputes from its derivation", "[levers]")
{
    for (const char* model : sampled(std::vector{"bert-base", "mixtral-8x7b", "vit-b-16"})) {
        const Scenario plain = preset(model, "h100-sxm");
        for (const LeverText* lever : leverTexts()) {
            CAPTURE(model, lever->id);
            if (lever->refusal(plain)) {
                CHECK_FALSE(std::string(lever->refusal(plain)).empty());
                CHECK((lever->toggle.parameter || pulled(plain, *lever) == plain)); // it cannot be pulled
            } else {
                checkDerivations(evaluate(pulled(plain, *lever)));
            }
        }
    }
}

TEST_CASE("and with all that apply", "[levers]")
{
    for (const char* model : sampled(std::vector(std::begin(models), std::end(models)))) {
        CAPTURE(model);
        Scenario all = preset(model, "h100-sxm");
        for (const LeverText* lever : leverTexts()) {
            all = pulled(all, *lever);
        }
        checkDerivations(evaluate(all));
    }
}

TEST_CASE("a lever that is put back leaves nothing behind", "[levers]")
{
    for (const char* model : models) {
        const Scenario plain = preset(model, "h100-sxm");
        for (const LeverText* lever : leverTexts()) {
            CAPTURE(model, lever->id);
            Scenario back = pulled(plain, *lever);
            if (const Parameter* row = catalogueRow(back, lever->switchId()); row && !lever->toggle.parameter) {
                row->set(back, lever->toggle.off);
            } else {
                continue; // somebody else's parameter, with a value of its own before
            }
            CHECK(back == plain);
        }
    }
}

TEST_CASE("what each lever says of itself is a sentence with its source, and ranges hold their standards", "[levers]")
{
    for (const LeverText* lever : leverTexts()) {
        CAPTURE(lever->id);
        CHECK(std::string(lever->caveat).ends_with("."));
        CHECK_FALSE(std::string(lever->reduces).empty());
        for (const LeverParameter& number : lever->parameters) {
            CAPTURE(number.key);
            const double most = number.choices.empty() ? number.maximum : double(number.choices.size()) - 1;
            CHECK(number.minimum <= number.standard);
            CHECK(number.standard <= most);
            CHECK(number.choices.size() == number.choiceLabels.size());
        }
    }
}

} // namespace
} // namespace ridge
