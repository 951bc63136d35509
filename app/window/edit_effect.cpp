#include "app/window/edit_effect.h"

#include "core/evaluate/evaluate.h"
#include "core/studies/change.h"

#include <utility>

namespace ridge {
namespace {

/// Another model or device may bring other values along: none of them changes unsaid.
QString withWhatCameAlong(const QString& edit, const Scenario& from, const Scenario& to)
{
    const bool isSwap = from.model.id != to.model.id || from.device.id != to.device.id;
    const std::string along = isSwap ? describeBroughtAlong(from, to) : std::string();
    return along.empty() ? edit : QStringLiteral("%1 (%2)").arg(edit, QString::fromStdString(along));
}

} // namespace

void EditEffect::begin(const EditLabel& label, const std::shared_ptr<const Scenario>& from)
{
    if (label.gesture == 0 || label.gesture != m_gesture) {
        m_from = from;
        m_start.reset();
    }
    m_gesture = label.gesture;
    m_edit = label.text;
}

std::optional<EditEffect::Sentence> EditEffect::take(const std::shared_ptr<const Evaluation>& before,
                                                     const Evaluation& now)
{
    const QString edit = std::exchange(m_edit, {});
    if (before && edit.isEmpty()) {
        return std::nullopt;
    }
    if (!before || *m_from == *now.chosen) { // the first, or back at the beginning
        const std::string gaps = sentenceOf(now.program.gaps);
        return Sentence{QString::fromStdString(gaps.empty() ? now.verdict.sentence : gaps), false};
    }
    if (!m_start) {
        m_start = before->chosen == m_from ? before : std::make_shared<const Evaluation>(evaluate(m_from));
    }
    const QString whole = withWhatCameAlong(edit, *m_from, *now.chosen);
    return Sentence{QString::fromStdString(describeChange(whole.toStdString(), *m_start, now)), true};
}

} // namespace ridge
