// One chart or a few fill the screen, in type that is read from the back row; keys lead through kept states.
// Not an editor: what is tried here changes no document.
#pragma once

#include "app/figures/figure_kinds.h"
#include "core/scenario/parameters/parameters.h"
#include "ui/charts/chart.h"

#include <QVariantAnimation>
#include <QWidget>

#include <memory>
#include <vector>

class QGridLayout;
class QHBoxLayout;
class QLabel;

namespace ridge {

class ValueSlider;

/// A state to be shown, with the sentence that was kept with it.
struct ShownState {
    QString sentence;
    std::shared_ptr<const Scenario> scenario;
};

class Presenter : public QWidget {
    Q_OBJECT
public:
    static constexpr std::size_t mostSliders = 3;
    static constexpr double leastPixels = 24; // of type, on a projector of 1280 × 720
    static constexpr int changeMilliseconds = 300;

    /// The recipe says which charts; the first state is on show.
    Presenter(const Recipe& recipe, std::vector<ShownState> states, std::vector<PinnedEvaluation> pins,
              const Theme& theme, QWidget* parent = nullptr);

    std::size_t state() const { return m_state; }
    void showState(std::size_t state);
    const std::vector<Chart*>& charts() const { return m_charts; }
    /// Parameters of which sliders stand at the bottom, at most three.
    void setSliders(const std::vector<std::string>& parameters);
    const std::vector<std::string>& sliders() const { return m_parameters; }
    const std::vector<ValueSlider*>& sliderWidgets() const { return m_sliders; }
    /// What is on show, sliders included.
    const Scenario& scenario() const { return m_scenario; }
    const Theme& theme() const { return m_theme; }
    bool isChanging() const { return m_fade.state() == QAbstractAnimation::Running; }

signals:
    /// Which parameters have sliders was changed.
    void slidersChosen(std::vector<std::string> parameters);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void makeParts();
    void applyTheme();
    void show(const Scenario& scenario);
    void fadeFrom(const QPixmap& before);
    void askSliders();
    void showSliders();
    void tell();

    const Recipe m_recipe;
    const std::vector<PinnedEvaluation> m_pins;
    std::vector<ShownState> m_states;
    std::size_t m_state = 0;
    Scenario m_scenario;
    std::shared_ptr<const Evaluation> m_now;
    Theme m_theme;
    double m_ownScale;             // of the window's theme
    std::vector<QWidget*> m_parts; // of the recipe
    std::vector<Chart*> m_charts;  // those among them that are charts
    bool m_followsAlone = true;    // every part, when it is given another evaluation
    std::vector<std::string> m_parameters;
    std::vector<ValueSlider*> m_sliders;
    std::vector<QLabel*> m_sliderNames;
    QGridLayout* m_grid;
    QHBoxLayout* m_bottom;
    QLabel* m_sentence;
    QLabel* m_veil; // what was on show, while it fades
    QVariantAnimation m_fade;
};

} // namespace ridge
