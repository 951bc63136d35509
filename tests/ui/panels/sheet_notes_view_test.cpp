#include "core/evaluate/evaluate.h"
#include "core/explain/sheet_notes.h"
#include "tests/support/catch.h"
#include "tests/support/scenarios.h"
#include "ui/panels/sheet_notes_view.h"

#include <QScrollBar>
#include <QTest>
#include <QTextBrowser>
#include <QTextDocument>

using namespace ridge;
using namespace ridge::test;

namespace {

std::shared_ptr<const Evaluation> evaluated(const char* model, const char* device)
{
    return std::make_shared<const Evaluation>(evaluate(preset(model, device)));
}

struct NotesPage {
    SheetNotesView view;
    QTextBrowser& page = *view.findChild<QTextBrowser*>();
    std::vector<NumberRef> activated;

    NotesPage()
    {
        QObject::connect(&view, &SheetNotesView::numberActivated, &view,
                         [this](const NumberRef& number) { activated.push_back(number); });
        view.resize(800, 600);
        view.setEvaluation(evaluated("llama-2-7b", "h100-sxm"));
    }
    QString text() const { return page.document()->toPlainText(); }
};

} // namespace

TEST_CASE("every note on the sheet is on the page, with the sheet's line and the scenario's numbers", "[sheet notes]")
{
    NotesPage notes;
    notes.view.show();
    const auto e = evaluated("llama-2-7b", "h100-sxm");
    for (const SheetNote& note : sheetNotes()) {
        INFO(note.id);
        CHECK(notes.text().contains(QString::fromUtf8(note.line.data(), static_cast<qsizetype>(note.line.size()))));
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
    notes.page.setFocus();
    REQUIRE(QTest::qWaitForWindowActive(&notes.view));
    QTest::keyClick(&notes.page, Qt::Key_Tab); // the first link
    QTest::keyClick(&notes.page, Qt::Key_Return);
    REQUIRE(notes.activated.size() == 1);
    CHECK(metricIndex(notes.activated[0].id).has_value());
    const auto e = evaluated("llama-2-7b", "h100-sxm");
    CHECK(metric(*e, notes.activated[0].id).value.has_value());
}
