// The small controls of the left column that Qt has no calm version of: choice box, text link, return button, header.
// No parameters here: they show what they are told.
#pragma once

#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QLabel>

class QToolButton;

namespace ridge {

/// A combo box in the look of a field. Ignores the wheel unless it has the focus.
class ChoiceBox : public QComboBox {
    Q_OBJECT
public:
    explicit ChoiceBox(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    void setChangedMark(bool changed);
    virtual int neededWidth() const; // to show the choice whole
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    const Theme& theme() const { return m_theme; }

private:
    Theme m_theme;
    bool m_changed = false;
};

/// Muted words that do something: "reset", "More".
class LinkButton : public QAbstractButton {
    Q_OBJECT
public:
    explicit LinkButton(const QString& text, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void enterEvent(QEnterEvent* event) override;
    void leaveEvent(QEvent* event) override;
    Theme m_theme;
};

/// A sign without a frame, with a name for those who do not see what it means.
QToolButton* flatButton(const QString& sign, const QString& name, QWidget* parent = nullptr);

/// Plain words that end in "…" where there is no room for all of them.
class ElidedLabel : public QLabel {
    Q_OBJECT
public:
    explicit ElidedLabel(QWidget* parent = nullptr);
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// "↺": back to the preset's value.
class ReturnButton : public LinkButton {
    Q_OBJECT
public:
    explicit ReturnButton(QWidget* parent = nullptr);

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// "▾ Workload": opens and closes what is below; says in a few words what is inside while closed.
class SectionHeader : public QAbstractButton {
    Q_OBJECT
public:
    enum class Rank { Section, Group }; // a group's heading is quieter
    enum class Tone { Plain, Changed }; // of the summary

    explicit SectionHeader(const QString& title, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    void setRank(Rank rank);
    void setSummary(const QString& summary, Tone tone = Tone::Plain);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QString summaryIn(double width, const QFontMetrics& metrics) const;

    Theme m_theme;
    Rank m_rank = Rank::Section;
    QString m_summary;
    Tone m_tone = Tone::Plain;
};

} // namespace ridge
