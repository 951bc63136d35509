// Scenarios that are ready to look at, each as a picture of what it shows and a sentence.
// Not their list: core/library/gallery.h.
#pragma once

#include "core/library/gallery.h"
#include "ui/theme/theme.h"

#include <QDialog>

class QListWidget;

namespace ridge {

class GalleryDialog : public QDialog {
    Q_OBJECT
public:
    GalleryDialog(const Theme& theme, QWidget* parent);

signals:
    void chosen(const ridge::GalleryEntry& entry);

private:
    void choose();
    void drawNext();

    Theme m_theme;
    QListWidget* m_list;
    int m_drawn = 0;
};

} // namespace ridge
