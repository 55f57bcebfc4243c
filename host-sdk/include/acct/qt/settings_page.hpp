// settings_page.hpp - for hosts with Qt 6 Widgets: draws one settings page of any plugin, every kind of
// control in acct/settings_page.h, and nothing of what a page is for. Widgets are kept by the id of their
// control, so that focus, cursor and what is being typed stay when a new view comes. Header-only, C++17; no
// moc is needed.
//
//     auto* page = new accounting::qt::Page(pages, *pages.open("api-credentials"));     // a QScrollArea
//     page->changed();                                       // from acct.host.settings-page/1, and from a
//     change of language
#ifndef ACCT_QT_SETTINGS_PAGE_HPP
#define ACCT_QT_SETTINGS_PAGE_HPP

#include <QtWidgets>
#include <map>
#include <memory>

#include "../cpp/host.hpp"
#include "parts.hpp"

namespace accounting::qt {

class Choice : public QComboBox {
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }  // it scrolls the page
};

// What stands for one control of the view, for as long as there is one of its id and kind.
struct Piece {
    QByteArray id;
    QString group;
    uint32_t kind = 0, flags = 0;
    QWidget* box = new QWidget;  // all of it
    QWidget* input = nullptr;    // what has the focus and the name
    QList<QWidget*> stops;       // of the Tab key
    QString key;                 // pressed with Alt
    std::function<void(const acct_control&)> show;
    bool has(uint32_t flag) const { return (flags & flag) != 0; }
    bool is_pressed() const { return kind == ACCT_CONTROL_BUTTON || kind == ACCT_CONTROL_LINK; }
};

class Page : public QScrollArea {
public:
    Page(const accounting::SettingsPages& pages, acct_page number) : pages_(pages), number_(number) {
        auto* content = new QWidget;
        content->setLayout(root_);
        root_->setContentsMargins(16, 12, 16, 16);
        for (QWidget* widget : std::initializer_list<QWidget*>{crumbs_, title_, busy_, problem_}) {
            root_->addWidget(widget);
        }
        root_->addLayout(body_);
        root_->addStretch();
        body_->setSpacing(12);
        title_->setProperty("role", QAccessible::Heading);
        title_->setFocusPolicy(Qt::ClickFocus);
        problem_->setProperty("role", QAccessible::AlertMessage);
        busy_->setRange(0, 0);
        busy_->setTextVisible(false);
        busy_->setFixedHeight(4);
        setWidget(content);
        setWidgetResizable(true);
        setFrameShape(NoFrame);
        changed();
    }
    ~Page() override {
        delete takeWidget();  // its tables read the view
        view_.reset();
        pages_.close(number_);
    }
    // There is a new revision: drawn once for all, when what is going on now has ended.
    void changed() {
        if (!std::exchange(is_to_be_drawn_, true)) {
            QMetaObject::invokeMethod(
                this, [this] { draw(); }, Qt::QueuedConnection);
        }
    }
    acct_page number() const { return number_; }
    bool is_busy() const { return view_ == nullptr || ((*view_)->flags & ACCT_FLAG_BUSY) != 0; }

private:
    // ---- what the user does

    void set(const Piece& piece, const QByteArray& value) {
        const auto done = pages_.set_value(number_, piece.id.toStdString(),
                                           {value.constData(), static_cast<uint64_t>(value.size())});
        refused_[piece.id] = done ? QString() : words_of(done.error());
        changed();
    }
    void activate(const QByteArray& control, std::string_view row = {}, std::string_view action = {}) {
        typing_.clear();
        const auto done = pages_.activate(number_, control.toStdString(), row, action);
        problem_->tell(ACCT_TONE_ERROR, done ? QString() : words_of(done.error()), {});
        if (!done) {
            announce(problem_);
        }
        changed();
    }
    // Enter and Escape press a button: of the same group, or the next after the focus, or the first.
    void keyPressEvent(QKeyEvent* event) override {
        const bool is_enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
        const Piece* at = piece_of(QApplication::focusWidget());
        const Piece* best = nullptr;
        int best_rank = 0;
        bool is_behind = false;
        for (const auto& piece : order_) {
            const bool is_near = at != nullptr && !at->group.isEmpty() && piece->group == at->group;
            const int rank = is_near ? 3 : is_behind ? 2 : 1;
            if (piece->has(is_enter ? ACCT_FLAG_DEFAULT : ACCT_FLAG_CANCEL) && piece->is_pressed() &&
                piece->input->isEnabled() && rank > best_rank) {
                best = piece.get();
                best_rank = rank;
            }
            is_behind = is_behind || piece.get() == at;
        }
        if (best == nullptr ||
            !(is_enter ? at == nullptr || at->kind != ACCT_CONTROL_TABLE : event->key() == Qt::Key_Escape)) {
            QScrollArea::keyPressEvent(event);
        } else {
            activate(best->id);
        }
    }
    void announce(QWidget* widget) {
        QAccessibleEvent event(widget, QAccessible::Alert);
        QAccessible::updateAccessibility(&event);
        ensureWidgetVisible(widget);
    }
    const Piece* piece_of(const QWidget* widget) const {
        for (const auto& piece : order_) {
            if (widget != nullptr && (piece->box == widget || piece->box->isAncestorOf(widget))) {
                return piece.get();
            }
        }
        return nullptr;
    }

    // ---- each kind of control, made once and shown anew with every view

    std::shared_ptr<Piece> make(const QByteArray& id, uint32_t kind) {
        using Maker = void (Page::*)(Piece&);
        static const std::map<uint32_t, Maker> makers{
            {ACCT_CONTROL_HEADING, &Page::make_heading},   {ACCT_CONTROL_NOTICE, &Page::make_notice},
            {ACCT_CONTROL_CHOICE, &Page::make_choice},     {ACCT_CONTROL_INPUT, &Page::make_line},
            {ACCT_CONTROL_SECRET, &Page::make_line},       {ACCT_CONTROL_ONE_TIME_CODE, &Page::make_line},
            {ACCT_CONTROL_CHECKBOX, &Page::make_checkbox}, {ACCT_CONTROL_BUTTON, &Page::make_button},
            {ACCT_CONTROL_LINK, &Page::make_button},       {ACCT_CONTROL_PROGRESS, &Page::make_progress},
            {ACCT_CONTROL_TABLE, &Page::make_table},       {ACCT_CONTROL_FILE, &Page::make_line}};
        auto piece = std::make_shared<Piece>();
        piece->id = id;
        piece->kind = kind;
        const auto maker = makers.find(kind);
        (this->*(maker == makers.end() ? &Page::make_text : maker->second))(*piece);
        if (piece->input != nullptr) {
            piece->input->setObjectName(id);
            piece->stops.prepend(piece->input);
        }
        return piece;
    }
    static QVBoxLayout* stack(QWidget* box, std::initializer_list<QWidget*> parts) {
        auto* layout = new QVBoxLayout(box);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(4);
        for (QWidget* part : parts) {
            layout->addWidget(part);
        }
        return layout;
    }
    void make_heading(Piece& piece) {
        auto* large = make_label(1.25, true);
        auto* small = make_label(1.05, true);
        stack(piece.box, {large, small});
        piece.show = [=, this](const acct_control& control) {
            for (QLabel* label : {large, small}) {
                label->setProperty("role", QAccessible::Heading);
                label->setText(string_of(control.label));
                label->setAccessibleName(label->text());
                label->setVisible((control.level == 1) == (label == large));
            }
            heading_ = large->text();
        };
    }
    void make_text(Piece& piece) {
        auto* name = make_label();
        auto* text = make_label();
        stack(piece.box, {name, text})->setSpacing(0);
        piece.show = [=, this, &piece](const acct_control& control) {
            const bool is_code = piece.has(ACCT_FLAG_MONOSPACE);  // to be copied
            name->setText(string_of(control.label));
            name->setVisible(control.label.size > 0);
            paint_with(name, QPalette::WindowText, faint(colour_of(ACCT_TONE_NEUTRAL), 0.75F));
            text->setText(string_of(control.value));
            paint_with(text, QPalette::WindowText, colour_of(control.tone));
            text->setTextInteractionFlags(is_code ? Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard
                                                  : Qt::TextSelectableByMouse);
            text->setFont(is_code ? QFontDatabase::systemFont(QFontDatabase::FixedFont) : font());
        };
    }
    void make_notice(Piece& piece) {
        auto* box = new Message(true);
        stack(piece.box, {box});
        piece.show = [=, this, &piece](const acct_control& control) {
            const QString before = box->accessibleName() + box->accessibleDescription();
            box->setProperty("role", piece.has(ACCT_FLAG_ASSERTIVE) ? QAccessible::AlertMessage
                                                                    : QAccessible::Notification);
            box->tell(control.tone, string_of(control.label), string_of(control.value));
            if (before != box->accessibleName() + box->accessibleDescription()) {
                news_.append(box);
            }
        };
    }
    // A field: its name above the input, below it what is wrong and what helps.
    void make_field(Piece& piece, QWidget* input, QWidget* beside,
                    const std::function<void(const acct_control&)>& show_value) {
        auto* name = make_label();
        auto* error = new Message(false);
        auto* warning = new Message(false);
        auto* help = new Message(false);
        auto* line = new QHBoxLayout;
        stack(piece.box, {name, error, warning, help})->insertLayout(1, line);
        line->addWidget(input, 1);
        if (beside != nullptr) {
            line->addWidget(beside);
            piece.stops = {beside};
        }
        piece.input = input;
        name->setBuddy(input);
        name->setVisible(piece.kind != ACCT_CONTROL_CHECKBOX);
        piece.show = [=, this, &piece](const acct_control& control) {
            const QString label = string_of(control.label);
            const QString text = with_key(piece, label) + (piece.has(ACCT_FLAG_REQUIRED) ? " *" : "");
            if (auto* checkbox = qobject_cast<QCheckBox*>(input)) {
                checkbox->setText(text);
            }
            name->setText(text);
            const QString wrong =
                refused_[piece.id].isEmpty() ? string_of(control.error) : refused_[piece.id];
            error->tell(ACCT_TONE_ERROR, {}, wrong);
            warning->tell(ACCT_TONE_WARNING, {}, string_of(control.warning));
            help->tell(ACCT_TONE_NEUTRAL, {}, string_of(control.help));
            input->setAccessibleName(label);
            QStringList described{wrong, string_of(control.warning), string_of(control.help)};
            described.removeAll(QString());
            input->setAccessibleDescription(described.join(' '));
            for (QWidget* stop : piece.stops) {
                stop->setEnabled(piece.has(ACCT_FLAG_ENABLED));
            }
            show_value(control);
        };
    }
    void make_line(Piece& piece) {
        auto* edit = new QLineEdit;
        QPushButton* beside = nullptr;
        const bool is_code = piece.kind == ACCT_CONTROL_ONE_TIME_CODE;
        const bool is_secret = is_code || piece.kind == ACCT_CONTROL_SECRET;
        if (is_code) {
            edit->setInputMethodHints(Qt::ImhDigitsOnly | Qt::ImhSensitiveData);
        } else if (is_secret) {
            edit->setEchoMode(QLineEdit::Password);
            beside = new QPushButton("Show");
            beside->setCheckable(true);
            connect(beside, &QAbstractButton::toggled, edit, [=](bool is_shown) {
                edit->setEchoMode(is_shown ? QLineEdit::Normal : QLineEdit::Password);
            });
        } else if (piece.kind == ACCT_CONTROL_FILE) {
            beside = new QPushButton("Browse…");
            connect(beside, &QAbstractButton::clicked, edit, [=, this, &piece] {
                auto* dialog = new QFileDialog(edit, edit->accessibleName(), edit->text());
                dialog->setAttribute(Qt::WA_DeleteOnClose);
                connect(dialog, &QFileDialog::fileSelected, edit,
                        [=, this, &piece](const QString& file) { set(piece, file.toUtf8()); });
                dialog->open();
            });
        }
        connect(edit, &QLineEdit::textEdited, this, [=, this, &piece](const QString& text) {
            typing_ = piece.id;
            const bool is_path = piece.kind == ACCT_CONTROL_FILE && !text.isEmpty();
            QByteArray bytes = (is_path ? QFileInfo(text).absoluteFilePath() : text).toUtf8();
            set(piece, bytes);
            for (volatile char* at = bytes.data(); is_secret && at < bytes.data() + bytes.size(); ++at) {
                *at = '\0';
            }
        });
        connect(edit, &QLineEdit::editingFinished, this, [this] { typed(); });
        make_field(piece, edit, beside, [=, this, &piece, had = false](const acct_control& control) mutable {
            const QString value = string_of(control.value);
            const bool has = piece.has(ACCT_FLAG_HAS_VALUE);
            edit->setPlaceholderText(string_of(control.placeholder));
            // What is hidden never comes back; it is gone here when it is gone there.
            if (is_secret ? had && !has : typing_ != piece.id && edit->text() != value) {
                edit->setText(is_secret ? QString() : value);
            }
            had = has;
            if (beside != nullptr) {
                beside->setAccessibleName(beside->text() + ", " + edit->accessibleName());
                beside->setChecked(beside->isChecked() && has);
            }
            if (is_code || piece.has(ACCT_FLAG_MONOSPACE)) {
                edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
            }
        });
    }
    // What the plugin made of what was typed may be shown now.
    void typed() {
        typing_.clear();
        changed();
    }
    void make_choice(Piece& piece) {
        auto* box = new Choice;
        box->setEditable(true);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(8);
        static_cast<QListView*>(box->view())->setUniformItemSizes(true);
        box->completer()->setCompletionMode(QCompleter::PopupCompletion);
        box->completer()->setFilterMode(Qt::MatchContains);
        connect(box, &QComboBox::activated, this, [=, this, &piece](int index) {
            set(piece, box->itemData(index).toByteArray());
            typed();
        });
        connect(box->lineEdit(), &QLineEdit::textEdited, this, [this, &piece] { typing_ = piece.id; });
        // What was typed and fits one option alone is that option; otherwise the chosen one stays.
        connect(box->lineEdit(), &QLineEdit::editingFinished, this, [=, this, &piece] {
            QCompleter* found = box->completer();
            found->setCompletionPrefix(box->lineEdit()->text());
            if (typing_ == piece.id && found->completionCount() == 1) {
                set(piece, box->itemData(box->findText(found->currentCompletion())).toByteArray());
            }
            typed();
        });
        const acct_control* last = nullptr;
        const auto show = [=, this, &piece](const acct_control& control) mutable {
            const bool is_typed_in = typing_ == piece.id;
            const QString text = box->currentText();
            if (last == nullptr || !have_same_options(*last, control)) {
                box->clear();
                for (uint32_t i = 0; i < control.option_count; ++i) {
                    const acct_option& option = *control.options[i];
                    box->addItem(text_of(option), bytes_of(option.id));
                    static_cast<QStandardItemModel*>(box->model())
                        ->item(box->count() - 1)
                        ->setEnabled((option.flags & ACCT_FLAG_ENABLED) != 0);
                }
            }
            last = &control;  // it lives until the next view was shown
            if (const QByteArray chosen = bytes_of(control.value);
                box->currentData().toByteArray() != chosen) {
                box->setCurrentIndex(box->findData(chosen));
            }
            box->lineEdit()->setPlaceholderText(string_of(control.placeholder));
            const QString wanted = is_typed_in ? text : box->itemText(box->currentIndex());
            if (box->lineEdit()->text() != wanted) {
                box->lineEdit()->setText(wanted);
                box->lineEdit()->setCursorPosition(0);
            }
        };
        make_field(piece, box, nullptr, show);
    }
    void make_checkbox(Piece& piece) {
        auto* box = new QCheckBox;
        connect(box, &QCheckBox::clicked, this,
                [=, this, &piece](bool is_on) { set(piece, is_on ? "1" : "0"); });
        make_field(piece, box, nullptr,
                   [=](const acct_control& control) { box->setChecked(string_of(control.value) == "1"); });
    }
    void make_button(Piece& piece) {
        auto* button = new QPushButton;
        const bool is_link = piece.kind == ACCT_CONTROL_LINK;
        stack(piece.box, {button})->setAlignment(button, is_link ? Qt::AlignLeft : Qt::Alignment());
        piece.input = button;
        button->setAutoDefault(true);  // Enter presses it
        button->setFlat(is_link);
        connect(button, &QPushButton::clicked, this, [this, &piece] { activate(piece.id); });
        piece.show = [=, this, &piece](const acct_control& control) {
            button->setPalette(QApplication::palette());
            if (is_link) {
                paint_with(button, QPalette::ButtonText, colour_of(ACCT_TONE_INFO));
            } else if (control.tone == ACCT_TONE_DESTRUCTIVE) {
                paint_with(button, QPalette::ButtonText, colour_of(control.tone));
            } else if (control.tone == ACCT_TONE_PRIMARY && piece.has(ACCT_FLAG_ENABLED)) {
                paint_with(button, QPalette::Button,
                           colour_of(control.tone).darker(colour_of(0).lightness() < 128 ? 130 : 100));
                paint_with(button, QPalette::ButtonText, button->palette().color(QPalette::Base));
            }
            button->setText(with_key(piece, string_of(control.label)) +
                            (piece.has(ACCT_FLAG_BUSY) ? " …" : ""));
            button->setAccessibleName(string_of(control.label));
            button->setAccessibleDescription(string_of(control.help));
            button->setDefault(piece.has(ACCT_FLAG_DEFAULT));
            button->setEnabled(piece.has(ACCT_FLAG_ENABLED) && !piece.has(ACCT_FLAG_BUSY));
        };
    }
    void make_progress(Piece& piece) {
        auto* name = make_label();
        auto* bar = new QProgressBar;
        stack(piece.box, {name, bar});
        piece.show = [=](const acct_control& control) {
            const bool is_known = control.progress_total > 0;
            name->setText(string_of(control.label));
            bar->setAccessibleName(name->text());
            bar->setRange(0, is_known ? 1000 : 0);
            bar->setValue(is_known ? static_cast<int>(1000 * static_cast<double>(control.progress_done) /
                                                      static_cast<double>(control.progress_total))
                                   : 0);
        };
    }
    // Below the table a button for each action of the chosen row; Enter and the menu key offer them at the
    // row.
    void make_table(Piece& piece) {
        auto* name = make_label(1, true);
        auto* table = new QTableView;
        auto* rows = new Rows;
        auto* nothing = make_label();
        auto* actions = new QWidget;
        actions->setObjectName("row");
        auto* line = new QHBoxLayout(actions);
        line->setContentsMargins(0, 0, 0, 0);
        line->addStretch();
        stack(piece.box, {name, nothing, table, actions});
        piece.input = table;
        rows->setParent(table);
        table->setModel(rows);
        table->setSelectionBehavior(QAbstractItemView::SelectRows);
        table->setSelectionMode(QAbstractItemView::SingleSelection);
        table->setTabKeyNavigation(false);
        table->setWordWrap(false);
        table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
        table->setContextMenuPolicy(Qt::CustomContextMenu);
        table->verticalHeader()->hide();
        table->horizontalHeader()->setStretchLastSection(true);
        table->horizontalHeader()->setResizeContentsPrecision(50);
        table->horizontalHeader()->setHighlightSections(false);
        const auto act = [=, this, &piece](uint32_t action) {
            const acct_row& row = rows->row(table->currentIndex().row());
            activate(piece.id, accounting::string_of(row.id), accounting::string_of(row.actions[action]->id));
        };
        const auto offer = [=, this,
                            &piece] {  // buttons are kept, so that the one that was pressed keeps the focus
            const int at = table->currentIndex().row();
            const uint32_t count = at < 0 ? 0 : rows->row(at).action_count;
            while (line->count() <= static_cast<int>(count)) {
                auto* button = new QPushButton;
                button->setAutoDefault(true);
                connect(button, &QPushButton::clicked, table,
                        [=, number = line->count() - 1] { act(static_cast<uint32_t>(number)); });
                line->insertWidget(line->count() - 1, button);
                piece.stops += button;
                chain_stops();
            }
            for (int i = 0; i + 1 < line->count(); ++i) {
                QWidget* button = line->itemAt(i)->widget();
                button->setVisible(i < static_cast<int>(count));
                if (i < static_cast<int>(count)) {
                    const acct_row_action& action = *rows->row(at).actions[i];
                    const QString label = string_of(action.label);
                    static_cast<QPushButton*>(button)->setText(QString(label).replace('&', "&&"));
                    button->setAccessibleName(label + ": " + rows->index(at, 0).data().toString());
                    button->setEnabled((action.flags & ACCT_FLAG_ENABLED) != 0);
                }
            }
            fit_rows();
        };
        const auto menu = [=](const QModelIndex& index) {
            auto* offered = new QMenu(table);
            offered->setAttribute(Qt::WA_DeleteOnClose);
            for (uint32_t i = 0; index.isValid() && i < rows->row(index.row()).action_count; ++i) {
                const acct_row_action& action = *rows->row(index.row()).actions[i];
                offered->addAction(string_of(action.label).replace('&', "&&"), table, [=] { act(i); })
                    ->setEnabled((action.flags & ACCT_FLAG_ENABLED) != 0);
            }
            offered->popup(table->viewport()->mapToGlobal(table->visualRect(index).bottomLeft()));
            offered->setActiveAction(offered->actions().value(0));
        };
        connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, table, offer);
        connect(table, &QTableView::activated, table, menu);
        connect(table, &QTableView::customContextMenuRequested, table, [=] { menu(table->currentIndex()); });
        piece.show = [=, this](const acct_control& control) {
            name->setText(string_of(control.label));
            name->setVisible(name->text() != heading_);  // said just above
            table->setAccessibleName(name->text());
            nothing->setText(string_of(control.placeholder.size > 0 ? control.placeholder : control.help));
            nothing->setVisible(nothing->text().size() > 0 && control.row_count == 0);
            table->setVisible(control.row_count > 0);
            const int at = table->currentIndex().row();
            const std::string chosen = at < 0 ? std::string() : accounting::string_of(rows->row(at).id);
            if (rows->take(control) && rows->rowCount() > 0) {
                const int lines = rows->index(0, 0).data().toString().contains('\n') ? 2 : 1;
                const int height = fontMetrics().height() * lines + 12;
                table->verticalHeader()->setDefaultSectionSize(height);
                table->setFixedHeight(height * std::min(rows->rowCount(), 8) +
                                      table->horizontalHeader()->height() +
                                      table->horizontalScrollBar()->sizeHint().height() + 4);
                table->resizeColumnsToContents();
                int again = rows->rowCount() - 1;  // the row that was chosen, or else the first
                while (again > 0 && accounting::view_of(rows->row(again).id) != chosen) {
                    --again;
                }
                table->setCurrentIndex(rows->index(again, 0));
            }
            offer();
        };
    }

    // ---- drawing

    // The label with a letter that no other control has, for Alt and that letter.
    QString with_key(Piece& piece, const QString& label) {
        const auto is_free = [this](QChar c) {
            return c.unicode() < 128 && c.isLetter() && !keys_.contains(c, Qt::CaseInsensitive);
        };
        if (piece.key.isEmpty() || !label.contains(piece.key)) {
            const auto* free = std::find_if(label.begin(), label.end(), is_free);
            piece.key = free == label.end() ? QString() : QString(*free);
        }
        keys_ += piece.key;
        const qsizetype at = piece.key.isEmpty() ? label.size() : label.indexOf(piece.key);
        return label.left(at).replace('&', "&&") + (at < label.size() ? "&" : "") +
               label.mid(at).replace('&', "&&");
    }
    void draw() {
        is_to_be_drawn_ = false;
        if (QGuiApplication::mouseButtons() !=
            Qt::NoButton) {  // what is being pressed stays under the pointer
            QTimer::singleShot(50, this, [this] { changed(); });
            return;
        }
        auto acquired = pages_.acquire(number_);
        if (!acquired) {
            problem_->tell(ACCT_TONE_ERROR, words_of(acquired.error()), {});
            return;
        }
        auto newer = std::make_unique<accounting::View>(std::move(*acquired));
        const acct_page_view& view = **newer;
        QPointer<QWidget> focused = QApplication::focusWidget();
        const bool had_focus = focused != nullptr && isAncestorOf(focused);

        QStringList crumbs;
        for (uint32_t i = 0; i < view.breadcrumb_count; ++i) {
            crumbs += string_of(view.breadcrumbs[i]);
        }
        crumbs_->setText(crumbs.join(" › "));
        crumbs_->setVisible(!crumbs.isEmpty());
        paint_with(crumbs_, QPalette::WindowText, faint(colour_of(ACCT_TONE_NEUTRAL), 0.75F));
        title_->setText(string_of(view.title));
        window()->setWindowTitle(title_->text());
        title_->setAccessibleName(title_->text());
        busy_->setVisible((view.flags & ACCT_FLAG_BUSY) != 0);

        std::map<QByteArray, std::shared_ptr<Piece>> kept;
        order_.clear();
        keys_ = "s";  // the menu's
        const Piece* to_focus = nullptr;
        for (const auto& [name, piece] : pieces_) {
            keys_ += piece->key;
        }
        for (uint32_t i = 0; i < view.control_count; ++i) {
            const acct_control& control = *view.controls[i];
            const QByteArray id = bytes_of(control.id);
            const QByteArray name = QByteArray::number(control.kind) + ' ' + id;
            const auto old = pieces_.find(name);
            auto& piece = kept[name] = old != pieces_.end() ? old->second : make(id, control.kind);
            piece->group = string_of(control.group);
            piece->flags = control.flags;
            piece->show(control);
            order_.push_back(piece);
            if (piece->input != nullptr && piece->has(ACCT_FLAG_AUTOFOCUS)) {
                to_focus = piece.get();
            }
        }
        for (const auto& [name, piece] : std::exchange(pieces_, kept)) {
            if (kept.count(name) == 0) {
                delete piece->box;
            }
        }
        lay_out();
        view_ = std::move(newer);
        fit_rows();

        if (std::exchange(focus_serial_, view.focus_serial) != view.focus_serial && to_focus != nullptr) {
            to_focus->input->setFocus();
            if (auto* edit = qobject_cast<QLineEdit*>(to_focus->input)) {
                edit->selectAll();  // what is typed next takes its place
            }
            ensureWidgetVisible(to_focus->input);
        } else if (had_focus && (focused == nullptr || !focused->isEnabled())) {
            away_ = focused;  // it comes back when it is enabled again
            title_->setFocus();
        } else if (title_->hasFocus() && away_ != nullptr && away_->isEnabled() && away_->isVisible()) {
            away_->setFocus();
        } else if (had_focus) {
            focused->setFocus();  // moving a widget takes it away
        }
        for (QWidget* box : std::exchange(news_, {})) {
            announce(box);
        }
    }
    // Controls that follow each other with the same group lie in one frame, buttons that do in one row.
    void lay_out() {
        std::map<QString, QPointer<QFrame>> kept;
        QList<QWidget*> frames;
        std::map<QWidget*, QList<QWidget*>> contents;
        const auto container = [&](QString name, bool is_row) {
            while (kept.count(name) > 0) {
                name += '+';
            }
            const auto old = containers_.find(name);
            auto* made = old != containers_.end() ? old->second.data() : new QFrame;
            if (made->layout() == nullptr) {
                auto* line = new QBoxLayout(is_row ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom, made);
                made->setObjectName(is_row ? "row" : "frame");
                made->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
                if (is_row) {
                    line->addStretch();
                }
            }
            kept[name] = made;
            return made;
        };
        QFrame *frame = nullptr, *row = nullptr;
        const Piece* before = nullptr;
        for (const auto& piece : order_) {
            const bool joins = before != nullptr && piece->group == before->group &&
                               (!piece->group.isEmpty() || (row != nullptr && piece->is_pressed()));
            if (!joins) {
                frame =
                    container("frame " + (piece->group.isEmpty() ? QString(piece->id) : piece->group), false);
                frames += frame;
                frame->setFrameShape(QFrame::NoFrame);
                frame->layout()->setContentsMargins(0, 0, 0, 0);
            }
            if (!piece->is_pressed()) {
                row = nullptr;
                if (!piece->group.isEmpty() && piece->input != nullptr) {
                    frame->setFrameShape(QFrame::StyledPanel);
                    frame->layout()->setContentsMargins(14, 12, 14, 14);
                }
            } else if (row == nullptr || !joins) {
                row = container("row " + piece->id, true);
                row->layout()->setContentsMargins(0, 0, 0, 0);
                contents[frame] += row;
            }
            contents[row != nullptr ? row : frame] += piece->box;
            before = piece.get();
        }
        fill(body_, frames);
        for (const auto& [box, widgets] : contents) {
            fill(static_cast<QBoxLayout*>(box->layout()), widgets);
        }
        for (const auto& [name, box] : std::exchange(containers_, kept)) {
            if (kept.count(name) == 0) {
                delete box.data();
            }
        }
        chain_stops();
    }
    void chain_stops() {
        QWidget* last = title_;
        for (const auto& piece : order_) {
            for (QWidget* stop : piece->stops) {
                if (stop->window() == window()) {
                    QWidget::setTabOrder(last, stop);
                    last = stop;
                }
            }
        }
    }
    static void fill(QBoxLayout* layout, const QList<QWidget*>& widgets) {
        for (int i = 0; i < static_cast<int>(widgets.size()); ++i) {
            const QLayoutItem* there = layout->itemAt(i);
            if (there == nullptr || there->widget() != widgets[i]) {
                layout->insertWidget(i, widgets[i]);
                widgets[i]->show();
            }
        }
    }
    // Buttons that do not fit beside each other lie below each other.
    void fit_rows() {
        for (QWidget* row : widget()->findChildren<QWidget*>("row")) {
            auto* line = static_cast<QBoxLayout*>(row->layout());
            int needed = 70;
            for (int i = 0; i < line->count(); ++i) {
                needed += line->itemAt(i)->isEmpty() ? 0 : line->itemAt(i)->sizeHint().width() + 8;
            }
            line->setDirection(needed > viewport()->width() ? QBoxLayout::TopToBottom
                                                            : QBoxLayout::LeftToRight);
        }
    }
    void resizeEvent(QResizeEvent* event) override {
        QScrollArea::resizeEvent(event);
        fit_rows();
    }
    void changeEvent(QEvent* event) override {
        QScrollArea::changeEvent(event);
        if (event->type() == QEvent::PaletteChange) {
            changed();
        }
    }

    accounting::SettingsPages pages_;
    const acct_page number_;
    std::unique_ptr<accounting::View> view_;
    std::map<QByteArray, std::shared_ptr<Piece>> pieces_;  // by kind and id
    std::vector<std::shared_ptr<Piece>> order_;            // of the present view
    std::map<QString, QPointer<QFrame>> containers_;
    std::map<QByteArray, QString> refused_;  // why a value was not taken
    QByteArray typing_;                      // the control that is being typed into
    QPointer<QWidget> away_;                 // had the focus when it was disabled
    QList<QWidget*> news_;                   // notices that changed
    QString keys_;                           // letters that are taken
    QString heading_;                        // the last one above
    uint64_t focus_serial_ = UINT64_MAX;     // none seen yet
    bool is_to_be_drawn_ = false;
    QVBoxLayout* const root_ = new QVBoxLayout;
    QVBoxLayout* const body_ = new QVBoxLayout;
    QLabel* const crumbs_ = make_label(0.9);
    QLabel* const title_ = make_label(1.5, true);
    QProgressBar* const busy_ = new QProgressBar;
    Message* const problem_ = new Message(true);
};

}  // namespace accounting::qt

#endif  // ACCT_QT_SETTINGS_PAGE_HPP
