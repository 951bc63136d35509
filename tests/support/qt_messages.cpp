#include "tests/support/qt_messages.h"

#include "tests/support/catch.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <vector>

#include <QCoreApplication>
#include <QThread>

namespace ridge::test {

namespace {

std::vector<ExpectedWarning*> expected;
std::atomic<int> unexpectedCount = 0;

bool isExpected(const QString& message)
{
    return std::any_of(expected.begin(), expected.end(), [&](ExpectedWarning* one) { return one->matches(message); });
}

void handle(QtMsgType type, const QMessageLogContext&, const QString& message)
{
    if (type == QtDebugMsg || type == QtInfoMsg) {
        std::fprintf(stderr, "%s\n", qPrintable(message));
        return;
    }
    if (isExpected(message)) {
        return;
    }
    // The windowless platform says so at every popup and minimum size; it is about the platform, not about the program.
    if (message.startsWith("This plugin does not support")) {
        return;
    }
    ++unexpectedCount;
    std::fprintf(stderr, "unexpected Qt message: %s\n", qPrintable(message));
    // Catch2 may only be told from the thread that runs the tests; other threads fail the run through the count.
    const bool onTestThread = qApp != nullptr && QThread::currentThread() == qApp->thread();
    if (onTestThread && Catch::getCurrentContext().getResultCapture() != nullptr) {
        FAIL_CHECK("unexpected Qt message: " << message.toStdString());
    }
}

} // namespace

ExpectedWarning::ExpectedWarning(const QString& text) : m_text(text) { expected.push_back(this); }

ExpectedWarning::~ExpectedWarning()
{
    std::erase(expected, this);
    if (m_count == 0) {
        FAIL_CHECK("expected a warning with the text: " << m_text.toStdString());
    }
}

bool ExpectedWarning::matches(const QString& message)
{
    const bool match = message.contains(m_text);
    m_count += match ? 1 : 0;
    return match;
}

void installMessageHandler() { qInstallMessageHandler(handle); }

int unexpectedMessages() { return unexpectedCount; }

} // namespace ridge::test
