// Where the parts of the right column stand, and how much of the cards has room.

#include "core/scenario/badge.h"
#include "ui/controls/broken_lines.h"
#include "ui/panels/number_card.h"
#include "ui/panels/result_panel.h"

#include <QBoxLayout>
#include <QFontMetrics>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QToolButton>
#include <algorithm>
#include <numeric>

namespace ridge {
namespace {

void placeAt(QGridLayout& grid, QWidget* part, int row, int column)
{
    int rowNow = -1, columnNow = -1, rows = 0, columns = 0;
    if (const int index = grid.indexOf(part); index >= 0) {
        grid.getItemPosition(index, &rowNow, &columnNow, &rows, &columns);
    }
    if (rowNow != row || columnNow != column) {
        grid.removeWidget(part);
        grid.addWidget(part, row, column);
    }
}

} // namespace

/// Nothing is cut: what does not stand side by side stands one below the other.
void ResultPanel::arrange()
{
    const int width = m_scroll->viewport()->width() - 2 * sideMargin;
    arrangeCards(width);
    arrangeBadge(width);
}

/// A scroll area does not ask how high texts are at its width.
void ResultPanel::fitHeight()
{
    QWidget& content = *m_scroll->widget();
    content.layout()->activate(); // forgets what it knew of texts that were other ones
    const int width = m_scroll->viewport()->width();
    const auto heightOf = [this](bool areTight) { return cardsHeight(areTight) + differenceHeight(areTight); };
    const int others = content.layout()->minimumHeightForWidth(width) - heightOf(m_areTight);
    setTight(others + heightOf(false) > m_scroll->viewport()->height());
    content.setMinimumHeight(std::max(0, content.layout()->minimumHeightForWidth(width)));
}

void ResultPanel::setTight(bool areTight)
{
    if (areTight == m_areTight || !m_evaluation) {
        return;
    }
    m_areTight = areTight;
    for (NumberCard* card : m_cards) {
        card->setTight(areTight);
    }
    updateDifference();
    m_scroll->widget()->layout()->activate();
}

/// Of the sentence against what is pinned; 0: there is none.
int ResultPanel::differenceHeight(bool isTight) const
{
    const QMargins margins = m_difference->contentsMargins();
    const int room = m_scroll->viewport()->width() - 2 * sideMargin - margins.left() - margins.right();
    const QString text = withUnbrokenNumbers(differenceText(isTight));
    return text.isEmpty() ? 0
                          : QFontMetrics(m_theme.font(13))
                                .boundingRect(QRect(0, 0, room, QWIDGETSIZE_MAX), Qt::TextWordWrap, text)
                                .height();
}

/// Of all rows of cards: each is as high as its highest.
int ResultPanel::cardsHeight(bool areTight) const
{
    const int width = m_scroll->viewport()->width() - 2 * sideMargin;
    const int ofCard = (width - (m_cardColumns - 1) * cardGap) / m_cardColumns;
    std::vector<int> rows;
    for (std::size_t i = 0; i < m_cards.size() && !m_cards[i]->isHidden(); ++i) {
        rows.resize(i / static_cast<std::size_t>(m_cardColumns) + 1);
        rows.back() = std::max(rows.back(), m_cards[i]->heightIn(ofCard, areTight));
    }
    return std::accumulate(rows.begin(), rows.end(), 0);
}

void ResultPanel::arrangeCards(int width)
{
    const int half = (width - cardGap) / 2;
    const bool isPaired = std::all_of(m_cards.begin(), m_cards.end(), [half](const NumberCard* card) {
        return card->isHidden() || card->fitsIn(half);
    });
    const int columns = m_cardColumns = isPaired ? 2 : 1;
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        placeAt(*m_grid, m_cards[i], static_cast<int>(i) / columns, static_cast<int>(i) % columns);
    }
}

void ResultPanel::arrangeBadge(int width)
{
    const QString all = QString::fromStdString(m_evaluation ? conventionBadge(*m_evaluation->scenario) : "");
    const QFontMetrics metrics(m_theme.font(11.5));
    int written = 0;
    for (const QString& line : m_badge->text().split(u'\n')) {
        written = std::max(written, metrics.horizontalAdvance(line));
    }
    // Beside the text, with what stands between the two.
    const int frame = std::max(20, m_badge->sizeHint().width() - written + m_titleLine->spacing());
    const int title = QFontMetrics(m_theme.font(13, true)).horizontalAdvance(m_metricsTitle->text());
    const auto isWithin = [&](const QString& line) { return title + metrics.horizontalAdvance(line) + frame <= width; };
    const QStringList beside = brokenEvenly(all, metrics, width - frame - title);
    const bool fits = beside.size() <= 2 && std::ranges::all_of(beside, isWithin);
    m_titleLine->setDirection(fits ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_badge->setText((fits ? beside : brokenEvenly(all, metrics, width - frame)).join(u'\n'));
}

} // namespace ridge
