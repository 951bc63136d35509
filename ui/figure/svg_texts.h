// Texts of an SVG file that keep their place and length, or their very shape, where their font is not installed.
// Not a reader of SVG: it knows what QSvgGenerator writes.
#pragma once

#include <QByteArray>

namespace ridge {

/// Every text gets other fonts to fall back on, its length, and an anchor: a reader that stretches text keeps it
/// exactly, and any other lets it grow away from the page's edges, or by half of the difference on either side.
QByteArray withSteadyTexts(const QByteArray& svg);

/// Every text becomes the outlines of its letters, in its colour and place: nothing is looked up where it is shown.
QByteArray withOutlinedTexts(const QByteArray& svg);

} // namespace ridge
