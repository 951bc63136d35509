// What an edit did, as a sentence for the status bar: of a drag, compared with where the drag began.
// Not the comparing (core/studies/change.h), and not where the sentence is shown.
#pragma once

#include "core/analysis/evaluation.h"
#include "ui/controls/edit.h"

#include <memory>
#include <optional>

namespace ridge {

class EditEffect {
public:
    struct Sentence {
        QString text;
        bool isChange; // false: how the scenario stands, because there is nothing to compare it with
    };

    /// The scenario is about to be edited. Edits of one gesture are compared with where it began, as their texts are.
    void begin(const EditLabel& label, const std::shared_ptr<const Scenario>& from);
    /// The edit changed nothing.
    void drop() { m_edit.clear(); }
    /// What is to be said of a new evaluation; nothing when no edit led to it. `before` is null for the first.
    std::optional<Sentence> take(const std::shared_ptr<const Evaluation>& before, const Evaluation& now);

private:
    QString m_edit; // that nothing was said of yet
    quint64 m_gesture = 0;
    std::shared_ptr<const Scenario> m_from;    // what it is compared with
    std::shared_ptr<const Evaluation> m_start; // the same, once evaluated
};

} // namespace ridge
