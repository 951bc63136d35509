#include "tests/support/catch.h"
#include "ui/panels/help_view.h"

#include <QLabel>
#include <QPushButton>
#include <QTest>

using namespace ridge;

namespace {

const std::vector<Help> two{
    {"4-bit weights", "4-bit weights: decode 3.1× faster.", {{"deployment.weights", "int4"}}, 2},
    {"Batch 8", "Batch 8: 7× the throughput.", {{"workload.batch", "8"}}, 1}};

QStringList sentences(const HelpView& view)
{
    QStringList all;
    for (const QLabel* label : view.findChildren<QLabel*>()) {
        if (label->isVisible()) {
            all << label->text();
        }
    }
    return all;
}

} // namespace

TEST_CASE("each sentence has a button that asks for what it says", "[panels]")
{
    HelpView view;
    int wanted = 0;
    std::vector<Help> asked;
    QObject::connect(&view, &HelpView::wanted, &view, [&wanted] { ++wanted; });
    QObject::connect(&view, &HelpView::applyRequested, &view, [&asked](const Help& help) { asked.push_back(help); });
    view.resize(600, 200);
    view.show();
    CHECK(wanted == 1);
    view.setHelp(two);
    QCoreApplication::processEvents();
    CHECK(sentences(view) == QStringList{"4-bit weights: decode 3.1× faster.", "Batch 8: 7× the throughput."});
    for (QPushButton* button : view.findChildren<QPushButton*>()) {
        CHECK((button->focusPolicy() & Qt::TabFocus) != 0);
        if (button->accessibleName() == "Apply: Batch 8") {
            QTest::mouseClick(button, Qt::LeftButton);
        }
    }
    REQUIRE(asked.size() == 1);
    CHECK(asked[0].settings == two[1].settings);
}

TEST_CASE("where nothing helps the page says what was tried, and before that nothing", "[panels]")
{
    HelpView view;
    view.resize(600, 200);
    view.show();
    CHECK(sentences(view).isEmpty());
    view.setHelp({});
    QCoreApplication::processEvents();
    REQUIRE(sentences(view).size() == 1);
    CHECK(sentences(view)[0].startsWith("Nothing that was tried gains"));
}
