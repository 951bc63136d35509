// One headline figure: a title, a large number with its unit, and a line below.
// Not a button; it only shows.
#pragma once

#include "ui/theme/theme.h"

#include <QWidget>

namespace ridge {

struct CardFigure {
    QString title;
    QString number;
    QString unit;
    QString note; // "of 85.9 GB"
    bool noteWarns = false;
    QString help;
    friend bool operator==(const CardFigure&, const CardFigure&) = default;
};

class NumberCard : public QWidget {
    Q_OBJECT
public:
    explicit NumberCard(QWidget* parent = nullptr);
    void setFigure(const CardFigure& figure);
    const CardFigure& figure() const { return m_figure; }
    void setTheme(const Theme& theme);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    CardFigure m_figure;
    Theme m_theme;
};

} // namespace ridge
