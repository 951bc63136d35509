// One section of the left column: header, what the owner puts below it, parameter rows, those of a model of several
// parts in a group for each. Makes no scenarios: rows report to the editor.
#pragma once

#include "ui/editors/parameter_row.h"

#include <QMap>
#include <map>
#include <vector>

class QVBoxLayout;

namespace ridge {

class LeverList;
class LinkButton;
class RowGroup;
class SectionHeader;

class SectionBox : public QWidget {
    Q_OBJECT
public:
    explicit SectionBox(Section section, QWidget* parent = nullptr);

    Section section() const { return m_section; }
    void setTheme(const Theme& theme);
    /// Adds a muted link to the header, left of those already there.
    LinkButton* addLink(const QString& text);
    /// Puts a widget between header and rows, or below the rows.
    void addAbove(QWidget* widget);
    void addBelow(QWidget* widget);

    /// Shows these parameters. Rows are kept while their id stays; true when rows came or went. Those of levers are
    /// not made while the section was never open.
    bool setParameters(std::vector<Parameter> parameters, const Scenario& current, const Scenario* baseline);
    void setBelongsChanged(bool changed)
    {
        m_belongsChanged = changed;
    }                                        // something without a row differs from the preset
    void setSummary(const QString& summary); // in a few words, for the closed section
    void refreshHeader();
    const std::vector<ParameterRow*>& rows() const { return m_rows; }
    ParameterRow* row(const QString& id) const;
    LeverList* levers() const { return m_levers; } // of their section; else null
    QList<QWidget*> tabStops() const;

    bool isCollapsed() const { return m_collapsed; }
    void setCollapsed(bool collapsed);
    /// Opens whatever hides the row.
    void reveal(ParameterRow* row);
    /// What is folded otherwise than at first, of parts of other models too: "closed:model", "more:model",
    /// "open:model/u-net". What names no group that was ever seen is kept: its model may come back.
    QStringList foldState() const;
    void setFoldState(const QStringList& state);

signals:
    void rowCreated(ridge::ParameterRow* row);
    void resetRequested();
    void folded();     // it, or a group of it, was opened or closed
    void opened();     // it was, by its heading
    void rowsWanted(); // it is open for the first time, and its rows are still to be made

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    RowGroup* makeGroup(const QString& name, bool hasHeading);
    void takeRows(const std::vector<Parameter>& parameters);
    void arrangeGroups();
    void spaceGroups();
    void applyFolds();
    void showRows();
    QString pathOf(const RowGroup& group) const;

    Section m_section;
    Theme m_theme;
    SectionHeader* m_header;
    LinkButton* m_reset;
    QWidget* m_headerLine;
    QWidget* m_body;
    QVBoxLayout* m_above;
    QVBoxLayout* m_groupLayout;
    QVBoxLayout* m_below;
    std::vector<LinkButton*> m_links;
    std::vector<ParameterRow*> m_rows;
    LeverList* m_levers = nullptr;  // takes the rows instead of groups
    RowGroup* m_whole;              // what belongs to no part
    std::vector<RowGroup*> m_parts; // of a model of several, in the order of the catalogue
    QMap<QString, bool> m_open;     // groups that the user opened or closed
    QMap<QString, bool> m_more;     // groups whose rare rows are in view
    bool m_collapsed = false;
    bool m_belongsChanged = false;
};

} // namespace ridge
