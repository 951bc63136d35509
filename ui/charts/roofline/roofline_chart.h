// The roofline: roofs and ridge of the machine, one dot per operator.
// Not its arithmetic (roofline_geometry.h).
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/label_placer.h"
#include "ui/charts/roofline/roofline_geometry.h"
#include "ui/charts/roofline/trail.h"

#include <QHash>
#include <QPixmap>

class QToolButton;

namespace ridge {

struct RooflineGhost;
struct RooflineOther;

/// Another machine, and the scenario as it runs there.
struct OtherMachine {
    QString name;
    std::shared_ptr<const Evaluation> evaluation;
};

class RooflineChart : public Chart {
    Q_OBJECT
public:
    explicit RooflineChart(QWidget* parent = nullptr);
    ~RooflineChart() override;

    QString title() const override;
    QString summary() const override;
    NumberRef mainNumber() const override { return {"arithmetic_intensity"}; }
    const RooflineMachine& machine() const { return m_machine; }
    const std::vector<RooflineDot>& dots() const { return m_dots; }
    /// What is drawn of a pinned scenario; null where nothing is pinned.
    const RooflineGhost* ghost() const { return m_ghost.get(); }
    /// Where an operator is drawn, in pixels of the plot; empty when it has no dot.
    std::optional<QPointF> positionOf(OperatorRef ref) const;
    /// As they are drawn: one of every roof, values of what left the frame, and in figures names of dots.
    std::vector<PlacedLabel> labels() const;
    std::vector<ChartItem> items() const override;
    /// Operators, and roofs by the parameter that sets them or the level they limit.
    std::vector<ChartTarget> targets() const override;
    std::vector<OwnPoint> ownPoints() const override;
    std::vector<DragHandle> handles() const override;
    void setDotSize(DotSize size);
    void setDotColour(DotColour colour);
    DotColour dotColour() const { return m_colour; }
    /// What the colours of dots tell, the heaviest first; none where they tell the bound.
    const std::vector<DotCategory>& categories() const { return m_categories; }
    /// Of how many dots names are drawn where they have room, the heaviest first; and of which whatever they weigh.
    void setNames(int most, std::vector<std::string> paths = {});
    /// Shows only the operators that make up this share of the whole, the heaviest first.
    void setHeaviest(double share);
    /// Whose bytes the intensities count; memory's where nothing crosses that level.
    void setLevel(LevelKind level);
    LevelKind level() const;
    const Levels& levels() const { return m_levels; }
    /// At every level that its bytes cross, by intensity; empty where it computes nothing.
    std::vector<LevelDot> levelDotsOf(OperatorRef ref) const;
    /// Ways of stages; none: there is nothing to show.
    void setTrails(std::vector<RooflineTrail> trails);
    const std::vector<RooflineTrail>& trails() const { return m_trails; }
    /// Roofs of others beside those of the machine on screen, and where the stages of the scenario stand there.
    void setOthers(std::vector<OtherMachine> others);
    /// As many as can be told apart.
    static constexpr std::size_t mostOthers = 6;
    /// What the one at this place among the others is drawn in.
    static QColor colourOfOther(const Theme& theme, std::size_t index);
    const std::vector<RooflineOther>& others() const { return m_others; }
    /// Where a stage of another machine is drawn, in pixels of the plot; empty where it has no place.
    std::optional<QPointF> positionOf(std::size_t other, std::size_t stage) const;

protected:
    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef ref) const override;
    void paintOverlay(QPainter& painter) override;
    void layoutChanged() override;
    std::vector<OperatorRef> steppingOrder() const override;

private:
    struct Placed;     // a dot in pixels
    struct MoveCurve { // of an arrow, in pixels
        QLineF ends;
        QPointF bend;
        QPointF middle() const { return 0.5 * (ends.center() + bend); }
    };
    struct RoofLine {
        const Roof* roof;
        QLineF line; // from left to right, in pixels
        bool slanted;
    };
    struct Key { // of marks, below the chart
        QString text;
        QColor colour;
        int stage = 0;
        int look = 0; // of a mark that only comparing has
        double x = 0, width = 0;
        int line = 0;
        bool isMachine = false; // of another machine: its line
    };

    struct NamesBelow { // along the lower edge
        QString ridge;
        std::vector<QRectF> boxes; // of the ridge, and of the zone where it is wide enough
    };

    void addControls();
    void updateControls();
    void titleRates();
    Placed place(const RooflineDot& dot) const;
    double radiusOf(const RooflineDot& dot) const;
    const RooflineDot* dotOf(OperatorRef ref) const;
    CardText cardOf(const RooflineDot& dot) const;
    QPointF toPixel(double intensity, double rate) const;
    QRectF axes() const;
    std::size_t dotsOffFrame() const;

    void paintZones(QPainter& painter) const;
    void paintRoofs(QPainter& painter) const;
    void paintDots(QPainter& painter) const;
    void paintLabels(QPainter& painter) const;
    void paintZoneNames(QPainter& painter) const;
    void paintBelow(QPainter& painter) const;
    std::vector<Key> keys() const;
    bool titleFitsBeside(const std::vector<Key>& keys) const;
    void reserveKeys();
    static QFont zoneFont(const Theme& theme);
    NamesBelow namesBelow() const;
    std::vector<RoofLine> roofLines() const;
    std::vector<RoofLine> roofLinesOf(const RooflineMachine& machine) const;
    bool isLow() const;
    bool isBehindAnother(const RoofLine& own, const LabelPlace& place, const QSizeF& size) const;
    std::optional<PlacedLabel> placeRoof(LabelPlacer& placer, const RoofLine& roof) const;
    std::vector<LabelPlace> placesAroundDot(const Placed& dot, const QSizeF& size) const;
    void addObstacles(LabelPlacer& placer, const std::vector<RoofLine>& lines) const;
    void addEdgeLabels(LabelPlacer& placer, std::vector<PlacedLabel>& labels) const;
    void addDotNames(LabelPlacer& placer, std::vector<PlacedLabel>& labels) const;
    bool addDotName(LabelPlacer& placer, std::vector<PlacedLabel>& labels, const RooflineDot& dot) const;
    QString nameOf(const RooflineDot& dot) const;
    void addObstacles(LabelPlacer& placer) const override;
    QColor colourOf(Bound bound, int category) const;
    void updateCategories();
    std::vector<Key> colourKeys() const;
    void paintMark(QPainter& painter, const Placed& dot) const;
    void applyStyle(QPainter& painter, const Placed& dot) const;
    const QPixmap& spriteOf(const Placed& dot) const;
    void paintPlaced(QPainter& painter, const Placed& dot) const;

    // Of a pinned scenario: ghost.cpp.
    void updateGhost();
    void paintPinnedRoofs(QPainter& painter) const;
    void paintGhosts(QPainter& painter) const;
    QPointF bendOf(const QLineF& move, const std::vector<RoofLine>& roofs) const;
    std::vector<MoveCurve> moveCurves() const;
    void paintMoves(QPainter& painter) const;
    void paintNew(QPainter& painter) const;
    void paintPlus(QPainter& painter, const QPointF& at) const;
    void paintCross(QPainter& painter, const Placed& dot) const;
    void styleGhost(QPainter& painter, const Placed& dot) const;
    std::vector<Key> ghostKeys() const;
    void paintGhostKey(QPainter& painter, Placed mark, const Key& key) const;
    std::vector<std::pair<QString, QString>> pinnedRows(OperatorRef ref) const;
    std::vector<ChartItem> pinnedItems() const;

    // Of levels: roofline_levels.cpp.
    void updateLevels();
    QString nameOfLevel(const Level& level) const;
    QString nameOfLevel() const; // of the one on the axis
    Bound slantedBound() const;
    QString slantedZone() const;
    void paintLevelDots(QPainter& painter, OperatorRef ref) const;
    void paintLevelName(QPainter& painter, LabelPlacer& placer, const Placed& dot, const QString& name) const;
    std::vector<std::pair<QString, QString>> levelRows(OperatorRef ref) const;

    // Of ways: trail.cpp.
    QPolygonF lineOf(const RooflineTrail& trail) const;
    void paintTrails(QPainter& painter) const;
    void paintEnd(QPainter& painter, const QPointF& at, const QString& text) const;

    // Of other machines: others.cpp.
    void updateOthers();
    void uniteWithOthers(RooflineFrame& frame) const;
    void paintOtherRoofs(QPainter& painter) const;
    void paintOtherStages(QPainter& painter) const;
    std::vector<Key> otherKeys() const;
    void paintOtherKey(QPainter& painter, const QPointF& at, const Key& key) const;
    std::optional<ChartHit> otherAt(const QPointF& position) const;
    std::vector<ChartItem> otherItems() const;

    LevelKind m_wantedLevel = LevelKind::Memory;
    Levels m_levels;
    RooflineMachine m_machine;
    std::vector<RooflineTrail> m_trails;
    std::vector<RooflineDot> m_dots;
    std::unique_ptr<RooflineGhost> m_ghost;
    std::vector<OtherMachine> m_otherMachines;
    std::vector<RooflineOther> m_others;
    QString m_axisTitle;
    QString m_rateTitle;                   // "(FLOP/s)"
    mutable QHash<int, QPixmap> m_sprites; // small dots by look and size, for the screen
    DotSize m_size = DotSize::Time;
    DotColour m_colour = DotColour::Bounds;
    std::vector<DotCategory> m_categories;
    int m_names = 8;
    std::vector<std::string> m_named; // paths
    double m_heaviest = 1;
    bool m_briefControls = false; // where the header has no room for their words
    QToolButton* m_sizeButton = nullptr;
    QToolButton* m_colourButton = nullptr;
    QToolButton* m_heaviestButton = nullptr;
    QToolButton* m_levelButton = nullptr;
};

} // namespace ridge
