// Which number is explained, and by which panels: every click on a number of the window, and every menu, ends here.
// Not the derivation (core/explain), and not how it looks (ui/why).
#pragma once

#include "core/analysis/evaluation.h"
#include "core/metrics/number_ref.h"

#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

class QAction;
class QMenu;

namespace ridge {

class MainWindow;
class WhyPanel;

class Explanations : public QObject {
    Q_OBJECT
public:
    explicit Explanations(MainWindow& window);

    /// The one beside the metrics; the window takes it over.
    WhyPanel& panel() const { return *m_panels.front(); }
    /// Another that shows the same number; each remembers its own way there.
    void add(WhyPanel* panel);
    /// Clicks and menus of a widget whose numbers are of the scenario on screen.
    template <class Source> void follow(Source* source);
    /// Of a widget whose numbers are of scenarios of their own, as published figures are.
    template <class Source> void followOthers(Source* source);

    /// There is a new evaluation on screen: what is explained is derived again, where that takes long a moment later.
    void refresh();
    /// Something worth reading, before anything was asked.
    void explainFirst();
    void explain(const NumberRef& number);
    /// Of another scenario, such as a published figure's.
    void explain(std::shared_ptr<const Evaluation> other, const NumberRef& number);
    /// The menu of a number, if it is one, with more to choose below.
    void showMenu(const NumberRef& number, const QPoint& globalPosition, const QList<QAction*>& more = {});
    void showMenu(const std::shared_ptr<const Evaluation>& other, const NumberRef& number,
                  const QPoint& globalPosition);
    /// The keyboard to the derivation on show.
    void focus();

signals:
    /// Invalid where the number is of another scenario.
    void changed(const ridge::NumberRef& number);

private:
    void derive();
    void keepExplained();

    MainWindow& m_window;
    std::vector<WhyPanel*> m_panels;
    QTimer m_later;
};

template <class Source> void Explanations::follow(Source* source)
{
    connect(source, &Source::numberActivated, this, [this](const NumberRef& number) { explain(number); });
    connect(source, &Source::numberMenuRequested, this,
            [this](const NumberRef& number, const QPoint& globalPosition) { showMenu(number, globalPosition); });
}

template <class Source> void Explanations::followOthers(Source* source)
{
    using Of = std::shared_ptr<const Evaluation>;
    connect(source, &Source::numberActivated, this,
            [this](const Of& of, const QString& metricId) { explain(of, {metricId.toStdString()}); });
    connect(source, &Source::numberMenuRequested, this,
            [this](const Of& of, const QString& metricId, const QPoint& globalPosition) {
                showMenu(of, {metricId.toStdString()}, globalPosition);
            });
}

} // namespace ridge
