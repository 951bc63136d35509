// A button that shows what is chosen and opens a searchable list of presets.
// Not the library: entries are handed in, the choice is handed out.
#pragma once

#include "ui/controls/edit.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>
#include <QFrame>
#include <QPoint>
#include <QPointer>
#include <QVector>

class QLineEdit;
class QListWidget;
class QListWidgetItem;

namespace ridge {

/// The list under the button, or under nothing at all. Type to filter by any words, arrows to move, Enter to choose,
/// Esc to leave.
class PresetPopup : public QFrame {
    Q_OBJECT
public:
    PresetPopup(QVector<PresetEntry> entries, QString current, const Theme& theme, QWidget* parent);
    /// Its upper left corner on the screen, or as near to that as all of it is seen.
    void openAt(QPoint corner, int width);

signals:
    void chosen(QString id);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill(const QString& filter);
    void choose();
    void move(int rows);
    void addHeading(const QString& text);
    QListWidgetItem* addEntry(const PresetEntry& entry);

    QVector<PresetEntry> m_entries;
    QString m_current;
    QPoint m_pointer; // where it was when the list was filled
    Theme m_theme;
    QLineEdit* m_filter;
    QListWidget* m_list;
};

class PresetPicker : public QAbstractButton {
    Q_OBJECT
public:
    explicit PresetPicker(QWidget* parent = nullptr);

    void setTheme(const Theme& theme);
    void setEntries(QVector<PresetEntry> entries);
    /// What is in use now, and for the tool tip what there is to say about it.
    void setCurrent(const QString& id, const QString& name, const QString& detail, const QString& about = {});
    QSize sizeHint() const override;
    PresetPopup* popup() const { return m_popup; }

signals:
    void opening(); // the last moment for entries
    void chosen(QString id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void openPopup();

    Theme m_theme;
    QVector<PresetEntry> m_entries;
    QString m_id, m_name, m_detail, m_about;
    QPointer<PresetPopup> m_popup;
};

} // namespace ridge
