// The cheat sheet, for the scenario on screen.

#include "app/document/files.h"
#include "app/window/dialogs/file_dialogs.h"
#include "app/window/explanations.h"
#include "app/window/lever_answers.h"
#include "app/window/main_window.h"
#include "app/window/pages/window_page.h"
#include "core/quantity/shown_text.h"
#include "ui/panels/sheet_view.h"

namespace ridge {
namespace {

class SheetPage : public PageOf<SheetView> {
public:
    explicit SheetPage(MainWindow& window) : m_window(window)
    {
        connect(&view(), &SheetView::numberActivated, this,
                [&window](const NumberRef& number) { window.explain(number); });
        connect(&view(), &SheetView::fieldActivated, this, [&window](const QString& id) { window.showField(id); });
        connect(&view(), &SheetView::saveWanted, this, &SheetPage::save);
        LeverAnswers& answers = LeverAnswers::of(window);
        answers.addReader([this] { return view().isVisible(); },
                          [this](const LeverAnswers::Gains& gains) { view().setGains(gains); });
        connect(&view(), &SheetView::gainsWanted, &answers, &LeverAnswers::refresh);
    }

    void setEvaluations(const Evaluations& all) override { view().setEvaluation(all.now); }

private:
    void save()
    {
        const std::string model = m_window.evaluation() ? m_window.evaluation()->scenario->model.name : std::string();
        const QString suggested = tr("Cheat sheet, %1").arg(QString::fromStdString(forFileName(model))) + ".pdf";
        const QString path = askSavePath(&m_window, tr("Save the cheat sheet"), suggested,
                                         fileFilter(tr("PDF document"), {QStringLiteral(".pdf")}));
        if (path.isEmpty()) {
            return;
        }
        try {
            const QByteArray bytes = view().pdf();
            writeFile(path, std::string_view(bytes.constData(), std::size_t(bytes.size())));
            m_window.showMessage(tr("Wrote %1.").arg(fileName(path)));
        } catch (const std::exception& error) {
            m_window.reportProblem(QString::fromUtf8(error.what()));
        }
    }

    MainWindow& m_window;
};

} // namespace

extern const PageKind sheetPage{"sheet", QT_TRANSLATE_NOOP("Page", "Cheat sheet"), PageKind::Place::Middle, 60,
                                makePage<SheetPage>};

} // namespace ridge
