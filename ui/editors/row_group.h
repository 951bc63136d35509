// Parameter rows that belong together, with a heading to fold them and "More" for what is rarely needed.
// Makes no rows: whoever has them says which.
#pragma once

#include "ui/editors/parameter_row.h"

#include <vector>

class QVBoxLayout;

namespace ridge {

class LinkButton;
class SectionHeader;

class RowGroup : public QWidget {
    Q_OBJECT
public:
    /// `name` is what the program says of the group; without a heading it is always open.
    RowGroup(const QString& name, bool hasHeading, QWidget* parent = nullptr);

    const QString& name() const { return m_name; }
    void setTheme(const Theme& theme);
    /// Shows these rows, in this order. They become its children.
    void setRows(std::vector<ParameterRow*> rows);
    /// After values changed: what is in view, and what the heading says of the rest.
    void refresh(const Scenario& scenario);
    QList<QWidget*> tabStops() const;

    bool isOpen() const { return m_open; }
    void setOpen(bool open);
    bool showsMore() const { return m_more; }
    void setShowsMore(bool more);
    /// Opens whatever hides the row.
    void reveal(const ParameterRow* row);

signals:
    void folded(bool open); // by the user, or to reveal a row
    void moreShown(bool more);

private:
    int countOf(bool (*counts)(const ParameterRow&)) const;
    bool isTucked(const ParameterRow& row) const;
    void showRows();
    void showHeading(const Scenario& scenario);

    QString m_name;
    Theme m_theme;
    SectionHeader* m_heading; // nullptr: none
    LinkButton* m_moreLink;
    QVBoxLayout* m_column;
    QVBoxLayout* m_rowLayout;
    QVBoxLayout* m_moreLayout;
    std::vector<ParameterRow*> m_rows;
    bool m_open = true;
    bool m_more = false;
};

/// The first values of rows in a few words, for a heading that is closed over them.
QString summaryOf(const std::vector<ParameterRow*>& rows, const Scenario& scenario);

} // namespace ridge
