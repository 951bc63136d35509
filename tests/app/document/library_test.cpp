#include "app/document/files.h"
#include "app/document/library.h"
#include "app/window/library_actions.h"
#include "core/formats/format_error.h"
#include "core/formats/json/project.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "tests/app/whole/child.h"
#include "tests/app/whole/program.h"
#include "tests/app/window/window_fixture.h"
#include "ui/editors/preset_picker.h"

#include <QMenuBar>
#include <QSet>
#include <QToolButton>
#include <iostream>

using namespace ridge;
using namespace ridge::test;

namespace {

/// The user's folders, empty before and after.
struct Home {
    Home() { clear(); }
    ~Home() { clear(); }
    static QString data() { return QFileInfo(OwnModels::folder()).path(); }
    static void clear() { QDir(data()).removeRecursively(); }
    static QStringList files(const QString& folder)
    {
        return QDir(data() + u'/' + folder).entryList(QDir::Files, QDir::Name);
    }
    static void put(const QString& name, const std::string& text)
    {
        QDir().mkpath(OwnModels::folder());
        writeFile(OwnModels::folder() + u'/' + name, text);
    }
};

Model widened(double channels)
{
    Model model = modelPreset("vgg-16");
    model.layers()->blocks.front().layers.front().channels = channels;
    return model;
}

const PresetEntry* entryNamed(const QVector<PresetEntry>& entries, const QString& name)
{
    const auto found =
        std::find_if(entries.begin(), entries.end(), [&name](const PresetEntry& entry) { return entry.name == name; });
    return found == entries.end() ? nullptr : &*found;
}

/// Where the entries stand; those of one section together, each with its source.
QStringList sectionsOf(const QVector<PresetEntry>& entries)
{
    QStringList sections;
    for (const PresetEntry& entry : entries) {
        INFO(entry.id.toStdString());
        CHECK_FALSE(entry.source.isEmpty());
        if (sections.isEmpty() || sections.back() != entry.section) {
            CHECK_FALSE(sections.contains(entry.section));
            sections << entry.section;
        }
    }
    return sections;
}

QToolButton& offerButton(MainWindow& window)
{
    for (QToolButton* button : window.findChildren<QToolButton*>()) {
        if (button->accessibleName().startsWith("Undo: ")) {
            return *button;
        }
    }
    throw std::logic_error("nothing is offered");
}

QAction& menuAction(MainWindow& window, const QString& menu, const QString& text)
{
    for (const QAction* top : window.menuBar()->actions()) {
        if (top->text() == menu) {
            emit top->menu()->aboutToShow();
            for (QAction* action : top->menu()->actions()) {
                if (action->text() == text) {
                    return *action;
                }
            }
        }
    }
    throw std::logic_error("no such action");
}

} // namespace

TEST_CASE("names become ids of lower-case letters, digits and hyphens", "[library]")
{
    const Home home;
    CHECK(OwnModels::freeId("My ResNet (v2)") == "my-resnet-v2");
    CHECK(OwnModels::freeId("  Größe — été ") == "gro-e-ete"); // ß has no parts
    CHECK(OwnModels::freeId("../../etc/passwd") == "etc-passwd");
    CHECK(OwnModels::freeId("Llama 3.1 9B") == "llama-3.1-9b");
    CHECK(OwnModels::freeId("✓✓") == "model");
    CHECK(OwnDevices::freeId("") == "device");
    CHECK(OwnModels::freeId("ResNet-50") == "resnet-50-2"); // the preset keeps its id
    CHECK(OwnModels::freeId(QString(500, 'x')).size() == 60);
}

TEST_CASE("what is saved is read back the same, and of two files with one name both stay", "[library]")
{
    const Home home;
    CHECK(OwnModels::files().empty());
    const Model first = OwnModels::write(widened(48), "Wide", OwnModels::freeId("Wide"));
    CHECK(first.id == "wide");
    CHECK(OwnModels::find("wide") == first);
    CHECK(first.body == widened(48).body);
    const Model second = OwnModels::write(widened(96), "Wide", OwnModels::freeId("Wide"));
    CHECK(second.id == "wide-2");
    CHECK(Home::files("models") == QStringList{"wide-2.json", "wide.json"});
    OwnModels::write(widened(128), "Wide", "wide"); // replaced: the old one is among the deleted
    CHECK(OwnModels::find("wide")->body == widened(128).body);
    CHECK(Home::files("deleted/models") == QStringList{"wide.json"});
}

TEST_CASE("renaming moves the file, deleting keeps it, and restoring brings it back", "[library]")
{
    const Home home;
    OwnModels::write(widened(48), "Wide", "wide");
    const Model renamed = OwnModels::rename("wide", "Wider still");
    CHECK(renamed.name == "Wider still");
    CHECK(Home::files("models") == QStringList{"wider-still.json"});
    const QString place = OwnModels::discard("wider-still");
    CHECK(Home::files("models").isEmpty());
    CHECK(Home::files("deleted/models") == QStringList{"wider-still.json"});
    OwnModels::write(widened(64), "Wider still", "wider-still"); // another has taken the name
    CHECK(OwnModels::restore(place, "wider-still") == "wider-still-2");
    CHECK(OwnModels::find("wider-still-2")->body == widened(48).body);
    CHECK_THROWS_AS(OwnModels::rename("gone", "x"), FileError);
    CHECK_THROWS_AS(OwnModels::discard("gone"), FileError);
}

TEST_CASE("a new one never takes the place of another, whoever was first", "[library]")
{
    const Home home;
    const QString free = OwnModels::freeId("Wide");
    OwnModels::add(widened(48), "Wide"); // somebody else, meanwhile
    CHECK(OwnModels::add(widened(96), "Wide").id == "wide-2");
    CHECK(OwnModels::find(free)->body == widened(48).body);
}

namespace {

/// The other child may have done so already.
void discardIfThere(const QString& id)
{
    try {
        OwnModels::discard(id);
    } catch (const FileError& error) {
        CHECK(QString::fromUtf8(error.what()).contains("not among your models any more"));
    }
}

} // namespace

TEST_CASE("a child saves many models under one name", "[.]")
{
    if (childHome().isEmpty()) {
        return;
    }
    const DataHome home(childHome());
    const int first = qEnvironmentVariableIntValue("RIDGE_FIRST");
    const int count = qEnvironmentVariableIntValue("RIDGE_COUNT");
    for (int channels = first; channels < first + count; ++channels) {
        switch (channels % 4) {
        case 0:
            OwnModels::add(widened(channels), "Mine");
            break;
        case 1:
            OwnModels::write(widened(channels), "Mine", "mine");
            discardIfThere("mine");
            break;
        default:
            OwnModels::write(widened(channels), "Mine", OwnModels::freeId("Mine"));
        }
    }
}

TEST_CASE("two programs that save under one name lose nothing", "[library]")
{
    const QTemporaryDir folder;
    const DataHome home(folder.path());
    const int count = std::max(40, qEnvironmentVariableIntValue("RIDGE_SAVES")); // by each
    QProcess children[2];
    for (int i = 0; i < 2; ++i) {
        qputenv("RIDGE_FIRST", QByteArray::number(1 + i * count));
        qputenv("RIDGE_COUNT", QByteArray::number(count));
        startChild(children[i], "a child saves many models under one name", folder.path());
    }
    for (QProcess& child : children) {
        REQUIRE(child.waitForFinished(300000));
        INFO(child.readAll().toStdString());
        CHECK(child.exitCode() == 0);
    }
    QSet<int> kept;
    for (const QString& where : {OwnModels::folder(), Home::data() + "/deleted/models"}) {
        for (const QFileInfo& info : QDir(where).entryInfoList(QDir::Files)) {
            const Model model = readModelJson(readFile(info.filePath()));
            kept << int(model.layers()->blocks.front().layers.front().channels);
        }
    }
    std::cout << kept.size() << " of " << 2 * count << " saves kept" << std::endl;
    CHECK(kept.size() == qsizetype(2) * count);
}

TEST_CASE("a file that cannot be used is listed with its reason and stops nothing", "[library]")
{
    const Home home;
    Home::put("broken.json", "{ \"format\": \"ridgepoint-model\", ");
    Home::put("resnet-50.json", writeModelJson(modelPreset("vgg-16")));
    Home::put("fine.json", writeModelJson(modelPreset("vgg-16")));
    Home::put("notes.txt", "not asked");
    const auto files = OwnModels::files();
    REQUIRE(files.size() == 3);
    CHECK(files[0].problem.startsWith("broken.json: "));
    CHECK_FALSE(files[0].item);
    CHECK(files[1].item->id == "fine"); // the file's name, not the id inside
    CHECK(files[2].problem.contains("built-in"));
    CHECK(libraryModel("resnet-50") == modelPreset("resnet-50"));
    CHECK_THROWS_AS(OwnModels::find("broken"), FormatError);
    CHECK_FALSE(OwnModels::find("../models/fine"));

    Scenario scenario = preset("vgg-16", "h100-sxm");
    scenario.model.id = "broken"; // a baseline is itself then
    CHECK(baselineOf(scenario, ownPresets()).model == scenario.model);

    const QVector<PresetEntry> entries = libraryModels();
    REQUIRE(entries.size() == 3 + qsizetype(modelPresets().size()));
    CHECK(entries[0].section == "Your models");
    CHECK(entries[0].problem == files[0].problem);
    WindowBench bench; // starts
    bench.window.editor().chooseModel();
    auto* popup = bench.window.findChildren<PresetPicker*>()[0]->popup();
    REQUIRE(popup);
    QTest::keyClicks(popup->findChild<QLineEdit*>(), "broken");
    QTest::keyClick(popup->findChild<QLineEdit*>(), Qt::Key_Return);
    CHECK(bench.window.document().current()->model.id == "resnet-50"); // not to be chosen
    popup->close();
}

TEST_CASE("every preset stands under its class with its size, classes in their order", "[library]")
{
    const Home home;
    const QVector<PresetEntry> entries = libraryModels();
    for (const PresetEntry& entry : entries) {
        INFO(entry.id.toStdString());
        CHECK(entry.size > 0);
        CHECK_FALSE(entry.detail.isEmpty());
    }
    const QStringList sections = sectionsOf(entries);
    CHECK(sections.front() == "CNN");
    CHECK(sections.indexOf("Language model") > 0);
    CHECK(entryNamed(entries, "Llama-3-8B")->size == 8030261248); // 8.03 G, as published
    CHECK(entryNamed(entries, "Llama-3-8B")->detail == "8.03 G");
}

TEST_CASE("every device stands under its class, the largest machines first, and says its maker and memory", "[library]")
{
    const Home home;
    const QVector<PresetEntry> entries = libraryDevices();
    const QStringList sections = sectionsOf(entries);
    CHECK(sections.front() == "Data-centre GPUs");
    CHECK(sections.indexOf("CPUs") < sections.indexOf("Microcontrollers"));
    CHECK(sections.back() == "Accelerators and others");
    CHECK(entryNamed(entries, "GAP8")->detail == "GreenWaves · 524 kB · 2018"); // 512 KiB
    CHECK(entryNamed(entries, "TPU v4")->section == sections.back());
}

TEST_CASE("a saved model is what is on screen, what changes are measured against, and an id for the command line",
          "[library]")
{
    const Home home;
    WindowBench bench(preset("vgg-16", "h100-sxm"));
    Scenario edited = *bench.window.document().current();
    edited.model.layers()->blocks.front().layers.front().channels = 48;
    edited.workload.batch = 8;
    bench.window.document().apply(edited, {"model.layers", 0, "Channels 48"});
    bench.window.presetActions().saveUnder(LibraryActions::Kind::Model, "Narrow VGG");
    const ScenarioDocument& document = bench.window.document();
    CHECK(document.current()->model.id == "narrow-vgg");
    CHECK(document.current()->model == document.baseline()->model); // no marks any more
    CHECK(document.current()->workload.batch == 8);
    CHECK(document.current()->model.source.find("changed from VGG-16") == 0);
    CHECK(baselineOf(*document.current(), ownPresets()).model == document.current()->model);
    CHECK(bench.message().contains("Narrow VGG"));
    REQUIRE(entryNamed(libraryModels(), "Narrow VGG"));
    CHECK(entryNamed(libraryModels(), "Narrow VGG")->section == "Your models");

    bench.window.presetActions().renameTo(LibraryActions::Kind::Model, "Slim");
    CHECK(document.current()->model.id == "slim");
    CHECK(document.current()->model == document.baseline()->model);
    CHECK(Home::files("models") == QStringList{"slim.json"});
    bench.window.presetActions().remove(LibraryActions::Kind::Model);
    CHECK(Home::files("models").isEmpty());
    QTest::mouseClick(&offerButton(bench.window), Qt::LeftButton);
    CHECK(Home::files("models") == QStringList{"slim.json"});
    CHECK(bench.message().contains("back in your library"));
    CHECK_FALSE(offerButton(bench.window).isVisible());
}

TEST_CASE("of two models with one name the user says which stays", "[library]")
{
    const Home home;
    WindowBench bench(preset("vgg-16", "h100-sxm"));
    LibraryActions& library = bench.window.presetActions();
    library.saveUnder(LibraryActions::Kind::Model, "Mine");
    Scenario edited = *bench.window.document().current();
    edited.model.layers()->blocks.front().layers.front().channels = 48;
    bench.window.document().apply(edited, {"model.layers", 0, "Channels 48"});
    const auto save = [&] { library.saveUnder(LibraryActions::Kind::Model, "Mine"); };
    CHECK(answering(QMessageBox::Cancel, save).contains("Mine"));
    CHECK(Home::files("models") == QStringList{"mine.json"});
    CHECK(bench.window.document().current()->model == edited.model);
    answering(QMessageBox::Save, save);
    CHECK(OwnModels::find("mine")->body == edited.model.body);
    CHECK(bench.window.document().baseline()->model.body == edited.model.body); // marks are gone with one name too
    answering(QMessageBox::Yes, save);
    CHECK(Home::files("models") == QStringList{"mine-2.json", "mine.json"});
    CHECK(bench.window.document().current()->model.id == "mine-2");
}

TEST_CASE("a device is saved, renamed and deleted the same way, and presets can only be saved", "[library]")
{
    const Home home;
    WindowBench bench(preset("vgg-16", "h100-sxm"));
    CHECK(menuAction(bench.window, "&Model", "&Save model as…").isEnabled());
    CHECK_FALSE(menuAction(bench.window, "&Model", "&Rename…").isEnabled());
    CHECK_FALSE(menuAction(bench.window, "&Device", "&Delete").isEnabled());
    bench.window.presetActions().saveUnder(LibraryActions::Kind::Device, "Desk machine");
    CHECK(bench.window.document().current()->device.id == "desk-machine");
    CHECK(menuAction(bench.window, "&Device", "&Rename…").isEnabled());
    CHECK_FALSE(menuAction(bench.window, "&Model", "&Delete").isEnabled());
    menuAction(bench.window, "&Device", "&Delete").trigger();
    CHECK(Home::files("deleted/devices") == QStringList{"desk-machine.json"});
}

TEST_CASE("the command line lists the user's own and takes them by id", "[library][command line]")
{
    // The program has its own name, and so its own folder beside this one's.
    const QString data =
        QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) + "/Ridgepoint/Ridgepoint/models";
    REQUIRE(QDir().mkpath(data));
    writeFile(data + "/slim.json", writeModelJson(widened(48)));
    writeFile(data + "/torn.json", "{");
    const QByteArray list = succeed({"list", "models"}).out;
    CHECK(QString::fromUtf8(list).contains(QRegularExpression("slim +VGG-16 +yours · CNN")));
    CHECK(QString::fromUtf8(list).contains("torn.json: "));
    CHECK(succeed({"report", "--model", "slim"}).out.startsWith("VGG-16 on"));
    const QByteArray narrow = succeed({"report", "--model", "slim", "--set", "model.width_multiplier=0.5"}).out;
    CHECK(QString::fromUtf8(narrow).contains("Against the presets: Width multiplier 1 → 0.5: latency −"));
    refuse(3, {"report", "--model", "torn"}, "torn.json");
    refuse(3, {"report", "--model", "slym"}, "slym");
    QDir(data).removeRecursively();
}
