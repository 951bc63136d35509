#include "app/document/document.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario start() { return preset("llama-3-8b", "h100-sxm"); }

Scenario withBatch(Scenario scenario, double batch)
{
    scenario.workload.batch = batch;
    return scenario;
}

/// One step of a drag of the batch slider.
void drag(ScenarioDocument& document, double batch, quint64 gesture)
{
    document.apply(withBatch(*document.current(), batch), {"workload.batch", gesture, QString("Batch %1").arg(batch)});
}

struct Listener {
    explicit Listener(ScenarioDocument& document)
    {
        QObject::connect(&document, &ScenarioDocument::changed, [this] { ++changes; });
    }
    int changes = 0;
};

} // namespace

TEST_CASE("a drag of 200 steps leaves one undo entry and undo restores the exact value", "[document]")
{
    ScenarioDocument document(start());
    for (int batch = 2; batch <= 201; ++batch) {
        drag(document, batch, 7);
    }
    CHECK(document.history().count() == 1);
    CHECK(document.current()->workload.batch == 201);
    CHECK(document.history().undoText() == "Batch 201");
    document.history().undo();
    CHECK(*document.current() == start());
    document.history().redo();
    CHECK(*document.current() == withBatch(start(), 201));
}

TEST_CASE("a drag that returns to its start leaves no entry and a clean document stays clean", "[document]")
{
    ScenarioDocument document(start());
    const double before = start().workload.batch;
    drag(document, before + 1, 7);
    CHECK_FALSE(document.history().isClean());
    drag(document, before + 2, 7);
    drag(document, before, 7);
    CHECK(document.history().count() == 0);
    CHECK(document.history().isClean());
    CHECK(*document.current() == start());
}

TEST_CASE("two drags of one slider are two entries", "[document]")
{
    ScenarioDocument document(start());
    for (const quint64 gesture : {7u, 8u}) {
        drag(document, 2.0 * double(gesture), gesture);
        drag(document, 3.0 * double(gesture), gesture);
    }
    CHECK(document.history().count() == 2);
    document.history().undo();
    CHECK(document.current()->workload.batch == 3 * 7);
    drag(document, 99, 9); // not merged into the first drag, which now lies on top
    CHECK(document.history().count() == 2);
    document.history().undo();
    CHECK(document.current()->workload.batch == 3 * 7);
}

TEST_CASE("edits of two fields never merge, whatever their token", "[document]")
{
    ScenarioDocument document(start());
    drag(document, 2, 7);
    Scenario next = *document.current();
    next.workload.promptTokens = 5;
    document.apply(next, {"workload.prompt_tokens", 7, "Prompt"});
    CHECK(document.history().count() == 2);
}

TEST_CASE("discrete edits never merge", "[document]")
{
    ScenarioDocument document(start());
    drag(document, 2, 0);
    drag(document, 3, 0);
    CHECK(document.history().count() == 2);
}

TEST_CASE("saving in the middle of a drag splits the entry", "[document]")
{
    ScenarioDocument document(start());
    drag(document, 2, 7);
    document.markSaved({"saved.ridge"});
    CHECK(document.history().isClean());
    drag(document, 3, 7);
    drag(document, 4, 7);
    CHECK(document.history().count() == 2);
    CHECK_FALSE(document.history().isClean());
    document.history().undo();
    CHECK(document.current()->workload.batch == 2);
    CHECK(document.history().isClean());
    CHECK(document.path() == "saved.ridge");
}

TEST_CASE("a jump of ten steps in the history announces once", "[document]")
{
    ScenarioDocument document(start());
    for (int batch = 2; batch <= 11; ++batch) {
        drag(document, batch, 0);
    }
    REQUIRE(document.history().count() == 10);
    const Listener listener(document);
    document.history().setIndex(0);
    CHECK(listener.changes == 1);
    CHECK(*document.current() == start());
}

TEST_CASE("every edit announces once, merged or not", "[document]")
{
    ScenarioDocument document(start());
    const Listener listener(document);
    drag(document, 2, 7);
    drag(document, 3, 7);
    drag(document, start().workload.batch, 7); // merges and vanishes
    CHECK(listener.changes == 3);
}

TEST_CASE("an equal value changes and announces nothing", "[document]")
{
    ScenarioDocument document(start());
    const Listener listener(document);
    const auto before = document.current();
    document.apply(start(), {"workload.batch", 0, "Batch"});
    document.chooseDevice(devicePreset("h100-sxm"));
    document.chooseModel(modelPreset("llama-3-8b"));
    CHECK(listener.changes == 0);
    CHECK(document.history().count() == 0);
    CHECK(document.current() == before);
}

TEST_CASE("a document says nothing while it is destroyed", "[document]")
{
    int announcements = 0;
    {
        ScenarioDocument document(start());
        drag(document, 2, 0);
        QObject::connect(&document, &ScenarioDocument::changed, [&] { ++announcements; });
        QObject::connect(&document, &ScenarioDocument::titleChanged, [&] { ++announcements; });
    }
    CHECK(announcements == 0);
}

TEST_CASE("another device keeps what the user changed and moves the rest", "[document]")
{
    const Scenario sheet = preset("llama-3-8b", "cheatsheet");
    REQUIRE(sheet.deployment.computeUtilisation != start().deployment.computeUtilisation);
    REQUIRE(sheet.environment.pue != start().environment.pue);

    ScenarioDocument document(start());
    drag(document, 48, 0);
    document.chooseDevice(devicePreset("cheatsheet"));
    CHECK(*document.current() == withBatch(sheet, 48));
    CHECK(*document.baseline() == sheet);

    document.chooseDevice(devicePreset("h100-sxm")); // takes back what only the sheet's device sets
    CHECK(*document.current() == withBatch(start(), 48));
    CHECK(*document.baseline() == start());
}

TEST_CASE("what the user set on one device stays his on the next, although that device sets it as well", "[document]")
{
    ScenarioDocument document(start());
    document.apply(with(start(), "environment.pue", "1.7"), {"environment.pue", 0, "PUE"});
    document.chooseDevice(devicePreset("cheatsheet"));
    CHECK(document.current()->environment.pue == 1.7);
}

TEST_CASE("choosing a model keeps the user's changes of the device, and the other way round", "[document]")
{
    ScenarioDocument document(start());
    document.apply(with(start(), "device.tdp", "400 W"), {"device.tdp", 0, "TDP"});
    document.chooseModel(modelPreset("llama-2-7b"));
    CHECK(document.current()->device.tdp == 400);
    CHECK(document.baseline()->device == devicePreset("h100-sxm"));
    document.apply(with(*document.current(), "model.layers", "20"), {"model.layers", 0, "Layers"});
    document.chooseDevice(devicePreset("rtx-4090"));
    CHECK(document.current()->model.decoder()->layers == 20);
    CHECK(document.current()->device == devicePreset("rtx-4090"));
    CHECK(document.baseline()->model == modelPreset("llama-2-7b"));
}

TEST_CASE("what the user has not touched follows the presets across a model to which it does not apply", "[document]")
{
    ScenarioDocument document(start());
    document.chooseModel(modelPreset("resnet-50"));
    document.chooseModel(modelPreset("gpt-2"));
    CHECK(document.current()->workload.promptTokens == 512); // what GPT-2 usually runs with, not Llama-3's 4096
    CHECK(*document.current() == preset("gpt-2", "h100-sxm"));

    document.apply(with(*document.current(), "workload.prompt_tokens", "300"), {"workload.prompt_tokens", 0, "Prompt"});
    document.chooseModel(modelPreset("resnet-50"));
    document.chooseModel(modelPreset("llama-3-8b"));
    CHECK(document.current()->workload.promptTokens == 300); // the user's own is found again
}

TEST_CASE("undo of a choice of model restores the baseline too", "[document]")
{
    ScenarioDocument document(start());
    document.chooseModel(modelPreset("resnet-50"));
    CHECK(document.current()->model.id == "resnet-50");
    CHECK(document.baseline()->model.id == "resnet-50");
    CHECK(*document.current() == *document.baseline());
    document.history().undo();
    CHECK(*document.current() == start());
    CHECK(*document.baseline() == start());
    document.history().redo();
    CHECK(document.baseline()->model.id == "resnet-50");
}

TEST_CASE("loading announces once, with an empty history and with a full one", "[document]")
{
    for (const int edits : {0, 3}) {
        INFO(edits << " edits before");
        ScenarioDocument document(start());
        for (int i = 0; i < edits; ++i) {
            drag(document, 2 + i, 0);
        }
        const Listener listener(document);
        const Scenario other = with(preset("resnet-50", "rtx-4090"), "workload.batch", "3");
        document.load(other, {"other.ridge"});
        CHECK(listener.changes == 1);
        CHECK(*document.current() == other);
        CHECK(*document.baseline() == preset("resnet-50", "rtx-4090"));
        CHECK(document.path() == "other.ridge");
        CHECK(document.history().count() == 0);
        CHECK(document.history().isClean());
    }
}

TEST_CASE("a document marked unsaved is clean again after loading or saving", "[document]")
{
    ScenarioDocument loaded(start());
    loaded.markUnsaved();
    CHECK_FALSE(loaded.history().isClean());
    loaded.load(start(), {"other.ridge"});
    CHECK(loaded.history().isClean());

    ScenarioDocument saved(start());
    saved.markUnsaved();
    saved.markSaved({"other.ridge"});
    CHECK(saved.history().isClean());
}

TEST_CASE("a model that is no preset is its own baseline", "[document]")
{
    Scenario own = scenarioOf(tinyDecoder());
    const ScenarioDocument document(own);
    CHECK(document.baseline()->model == own.model);
    CHECK(document.baseline()->device == own.device);
}

TEST_CASE("a model or device from a file makes a scenario without a file, and undo leads back to the old one",
          "[document]")
{
    ScenarioDocument document(start());
    const KnownFile file{"old.ridge", "seen"};
    document.load(start(), file);
    document.chooseModel(modelPreset("resnet-50"), ScenarioDocument::Origin::OpenedFile);
    CHECK(document.path().isEmpty());
    document.markSaved({"new.ridge"}); // is no longer the old one's
    document.history().undo();
    CHECK(document.file() == file);
    document.history().redo();
    CHECK(document.path() == "new.ridge");
    document.chooseDevice(devicePreset("rtx-4090"), ScenarioDocument::Origin::OpenedFile);
    CHECK(document.path().isEmpty());

    ScenarioDocument same(start());
    same.load(start(), file);
    same.chooseModel(modelPreset("llama-3-8b"), ScenarioDocument::Origin::OpenedFile); // that is on screen already
    CHECK(same.path().isEmpty());
}

TEST_CASE("choosing a preset is an edit and keeps the file", "[document]")
{
    ScenarioDocument document(start());
    document.load(start(), {"old.ridge"});
    document.chooseModel(modelPreset("resnet-50"));
    document.chooseDevice(devicePreset("rtx-4090"));
    CHECK(document.path() == "old.ridge");
    CHECK_FALSE(document.history().isClean());
}

TEST_CASE("following the file is an edit that undo takes back", "[document]")
{
    ScenarioDocument document(start());
    document.load(start(), {"old.ridge", "seen"});
    drag(document, 7, 0);
    document.follow(preset("resnet-50", "rtx-4090"), "newer", "Load");
    CHECK(*document.current() == preset("resnet-50", "rtx-4090"));
    CHECK(*document.baseline() == preset("resnet-50", "rtx-4090"));
    CHECK(document.history().isClean());
    CHECK(document.file() == KnownFile{"old.ridge", "newer"});
    document.history().undo();
    CHECK(*document.current() == withBatch(start(), 7));
    CHECK_FALSE(document.history().isClean());
}
