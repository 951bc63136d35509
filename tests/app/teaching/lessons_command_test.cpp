// Lessons and problems from the command line.

#include "core/library/lessons.h"
#include "tests/app/whole/program.h"

using namespace ridge;
using namespace ridge::test;

namespace {

QByteArray roofline()
{
    for (const LessonEntry& entry : builtInLessons()) {
        if (entry.lesson.id == "roofline") {
            return QByteArray(entry.text.data(), qsizetype(entry.text.size()));
        }
    }
    return {};
}

} // namespace

TEST_CASE("every built-in lesson holds on the command line, pages and all", "[command line][lessons]")
{
    const QByteArray all = QByteArray::number(qsizetype(builtInLessons().size()));
    CHECK(succeed({"lesson", "check"}).out == all + " lessons checked, all hold\n");
    const QByteArray list = succeed({"lesson", "list"}).out;
    for (const LessonEntry& entry : builtInLessons()) {
        CHECK(list.contains(entry.lesson.id.c_str()));
    }
}

TEST_CASE("a lesson that no longer holds is said with file and line, and the exit code tells",
          "[command line][lessons]")
{
    const ProgramFolder folder;
    const QByteArray sound = roofline();
    REQUIRE(sound.contains("@answer 153 FLOP/B"));
    const QByteArray wrong = QByteArray(sound).replace("@answer 153 FLOP/B", "@answer 155.3 kFLOP/B");
    const QString file = folder.with("wrong.lesson.md", wrong);
    const int line = int(wrong.left(wrong.indexOf("@answer")).count('\n')) + 1;
    const Run run = test::run({"lesson", "check", file});
    CHECK(run.exitCode == 1);
    CHECK(run.out.contains((file + ":" + QString::number(line) + ": @answer 155.3 kFLOP/B is not what").toUtf8()));
    CHECK(run.out.endsWith("1 lesson checked, 1 no longer hold\n"));
    CHECK(succeed({"lesson", "check", folder.with("sound.lesson.md", sound)}).out == "1 lesson checked, all hold\n");
    refuse(3, {"lesson", "check", folder.path("none.lesson.md")}, "none.lesson.md");
    refuse(3, {"lesson", "handout", folder.with("x.lesson.md", "words"), "-o", folder.path("x.html")}, ":1: ");
    refuse(2, {"lesson"}, "subcommand");
}

TEST_CASE("a handout is a page or a document, for students or the teacher", "[command line][lessons]")
{
    const ProgramFolder folder;
    succeed({"lesson", "handout", "roofline", "-o", folder.path("s.html")});
    succeed({"lesson", "handout", "roofline", "-o", folder.path("t.html"), "--for", "teacher"});
    succeed({"lesson", "handout", "roofline", "-o", folder.path("t.pdf"), "--for", "teacher"});
    CHECK(folder.contents("s.html").startsWith("<!DOCTYPE html>"));
    CHECK(!folder.contents("s.html").contains("class=\"solution\""));
    CHECK(folder.contents("t.html").contains("class=\"solution\""));
    CHECK(folder.contents("t.pdf").startsWith("%PDF-"));
    refuse(3, {"lesson", "handout", "roofline", "-o", folder.path("s.txt")}, "choose one of these endings");
    refuse(3, {"lesson", "handout", "roof", "-o", folder.path("s.html")}, "roof");
}

TEST_CASE("problems are written in every format, and the same for the same seed", "[command line][problems]")
{
    const ProgramFolder folder;
    const auto sheet = [&](const QString& format, const QString& seed) {
        return succeed({"problems", "--metric", "kv_cache,ridge_point", "--count", "3", "--seed", seed, "--format",
                        format, "--solutions"})
            .out;
    };
    CHECK(sheet("markdown", "5") == sheet("markdown", "5"));
    CHECK(sheet("markdown", "5") != sheet("markdown", "6"));
    CHECK(sheet("html", "5").startsWith("<!DOCTYPE html>"));
    CHECK(sheet("latex", "5").contains("\\begin{align*}"));
    succeed({"problems", "--metric", "kv_cache", "--format", "pdf", "-o", folder.path("p.pdf")});
    CHECK(folder.contents("p.pdf").startsWith("%PDF-"));
    refuse(3, {"problems", "--metric", "kv", "--format", "html"}, "--metric");
    refuse(2, {"problems", "--metric", "kv_cache", "--format", "word"}, "--format");
}
