// The figures that the scenario keeps for slides and papers: made, edited, shown as they will be, and written.

#include "app/commands/recipes.h"
#include "app/document/files.h"
#include "app/figures/studio.h"
#include "app/window/dialogs/file_dialogs.h"
#include "app/window/figures/figure_actions.h"
#include "app/window/live_study.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/quantity/shown_text.h"
#include "ui/shown.h"
#include "ui/studio/figure_preview.h"
#include "ui/studio/figure_view.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QFileInfo>
#include <QGuiApplication>
#include <QPointer>
#include <algorithm>
#include <cmath>

#include <qcustomplot.h>

namespace ridge {
namespace {

using Prepared = std::shared_ptr<const PreparedFigure>;

QVector<FigureChoice> choices()
{
    QVector<FigureChoice> choices;
    for (const FigureKind& kind : figureKinds()) {
        choices.push_back({QString::fromLatin1(kind.id), QCoreApplication::translate("Chart", kind.label),
                           kind.asksMetric, kind.asksVary});
    }
    return choices;
}

bool isStudy(const Recipe& recipe)
{
    return std::ranges::any_of(recipe.parts, [](const FigurePart& part) {
        const FigureKind* kind = figureKind(part.kind);
        return kind && kind->isStudy;
    });
}

class FiguresPage : public PageOf<FigureView> {
public:
    explicit FiguresPage(MainWindow& window)
        : PageOf<FigureView>(choices()), m_window(window), m_actions(FigureActions::of(window)),
          m_study([](const std::shared_ptr<const FigureQuestion>& asked,
                     const StudyRun& run) { return std::make_shared<const PreparedFigure>(prepared(*asked, run)); },
                  [this](const Prepared& figure) { draw(figure); })
    {
        connect(&view(), &FigureView::wanted, this, &FiguresPage::showFigures);
        connect(&view(), &FigureView::newWanted, &m_actions, &FigureActions::create);
        connect(&view(), &FigureView::edited, &m_actions, &FigureActions::edit);
        connect(&view(), &FigureView::duplicateWanted, this, [this] { m_actions.duplicate(*view().current()); });
        connect(&view(), &FigureView::deleteWanted, this, [this] { m_actions.remove(view().current()->name); });
        connect(&view(), &FigureView::renamed, this,
                [this](const QString& name) { m_actions.rename(*view().current(), name.toStdString()); });
        connect(&view(), &FigureView::exportWanted, this, &FiguresPage::exportFigure);
        connect(&view(), &FigureView::copyWanted, this, &FiguresPage::copy);
        connect(&view().preview(), &FigurePreview::pointed, this, &FiguresPage::point);
        connect(&m_actions, &FigureActions::chosen, this, [this](const QString& name, bool isNew) {
            view().choose(name.toStdString());
            if (isNew) {
                view().settings().focusTitle();
            }
        });
    }

    void setTheme(const Theme& theme) override { view().setTheme(theme); }
    void setScenario(const std::shared_ptr<const Scenario>&) override { showFigures(); }
    void setEvaluations(const Evaluations& shown) override
    {
        m_shown = shown;
        showFigures();
    }
    std::size_t count() const override { return m_window.document().figures().size(); }
    bool isBusy() const override { return m_study.isBusy(); }

private:
    /// Nothing while nobody looks: it shows all when it comes into view.
    void showFigures()
    {
        if (!view().isVisible()) {
            return;
        }
        view().setFigures(m_window.document().figures(),
                          m_shown.now ? shown(m_shown.now->verdict.sentence) : QString());
        ask();
    }

    void ask()
    {
        if (!m_shown.now || !view().current()) {
            return;
        }
        const auto question = std::make_shared<FigureQuestion>();
        question->recipe = *view().current();
        question->now = m_shown.now;
        question->pins = m_shown.pins;
        m_study.ask(question, !isStudy(question->recipe));
    }

    /// As large as it is shown, so that large figures do not slow the controls down.
    void draw(const Prepared& figure)
    {
        if (!view().current() || figure->question.recipe.name != view().current()->name) {
            return;
        }
        m_figure = figure;
        const std::unique_ptr<FigureSheet> sheet = sheetOf(*figure);
        const FigureSize size = sizeAt(placeOf(figure->question.recipe));
        const QRectF box = view().preview().boxFor(size.size);
        const double scale = std::max(0.05, box.width() / size.size.width() * view().preview().devicePixelRatioF());
        QImage picture((QSizeF(size.size) * scale).toSize().expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied);
        picture.fill(figure->question.recipe.isTransparent ? Qt::transparent : Qt::white);
        {
            QCPPainter painter(&picture);
            painter.setModes(QCPPainter::pmNoCaching);
            painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing |
                                   QPainter::SmoothPixmapTransform);
            painter.scale(scale, scale);
            sheet->draw(painter, size.size);
        }
        m_targets = sheet->targets();
        view().preview().setPicture(
            figure->question.recipe.isTransparent ? picture : picture.convertToFormat(QImage::Format_RGB32), size.size);
        view().preview().setDescription(sheet->description());
        view().settings().setTargets(m_targets);
        view().setNotes(notesOf(*figure, *sheet));
    }

    QStringList notesOf(const PreparedFigure& figure, const FigureSheet& sheet) const
    {
        QStringList notes;
        for (const std::string& problem : figure.problems) {
            notes << shown(problem);
        }
        notes << notesOn(sheet);
        notes.removeAll(QString());
        return notes;
    }

    /// The nearest thing within reach gets a callout.
    void point(const QPointF& at)
    {
        constexpr double reach = 30; // pixels of the figure
        const ChartTarget* nearest = nullptr;
        double distance = reach * (m_figure ? themeOf(m_figure->question.recipe).fontScale : 1);
        for (const ChartTarget& target : m_targets) {
            if (const double far = std::hypot(target.at.x() - at.x(), target.at.y() - at.y()); far < distance) {
                nearest = &target;
                distance = far;
            }
        }
        if (nearest) {
            view().settings().addCallout(ChartTarget(*nearest));
        } else {
            m_window.showMessage(tr("Nothing there has a name: point at a dot, a bar or a roof."));
        }
    }

    QByteArray scenarioText() const
    {
        const ScenarioDocument& document = m_window.document();
        return fileTextOf({*document.current(), document.pins(), document.targets(), document.figures()});
    }

    /// Of the newest, whatever is still being computed.
    WrittenFigure write(const FigureFormat& format)
    {
        m_window.evaluator().flush();
        return written(prepared({*view().current(), m_shown.now, m_shown.pins}), format, scenarioText());
    }

    void exportFigure()
    {
        QStringList filters;
        for (const FigureFormat& format : figureFormats()) {
            filters << fileFilter(QCoreApplication::translate("Figure", format.label),
                                  {QString(u'.') + QLatin1String(format.suffix)});
        }
        const QString suggested = QString::fromStdString(forFileName(view().current()->name)) + ".png";
        const QString path = askSavePath(&m_window, tr("Export figure"), suggested, filters.join(QStringLiteral(";;")));
        if (path.isEmpty()) {
            return;
        }
        try {
            const WrittenFigure figure = write(formatOf(path.toStdString()));
            writeFile(path, std::string_view(figure.bytes.constData(), std::size_t(figure.bytes.size())));
            m_window.showMessage(tr("Wrote %1.").arg(fileName(path)));
        } catch (const std::exception& error) {
            m_window.reportProblem(QString::fromUtf8(error.what()));
        }
    }

    void copy()
    {
        QImage picture;
        picture.loadFromData(write(*figureFormat(QStringLiteral("png"))).bytes, "PNG");
        QGuiApplication::clipboard()->setImage(picture);
        m_window.showMessage(tr("Copied the figure."));
    }

    MainWindow& m_window;
    FigureActions& m_actions;
    Evaluations m_shown;
    Prepared m_figure; // that is on show
    std::vector<ChartTarget> m_targets;
    LiveStudy<Prepared, FigureQuestion> m_study;
};

} // namespace

extern const PageKind figuresPage{"figures", QT_TRANSLATE_NOOP("Page", "Figures"), PageKind::Place::Middle, 90,
                                  makePage<FiguresPage>};

} // namespace ridge
