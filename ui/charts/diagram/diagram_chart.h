// A stage of the model as a picture: blocks inside blocks and what flows between them, coloured by what limits them.
// Not its contents (core/analysis/diagram.h) and not its layout (diagram_layout.h).
#pragma once

#include "ui/charts/chart.h"
#include "ui/charts/diagram/diagram_layout.h"

class QToolButton;

namespace ridge {

class DiagramChart : public Chart {
    Q_OBJECT
public:
    explicit DiagramChart(QWidget* parent = nullptr);

    /// Of the program; the one that takes longest until one is chosen, or an operator of another.
    void setStage(std::size_t stage);
    std::size_t stage() const { return m_stage; }
    /// By name; empty: the one that takes longest.
    void setStage(const std::string& name);
    const std::string& chosenStage() const { return m_chosenStage; }
    /// Opens a folded block, or folds an open one; nothing where it has no boxes of its own.
    void toggle(int box);
    /// Opens blocks until about so many boxes stand there; 0: folds all.
    void openUpTo(std::size_t boxes);
    /// These and no others, whatever can be read; of what the model does not have nothing.
    void setOpen(OpenBlocks open);
    /// Nothing where nobody opened or folded any.
    std::optional<OpenBlocks> ownOpen() const;

    const Diagram& diagram() const { return m_diagram; }
    /// In pixels of the plot.
    QRectF areaOf(std::size_t box) const;
    /// "layers ×32", "mlp.gate_up".
    QString nameOf(std::size_t box) const;

    QString title() const override { return tr("Model"); }
    QString summary() const override;
    NumberRef mainNumber() const override { return {"latency"}; }
    std::vector<ChartItem> items() const override;

signals:
    /// Another stage is on show, or blocks were opened or folded.
    void diagramChanged();

protected:
    void updateData() override;
    void applyTheme() override;
    ChartFrame frame() const override;
    std::optional<ChartHit> hitAt(const QPointF& position) const override;
    std::optional<ChartHit> hitOf(OperatorRef ref) const override;
    void paintOverlay(QPainter& painter) override;
    void layoutChanged() override;
    void selectionChanged() override;
    std::vector<LegendEntry> legend() const override;
    std::vector<OperatorRef> steppingOrder() const override;
    void keyPressEvent(QKeyEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void addControls();
    void updateControls();
    void chooseStage();
    void draw();
    void openAsReadable();
    double fittedScale() const;
    const Stage& shownStage() const { return evaluation()->program.stages[m_stage]; }
    const BlockTotals& totalsOf(std::size_t box) const;
    double shareOf(std::size_t box) const; // of the stage's time
    OperatorRef refOf(int item) const;
    OperatorRef heaviestIn(std::size_t box) const;
    bool isHeldBy(std::size_t box, int item) const;
    std::optional<std::size_t> boxAt(const QPointF& position) const;
    std::optional<std::size_t> selectedBox() const;
    bool canToggle(std::size_t box) const;
    QString figuresOf(std::size_t box) const;
    CardText cardOf(std::size_t box) const;
    ChartHit hitOfBox(std::size_t box) const;
    QSizeF wantedSize(std::size_t box) const;
    double scale() const; // pixels of a point
    QPointF toPixel(const QPointF& point) const;
    QFont font(double nominal, bool bold = false) const;
    void paintArrows(QPainter& painter) const;
    void paintShapes(QPainter& painter) const;
    void paintBoxes(QPainter& painter) const;
    void paintOpen(QPainter& painter, std::size_t box) const;
    void paintFolded(QPainter& painter, std::size_t box) const;

    std::size_t m_stage = 0;
    std::string m_chosenStage; // by name; empty: none is chosen
    OpenBlocks m_open;
    std::string m_openOf;               // the model and stage for which blocks were opened of their own accord
    bool m_isOwnOpen = false;           // somebody opened or folded some since
    std::optional<OpenBlocks> m_wanted; // before there was an evaluation
    QSize m_openFor;                    // the room that they were opened for
    BlockTree m_tree;
    std::vector<BlockTotals> m_totals; // by node of the tree
    Diagram m_diagram;
    DiagramLayout m_layout;
    int m_firstItem = 0; // of the stage
    QToolButton *m_stageButton, *m_depthButton;
};

} // namespace ridge
