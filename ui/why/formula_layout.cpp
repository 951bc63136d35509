#include "ui/why/formula_layout.h"

#include "ui/shown.h"

#include <QFontMetricsF>
#include <cmath>

namespace ridge {
namespace {

using Part = Notation::Kind;
constexpr double smaller = 0.74; // indices and exponents
constexpr double smallest = 8.5; // nominal pixels: below that nobody reads an index
constexpr double inFraction = 0.94;

/// Puts a box to the right of another, raised by `up`.
void place(FormulaBox& row, FormulaBox part, double up = 0)
{
    row.page.append(std::move(part.page), {row.width, -up});
    row.width += part.width;
    row.ascent = std::max(row.ascent, part.ascent + up);
    row.descent = std::max(row.descent, part.descent - up);
}

void space(FormulaBox& row, double width) { row.width += width; }

double indexSize(double size) { return std::max(smallest, size * smaller); }

/// Letters are variables and stand in italics; words and figures stand upright.
bool isVariable(const QString& letters) { return letters.size() == 1 && letters.at(0).isLetter(); }

bool isLonely(const Notation& n) { return n.kind == Part::Number || n.kind == Part::Symbol || n.kind == Part::Text; }

Notation made(Part kind, std::string text, std::vector<Notation> parts = {})
{
    Notation n;
    n.kind = kind;
    n.text = std::move(text);
    n.parts = std::move(parts);
    return n;
}

/// An operator and an opening bracket go with what follows, a comma and a closing bracket with what comes before.
bool staysTogether(const Notation& before, const Notation& after)
{
    const auto closes = [](const Notation& n) { return n.text == ")" || n.text == ","; };
    const bool opens = before.kind == Part::Text && !before.text.empty() && before.text.back() == '(';
    return opens || closes(after) || (before.kind == Part::Sign && !closes(before));
}

} // namespace

FormulaBox FormulaLayout::text(const QString& words, const QFont& font, const QColor& colour) const
{
    const QFontMetricsF metrics(font);
    FormulaBox made;
    made.width = metrics.horizontalAdvance(words);
    made.ascent = metrics.capHeight() * 1.12;
    made.descent = metrics.descent() * 0.75;
    made.page.runs.push_back({{0, 0}, words, font, colour});
    return made;
}

FormulaBox FormulaLayout::linked(FormulaBox inner, const Notation& n) const
{
    const PageTarget target = n.origin && m_targets ? m_targets(*n.origin) : PageTarget{};
    if (target.isValid()) {
        for (Page::Run& run : inner.page.runs) {
            run.colour = m_theme.accent;
        }
        const QRectF area(0, -inner.ascent, inner.width, inner.ascent + inner.descent);
        inner.page.links.push_back({area, target, shown(plainText(n)), true});
    }
    return inner;
}

FormulaBox FormulaLayout::symbol(const Notation& n, double size) const
{
    const QString base = shownName(n.text);
    FormulaBox row = text(base, m_theme.mathFont(size, isVariable(base)), m_theme.text);
    if (!n.index.empty()) {
        const QString index = shownName(n.index);
        const double small = indexSize(size);
        space(row, m_theme.px(0.7));
        place(row, text(index, m_theme.mathFont(small, isVariable(index)), m_theme.text), -m_theme.px(size * 0.2));
    }
    return linked(std::move(row), n);
}

FormulaBox FormulaLayout::number(const Notation& n, double size) const
{
    FormulaBox row = text(shownName(n.text), m_theme.mathFont(size, false), m_theme.text);
    if (!n.index.empty()) {
        space(row, m_theme.px(size * 0.16));
        place(row, text(shownName(n.index), m_theme.mathFont(size * 0.86, false), m_theme.muted));
    }
    return linked(std::move(row), n);
}

FormulaBox FormulaLayout::operatorSign(const Notation& n, double size) const
{
    const double gap = m_theme.px(n.text == "·" ? size * 0.15 : n.text == "," ? 0 : size * 0.24);
    FormulaBox row;
    space(row, gap);
    place(row, text(shownName(n.text), m_theme.mathFont(size, false), m_theme.muted));
    space(row, n.text == "," ? m_theme.px(size * 0.3) : gap);
    return row;
}

FormulaBox FormulaLayout::fraction(const Notation& n, double size) const
{
    const double inner = std::max(smallest + 2, size * inFraction);
    FormulaBox above = box(n.parts[0], inner);
    FormulaBox below = box(n.parts[1], inner);
    const double pad = m_theme.px(size * 0.12);
    const double axis = std::round(m_theme.px(size * 0.27)); // where the bar lies above the baseline
    const double gap = m_theme.px(size * 0.16);
    FormulaBox out;
    out.width = std::max(above.width, below.width) + 4 * pad;
    out.ascent = axis + gap + above.descent + above.ascent;
    out.descent = gap + below.ascent + below.descent - axis;
    const double up = axis + gap + above.descent;
    const double down = gap + below.ascent - axis;
    out.page.append(std::move(above.page), {(out.width - above.width) / 2, -up});
    out.page.append(std::move(below.page), {(out.width - below.width) / 2, down});
    out.page.fills.push_back({QRectF(pad, -axis, out.width - 2 * pad, 1), m_theme.text});
    return out;
}

FormulaBox FormulaLayout::power(const Notation& n, double size) const
{
    FormulaBox row = box(n.parts[0], size);
    const double up = std::max(m_theme.px(size * 0.38), row.ascent - m_theme.px(size * 0.35));
    place(row, box(n.parts[1], indexSize(size)), up);
    return row;
}

FormulaBox FormulaLayout::bracketed(FormulaBox inner, double size) const
{
    const double tall = (inner.ascent + inner.descent) / m_theme.px(size);
    const double grown = size * std::clamp(tall * 0.82, 1.0, 2.4);
    const QFont font = m_theme.mathFont(grown, false);
    const QFontMetricsF metrics(font);
    const double middle = (inner.ascent - inner.descent) / 2;
    const double up = middle - (metrics.capHeight() - metrics.descent() * 0.6) / 2;
    FormulaBox row;
    place(row, text(QStringLiteral("("), font, m_theme.text), up);
    place(row, std::move(inner));
    place(row, text(QStringLiteral(")"), font, m_theme.text), up);
    return row;
}

FormulaBox FormulaLayout::function(const Notation& n, double size) const
{
    FormulaBox arguments;
    for (std::size_t i = 0; i < n.parts.size(); ++i) {
        if (i > 0) {
            place(arguments, operatorSign(made(Part::Sign, ","), size));
        }
        place(arguments, box(n.parts[i], size));
    }
    FormulaBox row = text(shownName(n.text), m_theme.mathFont(size, false), m_theme.text);
    space(row, m_theme.px(1));
    place(row, bracketed(std::move(arguments), size));
    return row;
}

FormulaBox FormulaLayout::series(const Notation& n, double size) const
{
    const bool sum = n.text == "Σ";
    FormulaBox sign = text(shownName(n.text), m_theme.mathFont(sum ? size * 1.45 : size, false), m_theme.text);
    const double lowered = sum ? m_theme.px(size * 0.18) : 0;
    const QString name = shownName(n.index);
    FormulaBox index = text(name, m_theme.mathFont(indexSize(size), isVariable(name)), m_theme.text);
    FormulaBox row;
    row.width = std::max(sign.width, index.width);
    row.ascent = sign.ascent - lowered;
    const double below =
        sign.page.runs.empty() ? 0 : lowered + m_theme.px(sum ? size * 0.22 : size * 0.12) + index.ascent;
    row.descent = below + index.descent;
    const double signLeft = (row.width - sign.width) / 2;
    const double indexLeft = (row.width - index.width) / 2;
    row.page.append(std::move(sign.page), {signLeft, lowered});
    row.page.append(std::move(index.page), {indexLeft, below});
    space(row, m_theme.px(size * 0.22));
    place(row, box(n.parts[0], size));
    return row;
}

FormulaBox FormulaLayout::box(const Notation& n, double size) const
{
    switch (n.kind) {
    case Part::Text:
        return text(shownName(n.text), m_theme.mathFont(size * 0.92, false), m_theme.muted);
    case Part::Sign:
        return operatorSign(n, size);
    case Part::Number:
        return number(n, size);
    case Part::Symbol:
        return symbol(n, size);
    case Part::Fraction:
        return fraction(n, size);
    case Part::Power:
        return power(n, size);
    case Part::Brackets:
        return bracketed(box(n.parts[0], size), size);
    case Part::Function:
        return function(n, size);
    case Part::Series:
        return series(n, size);
    case Part::Row:
        break;
    }
    FormulaBox row;
    for (const Notation& part : n.parts) {
        place(row, box(part, size));
    }
    return row;
}

/// Adds what may stand on a line of its own, in order. Whatever is too wide for one line is taken apart further.
void FormulaLayout::addPieces(const Notation& n, double width, std::vector<Notation>& out) const
{
    if (n.kind != Part::Row && (isLonely(n) || line(n).width <= width)) {
        out.push_back(n);
        return;
    }
    switch (n.kind) {
    case Part::Fraction:
        addOperand(n.parts[0], hasSum(n.parts[0]), width, out);
        out.push_back(made(Part::Sign, "/"));
        addOperand(n.parts[1], n.parts[1].kind == Part::Row, width, out);
        break;
    case Part::Brackets:
        addOperand(n.parts[0], true, width, out);
        break;
    case Part::Function:
        out.push_back(made(Part::Text, n.text + "("));
        for (std::size_t i = 0; i < n.parts.size(); ++i) {
            if (i > 0) {
                out.push_back(made(Part::Sign, ","));
            }
            addPieces(n.parts[i], width, out);
        }
        out.push_back(made(Part::Text, ")"));
        break;
    case Part::Series: {
        Notation sign = n;
        sign.parts = {made(Part::Text, "")};
        out.push_back(std::move(sign));
        addPieces(n.parts[0], width, out);
        break;
    }
    case Part::Power:
        out.push_back(n);
        break;
    default:
        for (const Notation& part : n.parts) {
            addPieces(part, width, out);
        }
    }
}

/// The pieces of what an operator works on, between brackets where the line that it now stands on needs them.
void FormulaLayout::addOperand(const Notation& n, bool isEnclosed, double width, std::vector<Notation>& out) const
{
    if (isEnclosed) {
        out.push_back(made(Part::Text, "("));
    }
    addPieces(n, width, out);
    if (isEnclosed) {
        out.push_back(made(Part::Text, ")"));
    }
}

std::vector<FormulaBox> FormulaLayout::lines(const Notation& notation, double width) const
{
    FormulaBox whole = line(notation);
    std::vector<FormulaBox> out;
    if (whole.width <= width) {
        out.push_back(std::move(whole));
        return out;
    }
    FormulaBox row;
    const auto add = [&](FormulaBox part, double together) {
        if (row.width > 0 && row.width + together > width) {
            out.push_back(std::move(row));
            row = {};
        }
        place(row, std::move(part));
    };
    std::vector<Notation> all;
    addPieces(notation, width, all);
    for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
        end = begin + 1;
        while (end < all.size() && staysTogether(all[end - 1], all[end])) {
            ++end;
        }
        std::vector<FormulaBox> boxes;
        double together = 0;
        for (std::size_t i = begin; i < end; ++i) {
            boxes.push_back(box(all[i], m_size));
            if (boxes.back().width > width) { // a name that cannot be broken: a little smaller
                boxes.back() = box(all[i], m_size * width / boxes.back().width);
            }
            together += boxes.back().width;
        }
        const bool fits = together <= width; // otherwise broken wherever it must be
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            const double needed = !fits ? boxes[i].width : i == 0 ? together : 0;
            add(std::move(boxes[i]), needed);
        }
    }
    out.push_back(std::move(row));
    return out;
}

} // namespace ridge
