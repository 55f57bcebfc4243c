// acct_text.h - the few functions on texts and errors that every plugin or host in C needs. Copy it and go on
// from there.
#ifndef EXAMPLES_ACCT_TEXT_H
#define EXAMPLES_ACCT_TEXT_H

#include <stdio.h>
#include <string.h>

#include "acct/abi.h"

// For constants: static const acct_text title = ACCT_LITERAL("Branches");
#define ACCT_LITERAL(text) \
    { (text), sizeof(text) - 1 }

static inline acct_text text_of(const char* text) {
    return (acct_text){text, strlen(text)};
}

static inline int text_is(acct_text text, const char* other) {
    return text.size == strlen(other) &&
           (text.size == 0 || (text.data != NULL && memcmp(text.data, other, text.size) == 0));
}

static inline int text_is_utf8(acct_text text) {
    if (text.data == NULL)
        return text.size == 0;
    const unsigned char* at = (const unsigned char*)text.data;
    const unsigned char* const end = at + text.size;
    while (at < end) {
        const unsigned char first = *at++;
        int more = first < 0x80                   ? 0
                   : first < 0xC2 || first > 0xF4 ? -1
                   : first < 0xE0                 ? 1
                   : first < 0xF0                 ? 2
                                                  : 3;
        // After these first bytes the second has narrower limits: no overlong forms, no surrogates.
        unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        for (; more > 0 && at < end && *at >= low && *at <= high; --more, ++at) {
            low = 0x80;
            high = 0xBF;
        }
        if (more != 0) {
            return 0;
        }
    }
    return 1;
}

// Copies a text to where C expects an end; 0 if it does not fit.
static inline int text_copy(char* to, size_t size, acct_text text) {
    if (text.size >= size)
        return 0;
    if (text.size > 0)
        memcpy(to, text.data, text.size);
    to[text.size] = '\0';
    return 1;
}

// Prints a text, unless it is empty, between two others. What comes from elsewhere may not command the
// terminal: control characters (C0, DEL, C1) are shown as "?", line ends as spaces.
static inline void text_show(const char* before, acct_text text, const char* after) {
    if (text.size == 0)
        return;
    (void)fputs(before, stdout);
    for (uint64_t i = 0; i < text.size; ++i) {
        const unsigned char c = (unsigned char)text.data[i];
        const int is_c1 = c == 0xC2 && i + 1 < text.size && (unsigned char)text.data[i + 1] < 0xA0;
        (void)putchar(c == '\n' ? ' ' : c < 0x20 || c == 0x7F || is_c1 ? '?' : c);
        i += is_c1 ? 1 : 0;
    }
    (void)fputs(after, stdout);
}

// Gives `status` back and, if the caller wants words, writes them for a person.
static inline acct_status fail(acct_error* error, acct_status status, const char* message,
                               const char* next_step) {
    if (error != NULL && error->size >= sizeof(*error)) {
        *error = (acct_error){.size = sizeof(*error), .status = status, .code = "EXAMPLE"};
        (void)snprintf(error->message, sizeof(error->message), "%s", message);
        (void)snprintf(error->next_step, sizeof(error->next_step), "%s", next_step);
    }
    return status;
}

#endif
