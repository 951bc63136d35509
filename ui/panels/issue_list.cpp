#include "ui/panels/issue_list.h"

#include "ui/shown.h"

#include <QPainter>

namespace ridge {
namespace {

/// The severity by shape as well as colour: a triangle warns, a square is an error, a ring informs.
QIcon severityIcon(Severity severity, const Theme& theme)
{
    QPixmap pixmap(28, 28);
    pixmap.setDevicePixelRatio(2);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    const QColor colour = severity == Severity::Info ? theme.accent : theme.warning;
    painter.setPen(QPen(colour, 1.5));
    painter.setBrush(severity == Severity::Info ? QBrush(Qt::NoBrush) : QBrush(colour));
    if (severity == Severity::Warning) {
        painter.drawPolygon(QPolygonF({{7, 2.5}, {12, 11.5}, {2, 11.5}}));
    } else if (severity == Severity::Error) {
        painter.drawRect(QRectF(3, 3, 8, 8));
    } else {
        painter.drawEllipse(QRectF(3.5, 3.5, 7, 7));
    }
    return pixmap;
}

} // namespace

IssueList::IssueList(QWidget* parent) : QListWidget(parent), m_theme(Theme::light())
{
    setFrameShape(QFrame::NoFrame);
    setWordWrap(true);
    setAccessibleName(tr("Messages"));
    connect(this, &QListWidget::itemActivated, this,
            [this](QListWidgetItem* item) { emit fieldRequested(item->data(Qt::UserRole).toString()); });
    connect(this, &QListWidget::itemClicked, this,
            [this](QListWidgetItem* item) { emit fieldRequested(item->data(Qt::UserRole).toString()); });
}

void IssueList::setIssues(const std::vector<Issue>& issues)
{
    if (issues == m_issues && (count() > 0 || issues.empty())) {
        return;
    }
    m_issues = issues;
    rebuild();
}

void IssueList::setTheme(const Theme& theme)
{
    m_theme = theme;
    setFont(theme.font(12.5));
    rebuild();
}

void IssueList::rebuild()
{
    clear();
    for (const Issue& issue : m_issues) {
        auto* item = new QListWidgetItem(severityIcon(issue.severity, m_theme), shown(issue.message), this);
        item->setData(Qt::UserRole, QString::fromStdString(issue.field));
        const QString words[] = {tr("Note: "), tr("Warning: "), tr("Error: ")};
        item->setData(Qt::AccessibleTextRole, words[static_cast<std::size_t>(issue.severity)] + item->text());
        if (!issue.field.empty()) {
            item->setToolTip(asToolTip(tr("Click to go to %1").arg(shown(issue.field))));
        }
    }
    if (m_issues.empty()) {
        auto* item = new QListWidgetItem(tr("Nothing to remark."), this);
        item->setFlags(Qt::NoItemFlags);
    }
}

} // namespace ridge
