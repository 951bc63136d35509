#include "tests/app/whole/program.h"
#include "tests/support/locale.h"

#include <QLocale>

using namespace ridge;
using namespace ridge::test;

namespace {

/// Variables of the processes that are started as long as this lives.
struct Country {
    explicit Country(const char* locale)
    {
        qputenv("LOCPATH", QByteArray::fromStdString(localeFolder()));
        qputenv("LC_ALL", locale);
    }
    ~Country()
    {
        had ? qputenv("LC_ALL", before) : qunsetenv("LC_ALL");
        qunsetenv("LOCPATH");
    }

    bool had = qEnvironmentVariableIsSet("LC_ALL");
    QByteArray before = qgetenv("LC_ALL");
};

} // namespace

TEST_CASE("reports and figures have the same bytes in every country", "[command line]")
{
    const ProgramFolder folder;
    const auto made = [&](const char* locale) {
        const Country country(locale);
        QList<QByteArray> all;
        for (const char* format : {"text", "json", "csv", "markdown"}) {
            all << succeed({"report", "--format", format, "--set", "device.memory.capacity=16.3 GiB"}).out;
        }
        for (const QString figure : {"roofline.svg", "energy.png", "window.png"}) {
            succeed({"figure", figure.section('.', 0, 0), "-o", folder.path(figure), "--scale", "1.5", "--font-scale",
                     "1.2"});
            all << folder.contents(figure);
        }
        return all;
    };
    const QList<QByteArray> plain = made("C");
    CHECK(plain.last().size() > 1000);
    for (const char* locale : {"de_DE.UTF-8", "tr_TR.UTF-8"}) {
        const QList<QByteArray> there = made(locale);
        for (qsizetype i = 0; i < plain.size(); ++i) {
            INFO(locale << ", output " << i);
            CHECK((plain[i] == there[i]));
        }
    }
}
