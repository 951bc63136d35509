#include "core/evaluate/evaluate.h"
#include "tests/app/window/window_fixture.h"
#include "ui/panels/number_card.h"

#include <QMenuBar>
#include <QSplitter>
#include <QStatusBar>
#include <QTabWidget>
#include <QToolBar>
#include <QToolButton>

using namespace ridge;
using namespace ridge::test;

namespace {

QRect inWindow(const QWidget& part) { return {part.mapTo(part.window(), QPoint()), part.size()}; }

std::vector<QWidget*> mainParts(WindowBench& bench)
{
    std::vector<QWidget*> parts{
        bench.window.menuBar(), bench.window.findChild<QToolBar*>(),    bench.window.statusBar(),
        &bench.window.editor(), bench.window.findChild<ResultPanel*>(), &bench.tabs()};
    std::ranges::copy(bench.window.charts(), std::back_inserter(parts));
    return parts;
}

void checkApart(const std::vector<QWidget*>& parts)
{
    for (std::size_t i = 0; i < parts.size(); ++i) {
        INFO("part " << i << " " << parts[i]->metaObject()->className());
        CHECK(parts[i]->isVisible());
        CHECK(parts[i]->window()->rect().contains(inWindow(*parts[i])));
        CHECK(parts[i]->width() >= parts[i]->minimumSizeHint().width());
        const int least = parts[i]->minimumHeight(); // where stated, it is meant instead of the hint
        CHECK(parts[i]->height() >= (least > 0 ? least : parts[i]->minimumSizeHint().height()));
        for (std::size_t j = 0; j < i; ++j) {
            CHECK_FALSE(inWindow(*parts[i]).intersects(inWindow(*parts[j])));
        }
    }
}

} // namespace

TEST_CASE("no main part is cut or covered by another, down to 1280 × 800", "[window]")
{
    for (const QSize size : {QSize(1280, 800), QSize(1440, 900), QSize(1920, 1200)}) {
        for (const char* model : {"resnet-50", "llama-3-70b"}) {
            INFO(model << " at " << size.width() << " × " << size.height());
            WindowBench bench(preset(model, "h100-sxm"), size);
            CHECK(bench.window.size() == size); // nothing forces it larger
            checkApart(mainParts(bench));
            const QTreeView& table = bench.operatorView();
            CHECK(table.viewport()->height() >= 2 * table.visualRect(table.model()->index(0, 0)).height());
            for (const Chart* chart : bench.window.charts()) {
                CHECK(chart->width() >= 250);
                CHECK(chart->height() >= 140);
            }
        }
    }
}

TEST_CASE("the headline cards stand apart and hold their texts", "[window]")
{
    for (const NamedScenario& one : presetScenarios()) {
        INFO(one.name);
        ResultPanel panel;
        panel.resize(306, 760);
        panel.setEvaluation(std::make_shared<const Evaluation>(evaluate(one.scenario)));
        panel.show();
        QCoreApplication::processEvents();
        const Theme theme = Theme::light();
        std::vector<QRect> seen;
        for (const NumberCard* card : panel.findChildren<NumberCard*>()) {
            if (!card->isVisible()) {
                continue;
            }
            INFO(card->accessibleName().toStdString());
            CHECK(panel.rect().contains(card->geometry()));
            const bool covers =
                std::any_of(seen.begin(), seen.end(), [&](const QRect& r) { return r.intersects(card->geometry()); });
            CHECK_FALSE(covers);
            seen.push_back(card->geometry());
            const double text = QFontMetricsF(theme.font(19, true)).horizontalAdvance(card->figure().number) +
                                theme.px(4) + QFontMetricsF(theme.font(11.5)).horizontalAdvance(card->figure().unit);
            CHECK(text <= card->width() - 2 * theme.px(10));
        }
        CHECK(seen.size() >= 6);
    }
}

TEST_CASE("the tool bar shows all its buttons at the smallest size", "[window]")
{
    WindowBench bench({preset("llama-3.1-405b", "h100-sxm")}, {1280, 800});
    const auto* more = bench.window.findChild<QWidget*>("qt_toolbar_ext_button");
    CHECK((!more || !more->isVisible()));
}

TEST_CASE("however large the type, the tool bar keeps its buttons whole and shortens the name of the scenario",
          "[window]")
{
    WindowBench bench({preset("llama-3.1-405b", "h100-sxm")}, {1280, 720});
    const auto* bar = bench.window.findChild<QToolBar*>();
    for (int size = 0; size < 3; ++size) {
        QTest::keyClick(&bench.window, Qt::Key_Equal, Qt::ControlModifier);
        bench.settle();
        for (const QToolButton* button : bar->findChildren<QToolButton*>()) {
            INFO(button->text().toStdString() << " at " << bench.window.theme().fontScale);
            CHECK((!button->isVisible() || button->width() >= button->minimumSizeHint().width()));
        }
    }
    CHECK(bench.window.theme().fontScale == 1.5);
}

TEST_CASE("resetting the layout takes back what was dragged", "[window]")
{
    WindowBench bench;
    const auto sizes = [&] {
        QList<int> all;
        for (const QSplitter* splitter : bench.window.windowLayout().splitters()) {
            all << splitter->sizes();
        }
        return all;
    };
    const QList<int> before = sizes();
    bench.window.windowLayout().splitters()[1]->setSizes({400, 500, 540});
    bench.window.windowLayout().keep();
    REQUIRE(sizes() != before);
    bench.window.resize(1500, 950); // a layout set by hand is left alone
    CHECK(bench.window.windowLayout().isOwn());
    bench.window.resize(1440, 900);
    bench.window.resetLayout();
    QCoreApplication::processEvents();
    CHECK(sizes() == before);
}
