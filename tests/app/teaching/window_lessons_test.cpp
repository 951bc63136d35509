// A lesson given in the window, to a student with mouse and keyboard.

#include "app/window/explanations.h"
#include "app/window/lessons/lesson_actions.h"
#include "core/library/lessons.h"
#include "core/quantity/unit.h"
#include "tests/app/window/window_fixture.h"
#include "ui/lesson/lesson_panel.h"
#include "ui/why/why_panel.h"

#include <QScrollBar>
#include <QTextBrowser>

using namespace ridge;
using namespace ridge::test;

namespace {

struct Student {
    explicit Student(QSize size = {1280, 720}) : bench(preset("llama-3-8b", "h100-sxm"), size) {}

    LessonActions& lessons() { return bench.window.lessons(); }
    LessonPanel& panel() { return lessons().panel(); }
    const LessonPage& page() { return panel().page(); }
    void begin(const char* id)
    {
        lessons().begin(QString::fromLatin1(id));
        bench.settle();
    }
    QAbstractButton* button(const char* text)
    {
        for (QAbstractButton* one : panel().findChildren<QAbstractButton*>()) {
            if (one->isVisible() && one->text() == QString::fromUtf8(text)) {
                return one;
            }
        }
        return nullptr;
    }
    void press(const char* text)
    {
        QAbstractButton* one = button(text);
        INFO(text);
        REQUIRE(one);
        QTest::mouseClick(one, Qt::LeftButton);
        bench.settle();
    }
    void type(const QString& answer)
    {
        auto* field = panel().findChild<QLineEdit*>(QStringLiteral("lessonAnswer"));
        REQUIRE(field->isVisible());
        field->setFocus();
        field->clear();
        QTest::keyClicks(field, answer);
        QTest::keyClick(field, Qt::Key_Return);
        bench.settle();
    }
    void follow(const QString& target)
    {
        auto* text = panel().findChild<QTextBrowser*>();
        REQUIRE(page().html.contains(target));
        emit text->anchorClicked(QUrl(target)); // as Qt does for a click or Return on a link
        bench.settle();
    }
    const Scenario& scenario() { return *bench.window.document().current(); }

    WindowBench bench;
};

} // namespace

TEST_CASE("lessons are opened by a key, listed, and closed again", "[window][lessons]")
{
    Student student;
    MainWindow& window = student.bench.window;
    CHECK(!student.panel().isVisible());
    QTest::keyClick(&window, Qt::Key_T, Qt::ControlModifier);
    student.bench.settle();
    REQUIRE(student.panel().isVisible());
    CHECK(student.panel().isAncestorOf(QApplication::focusWidget()));
    CHECK(!window.explanations().panel().isVisible()); // makes room
    for (const LessonEntry& entry : builtInLessons()) {
        CHECK(student.page().html.contains(QString::fromStdString("lesson:" + entry.lesson.id)));
    }
    student.press("×");
    CHECK(!student.panel().isVisible());
    CHECK(window.explanations().panel().isVisible());
}

TEST_CASE("entering a step sets its scenario as one edit, and one click returns to it", "[window][lessons]")
{
    Student student;
    const Scenario before = student.scenario();
    student.begin("roofline");
    CHECK(student.scenario() == preset("resnet-50", "a100-80gb"));
    CHECK(*student.bench.window.document().baseline() == student.scenario()); // nothing is marked as changed
    CHECK(student.bench.window.document().history().count() == 1);
    CHECK(!student.button("Back to this step"));
    student.bench.window.applyEdit(with(student.scenario(), "workload.batch", "8"), {"workload.batch", 0, "Batch"});
    student.bench.settle();
    student.press("Back to this step");
    CHECK(student.scenario() == preset("resnet-50", "a100-80gb"));
    CHECK(!student.button("Back to this step"));
    student.bench.window.undo(); // nothing was lost
    CHECK(student.scenario().workload.batch == 8);
    student.bench.window.undo();
    student.bench.window.undo();
    CHECK(student.scenario() == before);
}

TEST_CASE("an answer is judged, hints come one by one, and reveal derives the very number", "[window][lessons]")
{
    Student student;
    student.begin("roofline");
    student.press("Next");
    const LessonStep& step = builtInLessons().front().lesson.steps[1];
    REQUIRE(step.question);
    CHECK(student.page().asksNumber);
    student.type("12");
    CHECK(student.page().feedback.startsWith("Not yet"));
    CHECK(!student.page().isRight);
    const int hints = student.page().hintsLeft;
    student.press("Hint");
    CHECK(student.page().hintsLeft == hints - 1);
    CHECK(student.page().html.contains("Hint:"));
    student.type("0.153 kFLOP/B");
    CHECK(student.page().isRight);
    CHECK(!student.page().asksNumber);
    student.press("Reveal");
    const auto& why = student.bench.window.explanations().panel();
    CHECK(why.isVisible());
    REQUIRE(why.explanation());
    CHECK(why.explanation()->ref.id == step.revealed.front().id);
    CHECK(student.page().html.contains("property of the machine"));
}

TEST_CASE("a choice is made by its link, and an until is seen when it is reached", "[window][lessons]")
{
    Student student;
    student.begin("roofline");
    student.press("Next");
    student.press("Next");
    student.follow("choice:1");
    CHECK(!student.page().isRight);
    student.follow("choice:0");
    CHECK(student.page().isRight);
    student.press("Next");
    CHECK(student.page().feedback.isEmpty()); // before anything was tried
    student.bench.window.applyEdit(with(student.scenario(), "device.memory.bandwidth", "2.5 TB/s"),
                                   {"device.memory.bandwidth", 0, "Bandwidth"});
    student.bench.settle();
    CHECK(student.page().feedback == "Not there yet.");
    student.bench.window.applyEdit(with(student.scenario(), "device.memory.bandwidth", "8 TB/s"),
                                   {"device.memory.bandwidth", 0, "Bandwidth"});
    student.bench.settle();
    CHECK(student.page().isRight);
    student.press("Next");
    CHECK(student.scenario() == preset("resnet-50", "a100-80gb"));
    student.follow("choice:2");
    CHECK(student.page().isRight);
    CHECK(student.scenario() == with(preset("resnet-50", "a100-80gb"), "device.peak.bf16", "624 TFLOP/s"));
    student.press("Next"); // the end leads to the list
    CHECK(student.page().html.contains("✓ done"));
}

TEST_CASE("numbers in the words are those on screen, and lead to their derivation", "[window][lessons]")
{
    Student student;
    student.begin("batch-and-ridge");
    const auto shownRate = [&] {
        const Evaluation& e = *student.bench.window.evaluation();
        return QString::fromStdString(format(metric(e, "tokens_per_second").value, Unit::TokensPerSecond));
    };
    CHECK(student.page().html.contains(shownRate()));
    const QString before = shownRate();
    student.bench.window.applyEdit(with(student.scenario(), "workload.batch", "16"), {"workload.batch", 0, "Batch"});
    student.bench.settle();
    CHECK(shownRate() != before);
    CHECK(student.page().html.contains(shownRate()));
    student.follow("number:tokens_per_second");
    CHECK(student.bench.window.explanations().panel().explanation()->ref.id == "tokens_per_second");
}

TEST_CASE("every built-in lesson can be gone through to its end by revealing", "[window][lessons]")
{
    Student student;
    for (const LessonEntry& entry : builtInLessons()) {
        student.begin(entry.lesson.id.c_str());
        for (std::size_t i = 0; i < entry.lesson.steps.size(); ++i) {
            INFO(entry.file << ", step " << i + 1);
            if (student.page().canReveal) {
                student.press("Reveal");
            }
            CHECK(!student.page().html.contains("—")); // no number that is absent
            CHECK(!student.page().html.contains("{{"));
            CHECK(student.button("Back to this step") == nullptr);
            student.press("Next");
        }
        CHECK(!student.page().isStep);
    }
}

TEST_CASE("progress is kept, and a lesson goes on where it was left", "[window][lessons]")
{
    QStringList kept;
    {
        Student student;
        student.begin("roofline");
        student.press("Next");
        student.press("Next");
        kept = student.lessons().progress();
    }
    CHECK(kept == QStringList{"roofline:2"});
    Student student;
    student.lessons().setProgress(kept);
    student.begin("roofline");
    CHECK(student.page().heading.contains("3 of 5"));
    student.lessons().setProgress({"roofline:99", "nothing", "kv-cache:x", ":"}); // whatever a settings file holds
    student.begin("roofline");
    CHECK(student.page().heading.contains("1 of 5"));
}

TEST_CASE("at 1280 by 720 in large type the step is legible and its buttons are there", "[window][lessons]")
{
    Student student;
    student.bench.window.themeChoice().setFontScale(1.3);
    student.begin("roofline");
    student.press("Next");
    auto* text = student.panel().findChild<QTextBrowser*>();
    CHECK(text->height() >= 150);
    CHECK(text->width() >= 300);
    CHECK(text->document()->defaultFont().pixelSize() >= 18);
    for (const char* label : {"Back", "Hint", "Reveal", "Next", "Check"}) {
        QAbstractButton* one = student.button(label);
        INFO(label);
        REQUIRE(one);
        CHECK(one->width() >= one->fontMetrics().horizontalAdvance(one->text()));
        CHECK(student.panel().rect().contains(QRect(one->mapTo(&student.panel(), QPoint()), one->size())));
    }
}

TEST_CASE("a lesson has the side to itself until a number is asked for", "[window][lessons]")
{
    Student student;
    const WhyPanel& why = student.bench.window.explanations().panel();
    student.begin("roofline"); // of another family: what was explained has gone with it
    CHECK_FALSE(why.isVisible());
    student.press("Next");
    auto* text = student.panel().findChild<QTextBrowser*>();
    CHECK(text->verticalScrollBar()->maximum() == 0); // the question is read without looking for it
    student.press("Reveal");
    CHECK(why.isVisible());
    CHECK(why.subject().ref.id == "ridge_point");
}

TEST_CASE("buttons of a step are whole in large type, also where the scenario is another by now", "[window][lessons]")
{
    Student student;
    student.bench.window.themeChoice().setFontScale(1.5);
    student.begin("roofline");
    student.press("Next");
    Scenario other = student.scenario();
    other.workload.batch = 7;
    student.bench.window.applyEdit(std::move(other), {"workload.batch", 0, "Batch"});
    student.bench.settle();
    for (const char* label : {"Back to this step", "Back", "Hint", "Reveal", "Next", "Check"}) {
        INFO(label);
        const QAbstractButton* one = student.button(label);
        REQUIRE(one);
        CHECK(one->width() >= one->sizeHint().width());
    }
}

TEST_CASE("a hint is seen as soon as it is asked for, and typing goes on in the answer", "[window][lessons]")
{
    Student student;
    student.bench.window.themeChoice().setFontScale(1.5);
    student.begin("roofline");
    student.press("Next");
    auto* field = student.panel().findChild<QLineEdit*>(QStringLiteral("lessonAnswer"));
    CHECK(field->hasFocus());
    auto* text = student.panel().findChild<QTextBrowser*>();
    student.press("Hint");
    CHECK(student.page().hintsLeft == 0);
    CHECK(field->hasFocus());
    CHECK(text->verticalScrollBar()->value() == text->verticalScrollBar()->maximum());
    student.type("153");
    CHECK(student.button("Next")->hasFocus());
    student.press("Reveal");
    CHECK(text->verticalScrollBar()->value() == text->verticalScrollBar()->maximum());
    CHECK(text->verticalScrollBar()->maximum() > 0);
    student.press("Next");
    CHECK(text->verticalScrollBar()->value() == 0);
}
