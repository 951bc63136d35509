// The report as a page, in a real browser where this machine has one.

#include "tests/app/whole/program.h"

#include <QColor>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>

using namespace ridge;
using namespace ridge::test;

namespace {

/// What pages may do that are complete by themselves: the browser complains of all else, scripts included.
const QByteArray nothingElse = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/// A browser that starts without a screen, with nothing of whoever runs the tests, and that reaches no network.
struct Browser {
    Browser()
    {
        for (const char* name : {"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}) {
            path = path.isEmpty() ? QStandardPaths::findExecutable(QLatin1String(name)) : path;
        }
    }

    struct Shown {
        QImage picture;
        QByteArrayList complaints; // of the page
    };
    Shown show(const QByteArray& html) const
    {
        const QString page = folder.with("page.html", html), picture = folder.path("page.png");
        QFile::remove(picture);
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(path,
                      {"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
                       "--disable-background-networking", "--host-resolver-rules=MAP * ~NOTFOUND",
                       "--user-data-dir=" + folder.path("profile"), "--hide-scrollbars", "--window-size=1200,2000",
                       "--enable-logging=stderr", "--screenshot=" + picture, QUrl::fromLocalFile(page).toString()});
        if (!process.waitForFinished(120000)) {
            process.kill();
            process.waitForFinished();
        }
        Shown shown{QImage(picture), {}};
        for (const QByteArray& line : process.readAll().split('\n')) {
            if (line.contains(":CONSOLE")) {
                shown.complaints << line;
            }
        }
        return shown;
    }

    QString path;
    ProgramFolder folder;
};

QByteArray allowing(const QByteArray& policy, QByteArray html)
{
    const qsizetype head = html.indexOf("<head>");
    REQUIRE(head > 0);
    return html.insert(head + 6, "<meta http-equiv=\"Content-Security-Policy\" content=\"" + policy + "\">");
}

/// Points that are no shade of grey, and how many colours they have, roughly.
struct Colours {
    int points = 0;
    QSet<QRgb> kinds = {};
};
Colours coloursIn(const QImage& picture)
{
    Colours colours;
    for (int y = 0; y < picture.height(); y += 2) {
        for (int x = 0; x < picture.width(); x += 2) {
            const QColor colour = picture.pixelColor(x, y);
            if (colour.hsvSaturation() > 100) {
                ++colours.points;
                colours.kinds.insert(colour.rgb() & 0xffe0e0e0);
            }
        }
    }
    return colours;
}

} // namespace

TEST_CASE("a report opens in a browser with its charts, loads nothing and runs nothing", "[command line][browser]")
{
    const Browser browser;
    if (browser.path.isEmpty()) {
        WARN("left out: there is no Chromium or Chrome in PATH");
        return;
    }
    if (browser.show("<!DOCTYPE html><html><head></head><body>A page</body></html>").picture.isNull()) {
        WARN("left out: " << browser.path.toStdString() << " shows nothing here");
        return;
    }
    succeed({"report", "--model", "llama-3-8b", "--device", "h100-sxm", "--format", "html", "-o",
             browser.folder.path("report.html")});
    const QByteArray report = browser.folder.contents("report.html");
    const Browser::Shown whole = browser.show(allowing(nothingElse, report));
    CHECK(whole.picture.size() == QSize(1200, 2000));
    for (const QByteArray& complaint : whole.complaints) {
        FAIL_CHECK(complaint.left(300).toStdString());
    }
    const Colours colours = coloursIn(whole.picture);
    CHECK(colours.kinds.size() >= 6);

    // That it would be seen: charts that are not allowed are missed, and so is whatever else a page might do.
    QByteArray worse = report;
    worse.replace("</body>", "<img src=\"http://example.invalid/x.png\"><script>1</script></body>");
    const Browser::Shown without = browser.show(allowing("default-src 'none'; style-src 'unsafe-inline'", worse));
    CHECK(coloursIn(without.picture).points < colours.points / 4);
    const QByteArray complaints = without.complaints.join('\n');
    CHECK(complaints.contains("http://example.invalid/x.png"));
    CHECK(complaints.contains("script"));
}
