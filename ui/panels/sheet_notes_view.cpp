#include "ui/panels/sheet_notes_view.h"

#include "core/explain/sheet_notes.h"
#include "core/studies/sheet_levers.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QScrollBar>
#include <QTextBrowser>

namespace ridge {
namespace {

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// Links to the figures that a note is about and that this scenario has.
QString linksOf(const SheetNote& note, const Evaluation& e)
{
    QStringList links;
    for (const std::string_view id : note.metrics) {
        const auto index = metricIndex(id);
        if (index && e.metrics[*index].value) {
            const Metric& row = metricCatalogue()[*index];
            const QString value = QString::fromStdString(format(e.metrics[*index].value, row.unit, e.numberStyle()));
            links << QStringLiteral("<a href=\"%1\">%2</a> %3").arg(view(id), view(row.label).toHtmlEscaped(), value);
        }
    }
    return links.join(QStringLiteral(" &nbsp;·&nbsp; "));
}

} // namespace

SheetNotesView::SheetNotesView(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_page(new QTextBrowser(this))
{
    m_page->setOpenLinks(false); // they lead to derivations, not to pages
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setProperty("role", "page");
    m_page->setAccessibleName(tr("Where the cheat sheet is wrong or loose"));
    connect(m_page, &QTextBrowser::anchorClicked, this,
            [this](const QUrl& url) { emit numberActivated({url.toString().toStdString()}); });
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_page);
    setFocusProxy(m_page);
}

void SheetNotesView::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    if (isVisible()) {
        refresh();
    }
}

void SheetNotesView::setGains(std::shared_ptr<const LeverGains> gains)
{
    if (gains != m_gains) {
        m_gains = std::move(gains);
        refresh();
    }
}

void SheetNotesView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_page->setFont(theme.font(13));
    m_page->document()->setDefaultFont(theme.font(13));
    m_page->document()->setDocumentMargin(theme.px(16));
    if (isVisible()) {
        refresh();
    }
}

void SheetNotesView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
    emit gainsWanted();
}

/// The sheet's levers and claims, and below each what it gives this scenario and why that differs.
QString SheetNotesView::leverTable() const
{
    if (!m_gains) {
        return {};
    }
    const auto size = [this](double nominal) { return QString::number(qRound(m_theme.px(nominal))) + "px"; };
    QString html = QStringLiteral("<p style='margin-top:%1; margin-bottom:%2; font-size:%3'><b>%4</b></p>"
                                  "<table width='100%' cellspacing='0' cellpadding='%5'>")
                       .arg(size(22), size(4), size(13), tr("The sheet's levers, in this scenario").toHtmlEscaped())
                       .arg(qRound(m_theme.px(4)));
    const auto cell = [&](const QString& text, const QColor& ink) {
        return QStringLiteral("<td valign='top' style='border-top:1px solid %1; font-size:%2; color:%3'>%4</td>")
            .arg(m_theme.line.name(), size(12.5), ink.name(), text);
    };
    const auto heading = [&](const QString& text, const char* width) {
        return QStringLiteral("<td width='%1' style='font-size:%2; color:%3'>%4</td>")
            .arg(QLatin1String(width), size(12), m_theme.muted.name(), text.toHtmlEscaped());
    };
    html += "<tr>" + heading(tr("Lever"), "14%") + heading(tr("Reduces"), "14%") +
            heading(tr("The sheet's claim"), "17%") + heading(tr("Here"), "27%") +
            heading(tr("What makes them differ"), "28%") + "</tr>";
    for (const SheetLever& line : sheetLevers()) {
        QStringList results;
        for (const std::string& result : resultsOf(line, *m_gains)) {
            results << shown(result).toHtmlEscaped();
        }
        html += "<tr>" + cell(view(line.line).toHtmlEscaped(), m_theme.text) +
                cell(view(line.reduces).toHtmlEscaped(), m_theme.muted) +
                cell(view(line.claim).toHtmlEscaped(), m_theme.muted) +
                cell(results.isEmpty() ? QStringLiteral("—") : results.join(QStringLiteral("<br>")), m_theme.text) +
                cell(view(line.why).toHtmlEscaped(), m_theme.muted) + "</tr>";
    }
    return html + "</table>";
}

void SheetNotesView::refresh()
{
    if (!m_evaluation) {
        return;
    }
    const auto size = [this](double nominal) { return QString::number(qRound(m_theme.px(nominal))) + "px"; };
    QString html = QStringLiteral("<p style='font-size:%1'>%2</p>")
                       .arg(size(12.5), tr("The cheat sheet's own form is computed beside the right one wherever it "
                                           "differs. These are its lines that need a word, with this scenario's "
                                           "numbers put in.")
                                            .toHtmlEscaped());
    for (const SheetNote& note : sheetNotes()) {
        html += QStringLiteral("<p style='margin-top:%1; margin-bottom:2px; font-size:%2; color:%3'>%4</p>")
                    .arg(size(18), size(12), m_theme.muted.name(), view(note.line).toHtmlEscaped());
        html += QStringLiteral("<p style='margin-top:0; margin-bottom:3px; font-size:%1'>%2</p>")
                    .arg(size(13), shown(note.text(*m_evaluation)).toHtmlEscaped());
        html += QStringLiteral("<p style='margin-top:0; font-size:%1; color:%2'>%3</p>")
                    .arg(size(12), m_theme.muted.name(), linksOf(note, *m_evaluation));
    }
    html += leverTable();
    const int place = m_page->verticalScrollBar()->value(); // an edit must not lose the reader's place
    m_page->document()->setDefaultStyleSheet(
        QStringLiteral("a { color: %1; text-decoration: none; }").arg(m_theme.accent.name()));
    m_page->setHtml(html);
    m_page->verticalScrollBar()->setValue(place);
}

} // namespace ridge
