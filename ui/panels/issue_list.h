// Validation and findings as lines; activating one asks for the control it is about.
// Not a log: it shows the present scenario only.
#pragma once

#include "core/scenario/validation.h"
#include "ui/theme/theme.h"

#include <QListWidget>

namespace ridge {

class IssueList : public QListWidget {
    Q_OBJECT
public:
    explicit IssueList(QWidget* parent = nullptr);
    void setIssues(const std::vector<Issue>& issues);
    void setTheme(const Theme& theme);

signals:
    void fieldRequested(QString field);

private:
    void rebuild();
    std::vector<Issue> m_issues;
    Theme m_theme;
};

} // namespace ridge
