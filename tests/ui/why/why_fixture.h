// The why-panel with something to come from by keyboard, and a reader's hands.
// Not expectations: those stand in the tests.
#pragma once

#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/why/why_panel.h"
#include "ui/why/why_view.h"
#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTest>
#include <QToolButton>
#include <QVBoxLayout>

namespace ridge::test {

using EvaluationPtr = std::shared_ptr<const Evaluation>;

inline EvaluationPtr evaluationOf(const Scenario& scenario)
{
    return std::make_shared<const Evaluation>(evaluate(scenario));
}

inline EvaluationPtr llama(const char* batch = "1")
{
    return evaluationOf(with(preset("llama-3-8b", "h100-sxm"), "workload.batch", batch));
}

/// The panel below a field, as something to come from by keyboard.
struct WhyBench {
    explicit WhyBench(WhyPanel::Form form = WhyPanel::Form::Side, bool visible = true) : panel(form)
    {
        QObject::connect(&panel, &WhyPanel::parameterRequested, [this](const QString& id) { parameters << id; });
        QObject::connect(&panel, &WhyPanel::changed, [this] { ++changes; });
        QObject::connect(&panel, &WhyPanel::copied, [this](const QString& what) { copied << what; });
        QObject::connect(&panel, &WhyPanel::largeRequested, [this] { ++large; });
        auto* column = new QVBoxLayout(&window);
        column->addWidget(&field);
        column->addWidget(&panel, 1);
        window.resize(320, 620);
        panel.setVisible(visible);
        window.show();
        window.activateWindow();
        REQUIRE(QTest::qWaitForWindowActive(&window));
    }

    WhyView& view() { return *panel.findChild<WhyView*>(); }
    QScrollArea& scroll() { return *panel.findChild<QScrollArea*>(); }
    QString title() { return panel.findChild<QLabel*>()->text(); }
    QToolButton& button(const QString& name)
    {
        for (QToolButton* one : panel.findChildren<QToolButton*>()) {
            if (one->accessibleName() == name) {
                return *one;
            }
        }
        throw std::logic_error("no such button: " + name.toStdString());
    }
    /// The first link that leads there, scrolled into view.
    int linkTo(const PageTarget& target)
    {
        const std::vector<Page::Link>& links = view().page().links;
        const auto found =
            std::find_if(links.begin(), links.end(), [&](const Page::Link& link) { return link.target == target; });
        REQUIRE(found != links.end());
        return static_cast<int>(found - links.begin());
    }
    void click(const PageTarget& target)
    {
        const QPoint at = view().page().links[std::size_t(linkTo(target))].area.center().toPoint();
        scroll().ensureVisible(at.x(), at.y());
        QTest::mouseClick(&view(), Qt::LeftButton, {}, at);
    }
    /// By arrow keys to the link, then Return.
    void followByKeys(const PageTarget& target)
    {
        view().setFocus();
        for (int i = 0, count = linkTo(target) + 1; i < count; ++i) {
            QTest::keyClick(&view(), Qt::Key_Down);
        }
        QTest::keyClick(&view(), Qt::Key_Return);
    }
    NumberRef shown() { return panel.subject().ref; }

    QWidget window;
    QLineEdit field;
    WhyPanel panel;
    QStringList parameters, copied;
    int changes = 0, large = 0;
};

inline PageTarget parameter(const char* id) { return {PageTarget::Kind::Parameter, QString::fromLatin1(id), {}}; }
inline PageTarget number(const NumberRef& ref) { return {PageTarget::Kind::Number, {}, ref}; }

} // namespace ridge::test
