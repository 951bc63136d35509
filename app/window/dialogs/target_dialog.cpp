#include "app/window/dialogs/target_dialog.h"

#include "core/studies/targets.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace ridge {
namespace {

QString text(std::string_view view) { return QString::fromUtf8(view.data(), qsizetype(view.size())); }

} // namespace

TargetDialog::TargetDialog(const Metric& metric, const Aim& now, NumberStyle style, std::function<void(const Aim&)> set,
                           QWidget* parent)
    : QDialog(parent), m_metric(metric), m_set(std::move(set)), m_comparison(new QComboBox(this)),
      m_value(new QLineEdit(QString::fromStdString(format(now.limit, metric.unit, style)), this)),
      m_problem(new QLabel(this))
{
    setObjectName(QStringLiteral("targetDialog"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Target"));
    m_comparison->addItems({tr("≤ at most"), tr("≥ at least")});
    m_comparison->setCurrentIndex(now.isAtMost ? 0 : 1);
    m_comparison->setAccessibleName(tr("At most or at least"));
    const QString unit = text(symbolOf(metric.unit));
    m_value->setAccessibleName(unit.isEmpty() ? text(metric.label) : tr("%1 in %2").arg(text(metric.label), unit));
    m_value->selectAll();
    m_value->setFocus();
    m_problem->setProperty("role", "warning");
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* line = new QHBoxLayout;
    line->addWidget(m_comparison);
    line->addWidget(m_value, 1);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    buttons->button(QDialogButtonBox::Ok)->setText(tr("Set target"));
    auto* column = new QVBoxLayout(this);
    column->addWidget(new QLabel(tr("%1 is to be").arg(text(metric.label)), this));
    column->addLayout(line);
    column->addWidget(m_problem);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &TargetDialog::tryToSet);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void TargetDialog::tryToSet()
{
    ParsedAim parsed = parseAim(m_value->text().toStdString(), m_metric);
    if (!parsed.aim) {
        m_problem->setText(QString::fromStdString(parsed.problem));
        m_value->setAccessibleDescription(m_problem->text());
        m_problem->show();
        m_value->setFocus();
        return;
    }
    parsed.aim->isAtMost = m_comparison->currentIndex() == 0;
    m_set(*parsed.aim);
    accept();
}

} // namespace ridge
