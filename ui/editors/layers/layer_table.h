// The layer list of a CNN as an editable table: full width, or as a short list in the left column.
// No document: every edit proposes the whole next scenario.
#pragma once

#include "core/scenario/scenario.h"
#include "ui/controls/edit.h"
#include "ui/editors/layers/layer_edit.h"
#include "ui/theme/theme.h"

#include <QSet>
#include <QWidget>
#include <functional>
#include <memory>

class QAction;
class QHBoxLayout;
class QLabel;
class QTreeView;

namespace ridge {

class LayerModel;
class LinkButton;

class LayerTable : public QWidget {
    Q_OBJECT
public:
    enum class Form { Full, Compact };

    explicit LayerTable(Form form, QWidget* parent = nullptr);

    /// Shows the layers of a scenario; empty when its model is no layer list. Never emits `edited`.
    void setScenario(std::shared_ptr<const Scenario> current);
    void setTheme(const Theme& theme);
    /// Selects the layer an operator came from. False when there is none.
    bool selectLayer(const QString& operatorName, bool takeFocus);

    LayerModel* model() const { return m_model; }
    QTreeView* view() const { return m_view; }

signals:
    void edited(ridge::Scenario next, ridge::EditLabel label);
    void rejected(QString sentence);
    void layerActivated(QString operatorName); // "block.layer"; findLayer() leads back from operators
    void fullTableRequested();                 // compact form only

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    using Operation = std::function<LayerPlace(LayerList&, LayerPlace)>;
    void createActions();
    QAction* addOperation(const QString& text, const QKeySequence& keys, Operation operation);
    void createBar(QHBoxLayout* bar);
    void perform(const QString& text, const Operation& operation);
    void propose(LayerList next, const QString& text);
    void select(LayerPlace place);
    void restoreFolds();
    void announceCurrent();
    void refreshSummary();

    Form m_form;
    std::shared_ptr<const Scenario> m_current;
    Theme m_theme;
    QTreeView* m_view; // before the model, so that it is also deleted before: it would report a vanished selection
    LayerModel* m_model;
    QLabel* m_summary;
    LinkButton* m_editLink = nullptr;
    QSet<QString> m_closedBlocks;
    bool m_quiet = false; // the selection moves because we move it
};

} // namespace ridge
