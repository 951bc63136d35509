// What the keyboard reaches and what a screen reader is told.

#include "app/document/library.h"
#include "app/window/library_actions.h"
#include "core/library/presets.h"
#include "tests/app/window/window_fixture.h"

#include <QAccessible>
#include <QRegularExpression>

using namespace ridge;
using namespace ridge::test;

namespace {

int differentPixels(const QImage& a, const QImage& b)
{
    int different = 0;
    for (int y = 0; y < std::min(a.height(), b.height()); ++y) {
        for (int x = 0; x < std::min(a.width(), b.width()); ++x) {
            different += a.pixel(x, y) != b.pixel(x, y);
        }
    }
    return different;
}

} // namespace

TEST_CASE("wherever Tab goes, what has the focus looks different from what has not", "[window]")
{
    for (const bool dark : {false, true}) {
        WindowBench bench(preset("llama-3-8b", "h100-sxm"));
        bench.window.themeChoice().setMode(dark ? ThemeChoice::Mode::Dark : ThemeChoice::Mode::Light);
        bench.settle();
        std::set<QWidget*> seen;
        for (int press = 0; press < 200; ++press) {
            QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &bench.window, Qt::Key_Tab);
            QWidget* at = QApplication::focusWidget();
            if (!at || !seen.insert(at).second) {
                continue;
            }
            QCoreApplication::processEvents();
            // Of a part that is not the frame itself, such as a viewport, the whole view shows it.
            INFO(at->metaObject()->className() << " " << at->objectName().toStdString() << " "
                                               << at->accessibleName().toStdString() << (dark ? ", dark" : ", light"));
            const QImage with = at->grab().toImage();
            at->clearFocus();
            const QImage without = at->grab().toImage();
            at->setFocus(Qt::TabFocusReason);
            CHECK(differentPixels(with, without) >= 20); // a cursor alone would be less
        }
        CHECK(seen.size() > 40);
        bench.window.themeChoice().setMode(ThemeChoice::Mode::Light);
    }
}

TEST_CASE("descriptions for screen readers hold no markup, and everything the keyboard reaches has a name", "[window]")
{
    static const QRegularExpression markup(QStringLiteral("</?[a-zA-Z][^>]*>|&[a-z]+;"));
    for (const char* model : {"llama-3-8b", "resnet-50"}) {
        WindowBench bench(preset(model, "h100-sxm"));
        for (QWidget* widget : bench.window.findChildren<QWidget*>()) {
            QAccessibleInterface* heard = QAccessible::queryAccessibleInterface(widget);
            if (!heard) {
                continue;
            }
            INFO(widget->metaObject()->className() << " " << widget->objectName().toStdString());
            for (const QAccessible::Text kind : {QAccessible::Name, QAccessible::Description, QAccessible::Help}) {
                INFO(heard->text(kind).toStdString());
                CHECK_FALSE(markup.match(heard->text(kind)).hasMatch());
            }
            if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus)) {
                CHECK_FALSE(heard->text(QAccessible::Name).isEmpty());
            }
        }
    }
}

TEST_CASE("of a class of models those that most people look for come first, and those used lately before all",
          "[library]")
{
    const auto places = [](const QVector<PresetEntry>& entries, const QString& section) {
        QStringList ids;
        for (const PresetEntry& entry : entries) {
            if (entry.section == section) {
                ids << entry.id;
            }
        }
        return ids;
    };
    const QStringList language = places(libraryModels(), "Language model");
    REQUIRE(language.size() > 20);
    CHECK(language.front().startsWith("llama-3"));
    CHECK(language.indexOf("qwen3-8b") < language.indexOf("bloom-7b1"));
    CHECK(language.indexOf("gpt-2") < language.indexOf("falcon-7b"));
    CHECK(places(libraryModels(), "CNN").front() == "resnet-50");
    QStringList sorted = language;
    sorted.sort();
    CHECK(language != sorted);

    WindowBench bench(defaultScenario());
    using Kind = LibraryActions::Kind;
    for (const char* id : {"bloom-7b1", "vgg-16", "bloom-7b1"}) {
        bench.window.presetActions().choose(Kind::Model, id);
        bench.settle();
    }
    const QVector<PresetEntry> offered = bench.window.presetActions().offered(Kind::Model);
    CHECK(places(offered, "Used lately") == QStringList{"bloom-7b1", "vgg-16"});
    CHECK(offered.size() == libraryModels().size() + 2); // they stand in their class as well
}
