#include "core/quantity/shown_text.h"

#include "tests/support/catch.h"
#include "tests/support/hostile_text.h"

namespace ridge {
namespace {

using namespace ridge::test;

TEST_CASE("what acts unseen is replaced by something seen", "[text]")
{
    CHECK(cleanText("a\x1b[31mb") == "a�[31mb");
    CHECK(cleanText("a\nb\r\u2028c") == "a↵b↵↵c");
    CHECK(cleanText("a\tb") == "a b");
    CHECK(cleanText("\u202egnp.exe") == "�gnp.exe");
    CHECK(cleanText("a\xff\xc0\xafz") == "a���z");
    for (const std::string& acting : actingCharacters()) {
        const std::string clean = cleanText("a" + acting + "b");
        INFO("code of " << acting.size() << " bytes that ends in " << int(acting.back()));
        CHECK((clean == "a�b" || clean == "a↵b" || clean == "a b"));
    }
}

TEST_CASE("names in any language stay as they are", "[text]")
{
    for (const std::string& name : honestNames()) {
        CHECK(cleanText(name) == name);
        CHECK(forMarkdown(name) == name);
        CHECK(forCsv(name) == name);
        CHECK(forFileName(name) == name);
        CHECK(forJson('"' + name + '"') == '"' + name + '"');
    }
}

TEST_CASE("a joiner between letters that do not join is seen", "[text]")
{
    CHECK(cleanText("pay\u200dpal") == "pay�pal");
    CHECK(cleanText("\u200d残") == "�残");
    CHECK(cleanText("残\u200d\u200d残") == "残��残");
}

TEST_CASE("a long text keeps its beginning and its end", "[text]")
{
    const std::string name = "first" + std::string(1'000'000, 'x') + "last";
    const std::string shown = cleanText(name, 60);
    CHECK(shown.size() == 59 + std::string("…").size());
    CHECK(shown.starts_with("firstxxx"));
    CHECK(shown.ends_with("xxxlast"));
    CHECK(cleanText("残差网络残差网络", 8) == "残差网络残差网络");
    CHECK(cleanText("残差网络残差网络", 4) == "残差…络");
    CHECK(cleanText(std::string(1'000'000, '\x80'), 60).size() <= 60 * 4 * std::string("�").size());
    CHECK(cleanText(name, unbounded) == name);
}

TEST_CASE("a cell is a formula for no spreadsheet, and a number for each", "[text]")
{
    for (const std::string text : {"=1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "  =1", "＝1", "-", "-inf", "+5"}) {
        CHECK(forCell(text).starts_with('\''));
    }
    for (const std::string text : {"", "-2.5", "-1e-7", "1", "a=b", "a-b"}) {
        CHECK(forCell(text) == text);
    }
    CHECK(forCsv("=\"a\",b") == "\"'=\"\"a\"\",b\"");
}

TEST_CASE("words are no markup in Markdown, and stay readable", "[text]")
{
    CHECK(forMarkdown("<b> a|b [x](y) `c` *d* \\e") == "\\<b> a\\|b \\[x\\](y) \\`c\\` \\*d\\* \\\\e");
    CHECK(forMarkdown("kv_cache of model.layers.3, < 0.1 % at 3:1") == "kv_cache of model.layers.3, < 0.1 % at 3:1");
    CHECK(forMarkdown("_a_ http://x.org www.x.org a@x") == "\\_a\\_ http\\://x.org www\\.x.org a\\@x");
    CHECK(forMarkdown("- a") == "\\- a");
    CHECK(forMarkdown("12. a") == "12\\. a");
    CHECK(forMarkdown("     code") == "code");
}

TEST_CASE("a file's name leads nowhere else and is not hidden", "[text]")
{
    CHECK(forFileName("x/../../y") == "x-..-..-y");
    CHECK(forFileName("../etc") == "-etc");
    CHECK(forFileName("..") == "unnamed");
    CHECK(forFileName("a:b\n\\c") == "a-b--c");
    CHECK(forFileName(std::string(1000, 'a')).size() == 200);
    CHECK(forFileName("残" + std::string(199, 'a')).size() <= 200);
}

TEST_CASE("XML and JSON keep nothing that they cannot hold or that a terminal acts upon", "[text]")
{
    CHECK(forXml("<t>a\x1b\x01 b\n</t>") == "<t>a�� b\n</t>");
    CHECK(forXml("<t>\xef\xbf\xbf</t>") == "<t>�</t>");
    CHECK(forJson("[\"a\u0085\u202e\x7f\", 1]\n") == "[\"a\\u0085\\u202e\\u007f\", 1]\n");
    CHECK(forJson("\"" + utf8(0xe0041) + "\"") == "\"\\udb40\\udc41\"");
}

} // namespace
} // namespace ridge
