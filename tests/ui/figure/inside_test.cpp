#include "tests/ui/charts/chart_fixture.h"
#include "ui/figure/figure.h"
#include "ui/figure/inside.h"

#include <QRandomGenerator>
#include <QXmlStreamReader>

using namespace ridge;
using namespace ridge::test;

namespace {

const QByteArray text = QByteArray("{\"format\": \"ridgepoint-scenario\", \"name\": \"a <b> & ]]> \xC3\xA9\"}\n");

QByteArray drawnAs(const char* suffix, const QByteArray& scenario)
{
    EnergyChart chart;
    chart.setTheme(Theme::print());
    chart.setEvaluation(evaluated(chartScenario()));
    return figureFormat(QString::fromLatin1(suffix))->chart(chart, {{600, 340}, 1, false, false, scenario});
}

} // namespace

TEST_CASE("a scenario travels inside every kind of figure and comes out as it went in", "[figures]")
{
    for (const FigureFormat& format : figureFormats()) {
        INFO(format.suffix);
        const QByteArray picture = drawnAs(format.suffix, text);
        CHECK(looksLikePicture(picture.left(4096)));
        CHECK(scenarioInside(picture) == text);
        CHECK_FALSE(scenarioInside(drawnAs(format.suffix, {})));
    }
}

TEST_CASE("a picture with a scenario inside is still a picture", "[figures]")
{
    const QByteArray png = drawnAs("png", text);
    const QImage image = QImage::fromData(png, "PNG");
    CHECK(image.size() == QSize(600, 340));
    CHECK(image.text("ridgepoint-scenario") == QString::fromUtf8(text)); // as every other reader of PNG finds it
    CHECK(image == QImage::fromData(drawnAs("png", {}), "PNG"));
    QXmlStreamReader svg(drawnAs("svg", text));
    while (!svg.atEnd()) {
        svg.readNext();
    }
    CHECK_FALSE(svg.hasError());
    const QByteArray pdf = drawnAs("pdf", text);
    CHECK(pdf.startsWith("%PDF-"));
    CHECK(pdf.trimmed().endsWith("%%EOF"));
    CHECK(pdf.contains("<dc:title>"));
    CHECK(pdf.contains("<dc:description>"));
}

TEST_CASE("broken and hostile pictures hold nothing, and never more than they have", "[figures]")
{
    QRandomGenerator random(7);
    for (const FigureFormat& format : figureFormats()) {
        INFO(format.suffix);
        const QByteArray whole = drawnAs(format.suffix, text);
        for (int i = 0; i < 300; ++i) {
            QByteArray broken = whole;
            if (i % 2 == 0) {
                broken.truncate(random.bounded(int(whole.size())));
            } else {
                for (int k = 0; k < 40; ++k) {
                    broken[random.bounded(int(whole.size()))] = char(random.bounded(256));
                }
            }
            const auto found = scenarioInside(broken);
            CHECK((!found || found->size() <= whole.size()));
        }
    }
    const QByteArray head("\x89PNG\r\n\x1a\n", 8);
    CHECK_FALSE(scenarioInside(head + QByteArray("\xFF\xFF\xFF\xFFiTXt", 8) + QByteArray(40, 'x')));
    CHECK_FALSE(scenarioInside(head + QByteArray(100, '\0')));
    CHECK_FALSE(scenarioInside("<svg><metadata id=\"ridgepoint-scenario\">%%%not base64%%%</metadata></svg>"));
    CHECK_FALSE(scenarioInside({}));
    QByteArray png = drawnAs("png", text);
    png[png.indexOf("ridgepoint-scenario") + 40] ^= 1; // its checksum is not met
    CHECK_FALSE(scenarioInside(png));
}

TEST_CASE("what is no picture is not taken for one", "[figures]")
{
    CHECK_FALSE(looksLikePicture("{\"format\": \"ridgepoint-scenario\"}"));
    CHECK_FALSE(looksLikePicture("<?xml version=\"1.0\"?><html/>"));
    CHECK_FALSE(looksLikePicture("GGUF"));
    CHECK_FALSE(looksLikePicture({}));
}

TEST_CASE("a scenario that is too large for a picture stays outside", "[figures]")
{
    const QByteArray large(mostInside + 1, 'x');
    CHECK_FALSE(scenarioInside(drawnAs("svg", large)));
    CHECK_FALSE(drawnAs("svg", large).contains("metadata id"));
}
