#include "app/commands/teaching/lessons.h"

#include "app/commands/commands.h"
#include "app/document/library.h"
#include "app/reading/input.h"
#include "app/reading/paths.h"
#include "app/window/pages/window_page.h"
#include "core/formats/format_error.h"
#include "core/lessons/lesson_text.h"
#include "core/library/lessons.h"
#include "core/quantity/shown_text.h"
#include "core/quantity/text_table.h"
#include "core/reports/handout.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <iostream>

namespace ridge {
namespace {

constexpr std::size_t mostBytes = std::size_t{1024} * 1024; // of which a reader takes less, with a sentence of its own

/// A lesson's text, and what it is called in messages.
struct Source {
    std::string name;
    std::string text;
};

/// A built-in one by its id, or a file.
Source sourceOf(const std::string& idOrFile)
{
    for (const LessonEntry& entry : builtInLessons()) {
        if (entry.lesson.id == idOrFile) {
            return {entry.file, std::string(entry.text)};
        }
    }
    const FileBytes bytes = openBytes(pathFrom(idOrFile));
    return {idOrFile, bytes.part(0, static_cast<std::size_t>(std::min<std::uint64_t>(bytes.size(), mostBytes)))};
}

std::vector<Source> sourcesOf(const std::vector<std::string>& idsOrFiles)
{
    std::vector<Source> sources;
    if (idsOrFiles.empty()) {
        for (const LessonEntry& entry : builtInLessons()) {
            sources.push_back({entry.file, std::string(entry.text)});
        }
    }
    std::ranges::transform(idsOrFiles, std::back_inserter(sources), sourceOf);
    return sources;
}

/// The whole lesson; throws the first thing that is wrong with how it is written.
Lesson lessonFrom(const Source& source)
{
    ReadLesson read = readLesson(source.text);
    if (!read.faults.empty()) {
        const LessonFault& first = read.faults.front();
        throw FormatError(source.name + ":" + std::to_string(first.line) + ": " + first.sentence + ".");
    }
    return std::move(read.lesson);
}

CLI::App& addCommand(CLI::App& parent, Request& request, const char* name, const char* help, int (*run)(const Request&))
{
    CLI::App* command = parent.add_subcommand(name, help);
    command->callback([&request, run] {
        request.verb = request.output.ends_with(".pdf") ? Request::Verb::Figure : Request::Verb::Study; // which draws
        request.run = run;
    });
    return *command;
}

} // namespace

void addLessons(CLI::App& app, Request& request)
{
    CLI::App* lesson = app.add_subcommand("lesson", "List, check and print lessons");
    lesson->require_subcommand(1);
    addCommand(*lesson, request, "list", "List the built-in lessons", runLessonList);
    CLI::App& check =
        addCommand(*lesson, request, "check", "Run every step and every answer of lessons; 1 when one no longer holds",
                   runLessonCheck);
    check.add_option("files", request.lesson.files,
                     "Lessons: files, or ids of built-in ones; without any all of those");
    CLI::App& handout = addCommand(*lesson, request, "handout", "Print a lesson", runLessonHandout);
    handout.add_option("file", request.lesson.files, "Lesson: a file, or the id of a built-in one")
        ->required()
        ->expected(1);
    handout.add_option("--for", request.lesson.audience, "Whom it is for: the teacher's has the solutions")
        ->check(CLI::IsMember({"students", "teacher"}))
        ->capture_default_str();
    handout.add_option("-o,--output", request.output, "File to write: .html or .pdf")->required();
}

LessonWorld lessonWorld()
{
    LessonWorld world;
    world.shelf = {[](const std::string& id) { return libraryModel(QString::fromStdString(id)); },
                   [](const std::string& id) { return libraryDevice(QString::fromStdString(id)); }};
    for (const PageKind::Place place : {PageKind::Place::Middle, PageKind::Place::Bottom}) {
        for (const PageKind& kind : pageKinds(place)) {
            world.pages.emplace_back(kind.id);
        }
    }
    for (const LessonEntry& entry : builtInLessons()) {
        world.lessons.push_back(entry.lesson.id);
    }
    return world;
}

int runLessonList(const Request& request)
{
    std::vector<TextRow> rows{{"id", "title", "minutes", "steps", "what it is about"}};
    for (const LessonEntry& entry : builtInLessons()) {
        const Lesson& lesson = entry.lesson;
        rows.push_back({lesson.id, lesson.title, std::to_string(lesson.minutes), std::to_string(lesson.steps.size()),
                        lesson.sentence});
    }
    writeOutput(request.output, textTable(rows, NumberColumns{.first = 2, .end = 4}, false));
    return 0;
}

int runLessonCheck(const Request& request)
{
    const LessonWorld world = lessonWorld();
    std::string text;
    std::size_t wrong = 0;
    const std::vector<Source> sources = sourcesOf(request.lesson.files);
    for (const Source& source : sources) {
        const std::vector<LessonFault> faults = checkLessonFile(source.text, world);
        wrong += !faults.empty();
        for (const LessonFault& fault : faults) {
            text += cleanText(source.name + ":" + std::to_string(fault.line) + ": " + fault.sentence) + "\n";
        }
    }
    const std::string all =
        sources.size() == 1 ? "1 lesson checked, " : std::to_string(sources.size()) + " lessons checked, ";
    writeOutput({}, text + all + (wrong == 0 ? "all hold" : std::to_string(wrong) + " no longer hold") + "\n");
    return wrong == 0 ? 0 : 1;
}

int runLessonHandout(const Request& request)
{
    const bool isPdf = request.output.ends_with(".pdf");
    if (!isPdf && !request.output.ends_with(".html")) {
        throw FormatError(request.output + ": a handout is written as .html or .pdf; choose one of these endings.");
    }
    const Lesson lesson = lessonFrom(sourceOf(request.lesson.files.front()));
    const std::string html = handoutHtml(lesson, lessonWorld().shelf,
                                         request.lesson.audience == "teacher" ? Audience::Teacher : Audience::Students);
    writeOutput(request.output, isPdf ? pdfOfHtml(html).toStdString() : html);
    return 0;
}

} // namespace ridge
