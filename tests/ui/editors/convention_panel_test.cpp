#include "core/evaluate/evaluate.h"
#include "core/library/baseline.h"
#include "core/studies/change.h"
#include "tests/support/catch.h"
#include "tests/ui/editors/editor_fixture.h"
#include "ui/controls/controls.h"
#include "ui/controls/segmented_choice.h"
#include "ui/editors/convention_panel.h"

#include <QLabel>

using namespace ridge;
using namespace ridge::test;

namespace {

/// A panel with a document that accepts every edit and says what it did, as the program's does.
struct PanelBench {
    explicit PanelBench(const Scenario& start = decoderScenario())
        : baseline(std::make_shared<const Scenario>(start)), current(baseline)
    {
        panel.setScenario(current, baseline);
        QObject::connect(&panel, &ConventionPanel::edited, [this](const Scenario& next, const EditLabel& label) {
            edits.push_back(label);
            const Evaluation before = evaluate(current);
            current = std::make_shared<const Scenario>(next);
            panel.setScenario(current, baseline);
            panel.setEffect(
                QString::fromStdString(describeChange(label.text.toStdString(), before, evaluate(current))));
        });
        panel.show();
        panel.activateWindow();
        QCoreApplication::processEvents();
    }

    SegmentedChoice& choice(const char* id)
    {
        auto* found = panel.findChild<SegmentedChoice*>(QString::fromLatin1(id));
        REQUIRE(found);
        return *found;
    }
    void click(const char* id, int index)
    {
        SegmentedChoice& one = choice(id);
        QTest::mouseClick(&one, Qt::LeftButton, {}, one.segment(index).center().toPoint());
    }
    QString effect() { return panel.findChild<QLabel*>("conventionEffect")->text(); }
    LinkButton& resetLink() { return *panel.findChild<LinkButton*>("conventionReset"); }

    std::shared_ptr<const Scenario> baseline;
    std::shared_ptr<const Scenario> current;
    ConventionPanel panel;
    std::vector<EditLabel> edits;
};

} // namespace

TEST_CASE("every convention of the catalogue stands in the panel with all its choices", "[conventions]")
{
    PanelBench bench;
    int rows = 0;
    for (const Parameter& row : parameterCatalogue()) {
        if (row.section != Section::Convention) {
            continue;
        }
        INFO(row.id);
        ++rows;
        SegmentedChoice& choice = bench.choice(row.id.c_str());
        const int count = row.unit == Unit::Choice ? int(row.choices.size()) : int(row.maximum - row.minimum) + 1;
        CHECK(count <= 4); // more would not fit side by side
        CHECK_FALSE(choice.segment(count - 1).isEmpty());
        CHECK(choice.segment(count).isEmpty());
        CHECK(choice.segment(count - 1).right() == Approx(choice.width()));
        CHECK(choice.current() == int(*row.get(*bench.current)) - (row.unit == Unit::Choice ? 0 : int(row.minimum)));
        CHECK(choice.accessibleName().startsWith(qs(row.label) + ": "));
        CHECK_FALSE(choice.accessibleDescription().isEmpty());
    }
    CHECK(bench.panel.findChildren<SegmentedChoice*>().size() == rows);
}

TEST_CASE("a click switches a convention and the line below says what moved", "[conventions]")
{
    PanelBench bench;
    const QString before = bench.effect();
    bench.click("convention.ops_per_mac", 0);
    CHECK(bench.current->convention.opsPerMac == 1);
    REQUIRE(bench.edits.size() == 1);
    CHECK(bench.edits[0].field == "convention.ops_per_mac");
    CHECK(bench.edits[0].gesture == 0);
    CHECK(bench.edits[0].text == "FLOPs per MAC 2 → 1");
    CHECK(bench.effect() != before);
    CHECK(bench.effect().startsWith("FLOPs per MAC 2 → 1: FLOPs"));
    bench.click("convention.peak", 2);
    CHECK(bench.current->convention.peak == PeakRule::Arena);
    CHECK(bench.current->convention.opsPerMac == 1); // the first switch stays
    CHECK(bench.edits[1].text == "Peak activation live set → planned arena");
    bench.click("convention.peak", 2);
    CHECK(bench.edits.size() == 2); // it was on already
}

TEST_CASE("arrows choose, up and down and Tab change the row, Space goes round, Esc closes", "[conventions]")
{
    PanelBench bench;
    SegmentedChoice& peak = bench.choice("convention.peak");
    peak.setFocus();
    QTest::keyClick(&peak, Qt::Key_Right);
    CHECK(bench.current->convention.peak == PeakRule::LargestInPlusOut);
    QTest::keyClick(&peak, Qt::Key_Right);
    QTest::keyClick(&peak, Qt::Key_Right); // already the last
    CHECK(bench.current->convention.peak == PeakRule::Arena);
    QTest::keyClick(&peak, Qt::Key_Space);
    CHECK(bench.current->convention.peak == PeakRule::LiveSet);
    QTest::keyClick(&peak, Qt::Key_Left);
    CHECK(bench.current->convention.peak == PeakRule::LiveSet);
    CHECK(bench.edits.size() == 3);
    CHECK(peak.hasFocus());
    QTest::keyClick(&peak, Qt::Key_Down);
    SegmentedChoice& next = bench.choice("convention.input_in_peak");
    CHECK(next.hasFocus());
    QTest::keyClick(&next, Qt::Key_Tab);
    CHECK(bench.choice("convention.bytes").hasFocus());
    QTest::keyClick(&bench.choice("convention.bytes"), Qt::Key_Up);
    CHECK(next.hasFocus());
    CHECK(bench.panel.isVisible());
    QTest::keyClick(&next, Qt::Key_Escape);
    CHECK_FALSE(bench.panel.isVisible());
}

TEST_CASE("what differs from the presets is said, and Reset takes all of it back in one edit", "[conventions]")
{
    PanelBench bench;
    CHECK_FALSE(bench.resetLink().isVisible());
    bench.click("convention.bytes", 1);
    bench.click("convention.biases", 0);
    CHECK(bench.resetLink().isVisible());
    CHECK(bench.choice("convention.bytes").accessibleName() == "Capacity unit: GiB (2³⁰), changed");
    CHECK(bench.choice("convention.causal").accessibleName() == "Causal attention: full N²");
    bench.edits.clear();
    QTest::mouseClick(&bench.resetLink(), Qt::LeftButton);
    CHECK(bench.current->convention == bench.baseline->convention);
    CHECK(bench.edits.size() == 1);
    CHECK_FALSE(bench.resetLink().isVisible());
    CHECK(bench.choice("convention.bytes").accessibleName() == "Capacity unit: GB (10⁹)");
}

TEST_CASE("showing a scenario never edits it, and the panel keeps its size", "[conventions]")
{
    PanelBench bench;
    const QSize size = bench.panel.size();
    Scenario other = *bench.current;
    other.convention.energy = EnergyRule::TdpTimesTime;
    other.convention.causal = CausalCount::LowerHalf;
    bench.panel.setScenario(std::make_shared<const Scenario>(other), bench.baseline);
    bench.panel.setEffect(QStringLiteral("A long sentence that needs more than one line to say all that moved, which "
                                         "it does when three families of figures change and a verdict flips."));
    QCoreApplication::processEvents();
    CHECK(bench.edits.empty());
    CHECK(bench.choice("convention.energy").current() == 1);
    CHECK(bench.panel.size() == size);
}

TEST_CASE("every label of every choice has room, in large type as well", "[conventions]")
{
    for (const double scale : {1.0, 1.5}) {
        PanelBench bench;
        Theme theme = Theme::darkTheme();
        theme.fontScale = scale;
        bench.panel.setTheme(theme);
        bench.panel.adjustSize();
        QCoreApplication::processEvents();
        for (SegmentedChoice* choice : bench.panel.findChildren<SegmentedChoice*>()) {
            INFO(choice->objectName().toStdString() << " at " << scale);
            CHECK(choice->width() >= choice->sizeHint().width());
            CHECK(choice->geometry().right() <= bench.panel.width());
        }
        for (QLabel* label : bench.panel.findChildren<QLabel*>()) {
            INFO(label->text().toStdString());
            CHECK((label->wordWrap() || label->width() >= label->sizeHint().width()));
        }
    }
}

TEST_CASE("the panel opens below its button, inside the screen", "[conventions]")
{
    PanelBench bench;
    bench.panel.hide();
    QWidget button;
    button.setGeometry(500, 300, 160, 22);
    button.show();
    bench.panel.popUpBelow(&button);
    CHECK(bench.panel.isVisible());
    CHECK(bench.panel.geometry().right() == button.mapToGlobal(QPoint(button.width() - 1, 0)).x());
    CHECK(bench.panel.y() > button.mapToGlobal(QPoint(0, button.height() - 1)).y());
    CHECK(bench.choice("convention.ops_per_mac").hasFocus());
    bench.panel.hide();
    button.move(0, 0); // too far left for the panel
    bench.panel.popUpBelow(&button);
    CHECK(bench.panel.x() >= 0);
}
