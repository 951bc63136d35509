#include "core/scenario/model_body.h"
#include "tests/ui/charts/chart_fixture.h"
#include "ui/charts/chart_factory.h"
#include "ui/charts/quantization/quantization_chart.h"
#include "ui/controls/segmented_choice.h"
#include "ui/figure/figure.h"
#include "ui/panels/quantization_view.h"
#include "ui/tables/precision_model.h"

#include "core/metrics/catalogue.h"

#include <QComboBox>
#include <QHeaderView>
#include <QMenu>
#include <QTableView>
#include <QToolButton>

#include <qcustomplot.h>
#include <random>

using namespace ridge;
using namespace ridge::test;

namespace {

Scenario inFourBits()
{
    Scenario s = chartScenario();
    s.deployment.weights = Precision::INT4;
    return s;
}

std::shared_ptr<const TensorMagnitudes> tensor()
{
    std::mt19937 random(5);
    std::normal_distribution<float> normal(0, 0.02f);
    std::vector<float> values(20000);
    std::generate(values.begin(), values.end(), [&] { return normal(random); });
    return std::make_shared<const TensorMagnitudes>(values);
}

/// The view on screen, and what it asks for.
struct Bench {
    explicit Bench(const Scenario& scenario = inFourBits())
    {
        QObject::connect(&view, &QuantizationView::precisionChosen, &view,
                         [this](Precision precision, PrecisionScope scope) { chosen.emplace_back(precision, scope); });
        QObject::connect(&view, &QuantizationView::numberActivated, &view,
                         [this](std::shared_ptr<const Evaluation> of, const QString& id) {
                             numbers.emplace_back(std::move(of), id);
                         });
        QObject::connect(&view, &QuantizationView::tensorRequested, &view,
                         [this](const QString& name) { requested << name; });
        view.resize(780, 560);
        view.show();
        view.setEvaluation(evaluated(scenario));
        QApplication::processEvents();
    }

    QTableView& table() { return *view.findChild<QTableView*>(); }
    QModelIndex cell(Precision precision, const char* metric)
    {
        int column = 0;
        while (PrecisionModel::metricOf(column) != metric) {
            ++column;
        }
        return format(precision).siblingAtColumn(column);
    }
    QModelIndex format(Precision precision)
    {
        const auto& rows = qobject_cast<PrecisionModel*>(table().model())->rows();
        const auto found =
            std::find_if(rows.begin(), rows.end(), [&](const auto& row) { return row.precision == precision; });
        return table().model()->index(static_cast<int>(found - rows.begin()), 0);
    }
    SegmentedChoice& scopes() { return *view.findChild<SegmentedChoice*>(); }

    QuantizationView view;
    std::vector<std::pair<Precision, PrecisionScope>> chosen;
    std::vector<std::pair<std::shared_ptr<const Evaluation>, QString>> numbers;
    QStringList requested;
};

QString textOf(const QModelIndex& index) { return index.data().toString(); }

} // namespace

TEST_CASE("every format is a row, and the one in use is marked with more than colour", "[quantization]")
{
    Bench bench;
    const std::vector<Precision> formats = formatsFor(FormatUse::Weights);
    REQUIRE(bench.table().model()->rowCount() == static_cast<int>(formats.size()) - 1); // nothing is stored
    for (Precision precision : formats) {
        if (precision == Precision::Stored) {
            continue;
        }
        const QModelIndex format = bench.format(precision);
        CAPTURE(textOf(format).toStdString());
        const bool inUse = precision == Precision::INT4;
        CHECK(textOf(format).endsWith(QStringLiteral("✓")) == inUse);
        CHECK(format.data(Qt::AccessibleTextRole).toString().contains("in use") == inUse);
    }
    CHECK(textOf(bench.cell(Precision::FP16, "size_reduction")) == "2.00×");
    CHECK(textOf(bench.format(Precision::INT4Group).siblingAtColumn(1)) == "4 + 0.125"); // 16 bits for 128 weights
    CHECK(textOf(bench.format(Precision::NVFP4).siblingAtColumn(1)) == "4 + 0.5");       // 8 bits for 16
    CHECK(textOf(bench.format(Precision::INT8).siblingAtColumn(7)) == "small (< 1 %)");
}

TEST_CASE("a click on a number asks for its explanation, with the evaluation it came from", "[quantization]")
{
    Bench bench;
    const QModelIndex cell = bench.cell(Precision::FP8, "latency");
    QTest::mouseClick(bench.table().viewport(), Qt::LeftButton, {}, bench.table().visualRect(cell).center());
    REQUIRE(bench.numbers.size() == 1);
    CHECK(bench.numbers[0].second == "latency");
    const Evaluation& of = *bench.numbers[0].first;
    CHECK(of.scenario->deployment.weights == Precision::FP8);
    CHECK(textOf(cell).toStdString() == format(metric(of, "latency").value, Unit::Seconds));
    CHECK(bench.chosen.empty());
    const QModelIndex words = bench.format(Precision::FP8);
    QTest::mouseClick(bench.table().viewport(), Qt::LeftButton, {}, bench.table().visualRect(words).center());
    CHECK(bench.numbers.size() == 1); // a name has nothing to explain
}

TEST_CASE("a double-click takes a format, with the scope that is switched on", "[quantization]")
{
    Bench bench;
    const auto doubleClick = [&](const QModelIndex& index) {
        const QPoint at = bench.table().visualRect(index).center();
        QTest::mouseClick(bench.table().viewport(), Qt::LeftButton, {}, at);
        QTest::mouseDClick(bench.table().viewport(), Qt::LeftButton, {}, at);
    };
    doubleClick(bench.format(Precision::INT8));
    QTest::mouseClick(&bench.scopes(), Qt::LeftButton, {}, bench.scopes().segment(1).center().toPoint());
    CHECK(bench.view.scope() == PrecisionScope::Everything);
    doubleClick(bench.format(Precision::INT4Group));
    REQUIRE(bench.chosen.size() == 2);
    CHECK(bench.chosen[0] == std::pair(Precision::INT8, PrecisionScope::Weights));
    CHECK(bench.chosen[1] == std::pair(Precision::INT4Group, PrecisionScope::Everything));
}

TEST_CASE("the keyboard reaches all that the mouse does", "[quantization]")
{
    Bench bench;
    bench.view.activateWindow();
    bench.table().setFocus();
    bench.table().setCurrentIndex(bench.format(Precision::FP32));
    QTest::keyClick(&bench.table(), Qt::Key_Down);
    QTest::keyClick(&bench.table(), Qt::Key_Return); // on a name: take it
    REQUIRE(bench.chosen.size() == 1);
    CHECK(bench.chosen[0].first == Precision::TF32);
    bench.table().setCurrentIndex(bench.cell(Precision::INT8, "energy_per_inference"));
    QTest::keyClick(&bench.table(), Qt::Key_Enter); // on a number: explain it
    REQUIRE(bench.numbers.size() == 1);
    CHECK(bench.numbers[0].second == "energy_per_inference");
    QTest::keyClick(&bench.table(), Qt::Key_Space); // anywhere: take it
    REQUIRE(bench.chosen.size() == 2);
    CHECK(bench.chosen[1].first == Precision::INT8);
    for (QToolButton* button : bench.view.findChildren<QToolButton*>()) {
        CHECK_FALSE(button->accessibleName().isEmpty());
    }
    CHECK_FALSE(bench.scopes().accessibleName().isEmpty());
    QTest::keyClick(&bench.scopes(), Qt::Key_Right);
    CHECK(bench.view.scope() == PrecisionScope::Everything);
}

TEST_CASE("the scope decides what changes with the weights", "[quantization]")
{
    Bench bench;
    const QString alone = textOf(bench.cell(Precision::FP8, "latency"));
    bench.view.setScope(PrecisionScope::Everything);
    const auto all = evaluated(inPrecision(inFourBits(), Precision::FP8, PrecisionScope::Everything));
    CHECK(textOf(bench.cell(Precision::FP8, "latency")).toStdString() ==
          format(all->latency().inBaseUnits(), Unit::Seconds));
    CHECK(textOf(bench.cell(Precision::FP8, "latency")) != alone);
    CHECK_FALSE(textOf(bench.format(Precision::INT4)).contains(QStringLiteral("✓"))); // activations are BF16
}

TEST_CASE("a hidden view computes no table, and has it when it is shown", "[quantization]")
{
    QuantizationView view;
    view.setEvaluation(evaluated(inFourBits()));
    auto* table = view.findChild<QTableView*>();
    CHECK(table->model()->rowCount() == 0);
    view.setScope(PrecisionScope::Everything);
    CHECK(table->model()->rowCount() == 0);
    view.resize(780, 560);
    view.show();
    QApplication::processEvents();
    CHECK(table->model()->rowCount() > 0);
}

TEST_CASE("tensors of a file are picked by name and shown when they arrive", "[quantization]")
{
    Bench bench;
    auto* picker = bench.view.findChild<QComboBox*>();
    REQUIRE(picker);
    CHECK_FALSE(picker->isVisible()); // no file, nothing to pick
    bench.view.setTensors({"conv1", "fc"});
    CHECK(picker->isVisible());
    picker->setFocus();
    QTest::keyClick(picker, Qt::Key_Down);
    CHECK(bench.requested == QStringList{"conv1"});
    CHECK_FALSE(bench.view.chart()->showsTensor());
    bench.view.setTensor("fc", tensor());
    CHECK(picker->currentText() == "fc");
    CHECK(bench.view.chart()->showsTensor());
    CHECK(bench.view.chart()->summary().contains("fc"));
    QTest::keyClick(picker, Qt::Key_Home); // the distribution needs nobody's answer
    CHECK_FALSE(bench.view.chart()->showsTensor());
    CHECK(bench.requested == QStringList{"conv1", QString()}); // who still reads one may stop
    bench.view.setTensors({});
    CHECK_FALSE(picker->isVisible());
}

TEST_CASE("table and chart fit into the view at every size, the chart never squeezed out", "[quantization]")
{
    Bench bench;
    for (const double scale : {1.0, 1.5}) {
        Theme theme = Theme::light();
        theme.fontScale = scale;
        bench.view.setTheme(theme);
        for (const QSize size : {QSize(780, 560), QSize(1500, 1000), QSize(674, 420)}) {
            bench.view.resize(size * scale);
            QApplication::processEvents();
            CAPTURE(scale, size.width());
            CHECK(bench.view.chart()->height() >= 0.3 * bench.view.height());
            CHECK(bench.table().horizontalScrollBar()->maximum() == 0); // every column in view
        }
    }
}

// ---- the chart --------------------------------------------------------------------------------------------------

TEST_CASE("the chart marks the threshold and error that the metrics have", "[quantization][chart]")
{
    QuantizationChart chart;
    settle(chart);
    const auto e = evaluated(inFourBits());
    chart.setEvaluation(e);
    CHECK(chart.bits() == 4);
    CHECK(chart.threshold() == *metric(*e, "clip_threshold").value);
    REQUIRE(chart.minMax());
    CHECK(*chart.minMax() > chart.threshold());
    CHECK(chart.summary().contains(
        QString::fromStdString(format(*metric(*e, "quantization_mse").value, Unit::SigmaSquared))));
}

TEST_CASE("a floating-point format shows four bits as an example and says so", "[quantization][chart]")
{
    QuantizationChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    CHECK(chart.bits() == 4);
    CHECK(chart.summary().contains("BF16 is not clipped, 4 bits as an example"));
    auto* button = chart.findChild<QToolButton*>();
    REQUIRE(button);
    for (QAction* action : button->menu()->actions()) {
        if (action->text() == "8 bit") {
            action->trigger();
        }
    }
    CHECK(chart.bits() == 8);
    CHECK(chart.threshold() == octavThreshold(magnitudesOf(WeightDistribution::Gaussian), 8).threshold);
    CHECK(chart.summary().contains("Gaussian weights"));
    chart.setBits(0);
    CHECK(chart.bits() == 4);
}

TEST_CASE("groups span a narrower range than a whole tensor", "[quantization][chart]")
{
    QuantizationChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(inFourBits()));
    const double whole = *chart.minMax();
    Scenario grouped = inFourBits();
    grouped.deployment.weights = Precision::INT4Group;
    chart.setEvaluation(evaluated(grouped));
    CHECK(*chart.minMax() < whole);
    CHECK(chart.summary().contains("Gaussian weights in groups of 128"));
    CHECK(chart.summary().contains("min–max of 128 weights"));
    const double error = *metric(*evaluated(grouped), "quantization_mse").value;
    CHECK(chart.threshold() == *metric(*evaluated(grouped), "clip_threshold").value);
    CHECK(chart.summary().contains(QString::fromStdString(format(error, Unit::SigmaSquared))));
    chart.setTensor("w", tensor()); // as a whole
    CHECK(chart.threshold() == octavThreshold(*tensor(), 4).threshold);
}

TEST_CASE("hovering reads the error at a threshold, and so do the arrow keys", "[quantization][chart]")
{
    QuantizationChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(inFourBits()));
    settle(chart);
    QCPAxisRect* errors = plotOf(chart).axisRect(1);
    const QCPAxis* x = errors->axis(QCPAxis::atBottom);
    hoverAt(chart, QPointF(x->coordToPixel(2), errors->center().y()));
    const double error = clippingError(magnitudesOf(WeightDistribution::Gaussian), 4, 2);
    CHECK(chart.hoverText().contains("Clip at 2.0")); // to the pixel
    CHECK(chart.hoverText().contains(QString::fromStdString(format(error, Unit::SigmaSquared)).left(5)));
    const QCPAxis* weights = plotOf(chart).xAxis; // both signs of a weight are one threshold
    hoverAt(chart, QPointF(weights->coordToPixel(-2), plotOf(chart).axisRect()->center().y()));
    CHECK(chart.hoverText().contains("Clip at 2.0"));
    hoverAt(chart, QPointF(1, 1));
    CHECK(chart.hoverText().isEmpty());
    chart.setFocus();
    QTest::keyClick(&chart, Qt::Key_Right);
    const QString beyond = chart.hoverText();
    CHECK(beyond.contains("Clip at"));
    CHECK(chart.accessibleDescription() == beyond);
    QTest::keyClick(&chart, Qt::Key_Right);
    CHECK(chart.hoverText() != beyond);
}

TEST_CASE("the chart is a figure like the others, with its marks named", "[quantization][chart]")
{
    const auto chart = makeChart("quantization");
    REQUIRE(qobject_cast<QuantizationChart*>(chart.get()));
    chart->setTheme(Theme::print());
    chart->setEvaluation(evaluated(inFourBits()));
    const QByteArray svg = renderSvg(*chart, {{900, 420}, 1});
    for (const char* words : {"OCTAV ±2.56", "min–max ±5.78", "Clip threshold", "clipping", "rounding", "CLIPPED"}) {
        CAPTURE(words);
        CHECK(svg.contains(words));
    }
}

TEST_CASE("weights that are all zero, or none, are drawn without a mark for min–max", "[quantization][chart]")
{
    QuantizationChart chart;
    settle(chart);
    Scenario s = inFourBits();
    s.model.body = LayerList{}; // no layers, no weights
    chart.setEvaluation(evaluated(s));
    settle(chart);
    CHECK_FALSE(chart.minMax());
    chart.setTensor("zeros", std::make_shared<const TensorMagnitudes>(std::vector<float>(10, 0.0f)));
    settle(chart);
    CHECK(chart.threshold() == 0);
    CHECK_FALSE(chart.minMax());
}

TEST_CASE("on a narrow page every column of the formats has room for its words", "[quantization]")
{
    Bench bench;
    bench.view.resize(672, 560);
    QApplication::processEvents();
    int width = 0;
    for (int column = 0; column < bench.table().model()->columnCount(); ++column) {
        if (!bench.table().isColumnHidden(column)) {
            int needed = bench.table().horizontalHeader()->sectionSizeHint(column);
            for (int row = 0; row < bench.table().model()->rowCount(); ++row) {
                const QModelIndex cell = bench.table().model()->index(row, column);
                needed = std::max(needed, bench.table().sizeHintForIndex(cell).width());
            }
            INFO(column);
            CHECK(bench.table().columnWidth(column) >= needed);
            width += bench.table().columnWidth(column);
        }
    }
    CHECK(width <= bench.table().viewport()->width());
}
