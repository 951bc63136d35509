#include "ui/figure/inside.h"

#include <QtEndian>

#include <array>
#include <cstdint>

namespace ridge {
namespace {

const QByteArray pngHead("\x89PNG\r\n\x1a\n", 8);
const QByteArray keyword("ridgepoint-scenario");
const QByteArray svgOpening("<metadata id=\"ridgepoint-scenario\">");
const QByteArray svgClosing("</metadata>");
const QByteArray pdfOpening("<ridgepoint:scenario>");
const QByteArray pdfClosing("</ridgepoint:scenario>");

/// As PNG has it. Source: its specification, annex D.
std::uint32_t checksum(const QByteArray& bytes)
{
    std::uint32_t sum = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        sum ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) {
            sum = (sum & 1U) != 0 ? 0xEDB88320U ^ (sum >> 1U) : sum >> 1U;
        }
    }
    return ~sum;
}

QByteArray bigEndian(std::uint32_t value)
{
    QByteArray bytes(4, '\0');
    qToBigEndian(value, bytes.data());
    return bytes;
}

/// iTXt: keyword, no compression, no language, the text in UTF-8.
QByteArray textChunk(const QByteArray& text)
{
    const QByteArray typed = "iTXt" + keyword + QByteArray(5, '\0') + text;
    return bigEndian(static_cast<std::uint32_t>(typed.size() - 4)) + typed + bigEndian(checksum(typed));
}

std::optional<QByteArray> inPng(const QByteArray& png)
{
    const QByteArray wanted = "iTXt" + keyword + QByteArray(5, '\0');
    for (qsizetype at = pngHead.size(); at + 12 <= png.size();) {
        const qsizetype length = qFromBigEndian<std::uint32_t>(png.constData() + at);
        if (length > png.size() - at - 12) {
            return std::nullopt; // cut off
        }
        const QByteArray typed = QByteArray::fromRawData(png.constData() + at + 4, length + 4);
        if (typed.startsWith(wanted)) {
            const bool isWhole = qFromBigEndian<std::uint32_t>(png.constData() + at + 8 + length) == checksum(typed);
            return isWhole && length <= mostInside ? std::optional(QByteArray(typed.mid(wanted.size()))) : std::nullopt;
        }
        at += length + 12;
    }
    return std::nullopt;
}

/// The first that stands between the two; absent where either is missing, or it is too long.
std::optional<QByteArray> between(const QByteArray& text, const QByteArray& opening, const QByteArray& closing)
{
    const qsizetype start = text.indexOf(opening);
    const qsizetype end = start < 0 ? -1 : text.indexOf(closing, start + opening.size());
    if (end < 0 || end - start > 2 * mostInside) {
        return std::nullopt;
    }
    return text.mid(start + opening.size(), end - start - opening.size());
}

std::optional<QByteArray> fromBase64(const std::optional<QByteArray>& coded)
{
    if (!coded) {
        return std::nullopt;
    }
    const auto decoded = QByteArray::fromBase64Encoding(coded->simplified(), QByteArray::AbortOnBase64DecodingErrors);
    return decoded ? std::optional(*decoded) : std::nullopt;
}

bool fits(const QByteArray& scenario) { return !scenario.isEmpty() && scenario.size() <= mostInside; }

} // namespace

QByteArray pngWithScenario(QByteArray png, const QByteArray& scenario)
{
    const qsizetype end = png.lastIndexOf("IEND") - 4;
    return fits(scenario) && end > 0 ? png.insert(end, textChunk(scenario)) : png;
}

QByteArray svgWithScenario(QByteArray svg, const QByteArray& scenario)
{
    const QByteArray before("</desc>");
    const qsizetype at = svg.indexOf(before);
    return fits(scenario) && at >= 0
               ? svg.insert(at + before.size(), '\n' + svgOpening + scenario.toBase64() + svgClosing)
               : svg;
}

QByteArray pdfMetadata(const QString& title, const QString& description, const QByteArray& scenario)
{
    const auto alternatives = [](const char* what, const QString& text) {
        return QByteArray("<dc:") + what + "><rdf:Alt><rdf:li xml:lang=\"x-default\">" + text.toHtmlEscaped().toUtf8() +
               "</rdf:li></rdf:Alt></dc:" + what + ">\n";
    };
    return "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
           "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
           "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
           "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
           "xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\" xmlns:ridgepoint=\"urn:ridgepoint\">\n"
           "<xmp:CreatorTool>Ridgepoint</xmp:CreatorTool>\n" +
           alternatives("title", title) + alternatives("description", description) +
           (fits(scenario) ? pdfOpening + scenario.toBase64() + pdfClosing + "\n" : QByteArray()) +
           "</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end=\"w\"?>\n";
}

bool looksLikePicture(const QByteArray& head)
{
    const QByteArray text = head.left(1024);
    return head.startsWith(pngHead) || head.startsWith("%PDF-") ||
           ((text.startsWith("<?xml") || text.startsWith("<svg")) && text.contains("<svg"));
}

std::optional<QByteArray> scenarioInside(const QByteArray& picture)
{
    if (picture.size() > largestPicture) {
        return std::nullopt;
    }
    if (picture.startsWith(pngHead)) {
        return inPng(picture);
    }
    const bool isPdf = picture.startsWith("%PDF-");
    return fromBase64(isPdf ? between(picture, pdfOpening, pdfClosing) : between(picture, svgOpening, svgClosing));
}

} // namespace ridge
