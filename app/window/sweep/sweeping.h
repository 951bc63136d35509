// The sweep of a window: what the user chose, the scenario's edits followed, and points that become edits.
// Not the page and its controls (pages/rows/sweep.cpp), and not the arithmetic (core/studies/sweep.h).
#pragma once

#include "app/window/live_study.h"
#include "app/window/sweep/sweep_choice.h"
#include "core/studies/sweep_outline.h"
#include "ui/charts/sweep/sweep_chart.h"
#include "ui/splits/split_table.h"

#include <QObject>
#include <QStringList>
#include <map>

class QMenu;

namespace ridge {

class MainWindow;
struct NumberRef;

class Sweeping : public QObject {
    Q_OBJECT
public:
    using Trails = std::vector<StageTrail>;

    /// The one of the window, made for whoever asks first.
    static Sweeping& of(MainWindow& window);

    /// Whether somebody looks; the trail is computed even where nobody does.
    void setLooks(std::function<bool()> looks) { m_looks = std::move(looks); }
    /// Somebody began to look.
    void refresh();

    const SweepChoice& choice() const { return m_choice; }
    void choose(SweepChoice next);
    /// Other values of a variation of the setup. One sentence where they cannot be; nothing changes then.
    QString chooseValues(std::size_t variation, const QString& text);
    /// Brings the page to the front with these; an empty one is left as it was chosen.
    void plot(const QString& metric, const QString& parameter);
    /// "Against…" of a metric, which brings the page to the front.
    void addTo(QMenu& menu, const NumberRef& number);

    const SweepSetup& setup() const { return m_setup; }
    /// What was computed last: in few points until all are there. Null: nothing yet.
    const std::shared_ptr<const SweepPicture>& picture() const { return m_picture; }
    /// Why there is nothing to draw; empty where there is.
    const QString& absence() const { return m_absence; }
    bool isWhole() const { return m_isWhole; }
    /// What the picture is of, where it is over the number of devices.
    const std::shared_ptr<const ScalingCurve>& curve() const { return m_curve; }

    bool isBusy() const { return m_quickly.isBusy() || m_wholly.isBusy(); }
    bool isStopped() const { return m_isStopped; }
    void stop();
    void goOn();

    bool showsTrail() const { return m_showsTrail; }
    void setShowsTrail(bool shows);

    /// The point becomes the scenario: one edit.
    void take(const std::vector<double>& values);
    /// Of the picture; empty where there is none.
    std::string csv() const;

    /// For a session to remember.
    QStringList state() const;
    void setState(const QStringList& state);

signals:
    void changed();                // what is swept
    void answered();               // there is a picture, or a better one
    void progressed(double share); // of what is still computed, again and again
    void rested();                 // nothing is computed any more
    void trailsChanged(const ridge::Sweeping::Trails& trails);

private:
    struct Question {
        SweepPlan plan;
        bool wantsCrossings = false, wantsTrail = false;
        std::optional<ScalingPlan> scaling = {};
    };
    struct Answer {
        std::shared_ptr<const Question> to;
        std::shared_ptr<const SweepPicture> picture;
        std::string absence;
        Trails trails;
        std::shared_ptr<const ScalingCurve> curve = {};
    };
    using Study = LiveStudy<std::shared_ptr<const Answer>, Question>;

    explicit Sweeping(MainWindow& window);
    static std::shared_ptr<const Answer> answerTo(const std::shared_ptr<const Question>& question, const StudyRun& run);
    static std::shared_ptr<const Answer> answerOf(const std::shared_ptr<const Question>& question,
                                                  std::shared_ptr<const ScalingCurve> curve);
    void follow(Study& study);
    void ask();
    void askCurve();
    void takeAnswer(const std::shared_ptr<const Answer>& answer);
    void choosePart(const Variation& variation, std::size_t index);
    const Variation& part(std::string_view name);

    MainWindow& m_window;
    std::function<bool()> m_looks;
    std::shared_ptr<const Evaluation> m_now;
    SweepChoice m_choice;
    SweepSetup m_setup;
    std::map<std::string, Variation, std::less<>> m_parts; // of the library, as it was when they were chosen
    std::shared_ptr<const Scenario> m_asked;               // null: to be asked again
    std::shared_ptr<const Question> m_whole, m_first;      // all of it, and what is asked before
    std::shared_ptr<const SweepPicture> m_picture;
    std::shared_ptr<const ScalingCurve> m_curve;
    QString m_absence;
    bool m_isWhole = false, m_isStopped = false, m_showsTrail = false;
    Study m_quickly; // follows every edit
    Study m_wholly;  // when there is time
};

} // namespace ridge
