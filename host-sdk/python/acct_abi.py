"""acct_abi.py - the accounting plugin ABI for Python's ctypes: the structs, function types and constants of the C headers,
without the prefix acct_ or ACCT_. What they mean is said there (acct/*.h). Written by ./tijori abi-record.

A struct that may grow has its `size` set when it is made here. Python's own rules for ctypes hold: keep every callback and
every text alive for as long as the other side may use it, and let no exception leave a callback.
"""
import ctypes
from ctypes import (CFUNCTYPE, POINTER, Structure, c_char, c_char_p, c_int32, c_int64, c_uint32, c_uint64, c_void_p)


class _Sized(Structure):
    def __init__(self, **fields):
        super().__init__(size=ctypes.sizeof(type(self)), **fields)


def callback(struct, field, function):
    """A function of Python's in the form that a field of a struct takes. Keep it alive."""
    return dict(struct._fields_)[field](function)


ABI_MAJOR = 1
ABI_MINOR = 0
CALL_REPEATABLE = 1
CONTROL_BUTTON = 9
CONTROL_CHECKBOX = 8
CONTROL_CHOICE = 4
CONTROL_FILE = 13
CONTROL_HEADING = 1
CONTROL_INPUT = 5
CONTROL_LINK = 10
CONTROL_NOTICE = 3
CONTROL_ONE_TIME_CODE = 7
CONTROL_PROGRESS = 11
CONTROL_SECRET = 6
CONTROL_TABLE = 12
CONTROL_TEXT = 2
CREDENTIAL_ACTIVE = 2
CREDENTIAL_BLOCKED = 5
CREDENTIAL_CONFIGURATION = 6
CREDENTIAL_DAMAGED = 7
CREDENTIAL_NEEDS_PASSWORD = 3
CREDENTIAL_NEEDS_USER = 4
CREDENTIAL_UNVERIFIED = 1
ENTRY_KEEP_RESIDENT = 1
ENTRY_SYMBOL = b"acct_entry"
ERROR_BAD_ARGUMENT = 1
ERROR_BAD_TEXT = 2
ERROR_BLOCKED = 26
ERROR_BUSY = 47
ERROR_CANCELLED = 46
ERROR_CONFIGURATION = 25
ERROR_DAMAGED = 44
ERROR_EXISTS = 23
ERROR_FAILED = 99
ERROR_INSECURE = 41
ERROR_INVALID_VALUE = 20
ERROR_LOCKED = 21
ERROR_NOT_FOUND = 22
ERROR_NO_MEMORY = 48
ERROR_PROTOCOL = 42
ERROR_REFUSED = 24
ERROR_REJECTED = 27
ERROR_STORAGE = 43
ERROR_TOO_NEW = 45
ERROR_UNKNOWN_ID = 3
ERROR_UNREACHABLE = 40
ERROR_UNSUPPORTED = 6
ERROR_WRONG_STATE = 5
ERROR_WRONG_THREAD = 4
EXT_CREDENTIALS = b"acct.credentials/1"
EXT_HOST_ENTITIES = b"acct.host.entities/1"
EXT_HOST_LOCALE = b"acct.host.locale/1"
EXT_HOST_LOG = b"acct.host.log/1"
EXT_HOST_NETWORK = b"acct.host.network/1"
EXT_HOST_NOTIFY = b"acct.host.notify/1"
EXT_HOST_OPEN_URL = b"acct.host.open-url/1"
EXT_HOST_PAGE = b"acct.host.settings-page/1"
EXT_HOST_STORAGE = b"acct.host.storage/1"
EXT_HOST_UNLOCK_SECRET = b"acct.host.unlock-secret/1"
EXT_OPERATIONS = b"acct.operations/1"
EXT_SETTINGS_PAGE = b"acct.settings-page/1"
EXT_VAULT = b"acct.vault/1"
FLAG_ASSERTIVE = 256
FLAG_AUTOFOCUS = 4
FLAG_BUSY = 16
FLAG_CANCEL = 128
FLAG_DEFAULT = 32
FLAG_ENABLED = 1
FLAG_HAS_VALUE = 8
FLAG_MONOSPACE = 64
FLAG_REQUIRED = 2
IMPORT_DRY_RUN = 2
IMPORT_REPLACE = 1
LOG_DEBUG = 0
LOG_ERROR = 3
LOG_INFO = 1
LOG_WARNING = 2
OK = 0
PLUGIN_FACTORY_ID = b"acct.plugin-factory/1"
SAVE_REPLACE = 1
SAVE_WITHOUT_VERIFYING = 2
TONE_DESTRUCTIVE = 6
TONE_ERROR = 4
TONE_INFO = 1
TONE_NEUTRAL = 0
TONE_PRIMARY = 5
TONE_SUCCESS = 2
TONE_WARNING = 3
VAULT_ABSENT = 1
VAULT_LOCKED = 2
VAULT_OPENING = 0
VAULT_UNLOCKED = 3
VAULT_UNUSABLE = 4

class text(Structure):
    """Views bytes; str() of one is what it holds."""

    def __bytes__(self):
        return ctypes.string_at(self.data, self.size) if self.size else b""

    def __str__(self):
        return bytes(self).decode()

    @staticmethod
    def of(content):
        """A text of a str, or of a bytearray without copying it. It keeps alive what it views, also inside a struct."""
        held = bytearray(content.encode()) if isinstance(content, str) else content
        if not held:
            return text()
        return text(ctypes.cast((c_char * len(held)).from_buffer(held), POINTER(c_char)), len(held))


class call_request(_Sized):
    pass


class cell(_Sized):
    pass


class control(_Sized):
    pass


class credential_info(_Sized):
    pass


class credential_input(_Sized):
    pass


class credential_key(_Sized):
    pass


class credentials(_Sized):
    pass


class entity(_Sized):
    pass


class error(_Sized):
    pass


class host(_Sized):
    pass


class host_entities(_Sized):
    pass


class host_locale(_Sized):
    pass


class host_log(_Sized):
    pass


class host_network(_Sized):
    pass


class host_notify(_Sized):
    pass


class host_open_url(_Sized):
    pass


class host_page(_Sized):
    pass


class host_storage(_Sized):
    pass


class host_unlock_secret(_Sized):
    pass


class operation_result(_Sized):
    pass


class operations(_Sized):
    pass


class option(_Sized):
    pass


class page_info(_Sized):
    pass


class page_view(_Sized):
    pass


class plugin(_Sized):
    pass


class plugin_descriptor(_Sized):
    pass


class plugin_entry(_Sized):
    pass


class plugin_factory(_Sized):
    pass


class row(_Sized):
    pass


class row_action(_Sized):
    pass


class settings_pages(_Sized):
    pass


class vault(_Sized):
    pass


class version(Structure):
    pass


text._fields_ = [
    ("data", POINTER(c_char)),
    ("size", c_uint64),
]
call_request._fields_ = [
    ("size", c_uint32),
    ("flags", c_uint32),
    ("method", text),
    ("path", text),
    ("json", text),
    ("timeout_ms", c_uint32),
    ("reserved", c_uint32),
]
cell._fields_ = [
    ("size", c_uint32),
    ("tone", c_uint32),
    ("text", text),
]
control._fields_ = [
    ("size", c_uint32),
    ("kind", c_uint32),
    ("flags", c_uint32),
    ("tone", c_uint32),
    ("level", c_uint32),
    ("max_length", c_uint32),
    ("id", text),
    ("label", text),
    ("value", text),
    ("placeholder", text),
    ("help", text),
    ("error", text),
    ("warning", text),
    ("autocomplete", text),
    ("group", text),
    ("options", POINTER(POINTER(option))),
    ("option_count", c_uint32),
    ("column_count", c_uint32),
    ("columns", POINTER(POINTER(cell))),
    ("rows", POINTER(POINTER(row))),
    ("row_count", c_uint32),
    ("reserved", c_uint32),
    ("progress_done", c_uint64),
    ("progress_total", c_uint64),
]
credential_info._fields_ = [
    ("size", c_uint32),
    ("state", c_uint32),
    ("gstin", text),
    ("provider", text),
    ("environment", text),
    ("user_name", text),
    ("state_text", text),
    ("problem", text),
    ("verified_at", c_int64),
    ("password_saved_at", c_int64),
    ("token_until", c_int64),
    ("next_step", text),
    ("legal_name", text),
]
credential_input._fields_ = [
    ("size", c_uint32),
    ("flags", c_uint32),
    ("key", POINTER(credential_key)),
    ("user_name", text),
    ("password", text),
]
credential_key._fields_ = [
    ("size", c_uint32),
    ("gstin", text),
    ("provider", text),
    ("environment", text),
]
credentials._fields_ = [
    ("size", c_uint32),
    ("list", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, POINTER(credential_info)), POINTER(error))),
    ("find", CFUNCTYPE(c_int32, POINTER(plugin), POINTER(credential_key), c_void_p, CFUNCTYPE(None, c_void_p, POINTER(credential_info)), POINTER(error))),
    ("save", CFUNCTYPE(c_int32, POINTER(plugin), POINTER(credential_input), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("verify", CFUNCTYPE(c_int32, POINTER(plugin), POINTER(credential_key), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("remove", CFUNCTYPE(c_int32, POINTER(plugin), POINTER(credential_key), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("open_session", CFUNCTYPE(c_int32, POINTER(plugin), POINTER(credential_key), text, POINTER(c_uint64), POINTER(error))),
    ("close_session", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, POINTER(error))),
    ("call", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, POINTER(call_request), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("observe", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p), POINTER(c_uint64), POINTER(error))),
    ("unobserve", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, POINTER(error))),
]
entity._fields_ = [
    ("size", c_uint32),
    ("flags", c_uint32),
    ("gstin", text),
    ("company", text),
    ("unit_name", text),
]
error._fields_ = [
    ("size", c_uint32),
    ("status", c_int32),
    ("code", c_char * 32),
    ("field", c_char * 64),
    ("message", c_char * 768),
    ("next_step", c_char * 768),
]
version._fields_ = [
    ("major", c_uint32),
    ("minor", c_uint32),
    ("revision", c_uint32),
]
host._fields_ = [
    ("size", c_uint32),
    ("abi_version", version),
    ("host_data", c_void_p),
    ("name", text),
    ("vendor", text),
    ("version", text),
    ("get_extension", CFUNCTYPE(c_void_p, POINTER(host), c_char_p)),
    ("request_main_thread", CFUNCTYPE(None, POINTER(host))),
]
host_entities._fields_ = [
    ("size", c_uint32),
    ("list", CFUNCTYPE(c_int32, POINTER(host), c_void_p, CFUNCTYPE(None, c_void_p, POINTER(entity)), POINTER(error))),
]
host_locale._fields_ = [
    ("size", c_uint32),
    ("language", CFUNCTYPE(c_int32, POINTER(host), c_void_p, CFUNCTYPE(None, c_void_p, text), POINTER(error))),
    ("utc_offset_minutes", CFUNCTYPE(c_int32, POINTER(host), c_int64)),
]
host_log._fields_ = [
    ("size", c_uint32),
    ("write", CFUNCTYPE(None, POINTER(host), c_uint32, text)),
]
host_network._fields_ = [
    ("size", c_uint32),
    ("proxy_for", CFUNCTYPE(c_int32, POINTER(host), text, c_void_p, CFUNCTYPE(None, c_void_p, text), POINTER(error))),
    ("certificate_authorities", CFUNCTYPE(c_int32, POINTER(host), c_void_p, CFUNCTYPE(None, c_void_p, text), POINTER(error))),
]
host_notify._fields_ = [
    ("size", c_uint32),
    ("notify", CFUNCTYPE(None, POINTER(host), c_uint32, text, text, text)),
]
host_open_url._fields_ = [
    ("size", c_uint32),
    ("open", CFUNCTYPE(c_int32, POINTER(host), text, POINTER(error))),
]
host_page._fields_ = [
    ("size", c_uint32),
    ("changed", CFUNCTYPE(None, POINTER(host), c_uint64, c_uint64)),
]
host_storage._fields_ = [
    ("size", c_uint32),
    ("data_directory", CFUNCTYPE(c_int32, POINTER(host), c_void_p, CFUNCTYPE(None, c_void_p, text), POINTER(error))),
]
host_unlock_secret._fields_ = [
    ("size", c_uint32),
    ("get", CFUNCTYPE(c_int32, POINTER(host), text, c_uint32, c_void_p, CFUNCTYPE(None, c_void_p, text), POINTER(error))),
]
operation_result._fields_ = [
    ("size", c_uint32),
    ("status", c_int32),
    ("error", POINTER(error)),
    ("payload", text),
    ("info", text),
]
operations._fields_ = [
    ("size", c_uint32),
    ("cancel", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, POINTER(error))),
    ("progress", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, POINTER(c_uint64), POINTER(c_uint64), POINTER(error))),
]
option._fields_ = [
    ("size", c_uint32),
    ("flags", c_uint32),
    ("id", text),
    ("label", text),
    ("detail", text),
    ("badge", text),
    ("badge_tone", c_uint32),
    ("reserved", c_uint32),
]
page_info._fields_ = [
    ("size", c_uint32),
    ("id", text),
    ("title", text),
    ("description", text),
]
page_view._fields_ = [
    ("size", c_uint32),
    ("control_count", c_uint32),
    ("view_id", c_uint64),
    ("revision", c_uint64),
    ("focus_serial", c_uint64),
    ("title", text),
    ("breadcrumbs", POINTER(text)),
    ("breadcrumb_count", c_uint32),
    ("flags", c_uint32),
    ("controls", POINTER(POINTER(control))),
]
plugin._fields_ = [
    ("size", c_uint32),
    ("plugin_data", c_void_p),
    ("init", CFUNCTYPE(c_int32, POINTER(plugin), POINTER(error))),
    ("destroy", CFUNCTYPE(None, POINTER(plugin))),
    ("get_extension", CFUNCTYPE(c_void_p, POINTER(plugin), c_char_p)),
    ("on_main_thread", CFUNCTYPE(None, POINTER(plugin))),
]
plugin_descriptor._fields_ = [
    ("size", c_uint32),
    ("id", text),
    ("name", text),
    ("vendor", text),
    ("version", text),
    ("description", text),
]
plugin_entry._fields_ = [
    ("size", c_uint32),
    ("flags", c_uint32),
    ("abi_version", version),
    ("init", CFUNCTYPE(c_int32, text, POINTER(error))),
    ("deinit", CFUNCTYPE(None)),
    ("get_factory", CFUNCTYPE(c_void_p, c_char_p)),
]
plugin_factory._fields_ = [
    ("size", c_uint32),
    ("count", CFUNCTYPE(c_uint32)),
    ("descriptor", CFUNCTYPE(POINTER(plugin_descriptor), c_uint32)),
    ("create", CFUNCTYPE(c_int32, POINTER(host), text, POINTER(POINTER(plugin)), POINTER(error))),
]
row._fields_ = [
    ("size", c_uint32),
    ("cell_count", c_uint32),
    ("id", text),
    ("cells", POINTER(POINTER(cell))),
    ("action_count", c_uint32),
    ("flags", c_uint32),
    ("actions", POINTER(POINTER(row_action))),
]
row_action._fields_ = [
    ("size", c_uint32),
    ("flags", c_uint32),
    ("id", text),
    ("label", text),
]
settings_pages._fields_ = [
    ("size", c_uint32),
    ("list", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, POINTER(page_info)), POINTER(error))),
    ("open", CFUNCTYPE(c_int32, POINTER(plugin), text, POINTER(c_uint64), POINTER(error))),
    ("close", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, POINTER(error))),
    ("acquire", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, POINTER(POINTER(page_view)), POINTER(error))),
    ("release", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, POINTER(error))),
    ("set_value", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, text, text, POINTER(error))),
    ("activate", CFUNCTYPE(c_int32, POINTER(plugin), c_uint64, text, text, text, POINTER(error))),
]
vault._fields_ = [
    ("size", c_uint32),
    ("state", CFUNCTYPE(c_uint32, POINTER(plugin), POINTER(error))),
    ("create", CFUNCTYPE(c_int32, POINTER(plugin), text, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("unlock", CFUNCTYPE(c_int32, POINTER(plugin), text, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("lock", CFUNCTYPE(c_int32, POINTER(plugin), POINTER(error))),
    ("ways_in", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("change_passphrase", CFUNCTYPE(c_int32, POINTER(plugin), text, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("remove_way_in", CFUNCTYPE(c_int32, POINTER(plugin), c_int64, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("use_keyring", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("new_recovery_code", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, text), POINTER(error))),
    ("set_recovery_code", CFUNCTYPE(c_int32, POINTER(plugin), text, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("unlock_with_recovery_code", CFUNCTYPE(c_int32, POINTER(plugin), text, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("change_key", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("check", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("mend", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("backup", CFUNCTYPE(c_int32, POINTER(plugin), text, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("export_to", CFUNCTYPE(c_int32, POINTER(plugin), text, text, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("import_from", CFUNCTYPE(c_int32, POINTER(plugin), text, text, c_uint32, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("import_csv", CFUNCTYPE(c_int32, POINTER(plugin), text, text, text, c_uint32, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("audit", CFUNCTYPE(c_int32, POINTER(plugin), c_int64, c_int64, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("set_auto_lock", CFUNCTYPE(c_int32, POINTER(plugin), c_uint32, c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("auto_lock", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result)), POINTER(c_uint64), POINTER(error))),
    ("csv_template", CFUNCTYPE(c_int32, POINTER(plugin), c_void_p, CFUNCTYPE(None, c_void_p, text), POINTER(error))),
]

credential_receiver = CFUNCTYPE(None, c_void_p, POINTER(credential_info))
credentials_observer = CFUNCTYPE(None, c_void_p)
entity_receiver = CFUNCTYPE(None, c_void_p, POINTER(entity))
observation = c_uint64
operation = c_uint64
operation_completion = CFUNCTYPE(None, c_void_p, c_uint64, POINTER(operation_result))
page = c_uint64
page_info_receiver = CFUNCTYPE(None, c_void_p, POINTER(page_info))
session = c_uint64
status = c_int32
text_receiver = CFUNCTYPE(None, c_void_p, text)
