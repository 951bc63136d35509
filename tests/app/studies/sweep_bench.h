// The window with its page of sweeps, chosen from by mouse, keys and menus.
// Not expectations.
#pragma once

#include "app/window/sweep/sweeping.h"
#include "core/evaluate/evaluate.h"
#include "tests/app/window/session_fixture.h"
#include "ui/controls/parameter_field.h"
#include "ui/editors/preset_picker.h"
#include "ui/sweep/sweep_view.h"

#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <algorithm>

namespace ridge::test {

struct SweepBench : WindowBench {
    explicit SweepBench(Scenario scenario = preset("llama-3-8b", "h100-sxm")) : WindowBench(std::move(scenario)) {}

    Sweeping& sweeping() { return Sweeping::of(window); }
    SweepView& view() { return *window.findChild<SweepView*>(); }
    const SweepPlan& plan() { return sweeping().setup().plan; }
    std::string first() { return plan().variations.front().row.id; }
    QString note() { return view().findChild<QLabel*>("sweepNote")->text(); }
    bool isInFront() { return view().isVisible(); }
    bool waitForAll()
    {
        settle();
        return QTest::qWaitFor([this] { return sweeping().isWhole() && !sweeping().isBusy(); }, 60000);
    }
    void show()
    {
        window.showView("sweep");
        REQUIRE(waitForAll());
    }
    /// As the menu key or the right button does, and then the action that begins so.
    bool choose(QWidget* at, QContextMenuEvent::Reason reason, const char* menuName, const QString& start)
    {
        QContextMenuEvent event(reason, at->rect().center(), at->mapToGlobal(at->rect().center()));
        QCoreApplication::sendEvent(at, &event);
        bool isFound = false;
        for (QMenu* menu : window.findChildren<QMenu*>(menuName)) {
            for (QAction* action : menu->actions()) {
                if (QString(action->text()).remove('&').startsWith(start)) {
                    isFound = true;
                    action->trigger();
                }
            }
            delete menu;
        }
        settle();
        return isFound;
    }
    void type(const char* field, const QString& text)
    {
        auto* line = view().findChild<ParameterField*>(field);
        line->setFocus();
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClick(line, Qt::Key_Delete);
        QTest::keyClicks(line, text);
        QTest::keyClick(line, Qt::Key_Return);
        settle();
    }
    /// Types what is sought in the list of a picker, and takes what is found.
    void pick(const char* picker, const QString& words)
    {
        auto* button = view().findChild<PresetPicker*>(picker);
        QTest::mouseClick(button, Qt::LeftButton);
        REQUIRE(button->popup());
        auto* filter = button->popup()->findChild<QLineEdit*>();
        QTest::keyClicks(filter, words);
        QTest::keyClick(filter, Qt::Key_Return);
        settle();
    }
    /// What the picture says at a value of the parameter, and what evaluating the scenario there gives.
    void checkAt(double value)
    {
        const SweepPicture& picture = *sweeping().picture();
        const Variation& variation = picture.plan.variations.front();
        const auto found = std::ranges::find(variation.values, value);
        REQUIRE(found != variation.values.end());
        Scenario there = *window.document().current();
        assignParameter(there, variation.row, value);
        const double expected = metricOf(evaluate(there), picture.plan.metrics.front().c_str());
        CHECK(picture.table.columns[0].at(std::size_t(found - variation.values.begin())) == expected);
    }
    void take(std::vector<double> values)
    {
        emit view().chart()->pointTaken(std::move(values));
        settle();
    }
    QString undoText() { return window.document().history().undoText(); }
};

} // namespace ridge::test
