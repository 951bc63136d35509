#include "core/reports/html_page.h"

#include "core/quantity/html.h"

namespace ridge {
namespace {

constexpr const char* style = R"(
:root { color-scheme: light dark; --text: #1d2733; --muted: #5b6875; --line: #d5dbe1;
  --ground: #ffffff; --panel: #f4f6f8; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6eaee; --muted: #a3aeb9; --line: #3a444e; --ground: #161b20; --panel: #1f262d; }
}
body { max-width: 46em; margin: 2em auto; padding: 0 1em; background: var(--ground); color: var(--text);
  font: 16px/1.5 "Inter", "DejaVu Sans", sans-serif; }
h1 { font-size: 1.7em; margin-bottom: 0.2em; }
h2 { font-size: 1.2em; margin-top: 1.8em; border-top: 1px solid var(--line); padding-top: 0.8em; }
h3 { font-size: 1.05em; margin-top: 1.2em; }
h4 { font-size: 1em; }
.muted { color: var(--muted); }
.setting { color: var(--muted); font-size: 0.9em; }
.question { background: var(--panel); border-left: 3px solid #0072B2; padding: 0.1em 1em; }
.solution { border-left: 3px solid #00795A; padding: 0.1em 1em; }
.answer { font-weight: 600; }
.equation { font-size: 1.05em; overflow-x: auto; }
.frac { display: inline-block; vertical-align: middle; text-align: center; }
.num { display: block; border-bottom: 1px solid; padding: 0 0.2em; }
.den { display: block; padding: 0 0.2em; }
.line { display: none; }
table { border-collapse: collapse; margin: 0.8em 0; font-size: 0.9em; }
th, td { border-bottom: 1px solid var(--line); padding: 0.2em 0.7em 0.2em 0; text-align: left; vertical-align: top; }
td[align="right"], th[align="right"] { text-align: right; }
li { margin: 0.2em 0; }
details > summary { cursor: pointer; }
table.wide { width: 100%; }
figure { margin: 1.4em 0; }
figure img { width: 100%; height: auto; }
figcaption { color: var(--muted); font-size: 0.9em; }
pre { overflow-x: auto; font-size: 0.8em; }
@media print {
  :root { --text: #000000; --muted: #444444; --line: #bbbbbb; --ground: #ffffff; --panel: #f6f6f6; }
  body { margin: 0; max-width: none; font-size: 11pt; }
  h2, h3, .question { break-after: avoid; }
  .question, .equation, table { break-inside: avoid; }
}
)";

} // namespace

std::string htmlPage(const std::string& title, const std::string& body)
{
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           forHtml(title) + "</title>\n<style>" + style + "</style>\n</head>\n<body>\n" + body + "</body>\n</html>\n";
}

} // namespace ridge
