#include "tests/support/catch.h"
#include "ui/editors/preset_filter.h"
#include "ui/editors/preset_picker.h"

#include <QLineEdit>
#include <QListWidget>
#include <QTest>

using namespace ridge;

namespace {

const QVector<PresetEntry> entries{
    {"mcunet", "MCUNet", "740 k", "TinyML", "Lin et al.", "mcu microcontroller", 740e3},
    {"deit-tiny", "DeiT-Ti", "5.72 M", "Vision transformer", "", "vit", 5.72e6},
    {"resnet-50", "ResNet-50", "25.6 M", "CNN", "", "vision", 25.6e6},
    {"mistral-7b", "Mistral 7B", "7.24 G", "Language model", "", "llm decoder", 7.24e9},
    {"falcon", "Falcon", "7.69 G", "Language model", "", "llm decoder", 7.69e9},
    {"llama-13b", "Llama 13B", "13.0 G", "Language model", "", "llm decoder", 13.0e9},
    {"flamingo", "Flamingo", "80.0 G", "Vision-language", "", "vlm", 80e9},
};

QStringList found(const QString& filter)
{
    QStringList ids;
    for (const PresetEntry& entry : entries) {
        if (matchesFilter(entry, filter)) {
            ids << entry.id;
        }
    }
    return ids;
}

} // namespace

TEST_CASE("presets are found by words of name, class and keywords in any order", "[editors]")
{
    CHECK(found("").size() == entries.size());
    CHECK(found("tinyml") == QStringList{"mcunet"});
    CHECK(found("vision") == QStringList{"deit-tiny", "resnet-50", "flamingo"});
    CHECK(found("50 res") == QStringList{"resnet-50"});
    CHECK(found("LLM llama") == QStringList{"llama-13b"});
    CHECK(found("llm vision").isEmpty());
}

TEST_CASE("a number with a suffix finds sizes within a tenth, with < and > bounds", "[editors]")
{
    CHECK(found("7B") == QStringList{"mistral-7b", "falcon"}); // 7.69 is 9.9 % more than 7
    CHECK(found("llm 7b") == QStringList{"mistral-7b", "falcon"});
    CHECK(found("7.0G") == QStringList{"mistral-7b", "falcon"});
    CHECK(found("<1M") == QStringList{"mcunet"});
    CHECK(found("<=740k") == QStringList{"mcunet"});
    CHECK(found(">10b") == QStringList{"llama-13b", "flamingo"});
    CHECK(found(">1m <100m") == QStringList{"deit-tiny", "resnet-50"});
    CHECK(found("26m") == QStringList{"resnet-50"});
    CHECK(found("<").isEmpty());
    CHECK(found("xb").isEmpty());
}

TEST_CASE("sizes are written as every count is, with three digits", "[editors]")
{
    CHECK(sizeText(7.2416e9) == "7.24 G");
    CHECK(sizeText(25557032) == "25.6 M");
    CHECK(sizeText(0).isEmpty());
}

TEST_CASE("the list says size and source, skips headings and what cannot be chosen, and closes with Esc", "[editors]")
{
    QVector<PresetEntry> all = entries;
    all.prepend({"bad", "bad", "", "Your models", "", "", 0, "bad.json: is torn."});
    PresetPopup popup(all, "mcunet", Theme::light(), nullptr);
    popup.show();
    auto& list = *popup.findChild<QListWidget*>();
    auto& filter = *popup.findChild<QLineEdit*>();
    CHECK(list.count() == 8 + 6); // entries and a heading per class
    CHECK(list.currentItem()->text() == "MCUNet");
    CHECK(list.currentItem()->data(Qt::AccessibleTextRole).toString() == "MCUNet, 740 k");
    CHECK(list.currentItem()->toolTip().contains("Lin et al."));
    CHECK(list.item(1)->toolTip().contains("is torn"));
    QTest::keyClick(&filter, Qt::Key_Up); // the broken one and its heading are above
    CHECK(list.currentItem()->text() == "MCUNet");
    QTest::keyClick(&filter, Qt::Key_Down);
    CHECK(list.currentItem()->text() == "DeiT-Ti");
    QTest::keyClicks(&filter, "nothing at all");
    CHECK(list.count() == 1);
    QString chosen;
    QObject::connect(&popup, &PresetPopup::chosen, [&](const QString& id) { chosen = id; });
    filter.setText(">10b vision");
    popup.setAttribute(Qt::WA_DeleteOnClose, false);
    QTest::keyClick(&filter, Qt::Key_Return);
    CHECK(chosen == "flamingo");
    popup.show();
    QTest::keyClick(&filter, Qt::Key_Escape);
    CHECK_FALSE(popup.isVisible());
}

TEST_CASE("of all that matches, Return takes the one whose name was typed", "[editors]")
{
    const auto entry = [](const char* id, const char* name) {
        return PresetEntry{id, name, "", "Latency", "", "", 0, ""};
    };
    PresetPopup popup({entry("compute_time", "Compute time"), entry("bound", "Latency, lower bound"),
                       entry("latency", "Latency"), entry("tail", "Tail latency")},
                      "compute_time", Theme::light(), nullptr);
    popup.show();
    auto& list = *popup.findChild<QListWidget*>();
    auto& filter = *popup.findChild<QLineEdit*>();
    const auto taken = [&](const char* typed) {
        filter.setText(typed);
        return list.currentItem()->text();
    };
    CHECK(list.currentItem()->text() == "Compute time"); // what is in force
    CHECK(taken("latency") == "Latency");
    CHECK(taken("Laten") == "Latency, lower bound"); // the first that begins so
    CHECK(taken("tail") == "Tail latency");
    CHECK(taken("time") == "Compute time");
    CHECK(list.count() == 2); // and its heading
}
