// How the monkey answers what waits for an answer.

#include "tests/app/whole/monkey.h"

#include <QAbstractButton>
#include <QApplication>
#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QScopedValueRollback>
#include <QSpinBox>
#include <QTest>
#include <QThread>
#include <QTimer>
#include <QWindow>

#include <algorithm>
#include <array>

namespace ridge::test {

/// A new timer each time: one that is answering a dialog stands still while another dialog waits.
void Monkey::answerLater()
{
    QTimer::singleShot(0, this, [this] {
        answerLater();
        answer();
    });
}

/// Only where somebody waits: a dialog or a menu with a loop of its own, or something that is being dragged.
void Monkey::answer()
{
    const int level = QThread::currentThread()->loopLevel();
    if (level <= m_answering) {
        return;
    }
    const QScopedValueRollback answering(m_answering, level);
    QWidget* modal = QApplication::activeModalWidget();
    if (!QApplication::activePopupWidget() && modal) {
        answerDialog(*modal);
        return;
    }
    if (m_patience-- > 0 && QApplication::activePopupWidget() && happens(60)) {
        click();
        return;
    }
    note("Escape");
    QTest::keyClick(top().windowHandle(), Qt::Key_Escape);
}

void Monkey::answerDialog(QWidget& dialog)
{
    if (auto* box = qobject_cast<QMessageBox*>(&dialog)) {
        const QList<QAbstractButton*> buttons = box->buttons();
        QAbstractButton* button = buttons[m_patience-- > 0 ? below(int(buttons.size())) : int(buttons.size()) - 1];
        note("answer “" + box->text() + "” with " + button->text());
        QTest::mouseClick(button, Qt::LeftButton);
    } else if (auto* files = qobject_cast<QFileDialog*>(&dialog)) {
        const bool saves = files->acceptMode() == QFileDialog::AcceptSave;
        const QString name = saves ? oneOf(std::array{"a", "b.ridge", "c.json", "d.md", "e.csv", "f.svg", "g.png"})
                                   : m_files[below(int(m_files.size()))];
        if (m_patience-- > 0 && happens(70)) {
            files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->selectAll();
            files->findChild<QLineEdit*>(QStringLiteral("fileNameEdit"))->setFocus();
            enterText(name);
            QTest::keyClick(files->windowHandle(), Qt::Key_Return);
        } else {
            note("give up");
            files->reject();
        }
    } else if (m_patience-- > 0 && happens(70)) {
        happens(50) ? click() : type();
        for (QSpinBox* size : dialog.findChildren<QSpinBox*>()) {
            size->setValue(std::min(size->value(), 2000)); // a picture of a gigabyte would take its time
        }
    } else {
        note("close " + nameOf(dialog));
        dialog.close();
    }
}

} // namespace ridge::test
