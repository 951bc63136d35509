#include "ui/why/why_layout.h"

#include "core/metrics/operator_figures.h"
#include "ui/shown.h"

#include <QFontMetricsF>
#include <QTextLayout>
#include <cmath>

namespace ridge {
namespace {

PageTarget parameterTarget(const std::string& id)
{
    return {PageTarget::Kind::Parameter, QString::fromStdString(id), {}};
}
PageTarget numberTarget(const NumberRef& ref)
{
    return ref.isValid() ? PageTarget{PageTarget::Kind::Number, {}, ref} : PageTarget{};
}

/// A leaf leads to its control, a named result to its own explanation.
PageTarget targetOf(const Explanation& explanation, const Expression& e)
{
    if (!e.parameter.empty()) {
        return parameterTarget(e.parameter);
    }
    for (const ExplainedStep& step : explanation.steps) {
        if (e.kind == Expression::Kind::Named && step.symbol == e.symbol && step.ref.isValid()) {
            return numberTarget(step.ref);
        }
    }
    return numberTarget(e.subject.empty() ? NumberRef{} : NumberRef::parse(e.subject));
}

/// Writes downwards; `m_y` is where the next block begins.
class Writer {
public:
    Writer(const Explanation& explanation, const Theme& theme, double width, double nominal)
        : m_e(explanation), m_theme(theme), m_left(theme.px(12)), m_width(width - theme.px(24)), m_nominal(nominal)
    {
    }

    WhyPage write()
    {
        m_y = m_theme.px(4);
        writeSiblings();
        for (std::size_t i = 0; i < m_e.steps.size(); ++i) {
            writeStep(i);
        }
        writeInputs();
        writeConventions();
        writeNotes();
        gap(10);
        paragraph("Source of the formula: " + shown(m_e.source) + ".", m_theme.font(11.5), m_theme.muted);
        gap(10);
        return {std::move(m_page), m_y, std::move(m_breaks)};
    }

private:
    void gap(double nominal)
    {
        m_breaks.push_back(m_y);
        m_y += m_theme.px(nominal);
    }

    void write(double x, double baseline, const QString& text, const QFont& font, const QColor& colour)
    {
        m_page.runs.push_back({{x, baseline}, text, font, colour});
    }

    void paragraph(const QString& text, const QFont& font, const QColor& colour, double indent = 0)
    {
        QTextLayout layout(text, font);
        QTextOption option;
        option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        const QFontMetricsF metrics(font);
        layout.beginLayout();
        for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
            line.setLineWidth(m_width - indent);
            write(m_left + indent, m_y + metrics.ascent(), text.mid(line.textStart(), line.textLength()).trimmed(),
                  font, colour);
            m_y += metrics.height() + 1;
        }
        layout.endLayout();
    }

    void heading(const QString& text)
    {
        gap(13);
        m_page.fills.push_back({QRectF(m_left, std::round(m_y), m_width, 1), m_theme.grid});
        m_y += m_theme.px(8); // no break: a heading stays with what it heads
        paragraph(text, m_theme.font(11.5, true), m_theme.muted);
        m_y += m_theme.px(2);
    }

    /// The other figures of the same operator, one click away.
    void writeSiblings()
    {
        if (!m_e.ref.isOperator()) {
            return;
        }
        const QFont font = m_theme.font(11.5), bold = m_theme.font(11.5, true);
        const double line = QFontMetricsF(font).height() + m_theme.px(4);
        double x = m_left;
        for (const OperatorFigure& figure : operatorFigures()) {
            const bool here = figure.id == m_e.ref.id;
            if (!here && !figure.isHeadline) {
                continue;
            }
            const QString text = shown(figure.label);
            const double width = QFontMetricsF(here ? bold : font).horizontalAdvance(text);
            if (x > m_left && x + width > m_left + m_width) {
                x = m_left;
                m_y += line;
            }
            write(x, m_y + QFontMetricsF(font).ascent(), text, here ? bold : font,
                  here ? m_theme.text : m_theme.accent);
            if (!here) {
                NumberRef ref = m_e.ref;
                ref.id = figure.id;
                m_page.links.push_back({QRectF(x, m_y, width, line - m_theme.px(2)), numberTarget(ref), text, false});
            }
            x += width + m_theme.px(12);
        }
        m_y += line + m_theme.px(4);
    }

    void writeStep(std::size_t index)
    {
        const ExplainedStep& step = m_e.steps[index];
        if (index > 0) {
            gap(step.terms.empty() && step.of == m_e.steps[index - 1].of ? 9 : 13);
            const bool begins = !step.of.empty() && step.of != m_e.steps[index - 1].of;
            if (begins) {
                paragraph("for example " + shown(step.of) + ":", m_theme.font(11.5), m_theme.muted);
                m_y += m_theme.px(3); // what is announced follows in the same column
            }
        }
        equation(step, index == 0 ? m_nominal : m_nominal * 0.93, index == 0);
        if (index == 0) {
            gap(5);
            paragraph(shown(m_e.help), m_theme.font(11.5), m_theme.muted);
        }
        writeTerms(step);
    }

    /// symbol = formula, = values, = result; one below the other, signs aligned.
    void equation(const ExplainedStep& step, double nominal, bool isMain)
    {
        const FormulaLayout formula(m_theme, nominal, [this](const Expression& e) { return targetOf(m_e, e); });
        const FormulaLayout plain(m_theme, nominal, {});
        const bool named = isMain ? !m_e.symbol.empty() : step.symbol.size() <= 22;
        FormulaBox left = named ? plain.line(symbolNotation(step.symbol)) : FormulaBox{};
        if (step.ref.isValid() && !isMain && named) {
            for (Page::Run& run : left.page.runs) {
                run.colour = m_theme.accent;
            }
            left.page.links.push_back({QRectF(0, -left.ascent, left.width, left.ascent + left.descent),
                                       numberTarget(step.ref), shown(step.symbol), false});
        }
        Notation sign;
        sign.kind = Notation::Kind::Sign;
        sign.text = "=";
        const double signWidth = plain.line(sign).width;
        const double indent = named ? left.width : -plain.line(sign).width * 0.25;
        const double room = m_width - indent - signWidth;
        std::string last;
        bool first = true;
        const auto part = [&](const Notation& n, const FormulaLayout& with, bool isResult) {
            const std::string text = plainText(n);
            if (text == last) {
                return;
            }
            last = text;
            std::vector<FormulaBox> lines = with.lines(n, room);
            for (std::size_t i = 0; i < lines.size(); ++i) {
                m_y += lines[i].ascent;
                if (first && named) {
                    m_page.append(std::move(left.page), {m_left, m_y});
                }
                if (i == 0 && (named || !first)) {
                    m_page.append(plain.line(sign).page, {m_left + indent, m_y});
                }
                if (isResult) {
                    embolden(lines[i]);
                }
                m_page.append(std::move(lines[i].page), {m_left + indent + signWidth, m_y});
                m_y += lines[i].descent + m_theme.px(5);
                first = false;
            }
        };
        part(symbolicNotation(*step.expression), formula, false);
        part(substitutedNotation(*step.expression, m_e.style), formula, false);
        part(numberNotation(step.result), plain, true);
    }

    static void embolden(FormulaBox& box)
    {
        for (Page::Run& run : box.page.runs) {
            run.font.setBold(true);
        }
    }

    void writeTerms(const ExplainedStep& step)
    {
        if (step.terms.empty() || step.terms.front().label.empty()) {
            return;
        }
        gap(4);
        constexpr std::size_t most = 5;
        const std::size_t shown = std::min(most, step.terms.size());
        for (std::size_t i = 0; i < shown; ++i) {
            termRow(step.terms[i]);
        }
        if (shown < step.termCount) {
            gap(2);
            paragraph("the largest of " + QString::number(step.termCount) +
                          (step.isLargest ? QStringLiteral(" candidates") : QStringLiteral(" terms")),
                      m_theme.font(11), m_theme.muted);
        }
    }

    /// Name, how often, share as a bar behind, and what it adds.
    void termRow(const ExplainedTerm& term)
    {
        const QFont font = m_theme.font(12), small = m_theme.font(11);
        const double height = m_theme.px(21);
        const double baseline = m_y + m_theme.px(15);
        const double bar = m_width * std::clamp(term.share, 0.0, 1.0);
        QColor tint = m_theme.accent;
        tint.setAlphaF(m_theme.dark ? 0.22F : 0.12F);
        m_page.fills.push_back({QRectF(m_left, m_y + 1, bar, height - 2), tint, 2});
        const QString value = shown(format(term.total, term.unit, m_e.style));
        const double valueWidth = QFontMetricsF(font).horizontalAdvance(value);
        write(m_left + m_width - m_theme.px(4) - valueWidth, baseline, value, font, m_theme.text);
        const QString times = term.count == 1 ? QString() : "×" + shown(format(term.count, Unit::Count));
        const double timesWidth = QFontMetricsF(small).horizontalAdvance(times);
        const double room = m_width - valueWidth - timesWidth - m_theme.px(24);
        const QString label = QFontMetricsF(font).elidedText(shown(term.label), Qt::ElideMiddle, room);
        write(m_left + m_theme.px(4), baseline, label, font, m_theme.text);
        write(m_left + m_theme.px(10) + QFontMetricsF(font).horizontalAdvance(label), baseline, times, small,
              m_theme.muted);
        if (term.ref.isValid()) {
            m_page.links.push_back({QRectF(m_left, m_y, m_width, height), numberTarget(term.ref),
                                    shown(term.label) + ", " + value, false});
        }
        m_y += height;
    }

    /// A row of two texts; the right one is never cut: where both do not fit it goes below.
    void pair(const FormulaBox* symbol, const QString& label, const QString& value, const PageTarget& target)
    {
        const QFont font = m_theme.font(12);
        const QFontMetricsF metrics(font);
        const double height = m_theme.px(21), top = m_y, gapBetween = m_theme.px(10);
        const double valueWidth = metrics.horizontalAdvance(value);
        const double symbolWidth = symbol ? symbol->width + m_theme.px(8) : 0;
        const double room = m_width - valueWidth - gapBetween - symbolWidth;
        const bool below = room < (symbol ? 0 : metrics.horizontalAdvance(label));
        const double labelRoom = below ? m_width - symbolWidth : room;
        const double baseline = m_y + m_theme.px(15);
        if (symbol) {
            Page copy = symbol->page;
            m_page.append(std::move(copy), {m_left, baseline});
        }
        write(m_left + symbolWidth, baseline, metrics.elidedText(label, Qt::ElideRight, std::max(0.0, labelRoom)), font,
              symbol ? m_theme.muted : m_theme.text);
        const QColor colour = target.isValid() ? m_theme.accent : m_theme.text;
        m_y += height;
        if (below) {
            paragraph(value, font, colour, m_theme.px(8));
        } else {
            write(m_left + m_width - valueWidth, baseline, value, font, colour);
        }
        if (target.isValid()) {
            m_page.links.push_back({QRectF(m_left, top, m_width, m_y - top), target, label + ", " + value, false});
        }
    }

    void writeInputs()
    {
        if (m_e.inputs.empty()) {
            return;
        }
        heading(QStringLiteral("What went in"));
        const FormulaLayout formula(m_theme, 13, {});
        for (std::size_t i = 0; i < m_e.inputs.size(); ++i) {
            const ExplainedInput& input = m_e.inputs[i];
            const FormulaBox symbol = formula.line(symbolNotation(input.symbol));
            pair(&symbol, shown(input.label), shown(input.value),
                 input.parameter.empty() ? PageTarget{} : parameterTarget(input.parameter));
            const bool goesOn = i + 1 < m_e.inputs.size() && m_e.inputs[i + 1].source == input.source;
            if (!input.source.empty() && !goesOn) { // figures of one source are listed above it
                paragraph(shown(input.source), m_theme.font(11), m_theme.muted, m_theme.px(8));
                gap(3);
            }
        }
    }

    void writeConventions()
    {
        if (m_e.conventions.empty()) {
            return;
        }
        heading(QStringLiteral("Conventions that shape it"));
        std::string last;
        for (const ExplainedConvention& c : m_e.conventions) {
            const QString label = c.chosen == last ? QString() : shown(c.chosen);
            const QString other = shown(c.alternative + ": " + c.otherwise);
            pair(nullptr, label, other, parameterTarget(c.parameter));
            last = c.chosen;
        }
    }

    void writeNotes()
    {
        for (const std::string& note : m_e.notes) {
            gap(12);
            const double top = m_y;
            const double inset = m_theme.px(10);
            paragraph(shown(note), m_theme.font(12), m_theme.text, inset);
            m_page.fills.push_back({QRectF(m_left, top, 3, m_y - top), m_theme.activations});
        }
    }

    const Explanation& m_e;
    const Theme& m_theme;
    double m_left, m_width, m_nominal;
    Page m_page;
    double m_y = 0;
    std::vector<double> m_breaks;
};

} // namespace

WhyPage layoutExplanation(const Explanation& explanation, const Theme& theme, double width, double nominal)
{
    return Writer(explanation, theme, width, nominal).write();
}

WhyPage layoutSentence(const QString& sentence, const Theme& theme, double width)
{
    WhyPage out;
    const QFont font = theme.font(12);
    const QFontMetricsF metrics(font);
    QTextLayout layout(sentence, font);
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width - theme.px(24));
        out.page.runs.push_back({{theme.px(12), out.height + metrics.ascent() + 2},
                                 sentence.mid(line.textStart(), line.textLength()).trimmed(),
                                 font,
                                 theme.muted});
        out.height += metrics.height() + 1;
    }
    layout.endLayout();
    return out;
}

} // namespace ridge
