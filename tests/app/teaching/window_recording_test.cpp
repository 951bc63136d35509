// A lesson's author at the window: what is on screen becomes a step, and steps become a file.

#include "app/window/lessons/lesson_actions.h"
#include "app/window/pins/pin_actions.h"
#include "core/lessons/lesson_text.h"
#include "core/lessons/step_recorder.h"
#include "tests/app/teaching/menu_hand.h"
#include "tests/app/window/window_fixture.h"
#include "tests/core/lessons/lesson_fixture.h"
#include "ui/why/why_panel.h"

#include <QClipboard>
#include <QFileDialog>
#include <QPlainTextEdit>
#include <QPushButton>

using namespace ridge;
using namespace ridge::test;

namespace {

struct Author {
    explicit Author(const Scenario& scenario = preset("llama-3-8b", "h100-sxm")) : bench(scenario) {}

    void record()
    {
        chooseInMenu(bench.window, "&Record lesson step…");
        dialog = bench.window.findChild<QDialog*>(QStringLiteral("stepDialog"));
        REQUIRE(dialog);
        field().setFocus();
    }
    QPlainTextEdit& field() { return *dialog->findChild<QPlainTextEdit*>(QStringLiteral("stepText")); }
    std::string text() { return field().toPlainText().toStdString(); }
    QString state() { return dialog->findChild<QLabel*>(QStringLiteral("stepState"))->text(); }
    void press(const char* label)
    {
        for (QPushButton* button : dialog->findChildren<QPushButton*>()) {
            if (button->text() == QString::fromUtf8(label)) {
                QTest::mouseClick(button, Qt::LeftButton);
                return;
            }
        }
        FAIL(label);
    }
    /// Types the path into the file dialog that comes; whether anything else was asked.
    bool appendTo(const QString& path)
    {
        bool isAsked = false;
        QTimer watch;
        watch.setInterval(10);
        QObject::connect(&watch, &QTimer::timeout, [&] {
            if (auto* files = qobject_cast<QFileDialog*>(QApplication::activeModalWidget())) {
                auto* name = files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"));
                name->setText(path);
                QTest::keyClick(name, Qt::Key_Return);
            } else if (auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget())) {
                isAsked = true;
                box->reject();
            }
        });
        watch.start();
        press("&Append to file…");
        return isAsked;
    }

    WindowBench bench;
    QDialog* dialog = nullptr;
};

Lesson lessonIn(const QString& path)
{
    const ReadLesson read = readLesson(readFile(path));
    CHECK(read.faults.empty());
    return read.lesson;
}

} // namespace

TEST_CASE("what is on screen becomes a step that leads there again", "[window][lessons][recording]")
{
    Scenario scenario = with(preset("llama-3-8b", "h100-sxm"), "workload.batch", "16");
    Author author(with(scenario, "deployment.split.tensor", "2"));
    MainWindow& window = author.bench.window;
    window.pinActions().pin()->trigger();
    window.applyEdit(with(*window.document().current(), "lever.gqa", "on"), {"lever.gqa", 0, "GQA"});
    author.bench.settle();
    const Scenario wanted = *window.document().current();
    const std::shared_ptr<const Scenario> pinned = window.document().pins().front().scenario;
    REQUIRE(window.showView("latency"));
    window.explain({"tpot"});
    author.record();
    for (const char* line : {"@model llama-3-8b\n", "@set workload.batch=16\n", "@set lever.gqa=on\n", "@pin\n",
                             "@page latency\n", "@point tpot\n", "@ask tpot within 5 %\n", "{{tpot}}"}) {
        INFO(author.text());
        CHECK(author.text().find(line) != std::string::npos);
    }
    CHECK(author.state() == "The step holds.");

    window.applyEdit(preset("resnet-50", "a100-80gb"), {{}, 0, "Elsewhere"});
    window.document().setPins({});
    REQUIRE(window.showView("overview"));
    CHECK(window.lessons().begin(readLesson(withSteps("", author.text(), "own")).lesson).isEmpty());
    author.bench.settle();
    CHECK(*window.document().current() == wanted);
    REQUIRE(!window.document().pins().empty());
    CHECK(*window.document().pins().front().scenario == *pinned);
    CHECK(window.pages().inFront() == "latency");
}

TEST_CASE("what no longer holds is said with its line while it is typed", "[window][lessons][recording]")
{
    Author author;
    author.record();
    author.field().moveCursor(QTextCursor::End);
    QTest::keyClicks(&author.field(), "It takes 24 ms.");
    REQUIRE(QTest::qWaitFor([&] { return author.state().contains("is typed in"); }));
    const auto line = author.field().toPlainText().count(u'\n') + 1;
    CHECK(author.state().startsWith(QString("Line %1: 24 ms is typed in").arg(line)));
    QTest::keyClick(&author.field(), Qt::Key_Home, Qt::ShiftModifier);
    QTest::keyClick(&author.field(), Qt::Key_Delete);
    REQUIRE(QTest::qWaitFor([&] { return author.state() == "The step holds."; }));
}

TEST_CASE("steps are added to a lesson's file, and nothing else is written over", "[window][lessons][recording]")
{
    const QTemporaryDir folder;
    Author author;
    author.record();
    CHECK_FALSE(author.appendTo(folder.filePath("my-first"))); // a new one
    CHECK(author.state() == "Added to my-first.lesson.md.");
    const QString path = folder.filePath("my-first.lesson.md");
    CHECK(lessonIn(path).id == "my-first");
    CHECK(lessonIn(path).steps.size() == 1);
    CHECK_FALSE(author.appendTo(path)); // that is there, and stays
    CHECK(lessonIn(path).steps.size() == 2);
    CHECK(checkLessonFile(readFile(path), {builtInShelf(), {"overview"}, {}}).empty());

    const QString other = folder.filePath("notes.md");
    writeFile(other, "My notes.\n");
    author.appendTo(other);
    CHECK(author.state().startsWith("notes.md: this is no lesson that can be added to, line 1: "));
    CHECK(readFile(other) == "My notes.\n");
    author.appendTo(folder.filePath("no/such.lesson.md"));
    CHECK(author.state().startsWith("such.lesson.md: cannot be written"));

    author.field().setPlainText("@nothing");
    author.appendTo(path);
    CHECK(author.state().contains("nothing was changed"));
    CHECK(lessonIn(path).steps.size() == 2);
}

TEST_CASE("a step is copied as it was edited, and the dialog goes when it is closed", "[window][lessons][recording]")
{
    Author author;
    author.record();
    author.field().moveCursor(QTextCursor::End);
    QTest::keyClicks(&author.field(), "Mine.");
    author.press("&Copy");
    CHECK(QGuiApplication::clipboard()->text().endsWith("Mine."));
    author.press("Cl&ose");
    author.bench.settle();
    CHECK_FALSE(author.bench.window.findChild<QDialog*>(QStringLiteral("stepDialog")));
}

TEST_CASE("a step that was written on is not lost by Escape or with the window", "[window][lessons][recording]")
{
    Author author;
    author.record();
    const auto answering = [](QMessageBox::StandardButton button) {
        QTimer::singleShot(0, [button] {
            auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
            REQUIRE(box);
            QTest::mouseClick(box->button(button), Qt::LeftButton);
        });
    };
    author.field().moveCursor(QTextCursor::End);
    QTest::keyClicks(&author.field(), "Mine.");
    answering(QMessageBox::Cancel);
    QTest::keyClick(&author.field(), Qt::Key_Escape);
    REQUIRE(author.dialog->isVisible());
    CHECK(author.text().ends_with("Mine."));
    answering(QMessageBox::Cancel);
    CHECK_FALSE(author.bench.window.close());
    CHECK(author.dialog->isVisible());
    author.press("&Copy");
    QTest::keyClicks(&author.field(), " And more.");
    answering(QMessageBox::Discard);
    QTest::keyClick(&author.field(), Qt::Key_Escape);
    author.bench.settle();
    CHECK_FALSE(author.bench.window.findChild<QDialog*>(QStringLiteral("stepDialog")));
}
