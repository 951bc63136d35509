#include "core/library/published_figures.h"
#include "tests/support/catch.h"
#include "ui/panels/self_check_view.h"
#include "ui/tables/self_check_model.h"

#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

using namespace ridge;

namespace {

using EvaluationPtr = std::shared_ptr<const Evaluation>;

struct Page {
    SelfCheckView view;
    QTableView& table = *view.findChild<QTableView*>("selfCheckTable");
    QLineEdit& filter = *view.findChild<QLineEdit*>("selfCheckFilter");
    std::vector<std::pair<EvaluationPtr, QString>> activated;

    explicit Page(std::vector<CheckedFigure> figures = selfCheck(), QSize size = {1100, 600})
    {
        QObject::connect(&view, &SelfCheckView::numberActivated, &view,
                         [this](EvaluationPtr evaluation, const QString& metric) {
                             activated.emplace_back(std::move(evaluation), metric);
                         });
        view.setStyleSheet(Theme::light().styleSheet());
        view.resize(size);
        view.setFigures(std::move(figures));
        view.show();
        QTest::qWait(0);
    }

    QString label(const char* name) const { return view.findChild<QLabel*>(name)->text(); }
    QString cell(int row, int column) const { return table.model()->index(row, column).data().toString(); }
    QPoint centre(int row, int column) const { return table.visualRect(table.model()->index(row, column)).center(); }
    void click(int row, int column) { QTest::mouseClick(table.viewport(), Qt::LeftButton, {}, centre(row, column)); }
};

/// One that agrees, one that is disputed and one that is made to differ.
std::vector<CheckedFigure> oneOfEach()
{
    std::vector<CheckedFigure> all = selfCheck();
    std::vector<CheckedFigure> some;
    for (const char* id : {"llama-2-7b.parameters", "resnet-50.timm.macs", "resnet-50.macs"}) {
        some.push_back(
            *std::find_if(all.begin(), all.end(), [&](const CheckedFigure& f) { return f.published.id == id; }));
    }
    some[2].published.value = 5e9;
    some[2] = check(some[2].published, some[2].evaluation);
    return some;
}

} // namespace

TEST_CASE("the page asks for its figures once, when it is first seen", "[self-check]")
{
    SelfCheckView view;
    QSignalSpy asked(&view, &SelfCheckView::figuresRequested);
    CHECK(asked.count() == 0);
    view.show();
    CHECK(asked.count() == 1);
    view.hide();
    view.setFigures(oneOfEach());
    view.show();
    CHECK(asked.count() == 1);
}

TEST_CASE("a page that was given its figures asks for none", "[self-check]")
{
    SelfCheckView view;
    QSignalSpy asked(&view, &SelfCheckView::figuresRequested);
    view.setFigures(oneOfEach());
    view.show();
    CHECK(asked.count() == 0);
}

TEST_CASE("the page shows every figure with both numbers and says how many agree", "[self-check]")
{
    const std::vector<CheckedFigure> figures = selfCheck();
    const Page page(figures);
    CHECK(page.label("selfCheckSummary").toStdString() == summaryOf(figures).sentence() + ".");
    REQUIRE(page.table.model()->rowCount() == int(figures.size()));
    for (int row = 0; row < int(figures.size()); ++row) {
        const CheckedFigure& figure = figures[std::size_t(row)];
        CHECK(page.cell(row, SelfCheckModel::Ours).toStdString() == figure.oursText());
        CHECK(page.cell(row, SelfCheckModel::Theirs).toStdString() == figure.publishedText());
        CHECK(page.cell(row, SelfCheckModel::Verdict).toStdString() == labelOf(figure.agreement()));
        CHECK_FALSE(page.cell(row, SelfCheckModel::Subject).isEmpty());
    }
}

TEST_CASE("a verdict is a word, and the table a model that keeps to the rules", "[self-check]")
{
    SelfCheckModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    model.setFigures(oneOfEach());
    model.setTheme(Theme::darkTheme());
    const auto verdict = [&](int row) { return model.index(row, SelfCheckModel::Verdict).data().toString(); };
    CHECK(verdict(0) == "agrees");
    CHECK(verdict(1) == "differs, explained");
    CHECK(verdict(2) == "differs");
    model.setFigures({});
    CHECK(model.rowCount() == 0);
}

TEST_CASE("a click on a number opens its derivation, a click on a word does not", "[self-check]")
{
    Page page(oneOfEach());
    page.click(1, SelfCheckModel::Subject);
    page.click(1, SelfCheckModel::Verdict);
    CHECK(page.activated.empty());
    page.click(1, SelfCheckModel::Ours);
    REQUIRE(page.activated.size() == 1);
    CHECK(page.activated[0].second == "macs");
    CHECK(page.activated[0].first->scenario->model.id == "resnet-50");
    page.click(0, SelfCheckModel::Theirs);
    REQUIRE(page.activated.size() == 2);
    CHECK(page.activated[1].second == "parameters");
}

TEST_CASE("everything is reached by keyboard: the filter, the rows, the derivation", "[self-check]")
{
    Page page(oneOfEach());
    page.view.activateWindow();
    page.filter.setFocus();
    QTest::keyClick(&page.filter, Qt::Key_Tab);
    CHECK(page.table.hasFocus());
    QTest::keyClick(&page.table, Qt::Key_Down);
    CHECK(page.label("selfCheckSubject").startsWith("ResNet-50: MACs, "));
    QTest::keyClick(&page.table, Qt::Key_Return);
    REQUIRE(page.activated.size() == 1);
    CHECK(page.activated[0].second == "macs");
    for (const QWidget* widget : {static_cast<QWidget*>(&page.table), static_cast<QWidget*>(&page.filter)}) {
        CHECK_FALSE(widget->accessibleName().isEmpty());
    }
}

TEST_CASE("the selected figure is explained in full, with its settings and its source", "[self-check]")
{
    Page page;
    page.filter.setText("common");
    QTest::keyClicks(&page.filter, "x"); // nothing is called that
    page.filter.clear();
    QTest::keyClicks(&page.filter, "torchvision, table of");
    REQUIRE(page.table.model()->rowCount() == 2); // found by source, which is no column
    CHECK(page.label("selfCheckNote").contains("2 of "));
    page.click(0, SelfCheckModel::MetricName);
    CHECK(page.label("selfCheckSettings") == "Settings: convention.ops_per_mac=1");
    CHECK(page.label("selfCheckSource").contains("torchvision"));
    CHECK(page.label("selfCheckExplanation").contains("one operation per multiply-accumulate"));
    page.filter.clear();
    CHECK(page.table.model()->rowCount() == int(publishedFigures().size()));
}

TEST_CASE("a filter that nothing matches leaves no explanation behind", "[self-check]")
{
    Page page(oneOfEach());
    QTest::keyClicks(&page.filter, "nothing like this");
    CHECK(page.table.model()->rowCount() == 0);
    CHECK(page.label("selfCheckSubject").isEmpty());
    CHECK(page.label("selfCheckSource").isEmpty());
    page.filter.clear();
    CHECK(page.table.model()->rowCount() == 3);
    CHECK_FALSE(page.label("selfCheckSubject").isEmpty());
}

TEST_CASE("a click on a heading sorts, what differs first by verdict and numbers by value", "[self-check]")
{
    Page page(oneOfEach());
    CHECK(page.cell(0, SelfCheckModel::Verdict) == "agrees"); // the order of the list
    const auto sortBy = [&](int column) {
        QHeaderView* header = page.table.horizontalHeader();
        const QPoint at(header->sectionViewportPosition(column) + header->sectionSize(column) / 2,
                        header->height() / 2);
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, at);
    };
    sortBy(SelfCheckModel::Verdict);
    CHECK(page.cell(0, SelfCheckModel::Verdict) == "differs");
    CHECK(page.cell(2, SelfCheckModel::Verdict) == "agrees");
    sortBy(SelfCheckModel::Theirs);
    CHECK(page.cell(0, SelfCheckModel::Theirs) == "4.11 GMAC");
    CHECK(page.cell(2, SelfCheckModel::Theirs) == "6,738,415,616");
}

TEST_CASE("no number is cut short, from a narrow tab to a projector", "[self-check]")
{
    for (const auto& [width, scale] : {std::pair(660, 1.0), {780, 1.0}, {1500, 1.0}, {1200, 1.5}}) {
        Page page(selfCheck(), {width, 560});
        Theme theme = Theme::darkTheme();
        theme.fontScale = scale;
        page.view.setStyleSheet(theme.styleSheet());
        page.view.setTheme(theme);
        QTest::qWait(0);
        INFO("width " << width << ", font scale " << scale);
        const QFontMetrics metrics(page.table.font());
        for (int row = 0; row < page.table.model()->rowCount(); ++row) {
            for (int column = SelfCheckModel::Ours; column <= SelfCheckModel::Verdict; ++column) {
                if (page.table.isColumnHidden(column)) { // the lines below the table say the difference then
                    CHECK(column == SelfCheckModel::Delta);
                    continue;
                }
                INFO(page.cell(row, column).toStdString());
                CHECK(page.table.columnWidth(column) >= metrics.horizontalAdvance(page.cell(row, column)) + 12);
            }
        }
        const bool hidden = page.table.isColumnHidden(SelfCheckModel::Reason);
        CHECK(hidden == (width < 1500)); // too narrow to read it there; the lines below the table say it in full
        int all = 0;
        for (int column = 0; column <= SelfCheckModel::Reason; ++column) {
            all += page.table.columnWidth(column);
        }
        CHECK(all <= page.table.viewport()->width()); // nothing to scroll to sideways
    }
}

TEST_CASE("no sentence of any figure keeps the page from becoming narrow", "[self-check]")
{
    Page page;
    for (int row = 0; row < page.table.model()->rowCount(); ++row) {
        page.table.setCurrentIndex(page.table.model()->index(row, 0));
        INFO(page.label("selfCheckSubject").toStdString());
        CHECK(page.view.minimumSizeHint().width() < 400);
    }
}
