#include "tests/ui/charts/chart_fixture.h"
#include "ui/figure/figure.h"
#include "ui/theme/palettes.h"

using namespace ridge;
using namespace ridge::test;

TEST_CASE("as many dots carry names as are asked for, the heaviest first, and chosen ones whatever they weigh")
{
    RooflineChart chart;
    settle(chart, {1600, 900});
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart, {1600, 900});
    const auto named = [&](OperatorRef ref) {
        const Stage& stage = chart.evaluation()->program.stages[static_cast<std::size_t>(ref.stage)];
        const Operator& op = stage.operators[static_cast<std::size_t>(ref.op)];
        const QString name = QString::fromStdString(op.name);
        const std::vector<PlacedLabel> labels = chart.labels();
        return std::any_of(labels.begin(), labels.end(), [&](const PlacedLabel& label) {
            return label.text == name || label.text.startsWith(name + QStringLiteral(" ×"));
        });
    };
    const std::size_t none = (chart.setNames(0), chart.labels().size());
    chart.setNames(1);
    CHECK(chart.labels().size() == none + 1);
    CHECK(named(chart.dots().front().ref));
    const OperatorRef lightest = chart.dots().back().ref;
    const Stage& stage = chart.evaluation()->program.stages[static_cast<std::size_t>(lightest.stage)];
    chart.setNames(0, {stage.name + "/" + stage.operators[static_cast<std::size_t>(lightest.op)].name});
    CHECK(named(lightest));
}

TEST_CASE("colours of dots tell kind, stage or block, and every dot of one kind has one colour")
{
    RooflineChart chart;
    settle(chart);
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart);
    CHECK(chart.categories().empty()); // the bound, as always
    for (const DotColourText& option : dotColours()) {
        chart.setDotColour(option.colour);
        INFO(option.id);
        CHECK(chart.categories().empty() == (option.colour == DotColour::Bounds));
        CHECK(chart.categories().size() <= mostCategories);
        double sum = 0;
        for (const DotCategory& category : chart.categories()) {
            sum += category.share;
        }
        double whole = 0; // of what the area shows
        for (const RooflineDot& dot : chart.dots()) {
            whole += dot.share;
        }
        CHECK((chart.categories().empty() || sum == Approx(whole).epsilon(1e-6)));
        for (const RooflineDot& dot : chart.dots()) {
            CHECK((dot.category >= 0) == (option.colour != DotColour::Bounds));
            if (option.colour == DotColour::Stages) {
                const Stage& stage = chart.evaluation()->program.stages[static_cast<std::size_t>(dot.ref.stage)];
                CHECK(chart.categories()[static_cast<std::size_t>(dot.category)].name ==
                      QString::fromStdString(stage.name));
            }
        }
    }
}

TEST_CASE("the grey theme and the grey palette have no colour, and eight greys that differ")
{
    for (const Theme& theme : {Theme::grey(), withPalette(Theme::darkTheme(), "grey")}) {
        std::vector<int> lightness;
        for (const QColor& colour : theme.series) {
            CHECK(colour.saturation() == 0);
            lightness.push_back(colour.value());
        }
        std::sort(lightness.begin(), lightness.end());
        for (std::size_t i = 1; i < lightness.size(); ++i) {
            CHECK(lightness[i] - lightness[i - 1] >= 16);
        }
        for (const QColor& colour : {theme.compute, theme.memory, theme.network, theme.overhead, theme.accent,
                                     theme.weights, theme.activations, theme.error, theme.warning, theme.text}) {
            CHECK(colour.saturation() == 0);
        }
    }
}

TEST_CASE("bars say what share of the whole they are, where there is room")
{
    LatencyChart chart;
    settle(chart, {836, 430});
    chart.setEvaluation(evaluated(chartScenario()));
    settle(chart, {836, 430});
    double whole = 0;
    for (const OperatorGroup& group : chart.groups()) {
        whole += group.total();
    }
    const QByteArray svg = renderSvg(chart, {{836, 430}, 1});
    CHECK(svg.contains((" · " + percent(chart.groups().front().total() / whole) + "<").toUtf8()));
}
