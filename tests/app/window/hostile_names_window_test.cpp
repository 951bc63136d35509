// What Qt makes of a scenario in which every name is hostile: the window, figures, and Markdown as it is rendered.

#include "core/evaluate/evaluate.h"
#include "core/explain/worked_solution.h"
#include "core/formats/json/project.h"
#include "tests/app/window/window_fixture.h"
#include "tests/support/hostile_text.h"
#include "tests/support/reports.h"
#include "ui/charts/chart_factory.h"
#include "ui/figure/figure.h"
#include "ui/shown.h"
#include "ui/why/solution_figure.h"

#include <QClipboard>
#include <QTextBlock>
#include <QTextDocument>
#include <QXmlStreamReader>
#include <algorithm>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Texts of several lines are our own; nothing else that acts may be in a text.
bool isClean(const QString& text)
{
    std::vector<std::string> acting = actingCharacters();
    std::erase(acting, "\n");
    std::erase(acting, "\t"); // before a shortcut in a menu
    const std::string utf8 = text.toStdString();
    return std::ranges::none_of(acting, [&](const std::string& each) { return utf8.find(each) != std::string::npos; });
}

/// What the window's parts say, apart from what Qt may take for rich text: tool tips, and labels that are not plain.
struct Texts {
    QStringList all, maybeRich;
};

void addItems(const QAbstractItemView& view, Texts& texts)
{
    const QAbstractItemModel& model = *view.model();
    for (int row = 0; row < std::min(model.rowCount(), 50); ++row) {
        for (int column = 0; column < model.columnCount(); ++column) {
            const QModelIndex index = model.index(row, column);
            texts.all << index.data().toString() << index.data(Qt::AccessibleTextRole).toString();
            texts.maybeRich << index.data(Qt::ToolTipRole).toString();
        }
    }
}

Texts textsOf(const QWidget& window)
{
    Texts texts;
    texts.all << window.windowTitle();
    for (const QWidget* widget : window.findChildren<QWidget*>()) {
        texts.all << widget->accessibleName() << widget->accessibleDescription();
        texts.maybeRich << widget->toolTip();
        if (const auto* label = qobject_cast<const QLabel*>(widget)) {
            (label->textFormat() == Qt::PlainText ? texts.all : texts.maybeRich) << label->text();
        } else if (const auto* button = qobject_cast<const QAbstractButton*>(widget)) {
            texts.all << button->text();
        } else if (const auto* view = qobject_cast<const QAbstractItemView*>(widget); view && view->model()) {
            addItems(*view, texts);
        }
    }
    for (const QAction* action : window.findChildren<QAction*>()) {
        texts.all << action->text();
        texts.maybeRich << action->toolTip();
    }
    texts.all << texts.maybeRich;
    return texts;
}

/// Its blocks and tables, and whether anything in it is a link, a picture, or HTML.
struct Rendered {
    int blocks = 0;
    bool acts = false;
};

Rendered rendered(const std::string& markdown)
{
    QTextDocument document;
    document.setMarkdown(QString::fromStdString(markdown), QTextDocument::MarkdownDialectGitHub);
    Rendered out;
    for (QTextBlock block = document.begin(); block.isValid(); block = block.next()) {
        ++out.blocks;
        for (auto part = block.begin(); !part.atEnd(); ++part) {
            const QTextCharFormat format = part.fragment().charFormat();
            out.acts = out.acts || format.isAnchor() || format.isImageFormat() || format.fontItalic() ||
                       format.fontStrikeOut() || format.fontFixedPitch();
        }
    }
    return out;
}

std::string solutionOf(const Evaluation& e)
{
    return workedSolutions(e, std::vector{explain(e, {"parameters"}).value(), explain(e, {"time_s", 0, 0}).value()},
                           SolutionFormat::Markdown);
}

bool isWellFormed(const QByteArray& svg)
{
    QXmlStreamReader reader(svg);
    while (!reader.atEnd()) {
        if (reader.readNext() == QXmlStreamReader::StartElement && reader.name() == u"script") {
            return false;
        }
    }
    INFO(reader.errorString().toStdString());
    CHECK_FALSE(reader.hasError());
    return !reader.hasError();
}

} // namespace

TEST_CASE("no text of the window acts, whatever things are called", "[hostile]")
{
    WindowBench bench;
    for (const std::string& name : hostileNames()) {
        bench.window.document().load(called(name), {});
        bench.settle();
        for (const auto& [view, label] : bench.window.pages().titles(PageKind::Place::Middle)) {
            bench.window.showView(view);
        }
        const Texts texts = textsOf(bench.window);
        for (const QString& text : texts.all) {
            INFO(cleanText(name) << ": " << text.toStdString());
            CHECK(isClean(text));
        }
        for (const QString& text : texts.maybeRich) {
            INFO(cleanText(name) << ": " << text.toStdString());
            CHECK((!Qt::mightBeRichText(text) || (!text.contains("<script") && !text.contains("<img"))));
        }
    }
}

TEST_CASE("no label of the window guesses whether a text is rich", "[hostile]")
{
    WindowBench bench(called("<b>name</b>"));
    for (const QLabel* label : bench.window.findChildren<QLabel*>()) {
        INFO(label->text().toStdString());
        CHECK((label->textFormat() != Qt::AutoText || !Qt::mightBeRichText(label->text())));
    }
}

TEST_CASE("an ampersand in a name is no shortcut, and brackets are no mark of changes", "[hostile]")
{
    WindowBench bench;
    Scenario scenario = called("A [*] &B");
    bench.window.document().load(scenario, {});
    bench.settle();
    CHECK(bench.window.windowTitle().startsWith("A [*][*] &B on A [*][*] &B"));
    CHECK(asMenuText("A &B") == "A &&B");
    CHECK(asToolTip("a & b") == "a & b");
    CHECK(asToolTip("<b>a</b>").contains("&lt;b&gt;a"));
}

TEST_CASE("copied operators hold no formula", "[hostile]")
{
    WindowBench bench(called("=cmd|' /C calc'!A0"));
    QTest::keyClick(&bench.window, Qt::Key_C, Qt::ControlModifier | Qt::ShiftModifier);
    const QString copied = QApplication::clipboard()->text();
    CHECK(copied.contains("'=cmd"));
    CHECK_FALSE(copied.contains("\n="));
    CHECK_FALSE(copied.contains("\t="));
}

TEST_CASE("Markdown renders as text, with the structure that a plain name gives", "[hostile]")
{
    const Evaluation plain = evaluate(called("plain"));
    const int report = rendered(reportAs("markdown", plain)).blocks;
    for (const std::string& name : hostileNames()) {
        const Evaluation e = evaluate(called(name));
        INFO(cleanText(name));
        const Rendered found = rendered(reportAs("markdown", e));
        CHECK(found.blocks == report);
        CHECK_FALSE(found.acts);
        QTextDocument solution;
        solution.setMarkdown(QString::fromStdString(solutionOf(e)), QTextDocument::MarkdownDialectGitHub);
        CHECK_FALSE(solution.toHtml().contains("<a href"));
        CHECK_FALSE(solution.toHtml().contains("<img"));
    }
}

TEST_CASE("every figure is well-formed SVG, whatever things are called", "[hostile]")
{
    const FigureSize size{{600, 400}, 1};
    for (const std::string& name : hostileNames()) {
        const auto e = std::make_shared<const Evaluation>(evaluate(called(name)));
        for (const ChartKind& kind : chartKinds()) {
            const auto chart = kind.make();
            chart->setEvaluation(e);
            INFO(kind.id << " of " << cleanText(name));
            CHECK(isWellFormed(renderSvg(*chart, size)));
        }
        SolutionFigure solution(e, std::make_shared<const Explanation>(explain(*e, {"parameters"}).value()),
                                Theme::light());
        CHECK(isWellFormed(renderSvg(static_cast<QWidget&>(solution), size)));
    }
}

TEST_CASE("a name of 1 MB is shortened wherever the window says it, and saved whole", "[hostile]")
{
    const std::string name(1 << 20, 'x');
    WindowBench bench(called(name));
    for (const auto& [view, label] : bench.window.pages().titles(PageKind::Place::Middle)) {
        bench.window.showView(view);
        bench.settle();
        bench.window.grab();
    }
    const Texts texts = textsOf(bench.window);
    for (const QString& text : texts.all) {
        INFO(text.left(100).toStdString());
        CHECK(text.size() < 20'000); // a whole derivation, for who cannot see it
    }
    CHECK(bench.window.windowTitle().size() < 200);
    CHECK(readScenarioJson(writeScenarioJson(*bench.window.document().current())).model.name == name);
}
