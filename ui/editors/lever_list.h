// The levers in the left column: with a filter, by kind in the order in which they are applied, and those that mean
// nothing here folded away with the reason. There are many of them: none is made before somebody opens the list.
// Not one of them: see lever_line.h. Makes no scenarios.
#pragma once

#include "core/studies/lever_gains.h"
#include "ui/editors/parameter_row.h"

#include <map>
#include <vector>

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace ridge {

class LeverLine;
class SectionHeader;

class LeverList : public QWidget {
    Q_OBJECT
public:
    explicit LeverList(QWidget* parent = nullptr);

    /// Makes the lines of all levers. Without them it knows of a scenario what its summary says.
    void makeLines();
    bool hasLines() const { return !m_lines.empty(); }
    void setTheme(const Theme& theme);
    /// The rows of the section, shared out among the levers they belong to.
    void setRows(const std::vector<ParameterRow*>& rows);
    void setScenario(const Scenario& scenario);
    /// The smaller models that can be a student of the one on show.
    void setStudents(std::vector<Model> students);
    /// Of another scenario than the one on show they are kept until those of this one are there.
    void setGains(const std::shared_ptr<const LeverGains>& gains);
    QList<QWidget*> tabStops() const;
    QString summary() const; // "2 of 14 on"

    /// Takes back the filter where it hides the row.
    void reveal(const ParameterRow* row);
    /// Opens the list of those that mean nothing here, if this is one of them.
    bool revealRefused(const QString& switchId);

signals:
    void shown(); // somebody looks: what levers would give is to be known
    void switchRequested(const ridge::LeverText* lever, bool on);
    void fieldRequested(QString id);
    void studentChosen(const ridge::LeverText* lever, std::optional<ridge::Model> student);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void createOthers();
    void themeLines();
    void listOthers();
    void showLines();
    bool hasLine(const LeverText* lever) const;

    Theme m_theme;
    QLineEdit* m_filter;
    QLabel* m_nothing;
    QVBoxLayout* m_column;
    QVBoxLayout* m_lineColumn;
    std::map<LeverKind, QLabel*> m_titles;
    std::vector<LeverLine*> m_lines;                    // in the order in which they are applied
    std::map<const LeverText*, std::string> m_refusals; // of those that mean nothing here
    std::vector<Model> m_students;
    std::ptrdiff_t m_on = 0; // of the others
    NumberStyle m_style;
    SectionHeader* m_othersHeader;
    QLabel* m_others;
};

} // namespace ridge
