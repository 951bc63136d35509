// A derivation as a picture for a slide: the number, of which scenario, and its page, as large as fits.
// Not interactive: the why-panel is.
#pragma once

#include "core/explain/explain.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

namespace ridge {

class SolutionFigure : public QWidget {
    Q_OBJECT
public:
    SolutionFigure(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Explanation> explanation,
                   const Theme& theme);
    /// On a sheet that says whose number it is, and that asks for type as large as the theme's.
    void setOnSheet() { m_isOnSheet = true; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const Explanation> m_explanation;
    Theme m_theme;
    bool m_isOnSheet = false;
};

} // namespace ridge
