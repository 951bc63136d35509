#include "ui/compare/operator_differences.h"

#include "core/quantity/digits.h"

#include <QObject>
#include <cmath>

namespace ridge {

void OperatorDifferences::set(const Evaluation& now, std::shared_ptr<const Evaluation> pinned)
{
    m_pinned = std::move(pinned);
    m_ofItems = {};
    m_ofNodes = {};
    if (!m_pinned) {
        return;
    }
    for (const OperatorPair& pair : pairsOf(*m_pinned, now)) { // those on screen come first, in their order
        if (!pair.after) {
            break;
        }
        using Figures = std::array<double, columns>;
        const Figures before =
            pair.before ? Figures{secondsOf(*m_pinned, *pair.before), bytesOf(*m_pinned, *pair.before)} : Figures{};
        const Figures after{secondsOf(now, *pair.after), bytesOf(now, *pair.after)};
        for (std::size_t i = 0; i < columns; ++i) {
            m_ofItems.before[i].push_back(before[i]);
            m_ofItems.more[i].push_back(after[i] - before[i]);
        }
        m_ofItems.matched.push_back(pair.before ? 1 : 0);
    }
}

const OperatorDifferences::Sums& OperatorDifferences::sums(const BlockTree& tree) const
{
    if (m_ofNodes.matched.empty()) {
        for (std::size_t i = 0; i < columns; ++i) {
            m_ofNodes.more[i] = blockSums(tree, m_ofItems.more[i]);
            m_ofNodes.before[i] = blockSums(tree, m_ofItems.before[i]);
        }
        m_ofNodes.matched = blockSums(tree, m_ofItems.matched);
    }
    return m_ofNodes;
}

QString OperatorDifferences::titleOf(int column)
{
    return column == 0 ? QObject::tr("Δ Time") : QObject::tr("Δ Bytes");
}

double OperatorDifferences::more(const BlockTree& tree, int node, int column) const
{
    return sums(tree).more[static_cast<std::size_t>(column)][static_cast<std::size_t>(node)];
}

QString OperatorDifferences::text(const BlockTree& tree, int node, int column, NumberStyle style) const
{
    const bool isSame = judgement(tree, node, column) == Judgement::Same;
    const QString text =
        isSame ? QStringLiteral("—")
               : QString::fromStdString(differenceText(0, more(tree, node, column), unitOf(column), style));
    const bool isNew = sums(tree).matched[static_cast<std::size_t>(node)] == 0;
    return isNew ? QObject::tr("new, %1").arg(text) : text;
}

QString OperatorDifferences::rawText(int item, int column) const
{
    return QString::fromStdString(
        exactNumber(m_ofItems.more[static_cast<std::size_t>(column)][static_cast<std::size_t>(item)]));
}

/// Less time and fewer bytes are better.
Judgement OperatorDifferences::judgement(const BlockTree& tree, int node, int column) const
{
    constexpr double unchanged = 5e-4; // of what it took
    const double change = more(tree, node, column);
    const double before = sums(tree).before[static_cast<std::size_t>(column)][static_cast<std::size_t>(node)];
    return std::fabs(change) <= unchanged * before ? Judgement::Same
           : change < 0                            ? Judgement::Better
                                                   : Judgement::Worse;
}

} // namespace ridge
