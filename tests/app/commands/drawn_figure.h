// A figure as the command line draws it.
// Not the program as a process: tests/app/whole/program.h runs that.
#pragma once

#include "app/commands/commands.h"
#include "tests/app/whole/program.h"
#include "tests/support/catch.h"

namespace ridge::test {

/// Of Llama-3-8B on an H100, what these words ask for, drawn as text in a drawing.
inline QByteArray drawn(const QStringList& words)
{
    const ProgramFolder folder;
    std::vector<std::string> texts{"ridgepoint", "figure"};
    for (const QString& word :
         words + QStringList{"--model", "llama-3-8b", "--device", "h100-sxm", "-o", folder.path("figure.svg")}) {
        texts.push_back(word.toStdString());
    }
    std::vector<const char*> arguments;
    for (const std::string& text : texts) {
        arguments.push_back(text.c_str());
    }
    const Request request = parseCommandLine(int(arguments.size()), arguments.data());
    REQUIRE(request.verb == Request::Verb::Figure);
    runFigure(request);
    return folder.contents("figure.svg");
}

} // namespace ridge::test
