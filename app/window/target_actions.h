// What the menu of a metric says about its target, and does about it.
// Not the targets, which are the document's, nor whether they are met: core/studies/targets.h.
#pragma once

#include <QObject>
#include <QString>
#include <string>

class QMenu;

namespace ridge {

class MainWindow;
struct NumberRef;

class TargetActions : public QObject {
    Q_OBJECT
public:
    explicit TargetActions(MainWindow& window);

    /// "Set target…", and what can be done about one that is set; nothing where the number is no metric.
    void addTo(QMenu& menu, const NumberRef& number);
    /// Asks for the target of a metric.
    void ask(const std::string& metric);

signals:
    /// The user wants to know how the metric's target is reached: its page opens.
    void targetActivated(QString metric);

private:
    void remove(const std::string& metric);

    MainWindow& m_window;
};

} // namespace ridge
