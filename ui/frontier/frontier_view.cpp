#include "ui/frontier/frontier_view.h"

#include "core/metrics/catalogue.h"
#include "core/studies/ranking/direction.h"
#include "ui/charts/frontier/frontier_chart.h"
#include "ui/controls/controls.h"
#include "ui/metric_words.h"
#include "ui/panels/check_page.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QSignalBlocker>

#include <algorithm>

namespace ridge {
namespace {

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

/// Names in the order of the boxes.
struct BoxText {
    const char *id, *label, *help;
};
constexpr BoxText boxTexts[] = {
    {"frontierVertical", QT_TRANSLATE_NOOP("FrontierView", "Up"), "Metric of the vertical axis"},
    {"frontierHorizontal", QT_TRANSLATE_NOOP("FrontierView", "Across"), "Metric of the horizontal axis"},
    {"frontierSize", QT_TRANSLATE_NOOP("FrontierView", "Size"), "A third metric that counts, shown as size"},
    {"frontierModels", QT_TRANSLATE_NOOP("FrontierView", "Models"), "Models that are compared"},
    {"frontierDevices", QT_TRANSLATE_NOOP("FrontierView", "Devices"), "Devices that are compared"},
    {"frontierWeights", QT_TRANSLATE_NOOP("FrontierView", "Weights"), "Formats of the weights that are compared"},
    {"frontierBatch", QT_TRANSLATE_NOOP("FrontierView", "Batch"), "Batches that are compared"}};

} // namespace

std::vector<std::string> usualFrontierMetrics(const Evaluation& evaluation)
{
    const auto firstOf = [&](std::initializer_list<const char*> ids) {
        const auto found =
            std::ranges::find_if(ids, [&](const char* id) { return metric(evaluation, id).value.has_value(); });
        return std::string(found == ids.end() ? *ids.begin() : *found);
    };
    return {firstOf({"tpot", "latency"}), firstOf({"energy_per_token", "energy_per_inference", "memory_footprint"})};
}

FrontierView::FrontierView(QWidget* parent)
    : QWidget(parent), m_note(makePageLabel(this, "small", QStringLiteral("frontierNote"))),
      m_progress(new QProgressBar(this)), m_chart(new FrontierChart(this))
{
    setProperty("role", "panel");
    setAttribute(Qt::WA_StyledBackground);
    auto* controls = new QVBoxLayout;
    controls->setContentsMargins(cellInset, 8, cellInset, 6);
    controls->setSpacing(5);
    makeControls(*controls);
    auto* words = new QHBoxLayout;
    words->setContentsMargins(cellInset, 0, cellInset, 6);
    words->addWidget(m_note, 1);
    words->addWidget(m_progress);
    m_progress->setRange(0, 100);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("How far the frontier is computed"));
    m_progress->setFixedWidth(120);
    m_progress->hide();
    m_chart->setSummarised(false); // the line above says it
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(controls);
    column->addLayout(words);
    column->addWidget(m_chart, 1);
    setFocusProxy(m_chart);
    setTheme(Theme::light());
}

/// The metrics in the first line, what is combined in the second.
void FrontierView::makeControls(QVBoxLayout& lines)
{
    QHBoxLayout* line = nullptr;
    for (int box = 0; box < BoxCount; ++box) {
        const BoxText& words = boxTexts[box];
        m_boxes[box] = new ChoiceBox(this);
        m_boxes[box]->setObjectName(QString::fromLatin1(words.id));
        m_boxes[box]->setAccessibleName(tr(words.help));
        m_labels[box] = new QLabel(tr(words.label), this);
        m_labels[box]->setProperty("role", "muted");
        m_labels[box]->setBuddy(m_boxes[box]);
        if (box == Vertical || box == Models) {
            line = new QHBoxLayout;
            line->setSpacing(6);
            lines.addLayout(line);
        } else {
            line->addSpacing(6);
        }
        line->addWidget(m_labels[box]);
        line->addWidget(m_boxes[box], 4);
        if (box == Size || box == Batch) { // wide windows leave the rest of the line free
            line->addStretch(1);
        }
        connect(m_boxes[box], &QComboBox::activated, this, [this, box](int index) { choose(Box(box), index); });
    }
    m_boxes[Models]->addItems({tr("this one"), tr("all of its class")});
    m_boxes[Devices]->addItems({tr("this one"), tr("all")});
    m_boxes[Weights]->addItems({tr("as they are"), tr("a few"), tr("all formats")});
    m_boxes[Batch]->addItems({tr("as it is"), tr("a few"), tr("1 to 1024")});
    m_boxes[Weights]->setToolTip(tr("A few: BF16, FP8, INT8, INT4 in groups, and what is chosen now"));
    m_boxes[Batch]->setToolTip(tr("A few: 1, 4, 16, 64, and what is chosen now"));
    m_boxes[Models]->setCurrentIndex(m_wish.allModels);
    m_boxes[Devices]->setCurrentIndex(m_wish.allDevices);
    m_boxes[Weights]->setCurrentIndex(int(m_wish.weights));
    m_boxes[Batch]->setCurrentIndex(int(m_wish.batch));
    m_wish.metrics.assign(3, {});
}

void FrontierView::setTheme(const Theme& theme)
{
    m_chart->setTheme(theme);
    for (int box = 0; box < BoxCount; ++box) {
        m_boxes[box]->setTheme(theme);
        m_boxes[box]->setMaximumWidth(qRound(theme.px(230)));
        m_labels[box]->setFont(theme.font(12));
    }
}

void FrontierView::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    m_chart->setEvaluation(m_evaluation);
    if (isVisible()) {
        showMetrics();
        showModels();
    }
}

/// Those that this scenario has and of which a better side is known.
void FrontierView::showMetrics()
{
    std::vector<const Metric*> rows;
    for (std::size_t i = 0; i < metricCatalogue().size(); ++i) {
        if (m_evaluation->metrics[i].value && betterOf(metricCatalogue()[i]) != Better::Unknown) {
            rows.push_back(&metricCatalogue()[i]);
        }
    }
    std::ranges::stable_sort(rows, {}, &Metric::family);
    std::vector<std::string> ids;
    for (const Metric* row : rows) {
        ids.emplace_back(row->id);
    }
    const bool isNew = ids != m_ids;
    m_ids = std::move(ids);
    const FrontierWish now = wish();
    for (const Box box : {Vertical, Horizontal, Size}) {
        const QSignalBlocker blocker(m_boxes[box]);
        if (isNew) {
            m_boxes[box]->clear();
            if (box == Size) {
                m_boxes[box]->addItem(tr("all the same"));
            }
            for (const std::string& id : m_ids) {
                m_boxes[box]->addItem(labelOf(metricCalled(id)));
                m_boxes[box]->setItemData(m_boxes[box]->count() - 1, text(metricCalled(id).help), Qt::ToolTipRole);
            }
        }
        const std::size_t place = box == Horizontal ? 0 : box == Vertical ? 1 : 2;
        const std::string id = place < now.metrics.size() ? now.metrics[place] : std::string();
        const int at = int(std::ranges::find(m_ids, id) - m_ids.begin());
        m_boxes[box]->setCurrentIndex(box == Size ? (id.empty() ? 0 : at + 1) : at);
    }
}

void FrontierView::showModels()
{
    const QString family = shownName(m_evaluation->scenario->model.family);
    m_boxes[Models]->setItemText(1, family.isEmpty() ? tr("all of its class") : tr("all: %1").arg(family));
}

FrontierWish FrontierView::wish() const
{
    FrontierWish wish = m_wish;
    const std::vector<std::string> usual = usualFrontierMetrics(*m_evaluation);
    for (std::size_t i = 0; i < usual.size(); ++i) {
        const bool isThere = std::ranges::find(m_ids, m_wish.metrics[i]) != m_ids.end();
        wish.metrics[i] = isThere ? m_wish.metrics[i] : usual[i];
    }
    if (std::ranges::find(m_ids, wish.metrics.back()) == m_ids.end()) {
        wish.metrics.pop_back();
    }
    return wish;
}

void FrontierView::choose(Box box, int index)
{
    switch (box) {
    case Vertical:
    case Horizontal:
        m_wish.metrics[box == Horizontal ? 0 : 1] = m_ids[std::size_t(index)];
        break;
    case Size:
        m_wish.metrics[2] = index > 0 ? m_ids[std::size_t(index) - 1] : std::string();
        break;
    case Models:
        m_wish.allModels = index > 0;
        break;
    case Devices:
        m_wish.allDevices = index > 0;
        break;
    case Weights:
        m_wish.weights = FrontierWish::Vary(index);
        break;
    default:
        m_wish.batch = FrontierWish::Vary(index);
    }
    emit wanted();
}

void FrontierView::setPicture(std::shared_ptr<const FrontierPicture> picture)
{
    m_note->setText(picture ? countText(*picture) + u' ' + tr("A click takes a point.") : QString());
    m_chart->setPicture(std::move(picture));
}

void FrontierView::setProgress(std::optional<double> share)
{
    m_progress->setVisible(share.has_value());
    m_progress->setValue(qRound(100 * share.value_or(0)));
}

void FrontierView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_evaluation) {
        showMetrics();
        showModels();
        emit wanted();
    }
}

} // namespace ridge
