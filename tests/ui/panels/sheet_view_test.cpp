#include "core/evaluate/evaluate.h"
#include "core/explain/cheat_sheet.h"
#include "core/explain/sheet_notes.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/panels/sheet_view.h"

#include <QLineEdit>
#include <QScrollBar>
#include <QTest>
#include <QTextBrowser>
#include <QTextDocument>
#include <QUrl>

using namespace ridge;
using namespace ridge::test;

namespace {

std::shared_ptr<const Evaluation> evaluated(const char* model, const char* device)
{
    return std::make_shared<const Evaluation>(evaluate(preset(model, device)));
}

struct NotesPage {
    SheetView view;
    QTextBrowser& page = *view.findChild<QTextBrowser*>();
    std::vector<NumberRef> activated;

    NotesPage()
    {
        QObject::connect(&view, &SheetView::numberActivated, &view,
                         [this](const NumberRef& number) { activated.push_back(number); });
        view.resize(800, 600);
        view.setEvaluation(evaluated("llama-2-7b", "h100-sxm"));
    }
    QString text() const { return page.document()->toPlainText(); }
    void filter(const char* words)
    {
        auto* field = view.findChild<QLineEdit*>();
        field->clear();
        QTest::keyClicks(field, words);
    }
};

} // namespace

TEST_CASE("every line of the sheet is on the page, and every note with the scenario's numbers", "[sheet notes]")
{
    NotesPage notes;
    notes.view.show();
    const auto e = evaluated("llama-2-7b", "h100-sxm");
    for (const SheetSection& section : cheatSheet()) {
        for (const SheetLine& line : section.lines) {
            INFO(line.says);
            CHECK(notes.text().contains(QString::fromUtf8(line.says.data(), static_cast<qsizetype>(line.says.size()))));
            for (const SheetNumber& number : numbersOf(line, *e)) {
                CHECK(notes.text().contains(QString::fromStdString(number.label + " " + number.value)));
            }
        }
    }
    for (const SheetNote& note : sheetNotes()) {
        INFO(note.id);
        CHECK(notes.text().contains(QString::fromStdString(note.text(*e))));
    }
    CHECK(notes.text().contains("13.2 GFLOP per token")); // 2·(6,738,415,616 − 131,072,000) and norms apart
}

TEST_CASE("hidden, the page writes nothing; shown, it follows the scenario and keeps the reader's place",
          "[sheet notes]")
{
    NotesPage notes;
    CHECK(notes.text().isEmpty());
    notes.view.show();
    QTest::qWait(0);
    notes.page.verticalScrollBar()->setValue(120);
    notes.view.setEvaluation(evaluated("gpt-2", "h100-sxm"));
    CHECK(notes.text().contains("GPT-2"));
    CHECK_FALSE(notes.text().contains("Llama-2-7B: 13.2"));
    CHECK(notes.page.verticalScrollBar()->value() == 120);
}

TEST_CASE("a figure of a note leads to its derivation, by keyboard as well", "[sheet notes]")
{
    NotesPage notes;
    notes.view.show();
    notes.view.activateWindow();
    REQUIRE(QTest::qWaitForWindowActive(&notes.view));
    notes.filter("sum of all weight tensor");
    notes.page.setFocus();
    QTest::keyClick(&notes.page, Qt::Key_Tab); // the first link
    QTest::keyClick(&notes.page, Qt::Key_Return);
    REQUIRE(notes.activated.size() == 1);
    CHECK(notes.activated[0].id == "parameters");
}

TEST_CASE("the sheet is filtered by words, and what is on show is what is saved", "[sheet notes]")
{
    NotesPage notes;
    notes.view.show();
    const QByteArray whole = notes.view.pdf();
    CHECK(whole.startsWith("%PDF"));
    notes.filter("kv cache");
    CHECK(notes.text().contains("KV Cache (MHA)"));
    CHECK_FALSE(notes.text().contains("OPS/Wh"));
    CHECK(notes.view.pdf().size() < whole.size());
    notes.filter("xyzzy");
    CHECK(notes.text().contains("No line has these words."));
}

TEST_CASE("a parameter of the sheet leads to its field", "[sheet notes]")
{
    NotesPage notes;
    QString field;
    QObject::connect(&notes.view, &SheetView::fieldActivated, &notes.view, [&field](const QString& id) { field = id; });
    notes.view.show();
    emit notes.page.anchorClicked(QUrl("field:workload.batch")); // as Qt does for a click or Return on a link
    CHECK(field == "workload.batch");
    CHECK(notes.activated.empty());
}
