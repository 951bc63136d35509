// A metric over a parameter, or over two: what is plotted is chosen here or in the menus of settings and numbers.

#include "app/document/files.h"
#include "app/window/dialogs/file_dialogs.h"
#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "app/window/sweep/scaling_point.h"
#include "app/window/sweep/sweeping.h"
#include "ui/editors/scenario_editor.h"
#include "ui/shown.h"
#include "ui/sweep/sweep_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <algorithm>

namespace ridge {
namespace {

SweepPick pickOf(const Variation& variation) { return {qs(variation.row.id), qs(variation.row.label)}; }

/// Over the number of devices a time and what it says of them; else whatever has a value.
bool canBeDrawn(const Evaluation& now, const Metric& row, bool isScaling)
{
    const bool isThere = metric(now, row.id).value.has_value();
    return isScaling ? row.id == efficiencyMetric || (isThere && row.unit == Unit::Seconds) : isThere;
}

QVector<PresetEntry> metricEntries(const Evaluation& now, bool isScaling)
{
    std::vector<const Metric*> rows;
    for (const Metric& row : metricCatalogue()) {
        if (canBeDrawn(now, row, isScaling)) {
            rows.push_back(&row);
        }
    }
    std::ranges::stable_sort(rows, {}, &Metric::family);
    QVector<PresetEntry> entries;
    for (const Metric* row : rows) {
        const std::string value = format(metric(now, row->id).value, row->unit, now.numberStyle());
        entries.push_back({qs(row->id), qs(row->label), QString::fromStdString(value), qs(labelOf(row->family)),
                           qs(row->help), qs(row->symbol)});
    }
    return entries;
}

QString scalingHelp(ScalingKind kind)
{
    return kind == ScalingKind::Weak ? SweepView::tr("Weak scaling: the batch grows with the devices; of each count "
                                                     "the best split")
                                     : SweepView::tr("Strong scaling: of each count of devices the best split");
}

/// Grouped as in the editors, and what is chosen as a whole before them.
QVector<PresetEntry> parameterEntries(const Scenario& scenario)
{
    const QString whole = SweepView::tr("Library");
    QVector<PresetEntry> entries{{"model", SweepView::tr("Model"), shownName(scenario.model.name), whole},
                                 {"device", SweepView::tr("Device"), shownName(scenario.device.name), whole}};
    for (const ScalingKind kind : {ScalingKind::Strong, ScalingKind::Weak}) {
        entries.push_back({qs(idOf(kind)), qs(labelOf(kind)),
                           qs(formatForField(scenario.deployment.split.devices(), Unit::Count)),
                           SweepView::tr("Scaling"), scalingHelp(kind)});
    }
    std::vector<Parameter> rows = parametersOf(scenario);
    std::ranges::stable_sort(rows, {}, &Parameter::section);
    for (const Parameter& row : rows) {
        const QString group = row.group.empty() ? QString() : QStringLiteral(" · ") + qs(row.group);
        entries.push_back({qs(row.id), qs(row.label), qs(valueText(row, scenario, row.get(scenario).value_or(0))),
                           qs(labelOf(row.section)) + group, qs(row.help), qs(row.symbol)});
    }
    return entries;
}

class SweepPage : public PageOf<SweepView> {
public:
    explicit SweepPage(MainWindow& window) : m_window(window), m_sweeping(Sweeping::of(window))
    {
        m_sweeping.setLooks([this] { return view().isVisible(); });
        connect(&m_sweeping, &Sweeping::changed, this, &SweepPage::showSetup);
        connect(&m_sweeping, &Sweeping::answered, this, &SweepPage::showAnswer);
        connect(&m_sweeping, &Sweeping::progressed, this, [this](double share) {
            view().setProgress(m_sweeping.setup().scaling
                                   ? tr("Trying splits: %1").arg(percent(share))
                                   : tr("%1 of %2 scenarios").arg(percent(share), scenarios(m_sweeping.setup().plan)),
                               false);
        });
        connect(&m_sweeping, &Sweeping::rested, this, &SweepPage::showProgress);
        connect(&window.editor(), &ScenarioEditor::gestureActive, view().chart(), &Chart::setFrozen);
        connect(view().chart(), &SweepChart::pointTaken, &m_sweeping, &Sweeping::take);
        window.explanations().follow(view().chart());
        connectView();
    }

    void setEvaluations(const Evaluations& all) override { view().chart()->setEvaluation(all.now); }
    bool isBusy() const override { return m_sweeping.isBusy(); }
    FigurePart figurePart() const override
    {
        const SweepSetup& setup = m_sweeping.setup();
        if (setup.scaling) {
            return scalingPart(&*setup.scaling, setup.plan.metrics.front() == efficiencyMetric
                                                    ? ScalingFigure::Efficiency
                                                    : ScalingFigure::Time);
        }
        FigurePart part{"sweep", {setup.plan.metrics.front()}};
        for (std::size_t i = 0; i < setup.plan.variations.size(); ++i) {
            part.vary.push_back(setup.plan.variations[i].row.id + "=" + setup.valueTexts[i]);
        }
        return part;
    }

private:
    void connectView()
    {
        connect(&view(), &SweepView::wanted, &m_sweeping, &Sweeping::refresh);
        connect(&view(), &SweepView::entriesWanted, this, &SweepPage::fill);
        connect(&view(), &SweepView::picked, this, &SweepPage::pick);
        connect(&view(), &SweepView::valuesTyped, this, [this](std::size_t parameter, const QString& text) {
            const QString problem = m_sweeping.chooseValues(parameter, text);
            view().setRefusal(parameter, problem);
            if (problem.isEmpty()) {
                showSetup();
            }
        });
        connect(&view(), &SweepView::mapWanted, this, [this](bool isMap) {
            SweepChoice next = m_sweeping.choice();
            next.isMap = isMap;
            m_sweeping.choose(std::move(next));
        });
        connect(&view(), &SweepView::trailWanted, &m_sweeping, &Sweeping::setShowsTrail);
        connect(&view(), &SweepView::stopWanted, &m_sweeping, &Sweeping::stop);
        connect(&view(), &SweepView::goOnWanted, &m_sweeping, &Sweeping::goOn);
        connect(&view(), &SweepView::copyWanted, this, [this] {
            if (!m_sweeping.picture()) {
                return;
            }
            QGuiApplication::clipboard()->setText(QString::fromStdString(m_sweeping.csv()));
            m_window.showMessage(tr("Copied: %1 scenarios as CSV.").arg(scenarios(m_sweeping.picture()->plan)));
        });
        connect(&view(), &SweepView::exportWanted, this, &SweepPage::exportTable);
    }

    static QString scenarios(const SweepPlan& plan)
    {
        return QLocale::c().toString(qulonglong(plan.rows())); // "10,000"
    }

    void fill(SweepView::Pick pick)
    {
        const Evaluation& now = *m_window.evaluation();
        const bool isScaling = m_sweeping.setup().scaling.has_value();
        QVector<PresetEntry> entries =
            pick == SweepView::Metric ? metricEntries(now, isScaling) : parameterEntries(*now.chosen);
        if (pick == SweepView::Second) {
            const QString first = qs(m_sweeping.setup().plan.variations.front().row.id);
            erase_if(entries, [&first, isScaling](const PresetEntry& entry) {
                return isScaling || entry.id == first || scalingCalled(entry.id.toStdString());
            });
            entries.prepend({none, tr("none"), {}, {}});
        }
        view().setEntries(pick, std::move(entries));
    }

    void pick(SweepView::Pick pick, const QString& id)
    {
        SweepChoice next = m_sweeping.choice();
        const std::string chosen = id == none ? std::string() : id.toStdString();
        if (pick == SweepView::Metric) {
            next.metric = chosen;
        } else if (SweepAxis& axis = pick == SweepView::Parameter ? next.first : next.second;
                   axis.parameter != chosen) {
            axis = {chosen, {}};
            view().setRefusal(pick == SweepView::Parameter ? 0 : 1, {}); // those were values of another
        }
        m_sweeping.choose(std::move(next));
    }

    void showSetup()
    {
        const SweepSetup& setup = m_sweeping.setup();
        const std::vector<Variation>& variations = setup.plan.variations;
        const Metric& metric = metricCatalogue()[*metricIndex(setup.plan.metrics.front())];
        SweepControls controls{{qs(metric.id), qs(metric.label)}, pickOf(variations.front()), {}, {}};
        controls.values[0] = QString::fromStdString(setup.valueTexts.front());
        if (variations.size() > 1) {
            controls.second = pickOf(variations[1]);
            controls.values[1] = QString::fromStdString(setup.valueTexts[1]);
        }
        controls.canBeMap = setup.canBeMap;
        controls.isMap = setup.isMap;
        controls.canHaveTrail = variations.front().isNumber() && !setup.scaling;
        controls.showsTrail = m_sweeping.showsTrail();
        view().setControls(controls);
        showProgress();
    }

    void showAnswer()
    {
        const bool isMap = m_sweeping.setup().isMap;
        if (view().chart()->isMap() != isMap) {
            view().chart()->setMap(isMap);
        }
        view().chart()->setReason(m_sweeping.absence());
        view().chart()->setSweep(m_sweeping.picture());
        showProgress();
    }

    void showProgress()
    {
        const SweepSetup& setup = m_sweeping.setup();
        const QString remark = QString::fromStdString(setup.note);
        const auto& picture = m_sweeping.picture();
        view().setNote(!remark.isEmpty() || !picture ? remark : summary(*picture), !remark.isEmpty());
        view().setProgress(m_sweeping.isStopped() ? tr("Stopped; a part of %1 scenarios").arg(scenarios(setup.plan))
                                                  : QString(),
                           m_sweeping.isStopped());
    }

    QString summary(const SweepPicture& picture) const
    {
        if (const auto& curve = m_sweeping.curve()) {
            QStringList found;
            for (const std::string& sentence : findingsOf(*curve->plan, curve->scaling)) {
                found << qs(sentence);
            }
            return found.join(u' ');
        }
        const QString first = tr("%1 scenarios. A click on one takes it.").arg(scenarios(picture.plan));
        return m_sweeping.isWhole() || m_sweeping.isStopped() ? first
                                                              : tr("%1 scenarios so far.").arg(scenarios(picture.plan));
    }

    void exportTable()
    {
        const QString path =
            askSavePath(&m_window, tr("Export sweep"), QStringLiteral("sweep.csv"), fileFilter(tr("CSV"), {".csv"}));
        if (path.isEmpty()) {
            return;
        }
        try {
            writeFile(path, m_sweeping.csv());
            m_window.showMessage(tr("Wrote %1.").arg(fileName(path)));
        } catch (const std::exception& error) {
            m_window.reportProblem(QString::fromUtf8(error.what()));
        }
    }

    inline static const QString none = QStringLiteral("none"); // among the ids of parameters there is no such one
    MainWindow& m_window;
    Sweeping& m_sweeping;
};

} // namespace

extern const PageKind sweepPage{"sweep", QT_TRANSLATE_NOOP("Page", "Sweep"), PageKind::Place::Middle, 22,
                                makePage<SweepPage>};

} // namespace ridge
