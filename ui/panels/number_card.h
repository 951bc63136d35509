// One headline figure: a title, a large number with its unit, and a line below.
// A click, Return or Space asks why; it knows which number it shows, not where that comes from.
#pragma once

#include "core/metrics/number_ref.h"
#include "core/studies/pin_difference.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

namespace ridge {

struct CardFigure {
    QString title;
    QString number;
    QString unit;
    QString note; // "of 85.9 GB"
    bool noteWarns = false;
    QString help;
    NumberRef ref = {};
    bool isStruck = false; // parts of the model are missing in it
    QString change = {};   // from what is pinned: "▼ −3.2 ms, ÷1.4, better"; empty: nothing is
    Judgement judgement = Judgement::Unknown;
    friend bool operator==(const CardFigure&, const CardFigure&) = default;
};

class NumberCard : public QAbstractButton {
    Q_OBJECT
public:
    explicit NumberCard(QWidget* parent = nullptr);
    void setFigure(const CardFigure& figure);
    const CardFigure& figure() const { return m_figure; }
    void setTheme(const Theme& theme);
    /// Where room is short: what changed takes the place of the note, in one line if it can. A warning stays.
    void setTight(bool isTight);
    /// Pixels, tight or not.
    int heightIn(int width, bool isTight) const;
    /// Title and note are broken into as many lines as they need.
    int heightForWidth(int width) const override { return heightIn(width, m_isTight); }
    /// Whether the number and its unit stand side by side within that width.
    bool fitsIn(int width) const;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; } // fitsIn() says how narrow it may be

signals:
    void numberActivated(ridge::NumberRef number);
    void numberMenuRequested(ridge::NumberRef number, QPoint globalPosition);

protected:
    bool event(QEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    QString changeIn(double room, bool isTight) const;
    bool hasNote(bool isTight) const { return !isTight || m_figure.change.isEmpty() || m_figure.noteWarns; }
    void updateToolTip();

    CardFigure m_figure;
    bool m_isTight = false;
    Theme m_theme;
};

} // namespace ridge
