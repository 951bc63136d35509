#include "ui/panels/history_view.h"

#include "ui/shown.h"

#include <QAbstractListModel>
#include <QAction>
#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QRegularExpression>
#include <QStyledItemDelegate>
#include <QToolButton>

namespace ridge {

class HistoryModel : public QAbstractListModel {
public:
    using QAbstractListModel::QAbstractListModel;

    /// Rows stay where they are while one gesture changes the newest.
    void setEntries(std::vector<HistoryEntry> entries)
    {
        const bool isSameCount = entries.size() == m_entries.size();
        if (!isSameCount) {
            beginResetModel();
        }
        m_entries = std::move(entries);
        if (!isSameCount) {
            endResetModel();
        } else if (!m_entries.empty()) {
            emit dataChanged(index(0), index(rowCount() - 1));
        }
    }
    const std::vector<HistoryEntry>& entries() const { return m_entries; }
    int entryOf(int row) const { return int(m_entries.size()) - 1 - row; }
    const HistoryEntry& at(int row) const { return m_entries[std::size_t(entryOf(row))]; }
    int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : int(m_entries.size()); }

    QVariant data(const QModelIndex& index, int role) const override
    {
        const HistoryEntry& entry = at(index.row());
        switch (role) {
        case Qt::DisplayRole:
            return shown(entry.title);
        case Qt::ToolTipRole:
            return asToolTip(shown(entry.change) + u'\n' + numbers(entry));
        case Qt::AccessibleTextRole:
            return QStringList({entry.isPresent ? HistoryView::tr("On screen") : QString(),
                                entry.isKept ? HistoryView::tr("Kept") : QString(), shown(entry.title), numbers(entry)})
                .filter(QRegularExpression(QStringLiteral(".")))
                .join(QStringLiteral(", "));
        default:
            return {};
        }
    }

    static QString numbers(const HistoryEntry& entry)
    {
        const QString warning = entry.fits ? QString() : HistoryView::tr("does not fit · ");
        return warning + entry.numbers.join(QStringLiteral(" · "));
    }

private:
    std::vector<HistoryEntry> m_entries;
};

namespace {

// Nominal pixels.
constexpr double cardWidth = 296;
constexpr double line = 16;
constexpr double side = 9;
constexpr double above = 5;
constexpr double gap = 6;
constexpr double textSize = 12.5;
constexpr double smallSize = 11.5;

class CardDelegate : public QStyledItemDelegate {
public:
    CardDelegate(const HistoryModel* entries, QObject* parent) : QStyledItemDelegate(parent), m_entries(entries) {}
    void setTheme(const Theme& theme) { m_theme = theme; }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {qRound(m_theme.px(cardWidth)), qRound(m_theme.px(2 * line + 2 * above + 3))};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const HistoryEntry& entry = m_entries->at(index.row());
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const bool isCurrent = option.state & QStyle::State_HasFocus;
        const bool isHovered = option.state & QStyle::State_MouseOver;
        const QColor frame = isCurrent || entry.isPresent ? m_theme.accent : isHovered ? m_theme.muted : m_theme.line;
        painter->setPen(QPen(frame, isCurrent ? 2 : 1));
        painter->setBrush(entry.isPresent ? m_theme.selection : m_theme.panel);
        painter->drawRoundedRect(QRectF(option.rect).adjusted(1, 1, -1, -1), 5, 5);
        paintTexts(*painter, option.rect, entry);
        painter->restore();
    }

private:
    void paintTexts(QPainter& painter, const QRect& card, const HistoryEntry& entry) const
    {
        QRectF row(card.left() + m_theme.px(side), card.top() + m_theme.px(above) + 1,
                   card.width() - m_theme.px(2 * side), m_theme.px(line));
        painter.setFont(m_theme.font(textSize, entry.isPresent));
        const QString mark = entry.isPresent ? QStringLiteral("▸ ") : QString();
        const QString star = entry.isKept ? QStringLiteral("★ ") : QString();
        painter.setPen(m_theme.text);
        painter.drawText(
            row, Qt::AlignVCenter,
            painter.fontMetrics().elidedText(mark + star + shown(entry.title), Qt::ElideMiddle, int(row.width())));
        row.translate(0, m_theme.px(line));
        painter.setFont(m_theme.font(smallSize));
        painter.setPen(entry.fits ? m_theme.muted : m_theme.warning);
        painter.drawText(
            row, Qt::AlignVCenter,
            painter.fontMetrics().elidedText(HistoryModel::numbers(entry), Qt::ElideRight, int(row.width())));
    }

    const HistoryModel* m_entries;
    Theme m_theme;
};

} // namespace

HistoryView::HistoryView(QWidget* parent)
    : QListView(parent), m_theme(Theme::light()), m_entries(new HistoryModel(this)), m_corner(new QWidget)
{
    setModel(m_entries);
    setItemDelegate(new CardDelegate(m_entries, this));
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setFrameShape(QFrame::NoFrame);
    setMouseTracking(true);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setAccessibleName(tr("States visited"));
    m_corner->setLayout(new QHBoxLayout);
    m_corner->layout()->setContentsMargins(0, 0, 0, 0);
    m_go = addAction(tr("Go there"), Qt::Key_Return, tr("Brings this state back, as an edit that can be undone"),
                     &HistoryView::wanted);
    m_keep = addAction(tr("Keep…"), Qt::Key_K, tr("Keeps this state under a name, for later sessions too"),
                       &HistoryView::keepWanted);
    m_pin = addAction(tr("Pin"), QKeySequence(Qt::SHIFT | Qt::Key_Return),
                      tr("Compares what is on screen with this state"), &HistoryView::pinWanted);
    setCanPin(false);
    connect(this, &QListView::clicked, this,
            [this](const QModelIndex& index) { emit wanted(m_entries->entryOf(index.row())); });
    connect(selectionModel(), &QItemSelectionModel::currentChanged, this, &HistoryView::follow);
    connect(m_entries, &QAbstractItemModel::modelReset, this, &HistoryView::follow);
    connect(m_entries, &QAbstractItemModel::dataChanged, this, &HistoryView::follow);
    follow();
}

QAction* HistoryView::addAction(const QString& text, const QKeySequence& keys, const QString& help,
                                void (HistoryView::*signal)(int))
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetShortcut);
    action->setToolTip(QStringLiteral("%1 (%2)").arg(help, keys.toString(QKeySequence::NativeText)));
    QWidget::addAction(action);
    auto* button = new QToolButton;
    button->setDefaultAction(action);
    button->setAccessibleDescription(help);
    button->setToolButtonStyle(Qt::ToolButtonTextOnly);
    m_corner->layout()->addWidget(button);
    connect(action, &QAction::triggered, this, [this, signal] {
        if (const int entry = currentEntry(); entry >= 0) {
            emit(this->*signal)(entry);
        }
    });
    connect(action, &QAction::changed, button, [action, button] { button->setVisible(action->isVisible()); });
    return action;
}

void HistoryView::setTheme(const Theme& theme)
{
    m_theme = theme;
    static_cast<CardDelegate*>(itemDelegate())->setTheme(theme);
    setSpacing(qRound(theme.px(gap / 2)));
    setStyleSheet(QStringLiteral("QListView { background: %1; }").arg(theme.window.name()));
    scheduleDelayedItemsLayout();
    viewport()->update();
}

void HistoryView::setEntries(std::vector<HistoryEntry> entries)
{
    if (entries == m_entries->entries()) {
        return;
    }
    m_entries->setEntries(std::move(entries));
    viewport()->update();
}

void HistoryView::setCanPin(bool can) { m_pin->setVisible(can); }

int HistoryView::currentEntry() const
{
    const QModelIndex index = currentIndex();
    return index.isValid() ? m_entries->entryOf(index.row()) : -1;
}

/// The keyboard comes in at the state on screen; buttons say what they would do to the current one.
void HistoryView::follow()
{
    if (!currentIndex().isValid()) {
        for (int row = 0; row < m_entries->rowCount(); ++row) {
            if (m_entries->at(row).isPresent) {
                selectionModel()->setCurrentIndex(m_entries->index(row), QItemSelectionModel::NoUpdate);
            }
        }
    }
    const QModelIndex index = currentIndex();
    const HistoryEntry* entry = index.isValid() ? &m_entries->at(index.row()) : nullptr;
    m_go->setEnabled(entry && !entry->isPresent);
    m_keep->setEnabled(entry);
    m_keep->setText(entry && entry->isKept ? tr("Keep no longer") : tr("Keep…"));
    m_pin->setEnabled(entry && !entry->isPresent);
}

void HistoryView::contextMenuEvent(QContextMenuEvent* event)
{
    if (currentEntry() < 0) {
        return;
    }
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addActions({m_go, m_keep, m_pin});
    menu->popup(event->globalPos());
}

void HistoryView::paintEvent(QPaintEvent* event)
{
    QListView::paintEvent(event);
    if (m_entries->rowCount() == 0) {
        QPainter painter(viewport());
        painter.setFont(m_theme.font(textSize));
        painter.setPen(m_theme.muted);
        painter.drawText(viewport()->rect().adjusted(12, 8, -12, -8), Qt::TextWordWrap,
                         tr("Nothing was evaluated yet; each edit leaves its state here."));
    }
}

} // namespace ridge
