#include "app/window/dialogs/figure_dialog.h"

#include "app/document/files.h"
#include "app/window/dialogs/file_dialogs.h"
#include "app/window/main_window.h"
#include "app/window/pages/page_tabs.h"
#include "ui/charts/chart_factory.h"
#include "ui/figure/figure.h"
#include "ui/shown.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFileInfo>
#include <QFormLayout>
#include <QGuiApplication>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSpinBox>
#include <algorithm>

namespace ridge {
namespace {

constexpr QSize previewSize(480, 270);

QSpinBox* pixels(int value)
{
    auto* box = new QSpinBox;
    box->setLocale(QLocale::c());
    box->setRange(200, 8000);
    box->setValue(value);
    box->setSuffix(QStringLiteral(" px"));
    return box;
}

QDoubleSpinBox* factor(double value, double lowest, double highest)
{
    auto* box = new QDoubleSpinBox;
    box->setLocale(QLocale::c()); // numbers have a point here as everywhere
    box->setRange(lowest, highest);
    box->setSingleStep(0.1);
    box->setDecimals(1);
    box->setValue(value);
    return box;
}

QStringList themeLabels()
{
    QStringList labels;
    for (const ThemeKind& kind : themeKinds()) {
        labels << QCoreApplication::translate("Theme", kind.label);
    }
    return labels;
}

/// What is shown and copied, rather than saved.
const FigureFormat& pixelFormat() { return *figureFormat(QStringLiteral("png")); }

QComboBox* choices(const QStringList& names)
{
    auto* box = new QComboBox;
    box->addItems(names);
    return box;
}

} // namespace

FigureDialog::FigureDialog(MainWindow& window)
    : QDialog(&window), m_window(window), m_what(choices({})), m_width(pixels(1600)), m_height(pixels(900)),
      m_scale(factor(2, 1, 4)), m_theme(choices(themeLabels())), m_fontScale(factor(1.4, 0.8, 3)),
      m_transparent(new QCheckBox(tr("Transparent ground"))), m_preview(new QLabel)
{
    setWindowTitle(tr("Figure"));
    listCharts();
    auto* form = new QFormLayout;
    form->addRow(tr("Chart"), m_what);
    form->addRow(tr("Width"), m_width);
    form->addRow(tr("Height"), m_height);
    form->addRow(tr("Resolution ×"), m_scale);
    form->addRow(tr("Theme"), m_theme);
    form->addRow(tr("Type size ×"), m_fontScale);
    form->addRow(QString(), m_transparent);
    m_theme->setCurrentIndex(window.theme().dark ? 1 : 0);
    m_preview->setFixedSize(previewSize);
    m_preview->setAlignment(Qt::AlignCenter);
    m_preview->setAccessibleName(tr("Preview"));
    auto* row = new QHBoxLayout;
    row->addLayout(form);
    row->addWidget(m_preview);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton* save = buttons->addButton(tr("Save…"), QDialogButtonBox::ActionRole);
    QPushButton* copyButton = buttons->addButton(tr("Copy"), QDialogButtonBox::ActionRole);
    save->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->addLayout(row);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(save, &QPushButton::clicked, this, &FigureDialog::saveAs);
    connect(copyButton, &QPushButton::clicked, this, &FigureDialog::copy);
    for (QComboBox* box : {m_what, m_theme}) {
        connect(box, &QComboBox::currentIndexChanged, this, &FigureDialog::preview);
    }
    for (QSpinBox* box : {m_width, m_height}) {
        connect(box, &QSpinBox::valueChanged, this, &FigureDialog::preview);
    }
    connect(m_fontScale, &QDoubleSpinBox::valueChanged, this, &FigureDialog::preview);
    connect(m_transparent, &QCheckBox::toggled, this, &FigureDialog::preview);
    m_window.evaluator().flush(); // of the last edit too
    preview();
}

/// What is in front comes first, where it is a chart that no name stands for.
void FigureDialog::listCharts()
{
    if (const std::unique_ptr<Chart> inFront = m_window.pages().figureInFront()) {
        m_what->addItem(inFront->title());
        m_makers.emplace_back([this] { return m_window.pages().figureInFront(); });
    }
    for (const ChartKind& kind : chartKinds()) {
        m_what->addItem(QCoreApplication::translate("Chart", kind.label));
        m_makers.emplace_back(kind.make);
    }
}

QByteArray FigureDialog::draw(const FigureFormat& format, double scale) const
{
    Theme theme = themeKinds()[static_cast<std::size_t>(m_theme->currentIndex())].make();
    theme.fontScale = m_fontScale->value();
    const auto made = m_makers[static_cast<std::size_t>(m_what->currentIndex())]();
    Chart& chart = *made;
    chart.setTheme(onPaper(theme));
    chart.setPinned(m_window.reference());
    chart.setEvaluation(m_window.evaluation());
    const FigureSize size{{m_width->value(), m_height->value()}, scale, m_transparent->isChecked()};
    return format.chart(chart, size);
}

void FigureDialog::preview()
{
    // As large as it is shown, so that large figures do not slow the controls down.
    const double sharp = devicePixelRatioF();
    const double fit =
        std::min(double(previewSize.width()) / m_width->value(), double(previewSize.height()) / m_height->value());
    QPixmap picture;
    picture.loadFromData(draw(pixelFormat(), fit * sharp), "PNG");
    picture.setDevicePixelRatio(sharp);
    m_preview->setPixmap(picture);
}

void FigureDialog::warn(const QString& sentence)
{
    QMessageBox box(QMessageBox::Warning, tr("Save figure"), shown(sentence), QMessageBox::Ok, this);
    box.setTextFormat(Qt::PlainText);
    box.exec();
}

void FigureDialog::saveAs()
{
    QStringList filters;
    for (const FigureFormat& format : figureFormats()) {
        filters << fileFilter(QCoreApplication::translate("Figure", format.label),
                              {QString(u'.') + QLatin1String(format.suffix)});
    }
    const QString path = askSavePath(this, tr("Save figure"), m_what->currentText().toLower() + ".png",
                                     filters.join(QStringLiteral(";;")));
    if (path.isEmpty()) {
        return;
    }
    const FigureFormat* format = figureFormat(QFileInfo(path).suffix());
    if (!format) {
        warn(tr("%1: figures are written as %2; choose one of these endings.")
                 .arg(fileName(path), QString::fromStdString(figureEndings())));
        return;
    }
    try {
        const QByteArray bytes = draw(*format, m_scale->value());
        writeFile(path, std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
        m_window.showMessage(tr("Wrote %1.").arg(fileName(path)));
        accept();
    } catch (const std::exception& error) {
        warn(QString::fromUtf8(error.what()));
    }
}

void FigureDialog::copy()
{
    QImage picture;
    picture.loadFromData(draw(pixelFormat(), m_scale->value()), "PNG");
    QGuiApplication::clipboard()->setImage(picture);
    m_window.showMessage(tr("Copied the figure."));
}

} // namespace ridge
