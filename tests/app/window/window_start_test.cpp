// The first picture, what swaps bring along, and type of every size.

#include "app/window/library_actions.h"
#include "core/library/baseline.h"
#include "core/library/presets.h"
#include "tests/app/window/window_fixture.h"
#include "ui/controls/controls.h"
#include "ui/panels/number_card.h"
#include "ui/tables/metric_model.h"

#include <QMenuBar>
#include <QScrollArea>
#include <QSplitter>
#include <QToolButton>

using namespace ridge;
using namespace ridge::test;

namespace {

QRect inWindow(const QWidget& part) { return {part.mapTo(part.window(), QPoint()), part.size()}; }

std::vector<NumberCard*> cardsOf(WindowBench& bench)
{
    std::vector<NumberCard*> shown;
    for (NumberCard* card : bench.window.findChildren<NumberCard*>()) {
        if (card->isVisible()) {
            shown.push_back(card);
        }
    }
    return shown;
}

/// Where everything stands, in the window's coordinates.
QList<QRect> places(WindowBench& bench)
{
    QList<QRect> all;
    for (const NumberCard* card : cardsOf(bench)) {
        all << inWindow(*card);
    }
    for (const ParameterRow* row : bench.window.findChildren<ParameterRow*>()) {
        all << (row->isVisible() ? inWindow(*row->editor()) : QRect());
    }
    for (const Chart* chart : bench.window.charts()) {
        all << (chart->isVisible() ? inWindow(*chart) : QRect());
    }
    return all << inWindow(bench.operatorView());
}

void settleLayouts()
{
    for (int i = 0; i < 5; ++i) {
        QCoreApplication::processEvents();
    }
}

void checkNothingIsCut(WindowBench& bench, const QSize& size)
{
    CHECK(bench.window.size() == size); // nothing forces it larger
    const std::vector<NumberCard*> cards = cardsOf(bench);
    REQUIRE(cards.size() >= 6);
    for (std::size_t i = 0; i < cards.size(); ++i) {
        INFO(cards[i]->accessibleName().toStdString());
        CHECK(cards[i]->fitsIn(cards[i]->width()));
        CHECK(cards[i]->height() >= cards[i]->heightForWidth(cards[i]->width()));
        CHECK(cards[i]->parentWidget()->rect().contains(cards[i]->geometry()));
        for (std::size_t j = 0; j < i; ++j) {
            CHECK_FALSE(cards[i]->geometry().intersects(cards[j]->geometry()));
        }
    }
    for (const QScrollArea* area : bench.window.findChildren<QScrollArea*>()) {
        if (area->isVisible() && area->horizontalScrollBarPolicy() == Qt::ScrollBarAlwaysOff) {
            std::string widest;
            for (const QWidget* part : area->widget()->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
                if (part->isVisible() && part->minimumSizeHint().width() > area->viewport()->width() - 20) {
                    widest += std::string(part->metaObject()->className()) + " " + part->objectName().toStdString() +
                              " " + std::to_string(part->minimumSizeHint().width()) + "; ";
                }
            }
            INFO(widest);
            CHECK(area->widget()->width() <= area->viewport()->width());
        }
    }
    const auto* badge = bench.window.findChild<QToolButton*>("conventionBadge");
    CHECK(badge->width() >= badge->sizeHint().width());
    CHECK(badge->parentWidget()->rect().contains(badge->geometry()));
    for (const NumberCard* card : cards) {
        CHECK_FALSE(badge->geometry().intersects(card->geometry()));
    }
    for (const QLabel* label : bench.window.findChildren<QLabel*>()) {
        if (label->accessibleName() == "Verdict") {
            CHECK(label->height() >= label->heightForWidth(label->width()));
        }
    }
    const int column = bench.window.editor().width();
    for (ParameterRow* row : bench.window.findChildren<ParameterRow*>()) {
        if (row->isVisible()) {
            INFO(row->parameter().id);
            const QWidget* control = row->editor();
            CHECK(control->mapTo(&bench.window.editor(), QPoint(control->width(), 0)).x() <= column);
            CHECK(row->rect().contains(control->geometry()));
            const auto* field = qobject_cast<const QLineEdit*>(control);
            CHECK((!field || QFontMetrics(field->font()).horizontalAdvance(field->text()) <= field->width()));
        }
    }
}

} // namespace

TEST_CASE("a window that opens for the first time has nothing that is marked as somebody's edit", "[window]")
{
    WindowBench bench(defaultScenario());
    CHECK(bench.window.findChildren<ParameterRow*>().size() > 50);
    for (const ParameterRow* row : bench.window.findChildren<ParameterRow*>()) {
        INFO(row->parameter().id);
        CHECK_FALSE(row->isChanged());
    }
    for (const LinkButton* link : bench.window.findChildren<LinkButton*>()) {
        CHECK((link->text() != "reset" || !link->isVisible()));
    }
    CHECK_FALSE(bench.window.isWindowModified());
    CHECK_FALSE(bench.window.document().history().canUndo());
}

TEST_CASE("another model or device keeps every value of the workload or says what becomes of it", "[window]")
{
    using Kind = LibraryActions::Kind;
    WindowBench bench(defaultScenario());
    bench.window.presetActions().choose(Kind::Model, "gpt-2");
    bench.settle();
    // Llama-3 usually reads 4096 tokens, GPT-2 at most 1024 and usually 512; see resources/models
    CHECK(bench.message().contains("Prompt tokens 4096 → 512"));
    applyBatch(bench.window, 7);
    bench.settle();
    for (const char* model : {"resnet-50", "llama-3-8b", "whisper-base", "llama-2-7b", "sd-1.5", "mistral-7b"}) {
        for (const char* device : {"rtx-4090", "cheatsheet", "h100-sxm"}) {
            for (const Kind kind : {Kind::Model, Kind::Device}) {
                const Scenario before = *bench.window.document().current();
                bench.window.presetActions().choose(kind, kind == Kind::Model ? model : device);
                bench.settle();
                const Scenario& after = *bench.window.document().current();
                INFO(model << ", " << device << ": " << bench.message().toStdString());
                CHECK(after.workload.batch == 7); // the user's own
                const std::vector<Parameter> had = parametersOf(before);
                for (const Parameter& p : parametersOf(after)) {
                    const bool isOwn = p.section == Section::Model || p.section == Section::Device;
                    const auto same =
                        std::find_if(had.begin(), had.end(), [&p](const Parameter& old) { return old.id == p.id; });
                    if (!isOwn && same != had.end() && p.get(before) != p.get(after)) {
                        CHECK(bench.message().contains(qs(p.label)));
                    }
                }
            }
        }
    }
}

TEST_CASE("at every size of type from 1.0 to 2.0 nothing is cut, and going back restores", "[window]")
{
    const QSize size = GENERATE(QSize(1440, 900), QSize(1280, 720));
    INFO("window " << size.width() << " × " << size.height());
    WindowBench bench(preset("llama-3-8b", "h100-sxm"), size);
    settleLayouts();
    const QList<QRect> before = places(bench);
    int steps = 0;
    for (double last = 0; bench.window.themeChoice().fontScale() > last; ++steps) {
        last = bench.window.themeChoice().fontScale();
        INFO("at " << last);
        checkNothingIsCut(bench, size);
        QTest::keyClick(&bench.window, Qt::Key_Plus, Qt::ControlModifier);
        settleLayouts();
    }
    CHECK(bench.window.themeChoice().fontScale() == 2.0);
    const QList<NumberCard*> cards = bench.window.findChildren<NumberCard*>();
    const auto isWhollySeen = [](const NumberCard* card) {
        return card->visibleRegion().boundingRect() == card->rect();
    };
    CHECK(std::ranges::count_if(cards, isWhollySeen) >=
          (size.height() < 900 ? 1 : 3)); // others a turn of the wheel away
    for (; steps > 1; --steps) {
        QTest::keyClick(&bench.window, Qt::Key_Minus, Qt::ControlModifier);
        settleLayouts();
    }
    CHECK(bench.window.themeChoice().fontScale() == 1.0);
    CHECK(places(bench) == before);
}

TEST_CASE("going back from large type restores what was dragged by hand, too", "[window]")
{
    WindowBench bench;
    bench.window.windowLayout().splitters()[1]->setSizes({560, 260}); // results and why
    bench.window.windowLayout().keep();
    settleLayouts();
    const QList<QRect> before = places(bench);
    bench.window.themeChoice().setFontScale(2);
    settleLayouts();
    CHECK(places(bench) != before);
    bench.window.themeChoice().setFontScale(1);
    settleLayouts();
    CHECK(places(bench) == before);
}

TEST_CASE("in a wide window sliders have more to go", "[window]")
{
    const auto sliderIn = [](QSize size) {
        WindowBench bench(preset("resnet-50", "h100-sxm"), size);
        return bench.row("workload.batch")->findChild<ValueSlider*>()->width();
    };
    CHECK(sliderIn({1920, 1080}) >= sliderIn({1440, 900}) + 75); // a sixth of what the window gained
}
