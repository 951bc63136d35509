#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/controls.h"

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario withBody(ModelBody body)
{
    Scenario scenario = decoderScenario();
    scenario.model.body = std::move(body);
    return scenario;
}

Scenario visionLanguageScenario() { return withBody(VisionLanguage{}); }

Diffusion diffusion()
{
    Diffusion model;
    model.denoiser = UNet{};
    model.text = TextEncoder{};
    model.decoder = ImageDecoder{};
    return model;
}

/// The names of the parts whose rows the column folds, from top to bottom.
QStringList partsIn(const EditorBench& bench)
{
    QStringList sections, all;
    for (std::size_t section = 0; section < sectionCount; ++section) {
        sections << qs(labelOf(static_cast<Section>(section)));
    }
    std::map<int, QString> byHeight;
    for (const SectionHeader* header : bench.editor.findChildren<SectionHeader*>()) {
        if (header->isVisible() && !sections.contains(header->text())) {
            byHeight[header->mapTo(&bench.editor, QPoint()).y()] = header->text();
        }
    }
    for (const auto& each : byHeight) {
        all << each.second;
    }
    return all;
}

SectionHeader* headingOf(const EditorBench& bench, const char* part)
{
    for (SectionHeader* header : bench.editor.findChildren<SectionHeader*>()) {
        if (header->text() == QLatin1String(part)) {
            return header;
        }
    }
    return nullptr;
}

LinkButton* moreOf(const EditorBench& bench, const QString& name)
{
    for (LinkButton* link : bench.editor.findChildren<LinkButton*>()) {
        if (link->accessibleName().startsWith(name + ": ")) {
            return link;
        }
    }
    return nullptr;
}

void settle()
{
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCoreApplication::processEvents();
}

} // namespace

TEST_CASE("each part of a model of several parts folds on its own, the first is open", "[editors]")
{
    EditorBench bench(visionLanguageScenario());
    CHECK(partsIn(bench) == QStringList{"Vision encoder", "Connector", "Language model"});
    CHECK(bench.row("model.vision.layers")->isVisible());
    CHECK_FALSE(bench.row("model.connector.kind")->isVisible());
    CHECK_FALSE(bench.row("model.layers")->isVisible());
    QTest::mouseClick(headingOf(bench, "Language model"), Qt::LeftButton);
    CHECK(bench.row("model.layers")->isVisible());
    CHECK(bench.row("model.vision.layers")->isVisible());
    QTest::mouseClick(headingOf(bench, "Vision encoder"), Qt::LeftButton);
    CHECK_FALSE(bench.row("model.vision.layers")->isVisible());
    CHECK(bench.edits.empty());
}

TEST_CASE("what belongs to the whole model stands above its parts", "[editors]")
{
    EditorBench bench(withBody(diffusion()));
    CHECK(partsIn(bench) == QStringList{"U-Net", "Text encoder", "Image decoder"});
    const auto topOf = [&bench](QWidget* widget) { return widget->mapTo(&bench.editor, QPoint()).y(); };
    CHECK(topOf(bench.row("model.image")) < topOf(headingOf(bench, "U-Net")));
    CHECK(bench.row("model.image")->isVisible());
}

TEST_CASE("two towers that are compared fold apart", "[editors]")
{
    EditorBench bench(withBody(DualEncoder{}));
    CHECK(partsIn(bench) == QStringList{"Vision encoder", "Text encoder"});
    CHECK(bench.row("model.text_length")->isVisible()); // of both
}

TEST_CASE("a model in one part has no headings between its rows", "[editors]")
{
    for (const Scenario& one : {decoderScenario(), layerScenario(), withBody(VisionTransformer{}), withBody(Encoder{}),
                                withBody(EncoderDecoder{}), withBody(PointCloud{})}) {
        EditorBench bench(one);
        CHECK(partsIn(bench).isEmpty());
    }
    EditorBench bench(visionLanguageScenario());
    const auto decoder = std::make_shared<const Scenario>(decoderScenario());
    bench.editor.setScenario(decoder, decoder); // whose rows the part "Language model" held
    settle();
    CHECK(partsIn(bench).isEmpty());
    CHECK(bench.row("model.layers")->isVisible());
}

TEST_CASE("a heading is closed and opened by the keyboard, and Tab passes it before its rows", "[editors]")
{
    EditorBench bench(visionLanguageScenario());
    SectionHeader* heading = headingOf(bench, "Language model");
    heading->setFocus(Qt::TabFocusReason);
    REQUIRE(heading->hasFocus());
    QTest::keyClick(heading, Qt::Key_Return);
    REQUIRE(bench.row("model.layers")->isVisible());
    QTest::keyClick(heading, Qt::Key_Tab);
    CHECK(bench.row("model.layers")->isAncestorOf(QApplication::focusWidget()));
    heading->setFocus(Qt::TabFocusReason);
    QTest::keyClick(heading, Qt::Key_Space);
    CHECK_FALSE(bench.row("model.layers")->isVisible());
}

TEST_CASE("a closed part says how many of its values were changed", "[editors]")
{
    EditorBench bench(visionLanguageScenario());
    Scenario edited = *bench.baseline;
    edited.model.decoder()->layers = 7;
    edited.model.decoder()->width = 512;
    edited.model.part<Connector>()->projectorLayers = 1;
    bench.editor.setScenario(std::make_shared<const Scenario>(edited), bench.baseline);
    qsizetype changed = 0;
    for (const Parameter& p : parametersOf(edited)) {
        changed += p.group == "Language model" && p.get(edited) != p.get(*bench.baseline);
    }
    CHECK(changed >= 2);
    CHECK(headingOf(bench, "Language model")->accessibleDescription() == QStringLiteral("%1 changed").arg(changed));
    CHECK(headingOf(bench, "Connector")->accessibleDescription() == "1 changed");
    QTest::mouseClick(headingOf(bench, "Connector"), Qt::LeftButton); // open, its rows say it themselves
    CHECK(headingOf(bench, "Connector")->accessibleDescription().isEmpty());
    CHECK(bench.row("model.connector.projector_layers")->isChanged());
    bench.editor.setScenario(bench.baseline, bench.baseline);
    CHECK(headingOf(bench, "Language model")->accessibleDescription().contains("layers 32 · width 4096"));
}

TEST_CASE("the summary of a closed part leaves out the words that its heading says", "[editors]")
{
    EditorBench bench(withBody(diffusion()));
    // "Text layers", "Text width" with the defaults of CLIP's text encoder
    CHECK(headingOf(bench, "Text encoder")->accessibleDescription() == "layers 12 · width 768");
}

TEST_CASE("each part has its own rare rows, and one with nothing else shows them at once", "[editors]")
{
    EditorBench bench(withBody(diffusion()));
    CHECK_FALSE(bench.row("model.unet.middle_depth")->isVisible());
    QTest::mouseClick(moreOf(bench, "U-Net"), Qt::LeftButton);
    CHECK(bench.row("model.unet.middle_depth")->isVisible());
    CHECK_FALSE(bench.row("model.latent_channels")->isVisible());
    CHECK_FALSE(bench.row("model.image_decoder.width")->isVisible());
    QTest::mouseClick(headingOf(bench, "Image decoder"), Qt::LeftButton);
    CHECK(bench.row("model.image_decoder.width")->isVisible());
    CHECK(moreOf(bench, "Image decoder")->isHidden());
}

TEST_CASE("focusing a parameter opens the part and the rows that hide it, and no other", "[editors]")
{
    EditorBench bench(visionLanguageScenario());
    for (const char* id : {"model.layers", "model.vision.channels", "model.context_length"}) {
        INFO(id);
        REQUIRE(bench.editor.focusParameter(id));
        CHECK(bench.row(id)->isVisible());
        CHECK(bench.row(id)->editor()->hasFocus());
    }
    CHECK_FALSE(bench.row("model.connector.kind")->isVisible());
}

TEST_CASE("open parts are remembered, also while a model without them is on screen", "[editors]")
{
    EditorBench bench(visionLanguageScenario());
    CHECK(bench.editor.foldState() == QStringList{"closed:levers", "closed:environment", "closed:convention"});
    QTest::mouseClick(headingOf(bench, "Vision encoder"), Qt::LeftButton);
    REQUIRE(bench.editor.focusParameter("model.context_length"));
    const QStringList folds = bench.editor.foldState();
    CHECK(folds == QStringList{"open:model/language model", "closed:model/vision encoder", "more:model/language model",
                               "closed:levers", "closed:environment", "closed:convention"});

    EditorBench other(layerScenario()); // the next start, with a model that has none of these parts
    other.editor.setFoldState(folds);
    CHECK(other.editor.foldState() == folds);
    const auto vlm = std::make_shared<const Scenario>(visionLanguageScenario());
    other.editor.setScenario(vlm, vlm);
    CHECK_FALSE(other.row("model.vision.layers")->isVisible());
    CHECK(other.row("model.context_length")->isVisible());
    other.editor.setScenario(other.baseline, other.baseline);
    settle();
    CHECK(other.editor.foldState() == folds);
}
