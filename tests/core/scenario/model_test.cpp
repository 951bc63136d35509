// A model is a value though copies share what it is made of: who changes one leaves the others as they are.

#include "core/scenario/model_body.h"
#include "tests/support/catch.h"

using namespace ridge;

namespace {

Model visionLanguageModel()
{
    Model model;
    model.body = VisionLanguage{};
    return model;
}

} // namespace

TEST_CASE("Changing a part of a copied model changes that copy alone")
{
    const Model before = visionLanguageModel();
    Model after = before;
    REQUIRE(after == before);
    after.decoder()->layers = 7;
    CHECK(after.decoder()->layers == 7);
    CHECK(before.decoder()->layers == Decoder{}.layers);
    CHECK(!(after == before));
    after.decoder()->layers = before.decoder()->layers;
    CHECK(after == before); // by content, though they share nothing any more
}

TEST_CASE("Copies of a model share its body until one is changed")
{
    const Model before = visionLanguageModel();
    Model copy = before;
    CHECK(copy.layers() == nullptr); // asking for what is not there changes nothing
    CHECK(&*copy.body == &*before.body);
    copy.part<Connector>()->latents = 8;
    CHECK(&*copy.body != &*before.body);
    const ModelBody* own = &*copy.body;
    copy.part<Connector>()->latents = 9;
    CHECK(&*copy.body == own); // copied once, not at every change
}

TEST_CASE("A model that was moved from is still a model")
{
    Model model = visionLanguageModel();
    const Model taken = std::move(model);
    CHECK(model.isOfSameFamily(taken)); // NOLINT(bugprone-use-after-move): what it promises
}
