// Every way to a target, as a page: a sentence a line, each with a button that does it; below, what comes nearest.
// Not the search: core/studies/search/every_way.h.
#pragma once

#include "core/studies/search/every_way.h"
#include "ui/theme/theme.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QVBoxLayout;

namespace ridge {

/// A search that was run, and of what.
struct WaysAnswer {
    std::shared_ptr<const Scenario> of;
    EveryWay all;
};

/// A target that can be chosen: the id of its metric, and what it says.
struct WaysTarget {
    QString metric, text;
    friend bool operator==(const WaysTarget&, const WaysTarget&) = default;
};

class WaysView : public QWidget {
    Q_OBJECT
public:
    explicit WaysView(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);

    /// All there are, and the one that is to be reached, by its metric.
    void setTargets(const std::vector<WaysTarget>& targets, const QString& chosen);
    void setAnswer(std::shared_ptr<const WaysAnswer> answer);
    /// Instead of ways: why there are none to look for.
    void setReason(const QString& sentence);
    /// It takes a while: so much of it is done, 0 to 1.
    void setProgress(double share);
    void setEnded();

signals:
    /// It came into view, or is asked again.
    void wanted();
    void targetChosen(QString metric);
    void applyRequested(ridge::Way way, QString words);
    void stopRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Line {
        enum class Kind { Heading, Way, Miss, Remark };
        Kind kind = Kind::Remark;
        QString text;
        std::size_t way = 0;
        friend bool operator==(const Line&, const Line&) = default;
    };
    std::vector<Line> linesOf(const WaysAnswer& answer) const;
    void addWays(const WaysAnswer& answer, Section section, std::vector<Line>& lines) const;
    void setLines(std::vector<Line> lines);
    void rebuild();
    QWidget* makeWay(const Line& line);
    QWidget* makeHead();

    Theme m_theme;
    std::shared_ptr<const WaysAnswer> m_answer;
    std::vector<WaysTarget> m_offered;
    std::vector<Line> m_shown;
    QComboBox* m_targets;
    QLabel* m_progress;
    QPushButton* m_stop;
    QVBoxLayout* m_lines;
};

} // namespace ridge
