// The program is killed while it edits and saves: what is on disk is whole, and nothing is lost but the last edit.
// RIDGE_KILLS=200 kills that often.

#include "core/formats/json/project.h"
#include "tests/app/whole/child.h"
#include "tests/app/window/session_fixture.h"

#include <chrono>
#include <iostream>
#include <random>

using namespace ridge;
using namespace ridge::test;

namespace {

/// On a clock that all processes share.
qint64 now()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

void say(const char* what, int edit) { std::cout << what << ' ' << edit << ' ' << now() << std::endl; }

/// What a child said until it was killed.
struct Witness {
    std::map<int, qint64> begun; // when each edit was made
    int done = 0;                // the last edit that the window had taken in

    void hear(const QByteArray& line)
    {
        const QList<QByteArray> words = line.trimmed().split(' ');
        if (words.value(0) == "begun") {
            begun[words.value(1).toInt()] = words.value(2).toLongLong();
        } else if (words.value(0) == "done") {
            done = words.value(1).toInt();
        }
    }
    void listen(QProcess& child)
    {
        while (child.canReadLine()) {
            hear(child.readLine());
        }
    }
};

/// What there is of an edit, which is the batch that it sets.
int savedEdit(const QString& path)
{
    return QFileInfo::exists(path) ? int(readScenarioJson(readFile(path)).workload.batch) : 0;
}

int offeredEdit()
{
    const auto left = RecoverySlot::leftBehind();
    CHECK(left.size() <= 1);
    return left.empty() ? 0 : int(left.front()->read().scenario.workload.batch);
}

struct Loss {
    int edits = 0;
    double seconds = 0;
};

Loss killOnce(std::mt19937& random, const QString& home)
{
    QProcess child;
    startChild(child, "a child edits and saves until it is killed", home);
    const int wanted = std::uniform_int_distribution(1, 25)(random);
    Witness witness;
    while (witness.done < wanted) {
        REQUIRE((child.canReadLine() || child.waitForReadyRead()));
        witness.listen(child);
    }
    std::this_thread::sleep_for(std::chrono::microseconds(std::uniform_int_distribution(0, 12000)(random)));
    child.kill(); // SIGKILL
    const qint64 killed = now();
    REQUIRE(child.waitForFinished());
    witness.listen(child);
    const int kept = std::max(savedEdit(home + "/saved.ridge"), offeredEdit()); // both are read whole, or this throws
    const int lost = std::max(0, witness.done - kept);
    return {lost, lost > 0 ? double(killed - witness.begun[kept + 1]) / 1e6 : 0};
}

} // namespace

TEST_CASE("a child edits and saves until it is killed", "[.]")
{
    if (childHome().isEmpty()) {
        return;
    }
    const DataHome home(childHome());
    std::mt19937 random(std::random_device{}());
    ProgramRun program(false);
    for (int edit = 1; edit < 100000; ++edit) {
        say("begun", edit);
        applyBatch(program.window, edit);
        say("done", edit);
        if (edit % 5 == 0) {
            program.window.files().saveTo(childHome() + "/saved.ridge");
        }
        QTest::qWait(std::uniform_int_distribution(0, 15)(random));
    }
}

TEST_CASE("whenever the program is killed its files are whole, and at most one edit and two seconds are lost", "[kill]")
{
    forgetEverything(); // that other tests left
    const int kills = std::max(8, qEnvironmentVariableIntValue("RIDGE_KILLS"));
    std::random_device seed;
    std::mt19937 random(seed());
    Loss most;
    for (int i = 0; i < kills; ++i) {
        const QTemporaryDir folder;
        const DataHome home(folder.path());
        const Loss loss = killOnce(random, folder.path());
        CHECK(loss.edits <= 1);
        CHECK(loss.seconds <= 2);
        most = {std::max(most.edits, loss.edits), std::max(most.seconds, loss.seconds)};
    }
    std::cout << kills << " kills: at most " << most.edits << " edits and " << most.seconds << " s lost" << std::endl;
}

TEST_CASE("what a killed program had not saved is offered by the next one", "[kill]")
{
    forgetEverything();
    const QTemporaryDir folder;
    const DataHome home(folder.path());
    std::mt19937 random(1);
    int left = 0;
    while (left == 0) { // killed right after saving there is nothing to offer
        killOnce(random, folder.path());
        left = offeredEdit();
    }
    ProgramRun next;
    REQUIRE(next.restore());
    CHECK(next.batch() == left);
}
