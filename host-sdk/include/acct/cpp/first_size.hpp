// first_size.hpp - how large each struct was in the first release of the ABI: what a reader may ask for.
// Asking for sizeof would turn away every older peer as soon as a struct has grown. Header-only, C++17.
//
// These numbers never change. A field that came later is looked at only where `covers` (result.hpp) says that
// it is there.
#ifndef ACCT_CPP_FIRST_SIZE_HPP
#define ACCT_CPP_FIRST_SIZE_HPP

#include <cstddef>

#include "../credentials.h"
#include "../host_entities.h"
#include "../host_services.h"
#include "../operations.h"
#include "../plugin.h"
#include "../settings_page.h"
#include "../vault.h"

namespace accounting {

namespace detail {
inline constexpr std::size_t text = sizeof(acct_text);
inline constexpr std::size_t pointer = sizeof(void (*)());  // to functions and to data alike
}  // namespace detail

// A struct that is missing here does not compile: name the last field that it had in its first release.
template <typename Struct>
inline constexpr std::size_t first_size = Struct::its_first_size_is_missing_here;

// ---- plugin and host
template <>
inline constexpr std::size_t first_size<acct_error> = offsetof(acct_error, next_step) + 768;
template <>
inline constexpr std::size_t first_size<acct_plugin> =
    offsetof(acct_plugin, on_main_thread) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_plugin_descriptor> =
    offsetof(acct_plugin_descriptor, description) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_plugin_factory> =
    offsetof(acct_plugin_factory, create) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_plugin_entry> =
    offsetof(acct_plugin_entry, get_factory) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host> =
    offsetof(acct_host, request_main_thread) + detail::pointer;

// ---- operations, credentials, vault
template <>
inline constexpr std::size_t first_size<acct_operation_result> =
    offsetof(acct_operation_result, info) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_operations> =
    offsetof(acct_operations, progress) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_credential_info> =
    offsetof(acct_credential_info, legal_name) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_credential_key> =
    offsetof(acct_credential_key, environment) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_credential_input> =
    offsetof(acct_credential_input, password) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_call_request> = offsetof(acct_call_request, reserved) +
                                                             sizeof(uint32_t);
template <>
inline constexpr std::size_t first_size<acct_credentials> =
    offsetof(acct_credentials, unobserve) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_vault> = offsetof(acct_vault, csv_template) + detail::pointer;

// ---- settings pages
template <>
inline constexpr std::size_t first_size<acct_page_info> =
    offsetof(acct_page_info, description) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_page_view> =
    offsetof(acct_page_view, controls) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_control> = offsetof(acct_control, progress_total) +
                                                        sizeof(uint64_t);
template <>
inline constexpr std::size_t first_size<acct_option> = offsetof(acct_option, reserved) + sizeof(uint32_t);
template <>
inline constexpr std::size_t first_size<acct_cell> = offsetof(acct_cell, text) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_row> = offsetof(acct_row, actions) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_row_action> = offsetof(acct_row_action, label) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_settings_pages> =
    offsetof(acct_settings_pages, activate) + detail::pointer;

// ---- host services
template <>
inline constexpr std::size_t first_size<acct_entity> = offsetof(acct_entity, unit_name) + detail::text;
template <>
inline constexpr std::size_t first_size<acct_host_entities> =
    offsetof(acct_host_entities, list) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host_storage> =
    offsetof(acct_host_storage, data_directory) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host_log> = offsetof(acct_host_log, write) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host_notify> =
    offsetof(acct_host_notify, notify) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host_unlock_secret> =
    offsetof(acct_host_unlock_secret, get) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host_open_url> =
    offsetof(acct_host_open_url, open) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host_locale> =
    offsetof(acct_host_locale, utc_offset_minutes) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host_network> =
    offsetof(acct_host_network, certificate_authorities) + detail::pointer;
template <>
inline constexpr std::size_t first_size<acct_host_page> = offsetof(acct_host_page, changed) + detail::pointer;

}  // namespace accounting

#endif  // ACCT_CPP_FIRST_SIZE_HPP
