// parts.hpp - what settings_page.hpp draws a settings page with: colours of tones, texts, messages, the model
// of a table.
#ifndef ACCT_QT_PARTS_HPP
#define ACCT_QT_PARTS_HPP

#include <QtWidgets>

#include "../cpp/host.hpp"

namespace accounting::qt {

inline QString string_of(acct_text text) {
    return QString::fromUtf8(text.data, static_cast<qsizetype>(text.size));
}
inline QByteArray bytes_of(acct_text text) {
    return QByteArray(text.data, static_cast<qsizetype>(text.size));
}
inline QString words_of(const accounting::Error& error) {
    return QString::fromStdString(error.message + " " + error.next_step).trimmed();
}

inline QString text_of(const acct_option& option) {
    return string_of(option.label) + (option.detail.size > 0 ? " – " : "") + string_of(option.detail) +
           (option.badge.size > 0 ? " (" + string_of(option.badge) + ")" : "");
}
inline bool have_same_options(const acct_control& a, const acct_control& b) {
    const auto same = [](const acct_option* one, const acct_option* other) {
        const auto text = [](acct_text it) { return accounting::view_of(it); };
        return text(one->id) == text(other->id) && text(one->label) == text(other->label) &&
               text(one->detail) == text(other->detail) && text(one->badge) == text(other->badge) &&
               one->flags == other->flags;
    };
    return std::equal(a.options, a.options + a.option_count, b.options, b.options + b.option_count, same);
}

// ---- how tones look, on light and on dark windows

inline QColor colour_of(uint32_t tone) {
    static constexpr QRgb info[]{0x1a56a8, 0x8ab8ff}, success[]{0x1b6b3a, 0x7fd6a0},
        warning[]{0x7a4a00, 0xf2c36b}, error[]{0xb3241c, 0xff9c94};
    static constexpr const QRgb* colours[]{nullptr, info, success, warning, error, info, error};
    const QPalette palette = QApplication::palette();
    const int dark = palette.color(QPalette::Window).lightness() < 128 ? 1 : 0;
    return tone == ACCT_TONE_NEUTRAL || tone >= std::size(colours) ? palette.color(QPalette::WindowText)
                                                                   : QColor(colours[tone][dark]);
}
inline QColor faint(QColor colour, float strength) {
    colour.setAlphaF(strength);
    return colour;
}
inline void paint_with(QWidget* widget, QPalette::ColorRole role, const QColor& colour) {
    QPalette palette = widget->palette();
    palette.setColor(role, colour);
    widget->setPalette(palette);
}
inline QLabel* make_label(double size = 1, bool is_bold = false) {
    auto* label = new QLabel;
    label->setTextFormat(Qt::PlainText);  // Qt would take what looks like HTML for HTML
    label->setWordWrap(true);
    QFont font = label->font();
    font.setPointSizeF(font.pointSizeF() * size);
    font.setBold(is_bold);
    label->setFont(font);
    return label;
}
// Qt asks this for what assistive programs see: widgets with a property "role" are what it says.
inline QAccessibleInterface* accessible_by_role(const QString&, QObject* object) {
    const QVariant role = object->property("role");
    return role.isValid() ? new QAccessibleWidget(static_cast<QWidget*>(object),
                                                  static_cast<QAccessible::Role>(role.toInt()))
                          : nullptr;
}

// A message with the picture of its tone: a boxed notice, or a line below a field.
class Message : public QFrame {
public:
    explicit Message(bool is_boxed) : is_boxed_(is_boxed) {
        auto* line = new QHBoxLayout(this);
        auto* texts = new QVBoxLayout;
        line->setContentsMargins(is_boxed ? QMargins(14, 10, 12, 10) : QMargins());
        line->addWidget(picture_, 0, Qt::AlignTop);
        line->addLayout(texts, 1);
        texts->addWidget(title_);
        texts->addWidget(text_);
        hide();
    }
    void tell(uint32_t tone, const QString& title, const QString& text) {
        static constexpr QStyle::StandardPixmap pictures[]{
            QStyle::SP_CustomBase, QStyle::SP_MessageBoxInformation, QStyle::SP_DialogApplyButton,
            QStyle::SP_MessageBoxWarning, QStyle::SP_MessageBoxCritical};
        tone_ = tone;
        picture_->setVisible(tone != ACCT_TONE_NEUTRAL && tone < std::size(pictures));
        if (picture_->isVisibleTo(this)) {
            picture_->setPixmap(style()->standardIcon(pictures[tone]).pixmap(is_boxed_ ? 20 : 14));
        }
        title_->setText(title);
        title_->setVisible(!title.isEmpty());
        paint_with(title_, QPalette::WindowText, colour_of(tone));
        text_->setText(text);
        text_->setVisible(!text.isEmpty());
        paint_with(
            text_, QPalette::WindowText,
            faint(colour_of(is_boxed_ ? ACCT_TONE_NEUTRAL : tone), is_boxed_ || tone != 0 ? 1 : 0.75F));
        setAccessibleName(title.isEmpty() ? text : title);
        setAccessibleDescription(title.isEmpty() ? QString() : text);
        setVisible(!title.isEmpty() || !text.isEmpty());
    }

protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), faint(colour_of(tone_), is_boxed_ ? 0.12F : 0));
        painter.fillRect(0, 0, is_boxed_ ? 4 : 0, height(), colour_of(tone_));
    }

private:
    const bool is_boxed_;
    uint32_t tone_ = ACCT_TONE_NEUTRAL;
    QLabel* const picture_ = make_label();
    QLabel* const title_ = make_label(1, true);
    QLabel* const text_ = make_label();
};

// A table's model: reads the view on loan, so that ten thousand rows are not copied.
class Rows : public QAbstractTableModel {
public:
    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() || table_ == nullptr ? 0 : static_cast<int>(table_->row_count);
    }
    int columnCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() || table_ == nullptr ? 0 : static_cast<int>(table_->column_count);
    }
    QVariant data(const QModelIndex& index, int role) const override {
        const acct_row& its_row = row(index.row());
        if (index.column() >= static_cast<int>(its_row.cell_count)) {
            return {};
        }
        const acct_cell& cell = *its_row.cells[index.column()];
        return role == Qt::DisplayRole                                        ? QVariant(string_of(cell.text))
               : role == Qt::ForegroundRole && cell.tone != ACCT_TONE_NEUTRAL ? QVariant(colour_of(cell.tone))
                                                                              : QVariant();
    }
    QVariant headerData(int section, Qt::Orientation way, int role) const override {
        return way == Qt::Horizontal && role == Qt::DisplayRole ? string_of(table_->columns[section]->text)
                                                                : QVariant();
    }
    // Takes up the table of a newer view; true if its rows or columns are others than before.
    bool take(const acct_control& newer) {
        const auto same = [](const acct_row* a, const acct_row* b) {
            return accounting::view_of(a->id) == accounting::view_of(b->id);
        };
        if (table_ != nullptr && table_->column_count == newer.column_count &&
            std::equal(table_->rows, table_->rows + table_->row_count, newer.rows,
                       newer.rows + newer.row_count, same)) {
            table_ = &newer;
            emit dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
            return false;
        }
        beginResetModel();
        table_ = &newer;
        endResetModel();
        return true;
    }
    const acct_row& row(int number) const { return *table_->rows[number]; }

private:
    const acct_control* table_ = nullptr;
};

}  // namespace accounting::qt

#endif  // ACCT_QT_PARTS_HPP
