#include "ui/theme/theme.h"

#include "ui/theme/palettes.h"

#include <QCoreApplication>
#include <QFontDatabase>

namespace ridge {

namespace {

QString baseFamily()
{
    // Asked once: the font database scans every installed font.
    static const QString family = QFontDatabase::families().contains(QStringLiteral("Inter"))
                                      ? QStringLiteral("Inter")
                                      : QFontDatabase::systemFont(QFontDatabase::GeneralFont).family();
    return family;
}

} // namespace

Theme Theme::light()
{
    Theme t;
    t.window = "#F5F6F8";
    t.panel = "#FFFFFF";
    t.line = "#DFE3E8";
    t.grid = "#ECEFF3";
    t.text = "#1B1F24";
    t.muted = "#66707C";
    t.accent = "#0F62C9";
    t.selection = "#E7F0FC";
    t.compute = "#0072B2";
    t.memory = "#D55E00";
    t.overhead = "#8C7AA9";
    t.network = "#009E73";
    t.rest = "#B9C0C9";
    t.weights = "#56789B";
    t.activations = "#E0A43B";
    t.warning = "#B35900";
    t.error = "#B3261E";
    t.series = seriesOf("okabe-ito", false);
    return t;
}

Theme Theme::darkTheme()
{
    Theme t;
    t.dark = true;
    t.window = "#15181C";
    t.panel = "#1D2126";
    t.line = "#31373F";
    t.grid = "#282D34";
    t.text = "#E8EBEF";
    t.muted = "#98A2AE";
    t.accent = "#6CB2F7";
    t.selection = "#22354A";
    t.compute = "#56A9E0";
    t.memory = "#F08A45";
    t.overhead = "#B4A3D0";
    t.network = "#3CC79B";
    t.rest = "#59626D";
    t.weights = "#7E9BBA";
    t.activations = "#E7BD6B";
    t.warning = "#F0A050";
    t.error = "#FF8A80";
    t.series = seriesOf("okabe-ito", true);
    return t;
}

Theme Theme::print()
{
    Theme t = light();
    t.window = Qt::white;
    t.text = Qt::black;
    t.muted = "#4A525B"; // paper and projectors lose contrast
    t.line = "#C4C9CF";
    t.grid = "#E4E7EB";
    return t;
}

Theme Theme::grey() { return withPalette(print(), "grey"); }

const QColor& Theme::of(Bound bound) const
{
    const QColor* const colours[] = {&compute, &memory, &overhead, &network}; // in the order of the enumerators
    return *colours[static_cast<std::size_t>(bound)];
}

QPalette Theme::palette() const
{
    QPalette p;
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, panel);
    p.setColor(QPalette::AlternateBase, window);
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::Button, panel);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, warning);
    p.setColor(QPalette::PlaceholderText, muted);
    p.setColor(QPalette::Highlight, selection);
    p.setColor(QPalette::HighlightedText, text);
    p.setColor(QPalette::Link, accent);
    p.setColor(QPalette::LinkVisited, accent);
    p.setColor(QPalette::ToolTipBase, panel);
    p.setColor(QPalette::ToolTipText, text);
    p.setColor(QPalette::Light, panel);
    p.setColor(QPalette::Midlight, grid);
    p.setColor(QPalette::Mid, line);
    p.setColor(QPalette::Dark, line);
    p.setColor(QPalette::Shadow, line);
    for (auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        p.setColor(QPalette::Disabled, role, muted);
    }
    return p;
}

QFont Theme::font(double nominalPx, bool bold) const
{
    // Pixels, not points: a figure then has the same layout on every paint device. Qt 6.4 cannot switch Inter's tabular
    // figures on; its digits differ only in the 1, so numbers that change are right-aligned instead.
    QFont f(baseFamily());
    f.setPixelSize(qMax(7, qRound(px(nominalPx))));
    f.setWeight(bold ? QFont::DemiBold : QFont::Normal);
    // Shaping would put alternates of "-", "(" and "×" in place that a PDF cannot tell when its text is copied.
    f.setStyleHint(QFont::SansSerif, QFont::PreferNoShaping);
    return f;
}

QFont Theme::mathFont(double nominalPx, bool italic) const
{
    QFont f;
    f.setFamilies({QStringLiteral("STIX"), QStringLiteral("STIXGeneral"), QStringLiteral("Latin Modern Roman"),
                   QStringLiteral("Liberation Serif"), QStringLiteral("DejaVu Serif")});
    f.setPixelSize(qMax(7, qRound(px(nominalPx))));
    f.setItalic(italic);
    f.setStyleHint(QFont::Serif);
    return f;
}

std::span<const ThemeKind> themeKinds()
{
    static constexpr ThemeKind kinds[] = {{"light", QT_TRANSLATE_NOOP("Theme", "Light"), Theme::light},
                                          {"dark", QT_TRANSLATE_NOOP("Theme", "Dark"), Theme::darkTheme},
                                          {"print", QT_TRANSLATE_NOOP("Theme", "Print"), Theme::print},
                                          {"grey", QT_TRANSLATE_NOOP("Theme", "Print in greys"), Theme::grey}};
    return kinds;
}

} // namespace ridge
