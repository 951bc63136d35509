// The why-panel: explains the number that was clicked last, and keeps explaining it while the scenario changes.
// Not the arithmetic and not the typesetting: see explain/explain.h and why_view.h.
#pragma once

#include "core/explain/explain.h"
#include "ui/theme/theme.h"

#include <QList>
#include <QWidget>
#include <memory>

class QLabel;
class QScrollArea;
class QToolButton;

namespace ridge {

struct PageTarget;
class WhyView;

class WhyPanel : public QWidget {
    Q_OBJECT
public:
    enum class Form { Side, Large }; // beside the metrics, or a page of its own for a lecture hall

    explicit WhyPanel(Form form, QWidget* parent = nullptr);

    /// What every view is given. The number on show is derived again; hidden, it only keeps the value.
    /// `presets` says which inputs were changed; may be null.
    void setEvaluation(std::shared_ptr<const Evaluation> evaluation, std::shared_ptr<const Scenario> presets);
    const std::shared_ptr<const Evaluation>& evaluation() const { return m_evaluation; }
    void setTheme(const Theme& theme);
    /// Explains a number of the scenario on screen.
    void explain(const NumberRef& ref);
    /// Explains a number of another scenario, such as a published one; it stays as it is.
    void explain(std::shared_ptr<const Evaluation> other, const NumberRef& ref);
    /// A number, and of which scenario.
    struct Subject {
        NumberRef ref;
        std::shared_ptr<const Evaluation> other; // null: the one on screen
        friend bool operator==(const Subject&, const Subject&) = default;
    };
    void show(Subject subject);
    const Subject& subject() const { return m_now; }
    void back();
    /// Empty when the number does not apply.
    const std::shared_ptr<const Explanation>& explanation() const { return m_explanation; }

signals:
    void parameterRequested(QString id);
    void changed();        // another number is explained
    void largeRequested(); // the user wants the page of its own
    void copied(QString what);

protected:
    void showEvent(QShowEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void makeRoom();
    void createHeader(Form form);
    void follow(const PageTarget& target);
    void refresh();
    void fitSentence();
    void updateTitle();
    void copy(int format);

    std::shared_ptr<const Evaluation> m_evaluation;
    std::shared_ptr<const Scenario> m_presets;
    Subject m_now;
    std::vector<Subject> m_history;
    std::shared_ptr<const Explanation> m_explanation;
    bool m_stale = false;
    QList<int> m_roomBefore; // of what stands above it and of itself, while a sentence takes less
    Form m_form;
    Theme m_theme;
    QWidget* m_header;
    QLabel* m_title;
    QToolButton* m_back;
    QToolButton* m_copy;
    QScrollArea* m_scroll;
    WhyView* m_view;
};

} // namespace ridge
