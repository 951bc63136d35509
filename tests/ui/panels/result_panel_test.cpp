#include "core/evaluate/evaluate.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/panels/number_card.h"
#include "ui/panels/result_panel.h"

#include <QImage>
#include <QLabel>
#include <QScrollBar>
#include <QTest>
#include <QTreeView>
#include <algorithm>
#include <stdexcept>

using namespace ridge;
using namespace ridge::test;

namespace {

std::shared_ptr<const Evaluation> evaluation(const std::vector<std::string>& unread)
{
    Scenario scenario = preset("llama-3-8b", "h100-sxm");
    Checkpoint said;
    said.unread = unread;
    scenario.model.checkpoint = said;
    return std::make_shared<const Evaluation>(evaluate(scenario));
}

/// As the window shows it, in one of the themes.
struct Column {
    ResultPanel panel;
    Theme theme;
    QLabel& line = *panel.findChild<QLabel*>("incompleteLine");

    Column(const Theme& shown, const std::shared_ptr<const Evaluation>& e) : theme(shown)
    {
        panel.setStyleSheet(theme.styleSheet());
        panel.setTheme(theme);
        panel.resize(296, 540); // as in a window of 1440 x 900
        panel.setEvaluation(e);
        panel.show();
        QTest::qWait(0);
    }

    QLabel& verdict() const
    {
        for (QLabel* label : panel.findChildren<QLabel*>()) {
            if (label->accessibleName() == "Verdict") {
                return *label;
            }
        }
        throw std::logic_error("there is no verdict");
    }

    bool paints(const QColor& colour, QWidget& widget)
    {
        const QImage image = widget.grab().toImage();
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                if (image.pixelColor(x, y) == colour) {
                    return true;
                }
            }
        }
        return false;
    }
};

} // namespace

TEST_CASE("what is missing stands in red above the verdict, and the cards are struck", "[panels]")
{
    for (const Theme& theme : {Theme::light(), Theme::darkTheme()}) {
        Column column(theme, evaluation({"vision_config"}));
        CHECK(column.line.isVisible());
        CHECK(column.line.text() == "Incomplete: not read: vision_config.");
        CHECK(column.line.geometry().bottom() < column.verdict().geometry().top());
        CHECK(column.paints(theme.error, column.line));
        const auto isMarked = [](const QLabel* label) { return label->text() == "Metrics *"; };
        CHECK(std::ranges::any_of(column.panel.findChildren<QLabel*>(), isMarked));
        const QList<NumberCard*> cards = column.panel.findChildren<NumberCard*>();
        REQUIRE(cards.size() >= 6);
        for (const NumberCard* card : cards) {
            CHECK(card->figure().isStruck);
            CHECK(card->height() >= card->heightForWidth(card->width())); // whole
            CHECK(card->accessibleName().endsWith("incomplete"));
        }
    }
}

TEST_CASE("a complete evaluation has no line above the verdict, and takes one away", "[panels]")
{
    Column column(Theme::light(), evaluation({"vision_config"}));
    const QImage struck = column.panel.findChild<NumberCard*>()->grab().toImage();
    column.panel.setEvaluation(evaluation({}));
    QTest::qWait(0);
    CHECK_FALSE(column.line.isVisible());
    for (const NumberCard* card : column.panel.findChildren<NumberCard*>()) {
        CHECK_FALSE(card->figure().isStruck);
    }
    CHECK(column.panel.findChild<NumberCard*>()->grab().toImage() != struck);
}

TEST_CASE("at the start the list of metrics stands at its top; later what is explained is scrolled to", "[panels]")
{
    ResultPanel panel;
    panel.resize(296, 540);
    panel.setEvaluation(evaluation({}));
    panel.setExplained({"kv_cache"});
    panel.show();
    QTest::qWait(0);
    auto& sheet = *panel.findChild<QTreeView*>("metricSheet");
    CHECK(sheet.verticalScrollBar()->value() == 0);
    panel.setExplained({"latency"});
    CHECK(sheet.verticalScrollBar()->value() > 0);
    const QModelIndex top = sheet.indexAt(QPoint(20, 1));
    CHECK(sheet.visualRect(top).top() == 0);            // whole
    panel.setEvaluation(evaluation({"vision_config"})); // an edit leaves it there
    CHECK(sheet.indexAt(QPoint(20, 1)).row() == top.row());
}

TEST_CASE("beside a pin a low column says of each card what changed, in a line less", "[panels]")
{
    const auto pinned = evaluation({});
    const auto now = std::make_shared<const Evaluation>(
        evaluate(with(preset("llama-3-8b", "h100-sxm"), "deployment.weights", "int4-group")));
    const auto heightOf = [&](int height) {
        ResultPanel panel;
        panel.resize(290, height);
        panel.setEvaluation(now, pinned);
        panel.show();
        QTest::qWait(0);
        const NumberCard& card = *panel.findChild<NumberCard*>();
        CHECK(card.height() >= card.heightForWidth(card.width())); // whole
        return card.height();
    };
    CHECK(heightOf(480) <= heightOf(1200) - 15);
    CHECK(heightOf(480) == heightOf(500));
}
