// The scenario that travels inside a figure: put into the bytes of a PNG, SVG or PDF, and found there again.
// Not the scenario's own format: here it is a text, which core/formats reads.
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace ridge {

/// Larger scenarios stay outside: pictures are sent around.
inline constexpr qsizetype mostInside = 8 << 20;
/// Larger pictures are not looked into.
inline constexpr qsizetype largestPicture = 256 << 20;

QByteArray pngWithScenario(QByteArray png, const QByteArray& scenario);
QByteArray svgWithScenario(QByteArray svg, const QByteArray& scenario);
/// Metadata of a PDF: title, description, and the scenario where there is one.
QByteArray pdfMetadata(const QString& title, const QString& description, const QByteArray& scenario);

/// Whether a file that begins so is a picture of a kind that figures are written as.
bool looksLikePicture(const QByteArray& head);
/// What travels inside; absent: nothing does, or the picture is broken there. Any bytes are fine.
std::optional<QByteArray> scenarioInside(const QByteArray& picture);

} // namespace ridge
