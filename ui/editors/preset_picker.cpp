#include "ui/editors/preset_picker.h"

#include "ui/controls/field_frame.h"
#include "ui/editors/preset_filter.h"
#include "ui/shown.h"

#include <QCursor>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace ridge {

namespace {

constexpr int idRole = Qt::UserRole;
constexpr int detailRole = Qt::UserRole + 1;
constexpr int headingRole = Qt::UserRole + 2;

/// Name on the left, detail muted on the right, headings in small capitals.
class EntryDelegate : public QStyledItemDelegate {
public:
    EntryDelegate(const Theme& theme, QObject* parent) : QStyledItemDelegate(parent), m_theme(theme) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override
    {
        return {100, int(m_theme.px(26))};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        const bool heading = index.data(headingRole).toBool();
        const bool broken = !heading && !(index.flags() & Qt::ItemIsSelectable);
        const QRectF area = QRectF(option.rect).adjusted(m_theme.px(10), 0, -m_theme.px(10), 0);
        painter->save();
        if (option.state & QStyle::State_Selected) {
            painter->fillRect(option.rect, m_theme.selection);
        }
        painter->setPen(heading || broken ? m_theme.muted : m_theme.text);
        painter->setFont(heading ? m_theme.font(11, true) : m_theme.font(12.5));
        const QString name = index.data(Qt::DisplayRole).toString();
        painter->drawText(area, (heading ? Qt::AlignBottom : Qt::AlignVCenter) | Qt::AlignLeft, name);
        const double used = painter->fontMetrics().horizontalAdvance(name) + m_theme.px(14);
        painter->setPen(broken ? m_theme.warning : m_theme.muted);
        painter->setFont(m_theme.font(11.5));
        const QString detail = painter->fontMetrics().elidedText(index.data(detailRole).toString(), Qt::ElideRight,
                                                                 std::max(0, int(area.width() - used)));
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, detail);
        painter->restore();
    }

private:
    Theme m_theme;
};

} // namespace

PresetPopup::PresetPopup(QVector<PresetEntry> entries, QString current, const Theme& theme, QWidget* parent)
    : QFrame(parent, Qt::Popup), m_entries(std::move(entries)), m_current(std::move(current)), m_theme(theme),
      m_filter(new QLineEdit(this)), m_list(new QListWidget(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setPalette(theme.palette());
    setStyleSheet(
        QStringLiteral(
            "ridge--PresetPopup { background: %1; border: 1px solid %2; }"
            "QListWidget { border: none; background: %1; outline: none; }"
            "QLineEdit { border: none; border-bottom: 1px solid %2; background: %1; color: %3; padding: 7px 9px; }")
            .arg(theme.panel.name(), theme.line.name(), theme.text.name()));
    m_filter->setFont(theme.font(12.5));
    m_filter->setPlaceholderText(m_entries.isEmpty() || m_entries.back().size <= 0
                                     ? tr("Type to search")
                                     : tr("Search: name, class or size, such as “vision <100M”"));
    m_filter->setAccessibleName(tr("Search"));
    m_filter->installEventFilter(this);
    m_list->setAccessibleName(tr("What matches"));
    m_list->setItemDelegate(new EntryDelegate(theme, m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->setSizeConstraint(QLayout::SetNoConstraint); // the picker says how large
    column->addWidget(m_filter);
    column->addWidget(m_list);
    setFocusProxy(m_filter);
    connect(m_filter, &QLineEdit::textChanged, this, &PresetPopup::fill);
    connect(m_list, &QListWidget::itemClicked, this, &PresetPopup::choose);
    connect(m_list, &QListWidget::itemEntered, this, [this](QListWidgetItem* item) {
        if (QCursor::pos() != m_pointer) { // it moved, and not the list below it
            m_list->setCurrentItem(item);
        }
    });
    fill({});
}

void PresetPopup::addHeading(const QString& text)
{
    auto* heading = new QListWidgetItem(shown(text, longestLabel).toUpper(), m_list);
    heading->setFlags(Qt::ItemIsEnabled);
    heading->setData(headingRole, true);
    heading->setData(Qt::AccessibleTextRole, shown(text));
}

QListWidgetItem* PresetPopup::addEntry(const PresetEntry& entry)
{
    const QString name = shown(entry.name);
    auto* item = new QListWidgetItem(name, m_list);
    const bool broken = !entry.problem.isEmpty();
    const QString detail = shown(broken ? entry.problem : entry.detail);
    item->setData(idRole, broken ? QString() : entry.id);
    item->setData(detailRole, detail);
    item->setData(Qt::AccessibleTextRole, detail.isEmpty() ? name : name + QStringLiteral(", ") + detail);
    const QString more = shown(broken ? entry.problem : entry.source);
    item->setToolTip(QStringLiteral("<b>%1</b>").arg(shown(entry.id).toHtmlEscaped()) +
                     (more.isEmpty() ? QString() : QStringLiteral("<br>") + more.toHtmlEscaped()));
    if (broken) {
        item->setFlags(Qt::ItemIsEnabled);
    }
    return item;
}

void PresetPopup::fill(const QString& filter)
{
    m_pointer = QCursor::pos();
    m_list->clear();
    QString section;
    QListWidgetItem* chosenItem = nullptr;
    QListWidgetItem* nearestItem = nullptr;
    int nearest = -1;
    bool isEmpty = true;
    for (const PresetEntry& entry : m_entries) {
        if (!matchesFilter(entry, filter)) {
            continue;
        }
        if (entry.section != section) {
            section = entry.section;
            addHeading(section);
        }
        isEmpty = false;
        auto* item = addEntry(entry);
        if (!entry.problem.isEmpty()) {
            continue;
        }
        if (const int near = nearness(entry, filter); near > nearest) {
            nearest = near;
            nearestItem = item;
        }
        chosenItem = filter.isEmpty() && entry.id == m_current ? item : chosenItem;
    }
    if (isEmpty) {
        addHeading(tr("Nothing matches"));
    }
    m_list->setCurrentItem(chosenItem ? chosenItem : nearestItem);
}

void PresetPopup::move(int rows)
{
    int row = m_list->currentRow();
    for (int left = std::abs(rows); left > 0;) {
        row += rows > 0 ? 1 : -1;
        if (row < 0 || row >= m_list->count()) {
            return;
        }
        if (m_list->item(row)->flags() & Qt::ItemIsSelectable) {
            m_list->setCurrentRow(row);
            --left;
        }
    }
}

void PresetPopup::choose()
{
    const QListWidgetItem* item = m_list->currentItem();
    if (!item || item->data(idRole).toString().isEmpty()) {
        return;
    }
    const QString id = item->data(idRole).toString();
    close();
    emit chosen(id);
}

bool PresetPopup::eventFilter(QObject* watched, QEvent* event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
            move(1);
            return true;
        case Qt::Key_Up:
            move(-1);
            return true;
        case Qt::Key_PageDown:
            move(8);
            return true;
        case Qt::Key_PageUp:
            move(-8);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return true;
        case Qt::Key_Escape:
            close();
            return true;
        default:
            break;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void PresetPopup::openAt(QPoint corner, int width)
{
    const QRect screen = parentWidget()->screen()->availableGeometry();
    const int high = std::min(int(m_theme.px(460)), screen.height());
    corner.setX(std::clamp(corner.x(), screen.left(), std::max(screen.left(), screen.right() - width)));
    corner.setY(std::clamp(corner.y(), screen.top(), std::max(screen.top(), screen.bottom() - high)));
    setGeometry(QRect(corner, QSize(width, high)));
    show();
    setFocus(Qt::PopupFocusReason);
}

PresetPicker::PresetPicker(QWidget* parent) : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    connect(this, &QAbstractButton::clicked, this, &PresetPicker::openPopup);
}

void PresetPicker::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFixedHeight(int(theme.px(28)));
    update();
}

void PresetPicker::setEntries(QVector<PresetEntry> entries) { m_entries = std::move(entries); }

void PresetPicker::setCurrent(const QString& id, const QString& name, const QString& detail, const QString& about)
{
    if (id == m_id && name == m_name && detail == m_detail && about == m_about) {
        return;
    }
    m_id = id;
    m_name = name;
    m_detail = detail;
    m_about = about;
    const QString whole = detail.isEmpty() ? name : name + QStringLiteral(", ") + detail;
    setToolTip(asToolTip(about.isEmpty() ? tr("%1. Click to choose another.").arg(whole)
                                         : tr("%1. %2. Click to choose another.").arg(whole, about)));
    setText(asMenuText(name));
    update();
}

QSize PresetPicker::sizeHint() const { return {int(m_theme.px(120)), int(m_theme.px(28))}; }

void PresetPicker::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintFieldFrame(painter, rect(), m_theme, {.focused = hasFocus(), .hovered = underMouse()});
    const double chevron = m_theme.px(7);
    const QRectF arrow(width() - m_theme.px(10) - chevron, (height() - chevron) / 2, chevron, chevron);
    paintChevron(painter, arrow, m_theme.muted, true);
    const QRectF area = QRectF(rect()).adjusted(m_theme.px(9), 0, arrow.left() - m_theme.px(6) - width(), 0);
    painter.setFont(m_theme.font(13, true));
    painter.setPen(m_theme.text);
    const QString name = painter.fontMetrics().elidedText(m_name, Qt::ElideRight, int(area.width()));
    painter.drawText(area, Qt::AlignLeft | Qt::AlignVCenter, name);
    const double used = painter.fontMetrics().horizontalAdvance(name) + m_theme.px(12);
    painter.setFont(m_theme.font(12.5));
    painter.setPen(m_theme.muted);
    if (painter.fontMetrics().horizontalAdvance(m_detail) <= area.width() - used) { // whole, or left to the tool tip
        painter.drawText(area, Qt::AlignRight | Qt::AlignVCenter, m_detail);
    }
}

void PresetPicker::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter || event->key() == Qt::Key_Down) {
        openPopup();
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

void PresetPicker::openPopup()
{
    emit opening();
    m_popup = new PresetPopup(m_entries, m_id, m_theme, this);
    connect(m_popup, &PresetPopup::chosen, this, &PresetPicker::chosen);
    m_popup->openAt(mapToGlobal(QPoint(0, height() + 2)), std::max(width(), int(m_theme.px(380))));
}

} // namespace ridge
