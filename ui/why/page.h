// Text, bars and links laid out once and painted often: what the why-panel draws.
// Not a document format: it knows positions, not paragraphs.
#pragma once

#include "core/metrics/number_ref.h"

#include <QColor>
#include <QFont>
#include <QPainter>
#include <QString>

#include <vector>

namespace ridge {

/// What a link leads to.
struct PageTarget {
    enum class Kind { None, Parameter, Number };
    Kind kind = Kind::None;
    QString parameter;
    NumberRef number;
    bool isValid() const { return kind != Kind::None; }
    friend bool operator==(const PageTarget&, const PageTarget&) = default;
};

struct Page {
    struct Run {
        QPointF baseline;
        QString text;
        QFont font;
        QColor colour;
    };
    struct Fill {
        QRectF area;
        QColor colour;
        double radius = 0;
    };
    struct Link {
        QRectF area;
        PageTarget target;
        QString text;           // for assistive technology
        bool underlined = true; // dotted, as in formulas; rows show themselves when pointed at
    };

    std::vector<Fill> fills; // behind the text
    std::vector<Run> runs;
    std::vector<Link> links; // in reading order

    void append(Page&& other, const QPointF& offset);
    /// What lies between two heights; nothing may straddle them.
    Page slice(double from, double to) const;
    void paint(QPainter& painter, const QColor& underline) const;
};

} // namespace ridge
