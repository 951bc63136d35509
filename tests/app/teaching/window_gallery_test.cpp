// Scenarios of the gallery, opened in the window.

#include "core/library/gallery.h"
#include "tests/app/teaching/menu_hand.h"
#include "tests/app/window/window_fixture.h"

#include <QDialog>
#include <QListWidget>

using namespace ridge;
using namespace ridge::test;

TEST_CASE("an entry of the gallery marks as changed what it sets, and nothing of its presets", "[window][gallery]")
{
    WindowBench bench(preset("llama-3-8b", "h100-sxm"));
    MainWindow& window = bench.window;
    const Scenario before = *window.document().current();
    for (std::size_t i = 0; i < gallery().size(); i += 4) {
        const GalleryEntry& entry = gallery()[i];
        INFO(entry.id);
        chooseInMenu(window, "&Gallery…");
        auto* list = window.findChild<QDialog*>("galleryDialog")->findChild<QListWidget*>();
        list->setCurrentRow(int(i));
        QTest::keyClick(list, Qt::Key_Return);
        bench.settle();
        CHECK(*window.document().current() == scenarioOf(entry));
        CHECK(*window.document().baseline() == preset(entry.model, entry.device));
        for (const ParameterRow* row : window.findChildren<ParameterRow*>()) {
            INFO(row->parameter().id);
            CHECK((!row->isChanged() || entry.settings.contains(row->parameter().id)));
        }
        window.undo(); // one edit
        bench.settle();
        CHECK(*window.document().current() == before);
        CHECK(*window.document().baseline() == before);
    }
}
