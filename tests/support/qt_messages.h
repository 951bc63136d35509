// Makes any unexpected Qt warning fail the test in which it appears.
// Not a logger: expected warnings are swallowed, debug and info output passes through.
#pragma once

#include <QString>

namespace ridge::test {

/// Allows warnings that contain the text while it lives, and fails the test when none came.
class ExpectedWarning {
public:
    explicit ExpectedWarning(const QString& text);
    ~ExpectedWarning();
    ExpectedWarning(const ExpectedWarning&) = delete;
    ExpectedWarning& operator=(const ExpectedWarning&) = delete;

    const QString& text() const { return m_text; }
    bool matches(const QString& message);

private:
    QString m_text;
    int m_count = 0;
};

void installMessageHandler();

/// Unexpected warnings so far, those outside any test included.
int unexpectedMessages();

} // namespace ridge::test
