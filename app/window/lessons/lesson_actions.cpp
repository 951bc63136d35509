#include "app/window/lessons/lesson_actions.h"

#include "app/document/library.h"
#include "app/window/explanations.h"
#include "app/window/main_window.h"
#include "app/window/window_layout.h"
#include "core/formats/format_error.h"
#include "core/lessons/markdown.h"
#include "core/library/lessons.h"
#include "core/metrics/catalogue.h"
#include "core/quantity/html.h"
#include "core/scenario/parameters/parameters.h"
#include "ui/lesson/lesson_panel.h"
#include "ui/shown.h"
#include "ui/why/why_panel.h"

#include <set>
#include <utility>

namespace ridge {
namespace {

QString text(const std::string& words) { return QString::fromStdString(words); }

LessonShelf libraryShelf()
{
    return {[](const std::string& id) { return libraryModel(text(id)); },
            [](const std::string& id) { return libraryDevice(text(id)); }};
}

/// Where a link of the panel leads: "number:latency" → "number", "latency".
std::pair<QString, QString> parted(const QString& target)
{
    return {target.section(u':', 0, 0), target.section(u':', 1)};
}

QString muted(const QString& words) { return QStringLiteral("<span class=\"muted\">%1</span>").arg(words); }

/// Words that are one line of a list.
QString withoutParagraph(QString html)
{
    return html.remove(QStringLiteral("<p>")).remove(QStringLiteral("</p>")).trimmed();
}

QString cardHtml(const Lesson& lesson, int done)
{
    const int steps = static_cast<int>(lesson.steps.size());
    const QString progress = done >= steps ? LessonActions::tr("✓ done")
                             : done > 0    ? LessonActions::tr("%1 of %2 steps").arg(done).arg(steps)
                                           : LessonActions::tr("%1 minutes").arg(lesson.minutes);
    return QStringLiteral("<p><a href=\"lesson:%1\"><b>%2</b></a> %3<br>%4</p>")
        .arg(text(lesson.id), text(forHtml(lesson.title)), muted(QStringLiteral("· ") + progress),
             text(forHtml(lesson.sentence)));
}

} // namespace

/// The lesson that is given, and how far it is.
struct LessonActions::Running {
    Lesson lesson;
    LessonCourse course;
    std::size_t step = 0;
    std::unique_ptr<LessonNumbers> numbers; // of the step
    std::size_t hints = 0;                  // that were taken
    std::set<std::size_t> chosen;           // choices that were tried
    bool isSolved = false, isRevealed = false;
    LessonFeedback feedback;

    const LessonVisit& visit() const { return course.visits[step]; }
};

LessonActions::LessonActions(MainWindow& window) : QObject(&window), m_window(window), m_panel(new LessonPanel)
{
    m_panel->hide();
    connectPanel();
    // After the window, which has the new evaluation first.
    connect(&window.evaluator(), &LiveEvaluator::evaluated, this, &LessonActions::look, Qt::QueuedConnection);
}

LessonActions::~LessonActions() = default;

void LessonActions::connectPanel()
{
    connect(m_panel, &LessonPanel::followed, this, &LessonActions::follow);
    connect(m_panel, &LessonPanel::answered, this, &LessonActions::answer);
    connect(m_panel, &LessonPanel::hintWanted, this, [this] {
        ++m_running->hints;
        showStep(false);
    });
    connect(m_panel, &LessonPanel::revealWanted, this, &LessonActions::reveal);
    connect(m_panel, &LessonPanel::previousWanted, this, [this] { enter(m_running->step - 1); });
    connect(m_panel, &LessonPanel::nextWanted, this, [this] { enter(m_running->step + 1); });
    connect(m_panel, &LessonPanel::returnWanted, this, &LessonActions::returnToStep);
    connect(m_panel, &LessonPanel::listWanted, this, &LessonActions::showList);
    connect(m_panel, &LessonPanel::closeWanted, this, &LessonActions::close);
}

// ---- the panel ------------------------------------------------------------------------------------------------------

void LessonActions::open()
{
    if (!std::exchange(m_isOpen, true)) {
        m_running ? showStep(true) : showList();
        showPanel(true);
    }
    m_panel->setFocus(Qt::ShortcutFocusReason);
}

void LessonActions::close()
{
    m_isOpen = false;
    showPanel(false);
}

void LessonActions::showPanel(bool isOpen)
{
    m_window.windowLayout().showLesson(isOpen, m_window.size(), m_window.theme().fontScale);
}

QStringList LessonActions::progress() const
{
    QStringList all;
    for (auto each = m_done.begin(); each != m_done.end(); ++each) {
        all << QStringLiteral("%1:%2").arg(each.key()).arg(each.value());
    }
    return all;
}

void LessonActions::setProgress(const QStringList& progress)
{
    for (const QString& each : progress) {
        const auto [id, steps] = parted(each);
        m_done[id] = qMax(0, steps.toInt());
    }
}

void LessonActions::showList()
{
    m_running.reset();
    QString html = QStringLiteral("<p>%1</p>")
                       .arg(tr("Short lessons with this program as the blackboard. Each step sets "
                               "the scenario; whatever you change meanwhile can be undone."));
    for (const LessonEntry& entry : builtInLessons()) {
        html += cardHtml(entry.lesson, m_done.value(text(entry.lesson.id)));
    }
    LessonPage page;
    page.heading = tr("Lessons");
    page.html = html;
    m_panel->show(page, true);
}

void LessonActions::begin(const QString& id)
{
    for (const LessonEntry& entry : builtInLessons()) {
        if (text(entry.lesson.id) == id) {
            begin(entry.lesson);
        }
    }
}

QString LessonActions::begin(const Lesson& lesson)
{
    auto running = std::make_unique<Running>();
    running->lesson = lesson;
    running->course = courseOf(lesson, libraryShelf());
    if (!running->course.faults.empty()) {
        return text(running->course.faults.front().sentence);
    }
    m_running = std::move(running);
    const int done = m_done.value(text(lesson.id));
    enter(done < static_cast<int>(lesson.steps.size()) ? static_cast<std::size_t>(done) : 0);
    open();
    return {};
}

void LessonActions::show(const std::string& idAndStep)
{
    const auto [id, number] = parted(text(idAndStep));
    begin(id);
    const std::size_t wanted = number.isEmpty() ? 1 : number.toUInt();
    if (!m_running || wanted < 1 || wanted > m_running->lesson.steps.size()) {
        throw FormatError("--lesson " + idAndStep + ": there is no such step; ridgepoint lesson list shows them.");
    }
    enter(wanted - 1);
}

// ---- steps ----------------------------------------------------------------------------------------------------------

const LessonStep& LessonActions::step() const { return m_running->lesson.steps[m_running->step]; }

void LessonActions::enter(std::size_t index)
{
    Running& now = *m_running;
    if (index >= now.lesson.steps.size()) {
        m_done[text(now.lesson.id)] = static_cast<int>(now.lesson.steps.size());
        showList();
        return;
    }
    m_done[text(now.lesson.id)] = qMax(m_done.value(text(now.lesson.id)), static_cast<int>(index));
    now.step = index;
    now.numbers = std::make_unique<LessonNumbers>(now.visit());
    now.hints = 0;
    now.chosen.clear();
    now.isSolved = now.isRevealed = false;
    now.feedback = {};
    returnToStep();
    if (!step().page.empty()) {
        m_window.showView(text(step().page));
    }
    showStep(true);
    m_panel->setFocus(Qt::OtherFocusReason);
}

/// All that the step sets, as one edit: what the student tried meanwhile is one undo away.
void LessonActions::returnToStep()
{
    const bool isDone = m_running->isSolved && step().question &&
                        (step().question->kind == LessonQuestion::Kind::Until || !step().then.empty());
    setUp(isDone ? m_running->visit().left : m_running->visit().entered,
          tr("%1: %2").arg(shown(m_running->lesson.title), shown(step().title)));
}

void LessonActions::setUp(const LessonPlace& place, const QString& what)
{
    const Pins pins = place.pinned ? Pins{{pinName(*place.pinned), place.pinned}} : Pins{};
    if (m_window.document().pins() != pins) {
        m_window.document().setPins(pins);
    }
    m_window.replaceScenario(place.scenario, {QStringLiteral("lesson"), 0, what});
    m_window.evaluator().flush();
}

LessonScope LessonActions::scope() const
{
    return {m_window.evaluation().get(), &m_running->numbers->before(), m_window.reference().evaluation.get()};
}

/// The scenario on screen is another: numbers follow, and an until may be reached.
void LessonActions::look()
{
    if (!m_isOpen || !m_running || !m_running->numbers || !m_window.evaluation()) {
        return;
    }
    const bool isUntil = step().question && step().question->kind == LessonQuestion::Kind::Until;
    if (isUntil && !m_running->isSolved) {
        m_running->feedback = judged(*step().question, *m_running->visit().entered.scenario, scope());
        if (m_running->feedback.isRight) {
            m_running->isSolved = true;
            m_done[text(m_running->lesson.id)] =
                qMax(m_done.value(text(m_running->lesson.id)), static_cast<int>(m_running->step) + 1);
        }
    }
    showStep(false);
}

// ---- answers --------------------------------------------------------------------------------------------------------

void LessonActions::answer(const QString& typed)
{
    m_running->feedback = judged(*step().question, typed.toStdString(), m_running->numbers->left());
    m_running->feedback.isRight ? succeed() : showStep(false);
}

void LessonActions::choose(std::size_t choice)
{
    m_running->chosen.insert(choice);
    m_running->feedback = judged(*step().question, choice);
    m_running->feedback.isRight ? succeed() : showStep(false);
}

void LessonActions::succeed()
{
    Running& now = *m_running;
    now.isSolved = true;
    m_done[text(now.lesson.id)] = qMax(m_done.value(text(now.lesson.id)), static_cast<int>(now.step) + 1);
    if (!step().then.empty()) {
        returnToStep();
    }
    showStep(false);
}

void LessonActions::reveal()
{
    Running& now = *m_running;
    now.isRevealed = true;
    if (!now.isSolved && step().question) {
        now.feedback = {};
        succeed();
        returnToStep(); // an until is brought about
    }
    for (const LessonStep::Point& number : step().revealed) { // the first is on show, the others one goes back to
        if (const NumberRef ref = lessonRef(number.id, *m_window.evaluation()); ref.isValid()) {
            m_window.explain(ref);
        }
    }
    showStep(false);
}

void LessonActions::follow(const QString& target)
{
    const auto [kind, id] = parted(target);
    if (kind == u"lesson") {
        begin(id);
    } else if (kind == u"choice" && m_running && !m_running->isSolved) {
        choose(id.toUInt());
    } else if (kind == u"number") {
        m_window.explain(NumberRef::parse(id.toStdString()));
    } else if (kind == u"field") {
        m_window.showField(id);
    }
}

// ---- what is on show ------------------------------------------------------------------------------------------------

QString LessonActions::choicesHtml() const
{
    QString html;
    const std::vector<LessonChoice>& choices = step().question->choices;
    for (std::size_t i = 0; i < choices.size(); ++i) {
        const QString words = withoutParagraph(
            text(htmlOfMarkdown(filled({choices[i].text, 0}, m_running->numbers->entered()).markdown)));
        const bool isShown = m_running->isSolved || m_running->chosen.contains(i);
        const QString mark = !isShown             ? QStringLiteral("○")
                             : choices[i].isRight ? QStringLiteral("✓")
                                                  : QStringLiteral("✗");
        html += m_running->isSolved
                    ? QStringLiteral("<p>%1 %2</p>")
                          .arg(choices[i].isRight || m_running->chosen.contains(i) ? mark : QStringLiteral("○"), words)
                    : QStringLiteral("<p><a href=\"choice:%1\">%2 %3</a></p>").arg(i).arg(mark, words);
    }
    return html;
}

QString LessonActions::html() const
{
    const auto words = [this](const LessonWords& of) {
        return text(htmlOfMarkdown(filled(of, scope(), true).markdown));
    };
    QString html = QStringLiteral("<h3>%1</h3>").arg(text(forHtml(step().title))) + words(step().words);
    for (const LessonStep::Point& point : step().points) {
        const std::optional<Parameter> row = findParameter(*m_window.evaluation()->chosen, point.id);
        const auto index = metricIndex(point.id);
        const std::string label = row ? row->label : index ? std::string(metricCatalogue()[*index].label) : point.id;
        html +=
            QStringLiteral("<p>→ <a href=\"%1:%2\">%3</a></p>")
                .arg(row ? QStringLiteral("field") : QStringLiteral("number"), text(point.id), text(forHtml(label)));
    }
    if (step().question) {
        html += QStringLiteral("<div class=\"question\">%1</div>").arg(words(step().question->words)) + choicesHtml();
    }
    for (std::size_t i = 0; i < std::min(m_running->hints, step().hints.size()); ++i) {
        html += QStringLiteral("<p>%1 %2</p>").arg(muted(tr("Hint:")), withoutParagraph(words(step().hints[i])));
    }
    return m_running->isRevealed ? html + QStringLiteral("<hr>") + words(step().conclusion) : html;
}

void LessonActions::showStep(bool isOther)
{
    const Running& now = *m_running;
    LessonPage page;
    page.heading = tr("%1 of %2 · %3").arg(now.step + 1).arg(now.lesson.steps.size()).arg(shown(now.lesson.title));
    page.html = html();
    page.isStep = true;
    const bool asks = step().question && !now.isSolved;
    page.asksNumber = asks && step().question->kind == LessonQuestion::Kind::Number;
    if (page.asksNumber) {
        const LessonNumber wanted = askedNumber(*step().question, now.numbers->left());
        page.unit = text(formatParts(wanted.value, wanted.unit, now.numbers->after().numberStyle()).unit);
    }
    page.feedback = text(now.feedback.sentence);
    page.isRight = now.feedback.isRight;
    page.hintsLeft = asks ? static_cast<int>(step().hints.size() - now.hints) : 0;
    page.canReveal = !now.isRevealed && (step().question || step().hasReveal());
    page.hasPrevious = now.step > 0;
    page.hasNext = true;
    const Scenario& onScreen = *m_window.document().current();
    page.isElsewhere =
        !(onScreen == *now.visit().entered.scenario) && !(now.isSolved && onScreen == *now.visit().left.scenario);
    m_panel->show(page, isOther);
}

} // namespace ridge
