#include "ui/panels/sheet_view.h"

#include "core/explain/cheat_sheet.h"
#include "core/explain/sheet_notes.h"
#include "core/studies/sheet_levers.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QBuffer>
#include <QLineEdit>
#include <QPdfWriter>
#include <QPushButton>
#include <QScrollBar>
#include <QTextBrowser>
#include <QUrl>

namespace ridge {
namespace {

const QString numberPrefix = QStringLiteral("number:"), fieldPrefix = QStringLiteral("field:");

QString view(std::string_view text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }
QString escaped(std::string_view text) { return view(text).toHtmlEscaped(); }

/// Whether all the words occur in a text.
bool hasWords(const QString& text, const QString& words)
{
    const QStringList all = words.split(u' ', Qt::SkipEmptyParts);
    return std::ranges::all_of(all, [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

/// The sheet in the subset of HTML that text documents know, lines that have the words alone.
class SheetHtml {
public:
    SheetHtml(const Evaluation& e, const LeverGains* gains, const Theme& theme, const QString& words)
        : m_e(e), m_gains(gains), m_theme(theme), m_words(words)
    {
    }

    QString html() const
    {
        QString all;
        for (const SheetSection& section : cheatSheet()) {
            QString rows;
            for (const SheetLine& line : section.lines) {
                rows += lineHtml(section, line);
            }
            all += rows.isEmpty() ? QString() : headingHtml(view(section.title)) + tableHtml(rows);
        }
        all += leversHtml();
        return all.isEmpty() ? QStringLiteral("<p>%1</p>").arg(SheetView::tr("No line has these words.")) : all;
    }

private:
    QString size(double nominal) const { return QString::number(qRound(m_theme.px(nominal))) + "px"; }

    QString headingHtml(const QString& title) const
    {
        return QStringLiteral("<p style='margin-top:%1; margin-bottom:%2; font-size:%3'><b>%4</b></p>")
            .arg(size(18), size(4), size(14), title.toHtmlEscaped());
    }
    QString tableHtml(const QString& rows) const
    {
        return QStringLiteral("<table width='100%' cellspacing='0' cellpadding='%1'>%2</table>")
            .arg(qRound(m_theme.px(4)))
            .arg(rows);
    }
    QString cell(const QString& html, const QColor& ink, const char* width = "") const
    {
        return QStringLiteral("<td valign='top' width='%1' style='border-top:1px solid %2; font-size:%3; "
                              "color:%4'>%5</td>")
            .arg(QLatin1String(width), m_theme.line.name(), size(12.5), ink.name(), html);
    }

    /// "conv1, the largest: Parameters 9.41 k · MACs 118 M", as links.
    QString numbersHtml(const SheetLine& line) const
    {
        QStringList numbers;
        for (const SheetNumber& number : numbersOf(line, m_e)) {
            const QString target = number.parameter.empty() ? numberPrefix + view(number.ref.text())
                                                            : fieldPrefix + view(number.parameter);
            numbers << QStringLiteral("<a href=\"%1\">%2</a> %3")
                           .arg(target.toHtmlEscaped(), escaped(number.label), escaped(number.value));
        }
        if (const std::string words = line.here ? line.here(m_e) : std::string(); !words.empty()) {
            numbers << escaped(words);
        }
        QString html = numbers.join(QStringLiteral(" &nbsp;·&nbsp; "));
        if (const NumberRef example = exampleOf(line, m_e); example.isValid() && !html.isEmpty()) {
            const Operator& op = m_e.program.stages[std::size_t(example.stage)].operators[std::size_t(example.op)];
            html = shownName(op.name).toHtmlEscaped() + QStringLiteral(": ") + html;
        }
        return html.isEmpty() ? QStringLiteral("—") : html;
    }

    QString lineHtml(const SheetSection& section, const SheetLine& line) const
    {
        const SheetNote* note = line.note.empty() ? nullptr : findSheetNote(line.note);
        const QString correction = note ? shown(note->text(m_e)) : QString(), numbers = numbersHtml(line);
        if (!hasWords(view(section.title) + u'\n' + view(line.says) + u'\n' + correction + u'\n' + numbers, m_words)) {
            return {};
        }
        QString html =
            "<tr>" + cell(escaped(line.says), m_theme.text, "52%") + cell(numbers, m_theme.muted, "48%") + "</tr>";
        if (note) {
            html += QStringLiteral("<tr><td colspan='2' style='font-size:%1; color:%2'>"
                                   "<span style='color:%3'>▲</span> %4</td></tr>")
                        .arg(size(12.5), m_theme.text.name(), m_theme.memory.name(), correction.toHtmlEscaped());
        }
        return html;
    }

    /// The sheet's levers and claims, beside each what it gives this scenario and why that differs.
    QString leversHtml() const
    {
        if (!m_gains) {
            return {};
        }
        QString rows;
        for (const SheetLever& line : sheetLevers()) {
            QStringList results;
            for (const std::string& result : resultsOf(line, *m_gains)) {
                results << shown(result).toHtmlEscaped();
            }
            const QString text = view(line.line) + u'\n' + view(line.reduces) + u'\n' + view(line.claim) + u'\n' +
                                 results.join(u'\n') + u'\n' + view(line.why);
            if (hasWords(text, m_words)) {
                rows += "<tr>" + cell(escaped(line.line), m_theme.text, "14%") +
                        cell(escaped(line.reduces), m_theme.muted, "14%") +
                        cell(escaped(line.claim), m_theme.muted, "17%") +
                        cell(results.isEmpty() ? QStringLiteral("—") : results.join(QStringLiteral("<br>")),
                             m_theme.text, "27%") +
                        cell(escaped(line.why), m_theme.muted, "28%") + "</tr>";
            }
        }
        QString heads = QStringLiteral("<tr>");
        for (const QString& head :
             {SheetView::tr("Lever"), SheetView::tr("Reduces"), SheetView::tr("The sheet's claim"),
              SheetView::tr("Here"), SheetView::tr("What makes them differ")}) {
            heads += QStringLiteral("<td style='font-size:%1; color:%2'>%3</td>")
                         .arg(size(12), m_theme.muted.name(), head.toHtmlEscaped());
        }
        return rows.isEmpty() ? QString()
                              : headingHtml(SheetView::tr("Efficiency levers")) + tableHtml(heads + "</tr>" + rows);
    }

    const Evaluation& m_e;
    const LeverGains* m_gains;
    const Theme& m_theme;
    const QString& m_words;
};

void prepare(QTextDocument& document, const Theme& theme)
{
    document.setDefaultFont(theme.font(13));
    document.setDefaultStyleSheet(QStringLiteral("a { color: %1; text-decoration: none; }").arg(theme.accent.name()));
}

} // namespace

SheetView::SheetView(QWidget* parent)
    : QWidget(parent), m_theme(Theme::light()), m_filter(new QLineEdit), m_page(new QTextBrowser)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    createHead();
    m_page->setOpenLinks(false); // they lead to derivations and fields, not to pages
    m_page->setFrameShape(QFrame::NoFrame);
    m_page->setProperty("role", "page");
    m_page->setAccessibleName(tr("Cheat sheet"));
    connect(m_page, &QTextBrowser::anchorClicked, this, [this](const QUrl& url) { follow(url.toString()); });
    column->addWidget(m_page);
    setFocusProxy(m_page);
}

void SheetView::createHead()
{
    m_filter->setPlaceholderText(tr("Filter the sheet's lines…"));
    m_filter->setAccessibleName(tr("Filter the sheet's lines"));
    m_filter->setClearButtonEnabled(true);
    connect(m_filter, &QLineEdit::textChanged, this, &SheetView::refresh);
    auto* save = new QPushButton(tr("Save as PDF…"));
    save->setToolTip(tr("What is on show, with this scenario's numbers"));
    connect(save, &QPushButton::clicked, this, &SheetView::saveWanted);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(14, 8, 14, 0);
    row->addWidget(m_filter, 1);
    row->addWidget(save);
    static_cast<QVBoxLayout*>(layout())->addLayout(row);
}

void SheetView::follow(const QString& target)
{
    if (target.startsWith(fieldPrefix)) {
        emit fieldActivated(target.mid(fieldPrefix.size()));
    } else if (target.startsWith(numberPrefix)) {
        emit numberActivated(NumberRef::parse(target.mid(numberPrefix.size()).toStdString()));
    }
}

void SheetView::setEvaluation(std::shared_ptr<const Evaluation> evaluation)
{
    m_evaluation = std::move(evaluation);
    if (isVisible()) {
        refresh();
    }
}

void SheetView::setGains(std::shared_ptr<const LeverGains> gains)
{
    if (gains != m_gains) {
        m_gains = std::move(gains);
        refresh();
    }
}

void SheetView::setTheme(const Theme& theme)
{
    m_theme = theme;
    m_page->setFont(theme.font(13));
    m_page->document()->setDocumentMargin(theme.px(16));
    prepare(*m_page->document(), theme);
    if (isVisible()) {
        refresh();
    }
}

void SheetView::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
    emit gainsWanted();
}

QString SheetView::html(const Theme& theme) const
{
    const QString words = m_filter->text();
    return SheetHtml(*m_evaluation, m_gains.get(), theme, words).html();
}

QByteArray SheetView::pdf() const
{
    QByteArray bytes;
    if (!m_evaluation) {
        return bytes;
    }
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    const QString& of = QString::fromStdString(m_evaluation->scenario->model.name);
    writer.setTitle(tr("Cheat sheet: %1").arg(of));
    writer.setPageMargins(QMarginsF(15, 15, 15, 15), QPageLayout::Millimeter);
    constexpr int dotsPerInch = 96; // as the screen's pixels are
    writer.setResolution(dotsPerInch);
    QTextDocument document;
    prepare(document, Theme::light());
    document.setPageSize(writer.pageLayout().paintRectPixels(dotsPerInch).size());
    document.setHtml(html(Theme::light()));
    document.print(&writer);
    return bytes;
}

void SheetView::refresh()
{
    if (!m_evaluation) {
        return;
    }
    const int place = m_page->verticalScrollBar()->value(); // an edit must not lose the reader's place
    m_page->setHtml(html(m_theme));
    m_page->verticalScrollBar()->setValue(place);
}

} // namespace ridge
