#include "ui/studio/figure_view.h"

#include "ui/shown.h"
#include "ui/studio/figure_preview.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>

namespace ridge {

FigureView::FigureView(QVector<FigureChoice> kinds, QWidget* parent)
    : QWidget(parent), m_list(new QComboBox), m_name(new QLineEdit), m_preview(new FigurePreview),
      m_settings(new FigureSettings(std::move(kinds))), m_notes(new QLabel)
{
    auto* column = new QVBoxLayout(this);
    auto* line = new QHBoxLayout;
    m_list->setObjectName(QStringLiteral("figureList"));
    m_list->setAccessibleName(tr("Figures of this scenario"));
    m_list->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_list->setMinimumContentsLength(6);
    m_name->setObjectName(QStringLiteral("figureName"));
    m_name->setAccessibleName(tr("Name of the figure"));
    m_name->setToolTip(tr("What the command line calls it: ridgepoint figure --recipe NAME"));
    line->addWidget(m_list, 1);
    line->addWidget(m_name, 1);
    addButton(*line, "figureNew", tr("New"), &FigureView::newWanted);
    m_ofOne = {addButton(*line, "figureDuplicate", tr("Duplicate"), &FigureView::duplicateWanted),
               addButton(*line, "figureDelete", tr("Delete"), &FigureView::deleteWanted),
               addButton(*line, "figureCopy", tr("Copy"), &FigureView::copyWanted),
               addButton(*line, "figureExport", tr("Export…"), &FigureView::exportWanted)};
    m_ofOne.back()->setShortcut(Qt::CTRL | Qt::SHIFT | Qt::Key_E);
    column->addLayout(line);
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_settings);
    scroll->setMinimumWidth(270);
    auto* middle = new QHBoxLayout;
    middle->addWidget(m_preview, 3);
    middle->addWidget(scroll, 2);
    column->addLayout(middle, 1);
    m_notes->setObjectName(QStringLiteral("figureNotes"));
    m_notes->setWordWrap(true);
    m_notes->setTextFormat(Qt::PlainText);
    column->addWidget(m_notes);
    connect(m_list, &QComboBox::activated, this, [this](int index) { choose(m_figures[std::size_t(index)].name); });
    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        if (current() && !m_name->text().trimmed().isEmpty()) {
            m_name->setModified(false); // whether or not it can be
            emit renamed(m_name->text().trimmed());
        }
    });
    connect(m_settings, &FigureSettings::edited, this, &FigureView::edited);
    connect(m_preview, &FigurePreview::resized, this, &FigureView::wanted);
    showCurrent();
}

QPushButton* FigureView::addButton(QLayout& line, const char* name, const QString& text, void (FigureView::*asked)())
{
    auto* button = new QPushButton(text);
    button->setObjectName(QString::fromLatin1(name));
    connect(button, &QPushButton::clicked, this, asked);
    line.addWidget(button);
    return button;
}

void FigureView::setTheme(const Theme& theme) { m_preview->setTheme(theme); }

const Recipe* FigureView::current() const { return figureCalled(m_figures, m_current); }

void FigureView::setFigures(const Figures& figures, const QString& verdict)
{
    m_figures = figures;
    m_verdict = verdict;
    if (!current()) {
        m_current = m_figures.empty() ? std::string() : m_figures.front().name;
    }
    showCurrent();
}

void FigureView::choose(const std::string& name)
{
    m_current = name;
    showCurrent();
    emit wanted();
}

void FigureView::showCurrent()
{
    const QSignalBlocker silent(m_list);
    m_list->clear();
    for (const Recipe& each : m_figures) {
        m_list->addItem(shownName(each.name));
        if (each.name == m_current) {
            m_list->setCurrentIndex(m_list->count() - 1);
        }
    }
    const Recipe* recipe = current();
    for (QPushButton* button : m_ofOne) {
        button->setEnabled(recipe);
    }
    m_list->setEnabled(recipe);
    m_name->setEnabled(recipe);
    m_settings->setEnabled(recipe);
    if (!m_name->hasFocus() || !m_name->isModified()) { // who types goes on
        m_name->setText(recipe ? QString::fromStdString(recipe->name) : QString());
    }
    m_settings->setRecipe(recipe ? *recipe : Recipe{}, m_verdict);
    if (!recipe) {
        m_preview->setPicture({}, {});
        setNotes({tr("No figure yet: New makes one of what is on screen.")});
    }
}

void FigureView::setNotes(const QStringList& notes)
{
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
}

void FigureView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    emit wanted();
}

} // namespace ridge
