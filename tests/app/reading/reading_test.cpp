// Reading beside the window: what is taken, what is given up, and that nothing waits for it.

#include "app/reading/reading.h"
#include "tests/support/catch.h"

#include <QApplication>
#include <QMessageBox>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <latch>
#include <thread>

using namespace ridge;

namespace {

/// Reads until it is told to end, or given up.
Reading::Take untilGivenUp(const Watch& watch, std::latch& begun, const Reading::Take& take)
{
    begun.count_down();
    while (!watch.stop.stop_requested()) {
        std::this_thread::yield();
    }
    giveUpIf(watch.stop);
    return take;
}

void refuse(const std::exception& error) { FAIL_CHECK("refused: " << error.what()); }

bool ends(const Reading& reading)
{
    return QTest::qWaitFor([&] { return !reading.isBusy(); }, 10000);
}

} // namespace

TEST_CASE("What is read elsewhere is taken on the window's thread", "[reading]")
{
    Reading reading;
    QThread* readOn = nullptr;
    QThread* takenOn = nullptr;
    const auto read = [&](const Watch&) -> Reading::Take {
        readOn = QThread::currentThread();
        return [&] { takenOn = QThread::currentThread(); };
    };
    reading.start("a", read, refuse);
    CHECK(reading.isBusy());
    CHECK(takenOn == nullptr); // later, from the event loop
    REQUIRE(ends(reading));
    CHECK(takenOn == QThread::currentThread());
    CHECK(readOn != takenOn);
}

TEST_CASE("What a reader throws is refused, and so is what taking it throws", "[reading]")
{
    Reading reading;
    QStringList said;
    const auto note = [&](const std::exception& error) { said << error.what(); };
    reading.start(
        "a", [](const Watch&) -> Reading::Take { throw std::runtime_error("unreadable"); }, note);
    REQUIRE(ends(reading));
    reading.start(
        "b", [](const Watch&) { return [] { throw std::runtime_error("unusable"); }; }, note);
    REQUIRE(ends(reading));
    CHECK(said == QStringList{"unreadable", "unusable"});
}

TEST_CASE("A second reading replaces the first, whose result never comes", "[reading]")
{
    Reading reading;
    QStringList taken;
    std::latch begun(1);
    reading.start(
        "first", [&](const Watch& watch) { return untilGivenUp(watch, begun, [&] { taken << "first"; }); }, refuse);
    begun.wait();
    reading.start(
        "second", [&](const Watch&) { return [&] { taken << "second"; }; }, refuse);
    REQUIRE(ends(reading));
    CHECK(taken == QStringList{"second"});
}

TEST_CASE("A result that is ready but not yet taken is dropped by a cancel", "[reading]")
{
    Reading reading;
    QSignalSpy ended(&reading, &Reading::ended);
    std::latch returned(1);
    bool taken = false;
    const auto read = [&](const Watch&) -> Reading::Take {
        returned.count_down();
        return [&] { taken = true; };
    };
    reading.start("a", read, refuse);
    returned.wait();
    reading.cancel();
    CHECK(ended.count() == 1);
    CHECK_FALSE(reading.isBusy());
    QCoreApplication::processEvents();
    CHECK_FALSE(taken);
    CHECK(ended.count() == 1);
}

TEST_CASE("A reading says how far it is until it ends, and nothing after it was given up", "[reading]")
{
    Reading reading;
    QSignalSpy progressed(&reading, &Reading::progressed);
    std::latch begun(1);
    reading.start(
        "slow",
        [&](const Watch& watch) {
            *watch.share = 0.25;
            return untilGivenUp(watch, begun, [] {});
        },
        refuse);
    begun.wait();
    REQUIRE(progressed.wait(10000));
    CHECK(progressed.front() == QList<QVariant>{"slow", 0.25});
    reading.cancel();
    progressed.clear();
    QTest::qWait(250); // more than a tick
    CHECK(progressed.isEmpty());
}

TEST_CASE("While a dialog is open nothing is taken; what was read waits", "[reading]")
{
    Reading reading;
    bool taken = false;
    QMessageBox box(QMessageBox::Question, "title", "text");
    box.open();
    REQUIRE(QTest::qWaitFor([&] { return QApplication::activeModalWidget() == &box; }));
    std::latch returned(1);
    const auto read = [&](const Watch&) -> Reading::Take {
        returned.count_down();
        return [&] { taken = true; };
    };
    reading.start("a", read, refuse);
    returned.wait();
    QTest::qWait(250); // more than a tick
    CHECK_FALSE(taken);
    CHECK(reading.isBusy());
    box.close();
    REQUIRE(ends(reading));
    CHECK(taken);
}

TEST_CASE("Who goes away while something is read waits for its end and takes nothing", "[reading]")
{
    bool taken = false;
    {
        Reading reading;
        std::latch begun(1);
        reading.start(
            "a", [&](const Watch& watch) { return untilGivenUp(watch, begun, [&] { taken = true; }); }, refuse);
        begun.wait();
    }
    QCoreApplication::processEvents();
    CHECK_FALSE(taken);
}
