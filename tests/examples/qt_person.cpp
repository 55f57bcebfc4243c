// qt_person.cpp - sits before the Qt host as a person with a keyboard would. It is linked with qt_host.cpp,
// reads one command a line from standard input, does it with Qt's own test means in the real window, and
// answers with a line of JSON.
//
//     tab NAME          press Tab until the widget of that control has the focus (once round at most)
//     keys TEXT         type TEXT into what has the focus
//     key SEQUENCE      press "Return", "Escape", "Alt+S", …
//     look NAME         what an assistive program is told of that control, and what it shows
//     see               the texts in sight, those of alerts, the focus, the title
//     picture FILE WIDTH HEIGHT light|dark
//     close             close the window
#include <QtTest/QtTest>
#include <QtWidgets>
#include <cstdio>

namespace {

QWidget* window() {
    for (QWidget* top : QApplication::topLevelWidgets()) {
        if (qobject_cast<QMainWindow*>(top) != nullptr) {
            return top;
        }
    }
    return nullptr;
}

QWidget* named(const QString& name) {
    for (QWidget* found : window()->findChildren<QWidget*>(name)) {
        if (found->isVisible()) {
            return found;
        }
    }
    return nullptr;
}

// Where keys go: a popup first, then the focus.
QWidget* keyboard() {
    QWidget* popup = QApplication::activePopupWidget();
    QWidget* focus = QApplication::focusWidget();
    return popup != nullptr ? popup : focus != nullptr ? focus : window();
}

QJsonObject look(const QString& name) {
    QWidget* widget = named(name);
    if (widget == nullptr) {
        return {{"error", "no such control in sight: " + name}};
    }
    QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
    QJsonObject found{{"name", accessible->text(QAccessible::Name)},
                      {"description", accessible->text(QAccessible::Description)},
                      {"enabled", widget->isEnabled()},
                      {"focused", widget->hasFocus()}};
    if (const auto* edit = qobject_cast<QLineEdit*>(widget)) {
        found["shown"] = edit->displayText();
        found["cursor"] = edit->cursorPosition();
    } else if (const auto* box = qobject_cast<QComboBox*>(widget)) {
        found["shown"] = box->currentText();
        found["options"] = box->count();
    } else if (const auto* check = qobject_cast<QCheckBox*>(widget)) {
        found["shown"] = check->isChecked();
    } else if (const auto* table = qobject_cast<QTableView*>(widget)) {
        found["rows"] = table->model()->rowCount();
        QStringList cells;
        for (int i = 0; i < table->model()->columnCount(); ++i) {
            cells += table->model()->index(table->currentIndex().row(), i).data().toString();
        }
        found["shown"] = cells.join('|');
    }
    return found;
}

QJsonObject see() {
    QJsonArray texts;
    for (const QLabel* label : window()->findChildren<QLabel*>()) {
        if (label->isVisible() && !label->text().isEmpty()) {
            texts.append(label->text());
        }
    }
    QJsonArray alerts;  // what interrupts a screen reader
    for (QFrame* frame : window()->findChildren<QFrame*>()) {
        QAccessibleInterface* accessible =
            frame->isVisible() ? QAccessible::queryAccessibleInterface(frame) : nullptr;
        if (accessible != nullptr && accessible->role() == QAccessible::AlertMessage) {
            alerts.append(accessible->text(QAccessible::Name));
        }
    }
    const QWidget* focus = QApplication::focusWidget();
    return {{"texts", texts},
            {"alerts", alerts},
            {"focus", focus != nullptr ? focus->objectName() : QString()},
            {"title", window()->windowTitle()}};
}

QJsonObject tab(const QString& name) {
    for (int i = 0; i < 100; ++i) {
        const QWidget* focus = QApplication::focusWidget();
        if (focus != nullptr && focus->objectName() == name) {
            return {};
        }
        QTest::keyClick(keyboard(), Qt::Key_Tab);
    }
    return {{"error", "Tab does not lead to " + name}};
}

QJsonObject picture(const QStringList& words) {
    QPalette palette = QApplication::style()->standardPalette();
    if (words.value(4) == "dark") {
        palette = QPalette(QColor(0x35, 0x35, 0x35), QColor(0x2b, 0x2b, 0x2b));
        palette.setColor(QPalette::Base, QColor(0x1f, 0x1f, 0x1f));
    }
    QApplication::setPalette(palette);
    window()->resize(words.value(2).toInt(), words.value(3).toInt());
    QTest::qWait(200);
    return window()->grab().save(words.value(1)) ? QJsonObject{} : QJsonObject{{"error", "not saved"}};
}

QJsonObject obey(const QString& line) {
    const QString rest = line.section(' ', 1);
    const QString word = line.section(' ', 0, 0);
    if (window() == nullptr) {
        return {{"error", "there is no window"}};
    }
    if (word == "tab") {
        return tab(rest);
    }
    if (word == "look") {
        return look(rest);
    }
    if (word == "picture") {
        return picture(line.split(' '));
    }
    if (word == "keys") {
        QTest::keyClicks(keyboard(), rest);
    } else if (word == "key") {
        QTest::keySequence(keyboard(), QKeySequence(rest));
    } else if (word == "close") {
        window()->close();
    } else if (word != "see") {
        return {{"error", "unknown command: " + word}};
    }
    QTest::qWait(10);  // what was posted is done
    return window() != nullptr ? see() : QJsonObject{};
}

void listen() {
    auto* commands = new QSocketNotifier(0, QSocketNotifier::Read, QCoreApplication::instance());
    QObject::connect(commands, &QSocketNotifier::activated, [] {
        static QFile input;
        if (!input.isOpen() && !input.open(stdin, QIODevice::ReadOnly | QIODevice::Unbuffered)) {
            std::abort();
        }
        const QByteArray line = input.readLine();
        if (line.isEmpty()) {
            QCoreApplication::exit(3);
            return;
        }
        const QByteArray answer =
            QJsonDocument(obey(QString::fromUtf8(line).chopped(1))).toJson(QJsonDocument::Compact);
        std::puts(answer.constData());
        std::fflush(stdout);
    });
}
Q_COREAPP_STARTUP_FUNCTION(listen)

}  // namespace
