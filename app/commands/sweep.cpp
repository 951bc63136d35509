// The sweep command: lines that are written while scenarios are still worked on.

#include "app/commands/commands.h"
#include "app/commands/studies.h"
#include "app/document/files.h"
#include "app/document/scenario_source.h"
#include "app/reading/paths.h"
#include "core/formats/format_error.h"
#include "core/reports/sweep_lines.h"

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <thread>

#include <pthread.h>

namespace ridge {
namespace {

constexpr int interruptedExit = 130; // 128 + SIGINT, as shells have it

/// While it lives, Ctrl+C asks to stop and ends nothing by itself. Threads that start meanwhile leave it alone too.
class Interrupt {
public:
    Interrupt()
    {
        sigemptyset(&m_signals);
        sigaddset(&m_signals, SIGINT);
        pthread_sigmask(SIG_BLOCK, &m_signals, &m_before);
        m_waiter = std::jthread([this](const std::stop_token& stop) {
            constexpr timespec moment{0, 50'000'000};
            while (!stop.stop_requested()) {
                if (sigtimedwait(&m_signals, nullptr, &moment) == SIGINT) {
                    m_source.request_stop();
                }
            }
        });
    }
    ~Interrupt()
    {
        m_waiter.request_stop();
        m_waiter.join();
        pthread_sigmask(SIG_SETMASK, &m_before, nullptr);
    }
    Interrupt(const Interrupt&) = delete;
    Interrupt& operator=(const Interrupt&) = delete;

    std::stop_token token() const { return m_source.get_token(); }
    bool wasAsked() const { return m_source.stop_requested(); }

private:
    sigset_t m_signals{}, m_before{};
    std::stop_source m_source;
    std::jthread m_waiter;
};

/// Lines go out as they come; what could not be written whole is taken back.
class Lines {
public:
    explicit Lines(const std::string& output) : m_name(output.empty() || output == "-" ? "" : output)
    {
        if (!m_name.empty()) {
            m_file.open(systemPath(pathFrom(m_name)), std::ios::binary | std::ios::trunc);
            check();
        }
    }

    void write(const std::string& lines)
    {
        stream() << lines << std::flush;
        check();
        m_written += lines.size();
    }

private:
    std::ostream& stream() { return m_name.empty() ? std::cout : m_file; }
    void check()
    {
        if (stream()) {
            return;
        }
        if (m_file.is_open()) {
            m_file.close();
            std::error_code ignored;
            std::filesystem::resize_file(systemPath(pathFrom(m_name)), m_written, ignored);
        }
        throw FileError((m_name.empty() ? std::string("standard output") : fileName(pathFrom(m_name)).toStdString()) +
                        ": cannot be written; check its folder and the room on the disk.");
    }

    std::string m_name;
    std::ofstream m_file;
    std::uintmax_t m_written = 0;
};

const SweepFormat& formatOf(const Request& request)
{
    const auto formats = sweepFormats();
    const auto found =
        std::ranges::find_if(formats, [&](const SweepFormat& each) { return each.id == request.format; });
    return found == formats.end() ? formats.front() : *found;
}

int writeCrossings(const SweepPlan& plan, const SweepFormat& format, const StudyRun& run, Lines& lines)
{
    const SweepTable table = sweep(plan, run);
    if (table.size() < plan.rows()) {
        return interruptedExit;
    }
    lines.write(format.crossings(plan, crossingsOf(plan, table, run)));
    return 0;
}

} // namespace

SweepPlan planOf(const Request& request, const Scenario& scenario)
{
    SweepPlan plan{scenario, {}, request.study.metrics};
    for (const std::string& text : request.study.vary) {
        plan.variations.push_back(variationFrom(plan.scenario, text));
    }
    if (const std::string refusal = refusalOf(plan); !refusal.empty()) {
        throw FormatError("sweep: " + refusal + ".");
    }
    return plan;
}

int runSweep(const Request& request)
{
    const SweepPlan plan = planOf(request, scenarioFrom(request.scenario).scenario);
    const SweepFormat& format = formatOf(request);
    const Interrupt interrupt;
    const StudyRun run{request.study.jobs, interrupt.token(), {}};
    Lines lines(request.output);
    if (request.study.wantsCrossings) {
        return writeCrossings(plan, format, run, lines);
    }
    lines.write(format.heading(plan));
    std::string text;
    const bool isDone = streamSweep(plan, run, [&](const SweepTable& table, std::size_t from, std::size_t to) {
        text.clear();
        format.append(plan, table, from, to, text);
        lines.write(text);
    });
    return isDone ? 0 : interruptedExit;
}

} // namespace ridge
