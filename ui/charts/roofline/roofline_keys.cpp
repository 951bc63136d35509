// The roofline in words: what its marks mean and the title of the axis, below it; and what is said without a picture.

#include "ui/charts/paint_layer.h"
#include "ui/charts/roofline/roofline_dot.h"
#include "ui/shown.h"

#include <QFontMetricsF>

#include <algorithm>

#include <qcustomplot.h>

namespace ridge {

/// Limits that are no zone of the chart, and the stages where there are several.
std::vector<RooflineChart::Key> RooflineChart::keys() const
{
    std::vector<Key> keys;
    std::ranges::copy(colourKeys(), std::back_inserter(keys));
    for (const Bound bound : {Bound::Overhead, Bound::Network}) {
        if (m_colour == DotColour::Bounds &&
            std::any_of(m_dots.begin(), m_dots.end(), [bound](const RooflineDot& dot) { return dot.bound == bound; })) {
            const std::string_view name = labelOf(bound);
            const QString text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
            keys.push_back({tr("%1-bound").arg(text), theme().of(bound), 0});
        }
    }
    const std::vector<Stage>& stages = evaluation()->program.stages;
    const bool areNamed = stages.size() > 1 && m_colour != DotColour::Stages;
    for (std::size_t s = 0; s < stages.size() && areNamed; ++s) {
        keys.push_back({shownName(stages[s].name), theme().muted, static_cast<int>(s)});
    }
    std::ranges::copy(ghostKeys(), std::back_inserter(keys));
    std::ranges::copy(otherKeys(), std::back_inserter(keys));
    const QFontMetricsF metrics(theme().font(11.5));
    const double width = axes().width();
    double x = 0;
    int line = 0;
    for (Key& key : keys) {
        key.width = theme().px(14) + metrics.horizontalAdvance(key.text);
        if (x > 0 && x + key.width > width) {
            x = 0;
            ++line;
        }
        key.x = x;
        key.line = line;
        x += key.width + theme().px(16);
    }
    return keys;
}

/// The title stands beside the keys where they leave room in their line, otherwise below them.
bool RooflineChart::titleFitsBeside(const std::vector<Key>& keys) const
{
    const double title = QFontMetricsF(theme().font(11.5)).horizontalAdvance(m_axisTitle) + theme().px(10);
    return keys.empty() || (keys.back().line == 0 && keys.back().x + keys.back().width + title <= axes().width());
}

/// The axis keeps as many lines as keys and title take.
void RooflineChart::reserveKeys()
{
    if (!evaluation()) {
        return;
    }
    const std::vector<Key> all = keys();
    const int lines = (all.empty() ? 0 : all.back().line) + (titleFitsBeside(all) ? 1 : 2);
    const QString label = QStringList(lines, QStringLiteral(" ")).join('\n');
    if (plot().xAxis->label() != label) {
        plot().xAxis->setLabel(label);
        plot().axisRect()->update(QCPLayoutElement::upMargins);
        plot().axisRect()->update(QCPLayoutElement::upLayout);
    }
}

void RooflineChart::paintBelow(QPainter& painter) const
{
    const QRectF area = axes();
    const QFontMetricsF metrics(theme().font(11.5));
    const std::vector<Key> all = keys();
    const bool beside = titleFitsBeside(all);
    const double line = metrics.height(), bottom = plot().viewport().bottom() - theme().px(8);
    const int lines = (all.empty() ? 0 : all.back().line) + (beside ? 1 : 2);
    const QRectF first(area.left(), bottom - line * lines, area.width(), line);
    painter.setFont(theme().font(11.5));
    for (const Key& key : all) {
        const QRectF row = first.translated(key.x, line * key.line);
        painter.setPen(QPen(key.colour, theme().px(1.4)));
        painter.setBrush(key.stage % 2 == 1 ? blend(theme().window, key.colour, 0.3) : key.colour);
        Placed mark{{row.left() + theme().px(5), row.center().y()}, theme().px(4), 0, 0, key.stage, {}};
        if (key.isMachine) {
            paintOtherKey(painter, mark.at, key);
        } else {
            key.look == 0 ? paintMark(painter, mark) : paintGhostKey(painter, mark, key);
        }
        painter.setPen(theme().muted);
        painter.drawText(QRectF(row.left() + theme().px(14), row.top(), key.width, line),
                         static_cast<int>(Qt::AlignLeft | Qt::AlignVCenter), key.text);
    }
    // Centred as usual, at the end of the axis where the keys need the room.
    const double used = all.empty() || !beside ? 0 : all.back().x + all.back().width + theme().px(10);
    const bool centred = area.width() / 2 - metrics.horizontalAdvance(m_axisTitle) / 2 > used;
    const QRectF row = first.translated(0, line * (lines - 1));
    painter.setPen(theme().muted);
    painter.drawText(row, static_cast<int>((centred ? Qt::AlignHCenter : Qt::AlignRight) | Qt::AlignVCenter),
                     metrics.elidedText(m_axisTitle, Qt::ElideRight, row.width()));
}

/// The machine, and then every dot.
std::vector<ChartItem> RooflineChart::items() const
{
    std::vector<ChartItem> items;
    const auto addRoof = [&](const Roof& roof, const QString& kind) {
        if (!roof.label.isEmpty()) {
            items.push_back({kind.arg(roof.label), roof.inUse            ? tr("in use")
                                                   : roof.isOtherLevel() ? tr("another level that bytes cross")
                                                                         : tr("not in use")});
        }
    };
    for (const Roof& roof : m_machine.memory) {
        addRoof(roof, roof.isLink() ? tr("Link roof: %1") : tr("Memory roof: %1"));
    }
    for (const Roof& roof : m_machine.compute) {
        addRoof(roof, tr("Compute roof: %1"));
    }
    if (level() != LevelKind::Memory) {
        items.push_back({tr("Intensities count the bytes of %1").arg(nameOfLevel()), {}});
    }
    if (m_machine.hasRidge()) {
        items.push_back({tr("Ridge: %1").arg(intensityText(m_machine.ridge(), m_machine.integerOps)), {}});
    }
    std::ranges::copy(pinnedItems(), std::back_inserter(items));
    std::ranges::copy(otherItems(), std::back_inserter(items));
    const std::vector<ChartItem> operators = Chart::items();
    items.insert(items.end(), operators.begin(), operators.end());
    return items;
}

} // namespace ridge
