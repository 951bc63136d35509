// What an editor says about an edit, and the tokens that tell one gesture from the next.
// Not the undo stack: the document decides what merges.
#pragma once

#include <QString>

namespace ridge {

struct EditLabel {
    QString field;       // a parameter id, or "model.layers"
    quint64 gesture = 0; // edits of one field with the same non-zero token belong together
    QString text;        // for the undo list: "Batch 1 → 16"
};

/// Hands out tokens: one per drag, per typing burst, per run of wheel ticks. 0 marks a discrete edit.
class Gesture {
public:
    /// Silence that ends a run of ticks.
    static constexpr qint64 pauseMs = 400;

    quint64 current() const { return m_token; }
    quint64 begin();
    /// Wheel ticks and arrow keys have no end of their own: a tick after a pause starts a new gesture.
    quint64 tick();
    quint64 tickAt(qint64 milliseconds);
    void end();

private:
    quint64 m_token = 0;
    qint64 m_lastTick = 0;
    bool m_ticking = false;
};

/// One entry of a preset list. Entries with the same section stand together under its name.
struct PresetEntry {
    QString id;
    QString name;
    QString detail;
    QString section;
    QString source = {};   // where the figures come from, for the tooltip
    QString keywords = {}; // what it is also found by
    double size = 0;       // parameters; 0: not a size to search by
    QString problem = {};  // why it cannot be chosen, one sentence
};

} // namespace ridge
