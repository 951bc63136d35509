// The settings of one figure's recipe: what, where it goes, its words, its callouts.
// Not the document: it says what the recipe is to be.
#pragma once

#include "core/scenario/figures/recipe.h"
#include "ui/charts/chart.h"
#include "ui/controls/edit.h"

#include <QVector>
#include <QWidget>

#include <functional>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QSpinBox;
class QVBoxLayout;

namespace ridge {

/// One kind of figure, as it is offered.
struct FigureChoice {
    QString id, label;
    bool asksMetric = false, asksVary = false;
};

class FigureSettings : public QWidget {
    Q_OBJECT
public:
    explicit FigureSettings(QVector<FigureChoice> kinds, QWidget* parent = nullptr);

    /// The verdict stands where no takeaway was written.
    void setRecipe(const Recipe& recipe, const QString& verdict);
    /// What callouts can point at, the most important first.
    void setTargets(std::vector<ChartTarget> targets);
    const Recipe& recipe() const { return m_recipe; }
    void focusTitle();
    void focusCallout(std::size_t callout);
    /// At the first target that none points at.
    void addCallout();
    void addCallout(const ChartTarget& target);

signals:
    void edited(ridge::Recipe next, ridge::EditLabel label);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    using Change = std::function<void(Recipe&)>;
    void makeParts(QFormLayout& form);
    void makePlace(QFormLayout& form);
    void makeWords(QFormLayout& form);
    void makeLabels(QFormLayout& form);
    void makeCallouts(QFormLayout& form);
    QLineEdit* addText(QFormLayout& form, const char* name, const QString& label,
                       std::function<void(Recipe&, const std::string&)> put);
    QComboBox* addChoice(QFormLayout& form, const char* name, const QString& label,
                         const QVector<std::pair<QString, QString>>& entries,
                         std::function<void(Recipe&, const std::string&)> put);
    QCheckBox* addFlag(QFormLayout& form, const char* name, const QString& label, bool Recipe::*flag);
    void change(const QString& field, const QString& text, const Change& change, quint64 gesture = 0);
    void choosePart(int part, const QString& kind);
    void showParts();
    QWidget* makeCallout(std::size_t index);
    void showCallouts();
    void fillTargets(QComboBox& box, const std::string& chosen) const;

    QVector<FigureChoice> m_kinds;
    Recipe m_recipe;
    std::vector<ChartTarget> m_targets;
    Gesture m_typing;
    bool m_isShowing = false;
    std::vector<QComboBox*> m_parts;
    std::vector<std::function<void(const Recipe&)>> m_show; // one for each control
    QLineEdit *m_metrics = nullptr, *m_vary = nullptr, *m_title = nullptr, *m_takeaway = nullptr;
    QVBoxLayout* m_callouts = nullptr;
    std::size_t m_calloutRows = 0;
};

} // namespace ridge
