#include "app/window/dialogs/gallery_dialog.h"

#include "core/evaluate/evaluate.h"
#include "ui/charts/chart_factory.h"
#include "ui/figure/figure.h"
#include "ui/shown.h"

#include <QDialogButtonBox>
#include <QListWidget>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

namespace ridge {
namespace {

constexpr QSize thumbnail{220, 130}; // logical pixels
constexpr QSize drawn{640, 378};     // of the same proportions: type is read at this size, and seen at that one

/// The chart of the page that shows an entry best; pages that are tables show their roofline.
QPixmap pictureOf(const GalleryEntry& entry, const Theme& theme)
{
    const std::unique_ptr<Chart> chart = makeChart(entry.page);
    chart->setTheme(theme);
    chart->resize(drawn);
    chart->setEvaluation(std::make_shared<const Evaluation>(evaluate(scenarioOf(entry))));
    QPixmap picture;
    picture.loadFromData(renderPng(*chart, {drawn, 1}));
    return picture;
}

} // namespace

GalleryDialog::GalleryDialog(const Theme& theme, QWidget* parent)
    : QDialog(parent), m_theme(theme), m_list(new QListWidget(this))
{
    setObjectName(QStringLiteral("galleryDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Gallery"));
    m_list->setViewMode(QListView::IconMode);
    m_list->setMovement(QListView::Static);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setIconSize(thumbnail);
    m_list->setGridSize({thumbnail.width() + 28, thumbnail.height() + 96});
    m_list->setWordWrap(true);
    m_list->setSpacing(6);
    m_list->setAccessibleName(tr("Scenarios that are ready to look at"));
    QPixmap blank(thumbnail);
    blank.fill(theme.panel);
    for (const GalleryEntry& entry : gallery()) {
        const QString title = shown(entry.title), sentence = shown(entry.sentence);
        auto* item = new QListWidgetItem(QIcon(blank), title + u'\n' + sentence, m_list);
        item->setToolTip(asToolTip(sentence));
        item->setTextAlignment(Qt::AlignHCenter | Qt::AlignTop);
    }
    m_list->setCurrentRow(0);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel, this);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_list, 1);
    column->addWidget(buttons);
    resize(1040, 660);
    connect(buttons, &QDialogButtonBox::accepted, this, &GalleryDialog::choose);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_list, &QListWidget::itemActivated, this, &GalleryDialog::choose);
    QTimer::singleShot(0, this, &GalleryDialog::drawNext);
}

/// One after the other, so that the dialog is there at once.
void GalleryDialog::drawNext()
{
    if (m_drawn >= m_list->count()) {
        return;
    }
    m_list->item(m_drawn)->setIcon(QIcon(pictureOf(gallery()[std::size_t(m_drawn)], m_theme)));
    ++m_drawn;
    QTimer::singleShot(0, this, &GalleryDialog::drawNext);
}

void GalleryDialog::choose()
{
    if (const int row = m_list->currentRow(); row >= 0) {
        emit chosen(gallery()[std::size_t(row)]);
        accept();
    }
}

} // namespace ridge
