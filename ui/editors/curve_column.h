// The curves of the left column: on demand every number's slider shows how one metric runs along it, and a list above
// the column says which. Computes nothing: it says which curves it wants, and is given them.
#pragma once

#include "core/studies/profile.h"
#include "ui/theme/theme.h"

#include <QWidget>
#include <memory>

class QLabel;

namespace ridge {

class ChoiceBox;
class ParameterRow;

/// The list; the rows are those of the column, wherever in it they stand.
class CurveColumn : public QWidget {
    Q_OBJECT
public:
    explicit CurveColumn(QWidget* column);

    void setTheme(const Theme& theme);
    void addRow(ParameterRow* row);
    /// Off at first.
    void setShown(bool shown);
    bool isShown() const { return m_isShown; }

    /// The metrics to choose from are those that this has.
    void setEvaluation(const Evaluation& evaluation);
    /// The metric that the user chose, empty for none, and what is shown: another where that is absent.
    const std::string& chosenMetric() const { return m_chosen; }
    void chooseMetric(const std::string& id);
    std::string metric() const;

    /// One for each row in view.
    std::vector<ProfileAxis> axes() const;
    void setProfile(const Profile& profile, NumberStyle style);

    /// Rows came, went or were folded, or the scenario changed.
    void refresh();

signals:
    /// Curves are to be made anew; not emitted while none are shown.
    void wanted();

private:
    std::vector<ParameterRow*> rows() const;
    void showMetrics();

    QWidget* m_column;
    QLabel* m_title;
    ChoiceBox* m_metrics;
    std::vector<std::string> m_ids; // of the list
    std::string m_chosen;
    std::string m_usual; // where nothing was chosen, or what was is absent
    bool m_isShown = false;
};

} // namespace ridge
