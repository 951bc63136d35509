// The one selection that every view shows: an operator of a stage.
// View state: never on the undo stack.
#pragma once

#include <QObject>

namespace ridge {

struct OperatorRef {
    int stage = -1;
    int op = -1;
    bool isValid() const { return stage >= 0 && op >= 0; }
    friend bool operator==(const OperatorRef&, const OperatorRef&) = default;
};

class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    OperatorRef current() const { return m_current; }
    void select(OperatorRef ref)
    {
        if (ref == m_current) {
            return;
        }
        m_current = ref;
        emit changed(ref);
    }
    /// Leaves the selection where the operator is invalid, as one that was looked for and not found.
    void selectIfThere(OperatorRef ref)
    {
        if (ref.isValid()) {
            select(ref);
        }
    }

signals:
    void changed(ridge::OperatorRef ref);

private:
    OperatorRef m_current;
};

} // namespace ridge
