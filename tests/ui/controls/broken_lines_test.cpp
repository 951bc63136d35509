#include "tests/support/catch.h"
#include "ui/controls/broken_lines.h"

namespace ridge {

TEST_CASE("no line of a sentence ends between a number and its unit", "[controls]")
{
    const QString text = QStringLiteral("Prompt tokens 4096 → 2048: latency −67 %, 4.65 ms; 90.2× left, 12 µs. Fits");
    QString unbroken = text;
    for (const char* number : {"67 %", "4.65 ms", "12 µs"}) {
        const QString before = QString::fromUtf8(number);
        unbroken.replace(before, QString(before).replace(u' ', QChar::Nbsp));
    }
    CHECK(withUnbrokenNumbers(text) == unbroken);
    CHECK(withUnbrokenNumbers(unbroken) == unbroken);
}

} // namespace ridge
