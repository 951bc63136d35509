#include "ui/studio/figure_settings.h"

#include "core/scenario/figures/places.h"
#include "ui/charts/roofline/roofline_geometry.h"
#include "ui/theme/palettes.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>

namespace ridge {
namespace {

using Entries = QVector<std::pair<QString, QString>>; // ids and labels

QString text(std::string_view of) { return QString::fromUtf8(of.data(), qsizetype(of.size())); }

template <class Kinds> Entries entriesOf(const Kinds& kinds, const char* context)
{
    Entries entries;
    for (const auto& kind : kinds) {
        entries.push_back({text(kind.id), QCoreApplication::translate(context, std::string(kind.label).c_str())});
    }
    return entries;
}

Entries legendEntries()
{
    return {{QStringLiteral("above"), FigureSettings::tr("above")},
            {QStringLiteral("below"), FigureSettings::tr("below")},
            {QStringLiteral("none"), FigureSettings::tr("none")}};
}

void select(QComboBox& box, const QString& id)
{
    const int index = box.findData(id);
    box.setCurrentIndex(index < 0 && !box.isEditable() ? 0 : index);
}

QString joined(const std::vector<std::string>& texts)
{
    QStringList list;
    for (const std::string& each : texts) {
        list << QString::fromStdString(each);
    }
    return list.join(QStringLiteral("; "));
}

std::vector<std::string> parted(const std::string& text)
{
    std::vector<std::string> list;
    for (const QString& each : QString::fromStdString(text).split(u';', Qt::SkipEmptyParts)) {
        if (const QString trimmed = each.trimmed(); !trimmed.isEmpty() && list.size() < 8) {
            list.push_back(trimmed.toStdString());
        }
    }
    return list;
}

} // namespace

FigureSettings::FigureSettings(QVector<FigureChoice> kinds, QWidget* parent)
    : QWidget(parent), m_kinds(std::move(kinds))
{
    auto* form = new QFormLayout(this);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setRowWrapPolicy(QFormLayout::DontWrapRows);
    makeWords(*form);
    makeCallouts(*form);
    makeParts(*form);
    makePlace(*form);
    makeLabels(*form);
}

/// Every edit of a control ends here; edits of one gesture are one step to undo.
void FigureSettings::change(const QString& field, const QString& text, const Change& change, quint64 gesture)
{
    if (m_isShowing) {
        return;
    }
    Recipe next = m_recipe;
    change(next);
    if (next == m_recipe) {
        return;
    }
    m_recipe = next; // the next edit builds on it
    emit edited(next, {QStringLiteral("figures.") + field, gesture, text});
}

QLineEdit* FigureSettings::addText(QFormLayout& form, const char* name, const QString& label,
                                   std::function<void(Recipe&, const std::string&)> put)
{
    auto* field = new QLineEdit;
    field->setObjectName(QString::fromLatin1(name));
    field->setAccessibleName(label);
    field->setMaxLength(int(mostFigureText) / 4); // of four bytes each
    field->installEventFilter(this);
    connect(field, &QLineEdit::textEdited, this, [this, field, label, put](const QString& typed) {
        change(
            field->objectName(), tr("%1 of a figure").arg(label),
            [&](Recipe& recipe) { put(recipe, typed.toStdString()); }, m_typing.current());
    });
    form.addRow(label, field);
    return field;
}

QComboBox* FigureSettings::addChoice(QFormLayout& form, const char* name, const QString& label, const Entries& entries,
                                     std::function<void(Recipe&, const std::string&)> put)
{
    auto* box = new QComboBox;
    box->setObjectName(QString::fromLatin1(name));
    box->setAccessibleName(label);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(1);
    for (const auto& [id, shown] : entries) {
        box->addItem(shown, id);
    }
    connect(box, &QComboBox::currentIndexChanged, this, [this, box, label, put] {
        change(box->objectName(), tr("%1 of a figure").arg(label),
               [&](Recipe& recipe) { put(recipe, box->currentData().toString().toStdString()); });
    });
    form.addRow(label, box);
    return box;
}

QCheckBox* FigureSettings::addFlag(QFormLayout& form, const char* name, const QString& label, bool Recipe::*flag)
{
    auto* box = new QCheckBox(label);
    box->setObjectName(QString::fromLatin1(name));
    connect(box, &QCheckBox::toggled, this, [this, box, label, flag](bool isOn) {
        change(box->objectName(), tr("%1, of a figure").arg(label), [&](Recipe& recipe) { recipe.*flag = isOn; });
    });
    m_show.emplace_back([box, flag](const Recipe& recipe) { box->setChecked(recipe.*flag); });
    form.addRow(QString(), box);
    return box;
}

void FigureSettings::makeWords(QFormLayout& form)
{
    const auto add = [&](const char* name, const QString& label, std::string Recipe::*words) {
        QLineEdit* field =
            addText(form, name, label, [words](Recipe& recipe, const std::string& typed) { recipe.*words = typed; });
        m_show.emplace_back([field, words](const Recipe& recipe) {
            if (const QString now = QString::fromStdString(recipe.*words); field->text() != now) {
                field->setText(now);
                field->setCursorPosition(0); // its beginning is seen
            }
        });
        return field;
    };
    m_title = add("figureTitle", tr("Title"), &Recipe::title);
    m_takeaway = addText(form, "figureTakeaway", tr("Takeaway"), [](Recipe& recipe, const std::string& typed) {
        recipe.takeaway = typed.empty() ? std::nullopt : std::optional(typed);
    });
    m_takeaway->setToolTip(tr("The verdict, until you write your own"));
    auto* says = new QCheckBox(tr("With a takeaway"));
    says->setObjectName(QStringLiteral("figureHasTakeaway"));
    connect(says, &QCheckBox::toggled, this, [this](bool isOn) {
        change(QStringLiteral("takeaway"), tr("Takeaway of a figure"),
               [&](Recipe& recipe) { recipe.takeaway = isOn ? std::nullopt : std::optional<std::string>(""); });
    });
    form.addRow(QString(), says);
    m_show.emplace_back([this, says](const Recipe& recipe) {
        const bool isOff = recipe.takeaway && recipe.takeaway->empty();
        says->setChecked(!isOff);
        m_takeaway->setEnabled(!isOff);
        if (const QString now = QString::fromStdString(recipe.takeaway.value_or("")); m_takeaway->text() != now) {
            m_takeaway->setText(now);
            m_takeaway->setCursorPosition(0);
        }
    });
    add("figureCaption", tr("Caption"), &Recipe::caption);
    add("figureSource", tr("Source"), &Recipe::source);
}

void FigureSettings::makeParts(QFormLayout& form)
{
    for (std::size_t i = 0; i < mostParts; ++i) {
        auto* box = new QComboBox;
        const QString label = i == 0 ? tr("Chart") : tr("and");
        box->setObjectName(QStringLiteral("figurePart%1").arg(i));
        box->setAccessibleName(i == 0 ? label : tr("Chart %1").arg(i + 1));
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(1);
        if (i > 0) {
            box->addItem(tr("none"), QString());
        }
        for (const FigureChoice& kind : m_kinds) {
            box->addItem(kind.label, kind.id);
        }
        connect(box, &QComboBox::currentIndexChanged, this,
                [this, box, i] { choosePart(int(i), box->currentData().toString()); });
        form.addRow(label, box);
        m_parts.push_back(box);
    }
    const auto list = [&](const char* name, const QString& label, std::vector<std::string> FigurePart::*texts) {
        QLineEdit* field = addText(form, name, label, [this, texts](Recipe& recipe, const std::string& typed) {
            for (FigurePart& part : recipe.parts) {
                const auto kind = std::ranges::find(m_kinds, QString::fromStdString(part.kind), &FigureChoice::id);
                const bool isVary = texts == &FigurePart::vary;
                if (kind != m_kinds.end() && (isVary ? kind->asksVary : kind->asksMetric)) {
                    part.*texts = parted(typed);
                }
            }
        });
        return field;
    };
    m_metrics = list("figureMetric", tr("Metric"), &FigurePart::metrics);
    m_metrics->setPlaceholderText(QStringLiteral("latency"));
    m_vary = list("figureVary", tr("Varied"), &FigurePart::vary);
    m_vary->setPlaceholderText(QStringLiteral("workload.batch=1..256x2"));
    m_show.emplace_back([this](const Recipe&) { showParts(); });
}

void FigureSettings::choosePart(int part, const QString& kind)
{
    change(QStringLiteral("parts"), tr("Charts of a figure"), [&](Recipe& recipe) {
        const auto index = std::size_t(part);
        if (kind.isEmpty()) {
            recipe.parts.resize(std::min(recipe.parts.size(), index));
        } else if (index < recipe.parts.size()) {
            recipe.parts[index].kind = kind.toStdString();
        } else {
            recipe.parts.push_back({kind.toStdString()});
        }
    });
    showParts();
}

/// One box more than there are charts; metric and what is varied where a chart asks for them.
void FigureSettings::showParts()
{
    const bool wasShowing = std::exchange(m_isShowing, true);
    auto* form = qobject_cast<QFormLayout*>(layout());
    bool asksMetric = false, asksVary = false;
    std::vector<std::string> metrics, vary;
    for (std::size_t i = 0; i < m_parts.size(); ++i) {
        const bool isThere = i < m_recipe.parts.size();
        select(*m_parts[i], isThere ? QString::fromStdString(m_recipe.parts[i].kind) : QString());
        form->setRowVisible(m_parts[i], i <= m_recipe.parts.size());
        if (!isThere) {
            continue;
        }
        const FigurePart& part = m_recipe.parts[i];
        const auto kind = std::ranges::find(m_kinds, QString::fromStdString(part.kind), &FigureChoice::id);
        if (kind != m_kinds.end() && kind->asksMetric) {
            asksMetric = true;
            metrics = part.metrics;
        }
        if (kind != m_kinds.end() && kind->asksVary) {
            asksVary = true;
            vary = part.vary;
        }
    }
    form->setRowVisible(m_metrics, asksMetric);
    form->setRowVisible(m_vary, asksVary);
    if (parted(m_metrics->text().toStdString()) != metrics) {
        m_metrics->setText(joined(metrics));
    }
    if (parted(m_vary->text().toStdString()) != vary) {
        m_vary->setText(joined(vary));
    }
    m_isShowing = wasShowing;
}

void FigureSettings::makePlace(QFormLayout& form)
{
    const auto add = [&](const char* name, const QString& label, const Entries& entries, std::string Recipe::*id) {
        QComboBox* box = addChoice(form, name, label, entries,
                                   [id](Recipe& recipe, const std::string& chosen) { recipe.*id = chosen; });
        m_show.emplace_back([box, id](const Recipe& recipe) { select(*box, QString::fromStdString(recipe.*id)); });
    };
    add("figurePlace", tr("Goes to"), entriesOf(figurePlaces(), "FigurePlace"), &Recipe::place);
    add("figureTheme", tr("Theme"), entriesOf(themeKinds(), "Theme"), &Recipe::theme);
    Entries palettes = entriesOf(paletteKinds(), "Palette");
    palettes.prepend({QString(), tr("as the theme")});
    add("figurePalette", tr("Palette"), palettes, &Recipe::palette);
    addFlag(form, "figureTransparent", tr("Transparent ground"), &Recipe::isTransparent);
    addFlag(form, "figureOutlined", tr("Letters as outlines in SVG"), &Recipe::isOutlined)
        ->setToolTip(tr("Complete without the fonts of this program, and no longer text that can be edited"));
    addFlag(form, "figureConventions", tr("Say what was counted"), &Recipe::hasConventions);
    addFlag(form, "figurePinned", tr("Beside what is pinned"), &Recipe::hasPinned);
}

void FigureSettings::makeLabels(QFormLayout& form)
{
    auto* names = new QSpinBox;
    names->setObjectName(QStringLiteral("figureNames"));
    names->setAccessibleName(tr("Named dots"));
    names->setRange(0, mostNames);
    connect(names, &QSpinBox::valueChanged, this, [this](int count) {
        change(
            QStringLiteral("names"), tr("Named dots of a figure"), [&](Recipe& recipe) { recipe.names = count; },
            m_typing.tick());
    });
    form.addRow(tr("Named dots"), names);
    m_show.emplace_back([names](const Recipe& recipe) { names->setValue(recipe.names); });
    const auto add = [&](const char* name, const QString& label, const Entries& entries, std::string Recipe::*id) {
        QComboBox* box = addChoice(form, name, label, entries,
                                   [id](Recipe& recipe, const std::string& chosen) { recipe.*id = chosen; });
        m_show.emplace_back([box, id](const Recipe& recipe) { select(*box, QString::fromStdString(recipe.*id)); });
    };
    add("figureColour", tr("Colour by"), entriesOf(dotColours(), "RooflineChart"), &Recipe::colour);
    add("figureSize", tr("Size by"), entriesOf(dotSizes(), "RooflineChart"), &Recipe::size);
    QComboBox* legend =
        addChoice(form, "figureLegend", tr("Legend"), legendEntries(), [](Recipe& recipe, const std::string& chosen) {
            recipe.legend = chosen == "above"   ? LegendPlace::Above
                            : chosen == "below" ? LegendPlace::Below
                                                : LegendPlace::None;
        });
    m_show.emplace_back([legend](const Recipe& recipe) { legend->setCurrentIndex(int(recipe.legend)); });
}

void FigureSettings::setRecipe(const Recipe& recipe, const QString& verdict)
{
    m_recipe = recipe;
    m_isShowing = true;
    m_takeaway->setPlaceholderText(verdict);
    for (const auto& show : m_show) {
        show(recipe);
    }
    m_isShowing = false;
}

void FigureSettings::focusTitle()
{
    m_title->setFocus(Qt::ShortcutFocusReason);
    m_title->selectAll();
}

bool FigureSettings::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::FocusIn) {
        m_typing.begin();
    } else if (event->type() == QEvent::FocusOut) {
        m_typing.end();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace ridge
