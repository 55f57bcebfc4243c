// os_keyring.cpp - see os_keyring.hpp.
//
// libsecret is loaded when it is needed: it is not on every computer, and only desktop users want it. It
// moves the secrets: encrypted on the bus, and in locked memory that it wipes. What asks the user is called
// on the bus without it, for two reasons: libsecret (0.20.5 as well as 0.21.7) drops the answer that tells
// "dismissed" from "unlocked", and follows a null pointer if the keyring program ends while its question is
// on the screen. Its default backend is not used either: in a container it would put secrets into a file.
#include "vault/os_keyring.hpp"

#include <dlfcn.h>

#include <array>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"
#include "crypto/primitives.hpp"

namespace tijori::vault {
namespace {

constexpr const char* library_name = "libsecret-1.so.0";
constexpr const char* bus_name = "org.freedesktop.secrets";
constexpr const char* service_path = "/org/freedesktop/secrets";
constexpr const char* service_interface = "org.freedesktop.Secret.Service";
constexpr const char* prompt_interface = "org.freedesktop.Secret.Prompt";
constexpr const char* id_attribute = "vault-id";
constexpr int default_timeout = -1;

// ---- The C interfaces, as far as they are needed: GLib 2.26 and libsecret 0.18 and everything after. What
// is only handed on stays opaque.

using gboolean = int;
struct GError {
    std::uint32_t domain;
    int code;
    char* message;
};
struct GList {
    void* data;
    GList* next;
    GList* prev;
};
struct GCancellable;
struct GDBusConnection;
struct GHashTable;
struct GMainContext;
struct GVariant;
struct SecretItem;
struct SecretService;
struct SecretValue;

struct SecretSchema {
    const char* name;
    int flags;
    struct {
        const char* name;
        int type;
    } attributes[32];
    int reserved;
    void* more_reserved[7];
};

constexpr int session_bus = 2;                    // G_BUS_TYPE_SESSION
constexpr int open_session = 1 << 1;              // SECRET_SERVICE_OPEN_SESSION
constexpr int search_all = 1 << 1;                // SECRET_SEARCH_ALL
constexpr const char* default_alias = "default";  // SECRET_COLLECTION_DEFAULT

using SignalReceiver = void (*)(GDBusConnection*, const char* sender, const char* path, const char* interface,
                                const char* signal, GVariant* parameters, void* data);

const SecretSchema schema{"in.tijori.Vault", 0, {{id_attribute, 0}}, 0, {}};

class Library {
public:
    // Nothing if libsecret is absent, or too old.
    static std::optional<Library> load() {
        // NODELETE, because GLib cannot be unloaded: it has threads, thread-exit handlers and types that
        // point into its code. LOCAL, because a host's symbols are not ours to add to.
        void* const handle = dlopen(library_name, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
        if (handle == nullptr) {
            return std::nullopt;
        }
        Library library;
        const bool complete = library.find_all(handle);
        dlclose(handle);  // what was found stays, thanks to NODELETE
        return complete ? std::optional(library) : std::nullopt;
    }

    GDBusConnection* (*g_bus_get_sync)(int type, GCancellable*, GError**);
    gboolean (*g_dbus_connection_get_exit_on_close)(GDBusConnection*);
    void (*g_dbus_connection_set_exit_on_close)(GDBusConnection*, gboolean);
    GVariant* (*g_dbus_connection_call_sync)(GDBusConnection*, const char* name, const char* path,
                                             const char* interface, const char* method, GVariant* parameters,
                                             const void* reply_type, int flags, int timeout, GCancellable*,
                                             GError**);
    unsigned (*g_dbus_connection_signal_subscribe)(GDBusConnection*, const char* sender,
                                                   const char* interface, const char* member,
                                                   const char* path, const char* first_argument, int flags,
                                                   SignalReceiver, void* data, void (*free_data)(void*));
    void (*g_dbus_connection_signal_unsubscribe)(GDBusConnection*, unsigned id);
    const char* (*g_dbus_proxy_get_object_path)(void* proxy);
    GCancellable* (*g_cancellable_new)();
    void (*g_cancellable_cancel)(GCancellable*);
    void (*g_object_unref)(void*);
    void (*g_error_free)(GError*);
    void (*g_list_free)(GList*);
    void (*g_hash_table_unref)(void*);
    GMainContext* (*g_main_context_new)();
    void (*g_main_context_unref)(void*);
    void (*g_main_context_push_thread_default)(GMainContext*);
    void (*g_main_context_pop_thread_default)(GMainContext*);
    gboolean (*g_main_context_iteration)(GMainContext*, gboolean may_block);
    void (*g_main_context_wakeup)(GMainContext*);
    GVariant* (*g_variant_new)(const char* format, ...);
    void (*g_variant_get)(GVariant*, const char* format, ...);
    gboolean (*g_variant_check_format_string)(GVariant*, const char* format, gboolean copy_only);
    void (*g_variant_unref)(void*);

    std::uintptr_t (*secret_service_get_type)();
    SecretService* (*secret_service_open_sync)(std::uintptr_t type, const char* name, int flags,
                                               GCancellable*, GError**);
    GList* (*secret_service_search_sync)(SecretService*, const SecretSchema*, GHashTable*, int flags,
                                         GCancellable*, GError**);
    gboolean (*secret_service_store_sync)(SecretService*, const SecretSchema*, GHashTable*,
                                          const char* collection, const char* label, SecretValue*,
                                          GCancellable*, GError**);
    GHashTable* (*secret_attributes_build)(const SecretSchema*, ...);
    gboolean (*secret_item_get_locked)(SecretItem*);
    gboolean (*secret_item_load_secret_sync)(SecretItem*, GCancellable*, GError**);
    SecretValue* (*secret_item_get_secret)(SecretItem*);
    gboolean (*secret_item_delete_sync)(SecretItem*, GCancellable*, GError**);
    SecretValue* (*secret_value_new)(const char* secret, std::intptr_t size, const char* type);
    const char* (*secret_value_get)(SecretValue*, std::size_t* size);
    void (*secret_value_unref)(void*);

private:
    Library() = default;

    template <typename Function>
    static bool find(void* handle, const char* name, Function& function) {
        function = reinterpret_cast<Function>(dlsym(handle, name));
        return function != nullptr;
    }

    bool find_all(void* handle) {
#define TIJORI_FIND(name) find(handle, #name, name)
        return TIJORI_FIND(g_bus_get_sync) && TIJORI_FIND(g_dbus_connection_get_exit_on_close) &&
               TIJORI_FIND(g_dbus_connection_set_exit_on_close) && TIJORI_FIND(g_dbus_connection_call_sync) &&
               TIJORI_FIND(g_dbus_connection_signal_subscribe) &&
               TIJORI_FIND(g_dbus_connection_signal_unsubscribe) &&
               TIJORI_FIND(g_dbus_proxy_get_object_path) && TIJORI_FIND(g_cancellable_new) &&
               TIJORI_FIND(g_cancellable_cancel) && TIJORI_FIND(g_object_unref) &&
               TIJORI_FIND(g_error_free) && TIJORI_FIND(g_list_free) && TIJORI_FIND(g_hash_table_unref) &&
               TIJORI_FIND(g_main_context_new) && TIJORI_FIND(g_main_context_unref) &&
               TIJORI_FIND(g_main_context_push_thread_default) &&
               TIJORI_FIND(g_main_context_pop_thread_default) && TIJORI_FIND(g_main_context_iteration) &&
               TIJORI_FIND(g_main_context_wakeup) && TIJORI_FIND(g_variant_new) &&
               TIJORI_FIND(g_variant_get) && TIJORI_FIND(g_variant_check_format_string) &&
               TIJORI_FIND(g_variant_unref) && TIJORI_FIND(secret_service_get_type) &&
               TIJORI_FIND(secret_service_open_sync) && TIJORI_FIND(secret_service_search_sync) &&
               TIJORI_FIND(secret_service_store_sync) && TIJORI_FIND(secret_attributes_build) &&
               TIJORI_FIND(secret_item_get_locked) && TIJORI_FIND(secret_item_load_secret_sync) &&
               TIJORI_FIND(secret_item_get_secret) && TIJORI_FIND(secret_item_delete_sync) &&
               TIJORI_FIND(secret_value_new) && TIJORI_FIND(secret_value_get) &&
               TIJORI_FIND(secret_value_unref);
#undef TIJORI_FIND
    }
};

// Releases through a function that is only known at run time.
struct Releaser {
    void (*release)(void*) = nullptr;
    void operator()(void* pointer) const noexcept { release(pointer); }
};
template <typename T>
using Owned = std::unique_ptr<T, Releaser>;

// Receives an error and frees it. Its text is not shown: it is made for programmers.
class ErrorSlot {
public:
    explicit ErrorSlot(const Library& library) noexcept : library_(library) {}
    ErrorSlot(const ErrorSlot&) = delete;
    ErrorSlot& operator=(const ErrorSlot&) = delete;
    ~ErrorSlot() {
        if (error_ != nullptr) {
            library_.g_error_free(error_);
        }
    }
    GError** out() noexcept { return &error_; }

private:
    const Library& library_;
    GError* error_ = nullptr;
};

// GLib ends the process with SIGTERM when its session bus goes away: what a desktop applet wants, and an
// accounting program with open books does not. The connection is shared by everybody in the process, so its
// setting is put back when the last one of ours is done.
class KeepProcessAlive {
public:
    KeepProcessAlive(const Library& library, GDBusConnection* connection)
        : library_(library), connection_(connection) {
        const std::lock_guard lock(mutex());
        if (users()++ == 0) {
            was() = library_.g_dbus_connection_get_exit_on_close(connection_);
            library_.g_dbus_connection_set_exit_on_close(connection_, 0);
        }
    }
    KeepProcessAlive(const KeepProcessAlive&) = delete;
    KeepProcessAlive& operator=(const KeepProcessAlive&) = delete;
    ~KeepProcessAlive() {
        const std::lock_guard lock(mutex());
        if (--users() == 0) {
            library_.g_dbus_connection_set_exit_on_close(connection_, was());
        }
    }

private:
    static std::mutex& mutex() {
        static std::mutex one;
        return one;
    }
    static int& users() {
        static int count = 0;
        return count;
    }
    static gboolean& was() {
        static gboolean setting = 0;
        return setting;
    }

    const Library& library_;
    GDBusConnection* connection_;
};

enum class Answer { unlocked, dismissed, failed };

// The question that the keyring puts to the user, while it is on the screen.
struct Question {
    const Library& library;
    bool done = false;
    Answer answer = Answer::failed;
};

void on_completed(GDBusConnection* /*connection*/, const char* /*sender*/, const char* /*path*/,
                  const char* /*interface*/, const char* /*signal*/, GVariant* parameters, void* data) {
    auto& question = *static_cast<Question*>(data);
    gboolean dismissed = 1;
    GVariant* result = nullptr;
    if (question.library.g_variant_check_format_string(parameters, "(bv)", 0) != 0) {
        question.library.g_variant_get(parameters, "(bv)", &dismissed, &result);
        question.library.g_variant_unref(result);
        // TRUE means that the user did NOT unlock.
        question.answer = dismissed != 0 ? Answer::dismissed : Answer::unlocked;
    }
    question.done = true;
}

// The program that asked has ended; its question went with it.
void on_owner_changed(GDBusConnection* /*connection*/, const char* /*sender*/, const char* /*path*/,
                      const char* /*interface*/, const char* /*signal*/, GVariant* /*parameters*/,
                      void* data) {
    static_cast<Question*>(data)->done = true;
}

// One operation's conversation with the keyring.
class Conversation {
public:
    explicit Conversation(Cancellation* cancellation) : cancellation_(cancellation) {}
    Conversation(const Conversation&) = delete;
    Conversation& operator=(const Conversation&) = delete;
    ~Conversation() {
        waiting_.reset();  // before what it would interrupt goes away
        service_.reset();
        keep_alive_.reset();
        connection_.reset();
        if (context_) {
            // What was meant for us and comes too late is dropped here, and not in a code that may be gone.
            while (library_->g_main_context_iteration(context_.get(), 0) != 0) {
            }
            library_->g_main_context_pop_thread_default(context_.get());
        }
    }

    // Gets as far as talking to the service. `ready` means no more than that.
    KeyringState begin() {
        library_ = Library::load();
        if (!library_) {
            return KeyringState::no_library;
        }
        cancellable_ = owned(library_->g_cancellable_new());
        connection_ =
            owned(library_->g_bus_get_sync(session_bus, cancellable_.get(), ErrorSlot(*library_).out()));
        if (!connection_) {
            return KeyringState::no_session_bus;
        }
        keep_alive_.emplace(*library_, connection_.get());
        context_ = Owned<GMainContext>(library_->g_main_context_new(), {library_->g_main_context_unref});
        library_->g_main_context_push_thread_default(context_.get());
        if (cancellation_ != nullptr) {
            waiting_.emplace(*cancellation_, [this] {
                library_->g_cancellable_cancel(cancellable_.get());
                library_->g_main_context_wakeup(context_.get());
            });
        }
        // Asks whether a keyring program runs; if not, has one started, if the desktop knows one. The bus
        // does not take the second question for a program that runs and that it would not know how to start.
        if (!call_bus("GetNameOwner", library_->g_variant_new("(s)", bus_name)) &&
            !call_bus("StartServiceByName", library_->g_variant_new("(su)", bus_name, 0U))) {
            return KeyringState::no_service;
        }
        return KeyringState::ready;
    }

    bool cancelled() const noexcept { return cancellation_ != nullptr && cancellation_->cancelled(); }

    Error error_for(KeyringState state) const {
        return cancelled() ? cancelled_error() : keyring_error(state);
    }

    // The keyring that new secrets go into. `ready` or `locked` if there is one.
    KeyringState find_default() {
        const Owned<GVariant> answer = call(bus_name, service_path, service_interface, "ReadAlias",
                                            library_->g_variant_new("(s)", default_alias));
        if (!answer || !has_form(answer, "(&o)")) {
            return KeyringState::failing;
        }
        const char* path = nullptr;
        library_->g_variant_get(answer.get(), "(&o)", &path);
        default_path_ = path;
        if (default_path_ == "/") {
            return KeyringState::no_default_collection;
        }
        const Owned<GVariant> property =
            call(bus_name, default_path_.c_str(), "org.freedesktop.DBus.Properties", "Get",
                 library_->g_variant_new("(ss)", "org.freedesktop.Secret.Collection", "Locked"));
        if (!property || !has_form(property, "(v)")) {
            return KeyringState::failing;
        }
        GVariant* inner = nullptr;
        library_->g_variant_get(property.get(), "(v)", &inner);
        const Owned<GVariant> value = owned_variant(inner);
        if (!has_form(value, "b")) {
            return KeyringState::failing;
        }
        gboolean locked = 1;
        library_->g_variant_get(value.get(), "b", &locked);
        return locked != 0 ? KeyringState::locked : KeyringState::ready;
    }
    const std::string& default_path() const noexcept { return default_path_; }

    // Unlocks what lies at the path, and asks the user if need be.
    Status unlock(const std::string& path) {
        const std::array<const char*, 2> paths{path.c_str(), nullptr};
        const Owned<GVariant> answer = call(bus_name, service_path, service_interface, "Unlock",
                                            library_->g_variant_new("(^ao)", paths.data()));
        if (!answer || !has_form(answer, "(@ao&o)")) {
            return error_for(KeyringState::failing);
        }
        GVariant* unlocked = nullptr;
        const char* prompt = nullptr;
        library_->g_variant_get(answer.get(), "(@ao&o)", &unlocked, &prompt);
        library_->g_variant_unref(unlocked);
        if (std::string_view(prompt) == "/") {
            return Nothing{};  // nobody has to be asked
        }
        const Answer given = ask(prompt);
        if (cancelled()) {
            return cancelled_error();
        }
        if (given == Answer::dismissed) {
            return make_error(
                ACCT_ERROR_CANCELLED, "KEYRING-DISMISSED",
                say("The keyring was not unlocked: its question was dismissed."),
                say("Try again and enter the keyring's password, which is often the one you log in "
                    "with. Or open the vault in another way, such as the passphrase."));
        }
        if (given == Answer::failed) {
            return error_for(KeyringState::failing);
        }
        return Nothing{};
    }

    // Opens the encrypted session in which secrets are moved.
    bool open_service() {
        ErrorSlot error(*library_);
        service_ = owned(library_->secret_service_open_sync(library_->secret_service_get_type(), nullptr,
                                                            open_session, cancellable_.get(), error.out()));
        return service_ != nullptr;
    }

    struct Found {
        std::vector<Owned<SecretItem>> items;  // first those that are not locked
    };
    std::optional<Found> search(const std::string& vault_id) {
        ErrorSlot error(*library_);
        const Owned<GHashTable> attributes = attributes_of(vault_id);
        GList* const list = library_->secret_service_search_sync(service_.get(), &schema, attributes.get(),
                                                                 search_all, cancellable_.get(), error.out());
        Found found;
        for (const GList* one = list; one != nullptr; one = one->next) {
            found.items.push_back(owned(static_cast<SecretItem*>(one->data)));
        }
        library_->g_list_free(list);
        return *error.out() != nullptr ? std::nullopt : std::optional(std::move(found));
    }

    bool is_locked(const Owned<SecretItem>& item) const {
        return library_->secret_item_get_locked(item.get()) != 0;
    }
    std::string path_of(const Owned<SecretItem>& item) const {
        const char* const path = library_->g_dbus_proxy_get_object_path(item.get());
        return path != nullptr ? path : "";
    }

    Result<SecretBytes> secret_of(const Owned<SecretItem>& item) {
        ErrorSlot error(*library_);
        if (library_->secret_item_load_secret_sync(item.get(), cancellable_.get(), error.out()) == 0) {
            return error_for(KeyringState::failing);
        }
        // libsecret keeps the value in locked memory, and wipes it when the last reference goes.
        const Owned<SecretValue> value{library_->secret_item_get_secret(item.get()),
                                       {library_->secret_value_unref}};
        std::size_t size = 0;
        const char* const text = value ? library_->secret_value_get(value.get(), &size) : nullptr;
        if (text != nullptr) {
            auto secret = crypto::base64_decode_secret(std::string_view(text, size));
            if (secret && secret->size() == OsKeyring::secret_size) {
                return std::move(*secret);
            }
        }
        return make_error(
            ACCT_ERROR_DAMAGED, "KEYRING-DAMAGED",
            say("What the keyring holds for this vault was changed and does not open it."),
            say("Open the vault in another way, such as the passphrase, and set up the keyring again."));
    }

    Status store(const std::string& vault_id, Bytes secret) {
        const SecretBytes text = crypto::base64_secret(secret);
        const Owned<SecretValue> value{
            library_->secret_value_new(reinterpret_cast<const char*>(text.data()),
                                       static_cast<std::intptr_t>(text.size()), "text/plain"),
            {library_->secret_value_unref}};
        const Owned<GHashTable> attributes = attributes_of(vault_id);
        ErrorSlot error(*library_);
        const std::string label = "Tijori: e-invoice credentials, vault " + vault_id.substr(0, 8);
        if (library_->secret_service_store_sync(service_.get(), &schema, attributes.get(), default_alias,
                                                label.c_str(), value.get(), cancellable_.get(),
                                                error.out()) == 0) {
            return error_for(KeyringState::failing);
        }
        return Nothing{};
    }

    Status remove(const Owned<SecretItem>& item) {
        ErrorSlot error(*library_);
        if (library_->secret_item_delete_sync(item.get(), cancellable_.get(), error.out()) == 0) {
            return error_for(KeyringState::failing);
        }
        return Nothing{};
    }

private:
    template <typename Object>
    Owned<Object> owned(Object* object) const {
        return Owned<Object>(object, {library_->g_object_unref});
    }
    Owned<GVariant> owned_variant(GVariant* variant) const { return {variant, {library_->g_variant_unref}}; }
    bool has_form(const Owned<GVariant>& variant, const char* format) const {
        return library_->g_variant_check_format_string(variant.get(), format, 0) != 0;
    }

    // Nothing on any error. Takes `parameters` over.
    Owned<GVariant> call(const char* name, const char* path, const char* interface, const char* method,
                         GVariant* parameters) {
        ErrorSlot error(*library_);
        return owned_variant(library_->g_dbus_connection_call_sync(
            connection_.get(), name, path, interface, method, parameters, nullptr, 0, default_timeout,
            cancellable_.get(), error.out()));
    }

    Owned<GVariant> call_bus(const char* method, GVariant* parameters) {
        return call("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", method,
                    parameters);
    }

    Owned<GHashTable> attributes_of(const std::string& vault_id) const {
        return {library_->secret_attributes_build(&schema, id_attribute, vault_id.c_str(), nullptr),
                {library_->g_hash_table_unref}};
    }

    // Has the keyring ask its question, and waits for the answer.
    Answer ask(const char* prompt) {
        Question question{*library_};
        const unsigned completed = library_->g_dbus_connection_signal_subscribe(
            connection_.get(), bus_name, prompt_interface, "Completed", prompt, nullptr, 0, &on_completed,
            &question, nullptr);
        const unsigned ended = library_->g_dbus_connection_signal_subscribe(
            connection_.get(), "org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged",
            "/org/freedesktop/DBus", bus_name, 0, &on_owner_changed, &question, nullptr);
        // No window id: the plugin does not know its host's window.
        if (call(bus_name, prompt, prompt_interface, "Prompt", library_->g_variant_new("(s)", ""))) {
            while (!question.done && !cancelled()) {
                library_->g_main_context_iteration(context_.get(), 1);
            }
        }
        library_->g_dbus_connection_signal_unsubscribe(connection_.get(), completed);
        library_->g_dbus_connection_signal_unsubscribe(connection_.get(), ended);
        if (cancelled()) {
            // Takes the question off the screen. Without our cancellable, which is cancelled by now.
            ErrorSlot error(*library_);
            owned_variant(library_->g_dbus_connection_call_sync(connection_.get(), bus_name, prompt,
                                                                prompt_interface, "Dismiss", nullptr, nullptr,
                                                                0, dismiss_timeout, nullptr, error.out()));
        }
        return question.answer;
    }
    static constexpr int dismiss_timeout = 2000;

    Cancellation* cancellation_;
    std::optional<Library> library_;
    Owned<GCancellable> cancellable_;
    Owned<GDBusConnection> connection_;
    std::optional<KeepProcessAlive> keep_alive_;
    Owned<GMainContext> context_;
    std::optional<Cancellation::Waiting> waiting_;
    Owned<SecretService> service_;
    std::string default_path_;
};

Error not_found() {
    return make_error(
        ACCT_ERROR_NOT_FOUND, "KEYRING-NOT-FOUND", say("The keyring holds nothing for this vault."),
        say("Open the vault in another way, such as the passphrase. If you want to open it with the "
            "keyring from now on, set that up again."));
}

// What is stored for the vault, unlocked; asks the user if that is allowed. Never empty.
Result<Conversation::Found> find_unlocked(Conversation& keyring, const std::string& vault_id,
                                          bool may_prompt) {
    if (const KeyringState state = keyring.begin(); state != KeyringState::ready) {
        return keyring.error_for(state);
    }
    if (!keyring.open_service()) {
        return keyring.error_for(KeyringState::failing);
    }
    auto found = keyring.search(vault_id);
    if (found && found->items.empty()) {
        // Some keyrings tell what they hold only when they are unlocked.
        const KeyringState state = keyring.find_default();
        if (state != KeyringState::ready && (state != KeyringState::locked || !may_prompt)) {
            return keyring.error_for(state);
        }
        if (state == KeyringState::locked) {
            if (Status unlocked = keyring.unlock(keyring.default_path()); !unlocked) {
                return unlocked.error();
            }
            found = keyring.search(vault_id);
        }
        if (found && found->items.empty()) {
            return not_found();
        }
    }
    if (!found) {
        return keyring.error_for(KeyringState::failing);
    }
    return std::move(*found);
}

}  // namespace

Error keyring_error(KeyringState state) {
    const auto unusable = [](std::string code, std::string message, std::string next_step) {
        return make_error(ACCT_ERROR_UNSUPPORTED, std::move(code), std::move(message), std::move(next_step));
    };
    switch (state) {
        case KeyringState::no_library:
            return unusable(
                "KEYRING-NO-LIBRARY",
                say("The keyring cannot be used: libsecret, the library that reaches it, is not installed."),
                say("Install it (on Debian and Ubuntu the package libsecret-1-0), or open the vault in "
                    "another way, such as the passphrase."));
        case KeyringState::no_session_bus:
            return unusable(
                "KEYRING-NO-SESSION-BUS",
                say("The keyring cannot be used: this program does not run in a desktop session (it "
                    "finds no D-Bus session bus)."),
                say("Start the program from the desktop. On a server, open the vault in another way, "
                    "such as the passphrase or a key that the program holds."));
        case KeyringState::no_service:
            return unusable(
                "KEYRING-NO-SERVICE",
                say("The keyring cannot be used: no keyring program answers in this session."),
                say("Install or start one, such as GNOME Keyring, KWallet or KeePassXC with its Secret "
                    "Service turned on. Or open the vault in another way, such as the passphrase."));
        case KeyringState::no_default_collection:
            return unusable(
                "KEYRING-NO-DEFAULT",
                say("The keyring program runs, and has no default keyring to keep secrets in."),
                say("Make one in the desktop's password manager (\"Passwords and Keys\" or "
                    "KWalletManager) and set it as the default. Or open the vault in another way, such "
                    "as the passphrase."));
        case KeyringState::locked:
            return make_error(
                ACCT_ERROR_LOCKED, "KEYRING-LOCKED", say("The desktop's keyring is locked."),
                say("Unlock it in the desktop's password manager, or open the vault in another way, "
                    "such as the passphrase."));
        case KeyringState::ready:
        case KeyringState::failing:
            break;
    }
    return make_error(
        ACCT_ERROR_STORAGE, "KEYRING-FAILED", say("The keyring program answered with an error."),
        say("Try again. If it happens again, open the vault in another way, such as the passphrase, "
            "and look whether the desktop's password manager works."));
}

KeyringState OsKeyring::state(Cancellation* cancellation) {
    Conversation keyring(cancellation);
    const KeyringState state = keyring.begin();
    return state == KeyringState::ready ? keyring.find_default() : state;
}

Result<SecretBytes> OsKeyring::read(const std::string& vault_id, bool may_prompt,
                                    Cancellation* cancellation) {
    Conversation keyring(cancellation);
    Result<Conversation::Found> found = find_unlocked(keyring, vault_id, may_prompt);
    if (!found) {
        return found.error();
    }
    const auto& item = found->items.front();
    if (keyring.is_locked(item)) {
        if (!may_prompt) {
            return keyring.error_for(KeyringState::locked);
        }
        if (Status unlocked = keyring.unlock(keyring.path_of(item)); !unlocked) {
            return unlocked.error();
        }
    }
    return keyring.secret_of(item);
}

Status OsKeyring::store(const std::string& vault_id, Bytes secret, Cancellation* cancellation) {
    if (vault_id.empty() || secret.size() != secret_size) {
        return make_error(ACCT_ERROR_BAD_ARGUMENT, "KEYRING-ARGUMENT",
                          say("Only a vault's secret can be put into the keyring."),
                          say("Report what you did."));
    }
    Conversation keyring(cancellation);
    KeyringState state = keyring.begin();
    if (state == KeyringState::ready) {
        state = keyring.find_default();
    }
    if (state == KeyringState::locked) {
        if (Status unlocked = keyring.unlock(keyring.default_path()); !unlocked) {
            return unlocked;
        }
        state = KeyringState::ready;
    }
    if (state != KeyringState::ready) {
        return keyring.error_for(state);
    }
    if (!keyring.open_service()) {
        return keyring.error_for(KeyringState::failing);
    }
    return keyring.store(vault_id, secret);
}

Status OsKeyring::remove(const std::string& vault_id, Cancellation* cancellation) {
    Conversation keyring(cancellation);
    Result<Conversation::Found> found = find_unlocked(keyring, vault_id, true);
    if (!found) {
        return found.error();
    }
    for (const auto& item : found->items) {
        if (keyring.is_locked(item)) {
            if (Status unlocked = keyring.unlock(keyring.path_of(item)); !unlocked) {
                return unlocked;
            }
        }
        if (Status removed = keyring.remove(item); !removed) {
            return removed;
        }
    }
    return Nothing{};
}

}  // namespace tijori::vault
