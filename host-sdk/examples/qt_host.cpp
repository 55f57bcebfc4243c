// qt_host.cpp - a host with Qt 6 Widgets: loads any plugin, gives it the host's services, and shows its
// settings pages in a window. What draws a page is the
// SDK's acct/qt/settings_page.hpp.
//
//     qt_host PLUGIN-FILE [--data FOLDER] [--entities FILE] [--page ID] [--screenshot FILE]
//
// FILE of --entities is JSON: [{"gstin": "29AAACP0029A1Z2", "company": "Pushpak Traders Private Limited",
// "unit_name": "Bengaluru head office"}].
#include <QtWidgets>
#include <atomic>

#include "acct/cpp/host.hpp"
#include "acct/host_entities.h"
#include "acct/host_services.h"
#include "acct/loader/library.hpp"
#include "acct/qt/settings_page.hpp"

namespace {

using accounting::qt::accessible_by_role;
using accounting::qt::Page;
using accounting::qt::string_of;
using accounting::qt::words_of;

acct_text loan(const QByteArray& bytes) {
    return {bytes.constData(), static_cast<uint64_t>(bytes.size())};
}

// The window with the pages of one plugin; host_data of the acct_host points at it.
class Window : public QMainWindow {
public:
    Window(const QString& data_folder, const QString& entities_file, const QString& page)
        : data_folder_(data_folder.isEmpty() ? QByteArray()
                                             : QFileInfo(data_folder).absoluteFilePath().toUtf8()),
          wanted_page_(page) {
        QFile file(entities_file);
        if (!entities_file.isEmpty() && file.open(QFile::ReadOnly)) {
            entities_ = QJsonDocument::fromJson(file.readAll()).array();
        }
        host_.size = sizeof(host_);
        host_.abi_version = {ACCT_ABI_MAJOR, ACCT_ABI_MINOR, 0};
        host_.host_data = this;
        host_.name = accounting::text_of("Qt host");
        host_.vendor = accounting::text_of("Example");
        host_.version = accounting::text_of("1.0");
        host_.get_extension = &find_service;
        host_.request_main_thread = &request_main_thread;
        resize(720, 680);
    }
    ~Window() override {
        delete takeCentralWidget();  // closes the page
        plugin_.reset();             // nothing is called any more
    }

    // Loads the plugin and shows its first page, or the wanted one.
    accounting::Status start(const std::string& file) {
        auto library = accounting::Library::load(file);
        if (!library) {
            return library.error();
        }
        auto plugin = library->create(&host_, library->plugins().front().id);
        if (!plugin) {
            return plugin.error();
        }
        plugin_ = std::move(*plugin);
        if (auto started = plugin_.init(); !started) {
            return started.error();
        }
        QMenu* menu = menuBar()->addMenu("&Settings");
        const auto pages = accounting::SettingsPages(plugin_).list();
        for (const auto& info : pages) {
            QAction* entry = menu->addAction(QString::fromStdString(info.title).replace('&', "&&"));
            entry->setStatusTip(QString::fromStdString(info.description));
            connect(entry, &QAction::triggered, this, [this, id = info.id] {
                if (const auto shown = show_page(id); !shown) {
                    statusBar()->showMessage(words_of(shown.error()));
                }
            });
        }
        if (pages.empty()) {
            return accounting::Error{ACCT_ERROR_UNSUPPORTED, "NO-PAGES", "",
                                     "This plugin has no settings pages.", ""};
        }
        return show_page(wanted_page_.isEmpty() ? pages.front().id : wanted_page_.toStdString());
    }
    accounting::Status show_page(const std::string& id) {
        const accounting::SettingsPages pages(plugin_);
        const auto opened = pages.open(id);
        if (!opened) {
            return opened.error();
        }
        delete takeCentralWidget();
        page_ = new Page(pages, *opened);
        setCentralWidget(page_);
        return accounting::Nothing{};
    }
    // Takes a picture of the page as soon as nothing goes on in it.
    void take_picture(const QString& file) {
        QTimer::singleShot(500, this, [this, file] {
            if (page_->is_busy()) {
                take_picture(file);
            } else {
                QApplication::exit(grab().save(file) ? 0 : 1);
            }
        });
    }

private:
    static Window& of(const acct_host* host) { return *static_cast<Window*>(host->host_data); }

    // Any thread. Several requests are one call.
    static void ACCT_CALL request_main_thread(const acct_host* host) {
        Window& window = of(host);
        if (!window.is_requested_.exchange(true)) {
            QMetaObject::invokeMethod(
                &window,
                [&window] {
                    window.is_requested_ = false;
                    window.plugin_.on_main_thread();
                },
                Qt::QueuedConnection);
        }
    }
    static acct_status ACCT_CALL data_directory(const acct_host* host, void* context,
                                                acct_text_receiver receiver, acct_error*) {
        receiver(context, loan(of(host).data_folder_));
        return ACCT_OK;
    }
    static acct_status ACCT_CALL list_entities(const acct_host* host, void* context,
                                               acct_entity_receiver receiver, acct_error*) {
        for (const auto& value : of(host).entities_) {
            const QJsonObject of_value = value.toObject();
            const QByteArray gstin = of_value["gstin"].toString().toUtf8();
            const QByteArray company = of_value["company"].toString().toUtf8();
            const QByteArray unit = of_value["unit_name"].toString().toUtf8();
            const acct_entity entity{sizeof(entity), 0, loan(gstin), loan(company), loan(unit)};
            receiver(context, &entity);
        }
        return ACCT_OK;
    }
    static acct_status ACCT_CALL language(const acct_host*, void* context, acct_text_receiver receiver,
                                          acct_error*) {
        receiver(context, loan(QLocale().bcp47Name().toUtf8()));
        return ACCT_OK;
    }
    static int32_t ACCT_CALL utc_offset_minutes(const acct_host*, int64_t utc_seconds) {
        return QDateTime::fromSecsSinceEpoch(utc_seconds).offsetFromUtc() / 60;
    }
    static acct_status ACCT_CALL open_url(const acct_host*, acct_text address, acct_error* error) {
        const QUrl url(string_of(address), QUrl::StrictMode);
        return url.scheme() == "https" && QDesktopServices::openUrl(url)
                   ? ACCT_OK
                   : accounting::report(error,
                                        {ACCT_ERROR_FAILED, "NO-BROWSER", "", "No browser could be started.",
                                         "Open the address yourself: " + accounting::string_of(address)});
    }
    static void ACCT_CALL notify(const acct_host* host, uint32_t, acct_text title, acct_text body,
                                 acct_text page) {
        QStatusBar* bar = of(host).statusBar();
        bar->showMessage(string_of(title) + ". " + string_of(body));
        delete bar->findChild<QPushButton*>();
        if (page.size > 0) {
            auto* help = new QPushButton("Open the page");
            bar->addPermanentWidget(help);
            connect(help, &QPushButton::clicked, bar, [&window = of(host), id = accounting::string_of(page)] {
                window.statusBar()->clearMessage();
                (void)window.show_page(id);
            });
        }
    }
    static void ACCT_CALL write_log(const acct_host*, uint32_t severity, acct_text line) {  // any thread
        (severity >= ACCT_LOG_WARNING ? qWarning() : qInfo()).noquote() << string_of(line);
    }
    static void ACCT_CALL page_changed(const acct_host* host, acct_page page, uint64_t) {
        if (Page* shown = of(host).page_; shown != nullptr && shown->number() == page) {
            shown->changed();
        }
    }
    static const void* ACCT_CALL find_service(const acct_host* host, const char* id) {
        static const acct_host_storage storage{sizeof(storage), &data_directory};
        static const acct_host_entities entities{sizeof(entities), &list_entities};
        static const acct_host_locale locale{sizeof(locale), &language, &utc_offset_minutes};
        static const acct_host_open_url opener{sizeof(opener), &open_url};
        static const acct_host_notify notifier{sizeof(notifier), &notify};
        static const acct_host_log log{sizeof(log), &write_log};
        static const acct_host_page pages{sizeof(pages), &page_changed};
        static const std::map<std::string_view, const void*> services{
            {ACCT_EXT_HOST_STORAGE, &storage}, {ACCT_EXT_HOST_ENTITIES, &entities},
            {ACCT_EXT_HOST_LOCALE, &locale},   {ACCT_EXT_HOST_OPEN_URL, &opener},
            {ACCT_EXT_HOST_NOTIFY, &notifier}, {ACCT_EXT_HOST_LOG, &log},
            {ACCT_EXT_HOST_PAGE, &pages}};
        const auto found = services.find(id);
        const bool is_offered =
            found != services.end() && (found->second != &storage || !of(host).data_folder_.isEmpty());
        return is_offered ? found->second : nullptr;
    }

    acct_host host_{};
    accounting::Instance plugin_;
    const QByteArray data_folder_;
    const QString wanted_page_;
    QJsonArray entities_;
    QPointer<Page> page_;
    std::atomic<bool> is_requested_ = false;
};

}  // namespace

int main(int count, char** arguments) {
    QApplication application(count, arguments);
    QAccessible::installFactory(&accessible_by_role);
    QCommandLineParser parser;
    parser.setApplicationDescription("Shows the settings pages of a plugin.");
    parser.addPositionalArgument("PLUGIN-FILE", "the plugin's shared library");
    parser.addHelpOption();
    parser.addOptions({{"data", "where the plugin keeps its files", "FOLDER"},
                       {"entities", "companies and their GSTINs, JSON", "FILE"},
                       {"page", "the page to show first", "ID"},
                       {"screenshot", "save a picture of the page and end", "FILE"}});
    parser.process(application);
    if (parser.positionalArguments().size() != 1) {
        parser.showHelp(2);
    }
    Window window(parser.value("data"), parser.value("entities"), parser.value("page"));
    const auto started = window.start(parser.positionalArguments().front().toStdString());
    if (!started) {
        qCritical().noquote() << words_of(started.error());
        return 1;
    }
    window.show();
    if (parser.isSet("screenshot")) {
        window.take_picture(parser.value("screenshot"));
    }
    return QApplication::exec();
}
