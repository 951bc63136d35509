// A metric along a slider: the small curve that a value slider can show in place of its track.
// Not computed here (core/studies/profile.h), and not the slider.
#pragma once

#include "core/metrics/catalogue.h"
#include "core/studies/profile.h"
#include "ui/theme/theme.h"

#include <QPainterPath>
#include <QRectF>

class QPainter;

namespace ridge {

/// Places are fractions: along the slider, and of the curve's own height from its lowest to its highest.
struct SliderCurve {
    struct Change {
        double x, y;
        Bound to; // what limits from there on
        friend bool operator==(const Change&, const Change&) = default;
    };
    struct Span {
        double from, to;
        friend bool operator==(const Span&, const Span&) = default;
    };

    QPainterPath line;           // y upwards
    std::vector<Change> changes; // of the bound
    std::vector<Span> tooLarge;  // where it does not fit
    QString words;               // all of it, for who does not see it

    /// Where the line stands at a place; absent before its first point, behind its last and in gaps.
    std::optional<double> heightAt(double x) const;
    friend bool operator==(const SliderCurve&, const SliderCurve&) = default;
};

/// The values that a curve along this parameter's slider is made of: those of even steps of the slider.
std::vector<double> curveValues(const Parameter& parameter);

SliderCurve sliderCurve(const Parameter& parameter, const ProfileCurve& curve, const Metric& metric, NumberStyle style);

/// Into that area; `at` is where the slider stands.
void paintSliderCurve(QPainter& painter, const QRectF& area, const SliderCurve& curve, double at, const Theme& theme);

} // namespace ridge
