#include "ui/charts/frontier/frontier_picture.h"

#include "core/scenario/parameters/parameters.h"
#include "core/studies/change.h"
#include "ui/metric_words.h"
#include "ui/shown.h"

#include <QObject>

#include <algorithm>

namespace ridge {
namespace {

/// "time per output token −62 %"
QString changeOf(const FrontierAim& aim, double of, double winner)
{
    const QString name = inSentence(labelOf(metricCalled(aim.metric)));
    return of == winner           ? QObject::tr("%1 the same").arg(name)
           : of > 0 && winner > 0 ? name + u' ' + QString::fromStdString(changeText(winner / of))
           : winner > of          ? QObject::tr("%1 higher").arg(name)
                                  : QObject::tr("%1 lower").arg(name);
}

} // namespace

bool FrontierPicture::competes(std::size_t point) const
{
    const FrontierPoint& p = at(point);
    return p.fits && std::ranges::all_of(p.values, [](const auto& value) { return value.has_value(); });
}

std::size_t FrontierPicture::onFront() const
{
    return std::size_t(std::ranges::count_if(frontier.points, &FrontierPoint::isOnFront));
}

std::size_t FrontierPicture::competing() const
{
    std::size_t count = 0;
    for (std::size_t i = 0; i < frontier.points.size(); ++i) {
        count += competes(i);
    }
    return count;
}

QStringList partsOf(const FrontierPicture& picture, std::size_t point)
{
    const FrontierSpace& space = picture.space;
    const FrontierPlace place = placeOf(space, picture.at(point).index);
    QStringList parts;
    if (space.models.size() > 1) {
        parts << shownName(space.models[place.model].name);
    }
    if (space.devices.size() > 1) {
        parts << shownName(space.devices[place.device].name);
    }
    for (std::size_t a = 0; a < space.axes.size(); ++a) {
        const Parameter* row = catalogueRow(*picture.scenario, space.axes[a].parameter);
        if (!row || space.axes[a].values.size() < 2) {
            continue;
        }
        const QString value =
            QString::fromStdString(valueText(*row, *picture.scenario, space.axes[a].values[place.values[a]]));
        parts << (row->unit == Unit::Choice ? value : inSentence(QString::fromStdString(row->label)) + u' ' + value);
    }
    return parts.isEmpty() ? QStringList(QObject::tr("This scenario")) : parts;
}

QString nameOf(const FrontierPicture& picture, std::size_t point)
{
    return partsOf(picture, point).join(QStringLiteral(" · "));
}

std::vector<bool> sharedParts(const FrontierPicture& picture)
{
    QStringList first;
    std::vector<bool> shared;
    std::size_t points = 0;
    for (std::size_t i = 0; i < picture.frontier.points.size(); ++i) {
        if (!picture.at(i).isOnFront) {
            continue;
        }
        const QStringList parts = partsOf(picture, i);
        first = points++ == 0 ? parts : first;
        shared.resize(std::size_t(parts.size()), true);
        for (std::size_t k = 0; k < shared.size(); ++k) {
            shared[k] = shared[k] && parts[qsizetype(k)] == first[qsizetype(k)];
        }
    }
    return points > 1 ? shared : std::vector<bool>(shared.size(), false);
}

QString valueTextOf(const FrontierPicture& picture, std::size_t point, std::size_t aim)
{
    NumberStyle style = picture.scenario->convention.numberStyle();
    style.integerOps = picture.at(point).integerOps;
    return QString::fromStdString(
        format(picture.at(point).values[aim], metricCalled(picture.aims[aim].metric).unit, style));
}

QString standingText(const FrontierPicture& picture, std::size_t point)
{
    const FrontierPoint& p = picture.at(point);
    if (!p.fits) {
        return QObject::tr("It does not fit.");
    }
    if (p.isOnFront) {
        return QObject::tr("On the front: nothing is better in one without being worse in another.");
    }
    if (!p.dominatedBy) {
        return QObject::tr("It has no such number.");
    }
    return QObject::tr("Beaten by %1: %2.").arg(nameOf(picture, *p.dominatedBy), gainText(picture, point));
}

QString gainText(const FrontierPicture& picture, std::size_t point)
{
    const FrontierPoint& p = picture.at(point);
    QStringList changes;
    for (std::size_t m = 0; p.dominatedBy && m < picture.aims.size(); ++m) {
        changes << changeOf(picture.aims[m], *p.values[m], *picture.at(*p.dominatedBy).values[m]);
    }
    return changes.join(QStringLiteral(", "));
}

QString countText(const FrontierPicture& picture)
{
    const Frontier& frontier = picture.frontier;
    QString text = QObject::tr("%1 of %2 combinations are on the front")
                       .arg(QString::number(picture.onFront()), QString::number(frontier.points.size()));
    const std::vector<bool> shared = sharedParts(picture);
    const auto first = std::ranges::find_if(frontier.points, &FrontierPoint::isOnFront);
    QStringList common;
    for (std::size_t k = 0; k < shared.size(); ++k) {
        if (shared[k]) {
            common << partsOf(picture, std::size_t(first - frontier.points.begin()))[qsizetype(k)];
        }
    }
    text +=
        common.isEmpty() ? QStringLiteral(".") : QObject::tr(", all with %1.").arg(common.join(QStringLiteral(", ")));
    QStringList left;
    if (frontier.misfits > 0) {
        left << QObject::tr("%1 do not fit").arg(frontier.misfits);
    }
    const std::size_t absent = frontier.points.size() - picture.competing() - frontier.misfits;
    if (absent > 0) {
        left << QObject::tr("%1 have no such number").arg(absent);
    }
    if (frontier.skipped > 0) {
        left << QObject::tr("%1 would be the same as another").arg(frontier.skipped);
    }
    if (!left.isEmpty()) {
        text += u' ' + QObject::tr("Left out: %1.").arg(left.join(QStringLiteral(", ")));
    }
    return frontier.complete ? text : text + u' ' + QObject::tr("It was stopped before the end.");
}

} // namespace ridge
