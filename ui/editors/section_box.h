// One section of the left column: header, what the owner puts below it, parameter rows, "More".
// Makes no scenarios: rows report to the editor.
#pragma once

#include "ui/editors/parameter_row.h"

#include <vector>

class QVBoxLayout;

namespace ridge {

class LinkButton;
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

    /// Shows these parameters. Rows are kept while their id stays; true when rows came or went.
    bool setParameters(std::vector<Parameter> parameters, const Scenario& current, const Scenario* baseline);
    void setBelongsChanged(bool changed)
    {
        m_belongsChanged = changed;
    }                                        // something without a row differs from the preset
    void setSummary(const QString& summary); // in a few words, for the closed section
    void refreshHeader();
    const std::vector<ParameterRow*>& rows() const { return m_rows; }
    ParameterRow* row(const QString& id) const;
    QList<QWidget*> tabStops() const;

    bool isCollapsed() const { return m_collapsed; }
    void setCollapsed(bool collapsed);
    bool showsMore() const { return m_more; }
    void setShowsMore(bool more);
    /// Opens whatever hides the row.
    void reveal(ParameterRow* row);

signals:
    void rowCreated(ridge::ParameterRow* row);
    void resetRequested();
    void folded(); // opened or closed

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    struct Tucked {
        int count = 0;
        int changed = 0;
    };
    void showRows();
    bool isTucked(const ParameterRow* row) const;
    Tucked tucked() const;

    Section m_section;
    Theme m_theme;
    SectionHeader* m_header;
    LinkButton* m_reset;
    LinkButton* m_moreLink;
    QWidget* m_headerLine;
    QWidget* m_body;
    QVBoxLayout* m_above;
    QVBoxLayout* m_rowLayout;
    QVBoxLayout* m_moreLayout;
    QVBoxLayout* m_below;
    std::vector<LinkButton*> m_links;
    std::vector<ParameterRow*> m_rows;
    bool m_collapsed = false;
    bool m_more = false;
    bool m_belongsChanged = false;
};

} // namespace ridge
