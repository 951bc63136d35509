// The Figures page: the figures that a scenario keeps, the preview of one, and its settings beside it.
// Not the document, and not the drawing: it is given figures and pictures, and says what the user wants.
#pragma once

#include "ui/studio/figure_settings.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace ridge {

class FigurePreview;

class FigureView : public QWidget {
    Q_OBJECT
public:
    explicit FigureView(QVector<FigureChoice> kinds, QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    /// Keeps the one on show, by its name; else the first.
    void setFigures(const Figures& figures, const QString& verdict);
    void choose(const std::string& name);
    /// nullptr where there is none.
    const Recipe* current() const;
    FigurePreview& preview() const { return *m_preview; }
    FigureSettings& settings() const { return *m_settings; }
    /// What there is to say of the figure: a sentence a line.
    void setNotes(const QStringList& notes);

signals:
    /// It came into view, another figure was chosen, or there is more or less room.
    void wanted();
    void newWanted();
    void duplicateWanted();
    void deleteWanted();
    void renamed(QString name);
    void exportWanted();
    void copyWanted();
    void edited(ridge::Recipe next, ridge::EditLabel label);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QPushButton* addButton(QLayout& line, const char* name, const QString& text, void (FigureView::*asked)());
    void showCurrent();

    Figures m_figures;
    QString m_verdict;
    std::string m_current;
    QComboBox* m_list;
    QLineEdit* m_name;
    std::vector<QPushButton*> m_ofOne; // that need a figure
    FigurePreview* m_preview;
    FigureSettings* m_settings;
    QLabel* m_notes;
};

} // namespace ridge
