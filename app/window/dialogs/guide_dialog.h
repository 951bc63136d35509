// The guide in a window of its own: concepts, metrics, levers, parameters and formats, searchable, without a network.
// Not its words: core/reports/guide.h.
#pragma once

#include "ui/theme/theme.h"

#include <QDialog>

class QLineEdit;
class QTextBrowser;

namespace ridge {

class GuideDialog : public QDialog {
    Q_OBJECT
public:
    GuideDialog(const Theme& theme, QWidget* parent);

    /// "metric-latency", "concept-roofline"; stays where it is when there is no such place.
    void showAnchor(const QString& anchor);

private:
    void find(bool backwards);

    QLineEdit* m_search;
    QTextBrowser* m_text;
};

} // namespace ridge
