#include "app/document/visits.h"
#include "app/window/present/presenter.h"
#include "tests/app/window/window_fixture.h"
#include "ui/charts/roofline/roofline_chart.h"
#include "ui/controls/value_slider.h"

#include <QPointer>

#include <qcustomplot.h>

using namespace ridge;
using namespace ridge::test;

namespace {

struct PresentBench : WindowBench {
    PresentBench() : WindowBench(preset("llama-3-8b", "h100-sxm")) {}

    /// Kept under a name, as the page of history does it.
    void keep(double batch, const QString& name)
    {
        Scenario next = *window.document().current();
        next.workload.batch = batch;
        window.document().apply(next, {"workload.batch", 0, name});
        settle();
        window.visits().keep(*window.visits().present(), name);
    }
    Presenter& present()
    {
        window.activateWindow();
        REQUIRE(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_F5);
        auto* presenter = window.findChild<Presenter*>();
        REQUIRE(presenter);
        presenter->resize(1280, 720);
        QCoreApplication::processEvents();
        return *presenter;
    }
};

} // namespace

TEST_CASE("presenting fills the screen with the chart in front, and no type is below 24 pixels at 1280 by 720",
          "[window][present]")
{
    PresentBench bench;
    bench.window.showView("latency");
    Presenter& presenter = bench.present();
    CHECK(presenter.isFullScreen());
    REQUIRE(presenter.charts().size() == 1);
    CHECK(presenter.charts()[0]->title() == "Latency");
    CHECK(presenter.theme().font(10.5).pixelSize() >= 24); // the smallest that charts write
    const auto* plot = presenter.charts()[0]->findChild<QCustomPlot*>();
    CHECK(plot->xAxis->tickLabelFont().pixelSize() >= 24);
    for (const QLabel* label : presenter.findChildren<QLabel*>()) {
        if (label->isVisible() && !label->text().isEmpty()) {
            CHECK(label->font().pixelSize() >= 24);
        }
    }
    for (const QWidget* button : presenter.findChildren<QToolButton*>()) {
        CHECK(button->visibleRegion().isEmpty()); // nothing else
    }
    const QPointer<Presenter> there(&presenter);
    QTest::keyClick(presenter.charts()[0], Qt::Key_Escape);
    CHECK(QTest::qWaitFor([&] { return !there; }));
}

TEST_CASE("Right and Left go through the states that were kept, each with its sentence, and change no document",
          "[window][present]")
{
    PresentBench bench;
    bench.keep(4, "Four users share the weights");
    bench.keep(64, "Sixty-four fill the machine");
    Scenario now = *bench.window.document().current();
    now.workload.batch = 1;
    bench.window.document().apply(now, {"workload.batch", 0, "One"});
    bench.settle();
    Presenter& presenter = bench.present();
    auto* sentence = presenter.findChild<QLabel*>("presentedSentence");
    const auto step = [&](Qt::Key key) {
        QTest::keyClick(presenter.charts()[0], key);
        CHECK(QTest::qWaitFor([&] { return !presenter.isChanging(); }, 600)); // it takes 300 ms at most
    };
    CHECK(presenter.scenario().workload.batch == 1);
    step(Qt::Key_Right);
    CHECK(presenter.scenario().workload.batch == 4);
    CHECK(sentence->text() == "Four users share the weights");
    CHECK(presenter.charts()[0]->evaluation()->chosen->workload.batch == 4);
    step(Qt::Key_Right);
    CHECK(sentence->text() == "Sixty-four fill the machine");
    step(Qt::Key_Right); // there are no more
    CHECK(presenter.scenario().workload.batch == 64);
    step(Qt::Key_Left);
    step(Qt::Key_Left);
    step(Qt::Key_Left);
    CHECK(presenter.scenario().workload.batch == 1);
    CHECK(*bench.window.document().current() == now);
}

TEST_CASE("up to three sliders move what is on show", "[window][present]")
{
    PresentBench bench;
    Presenter& presenter = bench.present();
    presenter.setSliders({"workload.batch", "workload.prompt_tokens", "workload.output_tokens", "environment.pue"});
    REQUIRE(presenter.sliders().size() == 3);
    REQUIRE(presenter.sliderWidgets().size() == 3);
    QCoreApplication::processEvents();
    ValueSlider* batch = presenter.sliderWidgets()[0];
    REQUIRE(batch->isVisible());
    const double before = presenter.scenario().workload.batch;
    QTest::mouseClick(batch, Qt::LeftButton, {}, QPoint(batch->width() * 3 / 4, batch->height() / 2));
    CHECK(presenter.scenario().workload.batch > before);
    CHECK(presenter.charts()[0]->evaluation()->chosen->workload.batch == presenter.scenario().workload.batch);
    presenter.close();
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    CHECK(bench.present().sliders().size() == 3); // they are there when it presents again
}

TEST_CASE("the spotlight dims all but the selection", "[window][present]")
{
    PresentBench bench;
    Presenter& presenter = bench.present();
    auto* chart = qobject_cast<RooflineChart*>(presenter.charts()[0]);
    REQUIRE(chart);
    const OperatorRef heaviest = chart->dots().front().ref;
    chart->setSelected(heaviest);
    QCoreApplication::processEvents();
    auto* plot = chart->findChild<QCustomPlot*>();
    const QPoint at = chart->positionOf(heaviest)->toPoint();
    const auto& roof = plot->axisRect()->rect();
    const auto colours = [&] {
        plot->replot();
        const QImage image = plot->toPixmap().toImage();
        return std::pair(image.pixelColor(at), image.pixelColor(roof.center()));
    };
    const auto [dotBefore, groundBefore] = colours();
    QTest::keyClick(chart, Qt::Key_S);
    CHECK(chart->hasSpotlight());
    const auto [dot, ground] = colours();
    CHECK(dot == dotBefore);
    QTest::keyClick(chart, Qt::Key_S);
    CHECK_FALSE(chart->hasSpotlight());
    CHECK(colours().second == groundBefore);
}

TEST_CASE("a table and a sweep that are presented are of the state that is on show", "[window][present]")
{
    const Scenario first = preset("llama-3-8b", "h100-sxm");
    Scenario other = first;
    other.workload.promptTokens = 512;
    const std::vector<ShownState> states{{"First", std::make_shared<const Scenario>(first)},
                                         {"Other", std::make_shared<const Scenario>(other)}};
    for (const char* kind : {"table", "sweep"}) {
        CAPTURE(kind);
        Recipe recipe;
        recipe.parts = {FigurePart{}};
        recipe.parts[0].kind = kind;
        Presenter led(recipe, states, {}, Theme::light());
        Presenter begun(recipe, {states[1]}, {}, Theme::light());
        const auto picture = [](Presenter& presenter) {
            presenter.resize(1280, 720);
            QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
            return presenter.grab().toImage();
        };
        const QImage before = picture(led);
        led.showState(1);
        const QImage after = picture(led);
        CHECK(after != before);
        CHECK(after == picture(begun));
    }
}
