/*
 * text.h - for plugins and hosts in C: the few functions on texts and errors that each of them needs. Nothing here is part of
 * the ABI; use it, or copy it and go on from there. C99 and later, C++11 and later.
 */
#ifndef ACCT_C_TEXT_H
#define ACCT_C_TEXT_H

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "../abi.h"

/* An initialiser for a constant: static const acct_text title = ACCT_TEXT_LITERAL("Branches"); */
#define ACCT_TEXT_LITERAL(text) {(text), sizeof(text) - 1}

/* A loan of a text that ends in NUL. */
static inline acct_text acct_text_of(const char *text) {
    acct_text loan;
    loan.data = text;
    loan.size = (uint64_t)strlen(text);
    return loan;
}

/* 1 if a text is the same as one that ends in NUL. */
static inline int acct_text_is(acct_text text, const char *other) {
    return text.size == strlen(other) &&
           (text.size == 0 || (text.data != NULL && memcmp(text.data, other, (size_t)text.size) == 0));
}

/* 1 if a text is UTF-8, as the Unicode standard defines it (section 3.9, table 3-7). */
static inline int acct_text_is_utf8(acct_text text) {
    const unsigned char *at = (const unsigned char *)text.data;
    const unsigned char *end;
    if (at == NULL)
        return text.size == 0;
    end = at + text.size;
    while (at < end) {
        const unsigned char first = *at++;
        /* After some first bytes the second has narrower limits: no overlong forms, no surrogates, nothing above U+10FFFF. */
        unsigned char low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        unsigned char high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        int more;
        if (first < 0x80)
            more = 0;
        else if (first < 0xC2 || first > 0xF4)
            return 0;
        else
            more = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        for (; more > 0; --more, ++at) {
            if (at == end || *at < low || *at > high)
                return 0;
            low = 0x80;
            high = 0xBF;
        }
    }
    return 1;
}

/* Copies a text to where C expects an end; 0, and an empty string, if it does not fit. */
static inline int acct_text_copy(char *to, size_t size, acct_text text) {
    const int fits = text.size < size;
    if (fits && text.size > 0)
        memcpy(to, text.data, (size_t)text.size);
    if (size > 0)
        to[fits ? text.size : 0] = '\0';
    return fits;
}

/* Prints a text, unless it is empty, between two others. What comes from elsewhere may not command the terminal: control
 * characters (C0, DEL, C1) are printed as "?", line ends as spaces. */
static inline void acct_text_print(FILE *to, const char *before, acct_text text, const char *after) {
    uint64_t i;
    if (text.size == 0)
        return;
    (void)fputs(before, to);
    for (i = 0; i < text.size; ++i) {
        const unsigned char c = (unsigned char)text.data[i];
        const int is_c1 = c == 0xC2 && i + 1 < text.size && (unsigned char)text.data[i + 1] < 0xA0;
        (void)putc(c == '\n' ? ' ' : c < 0x20 || c == 0x7F || is_c1 ? '?' : c, to);
        i += is_c1 ? 1 : 0;
    }
    (void)fputs(after, to);
}

/* Copies what fits, cut where a character begins, and ends it. For the arrays of acct_error. */
static inline void acct_error_copy(char *to, size_t size, const char *text) {
    size_t length = strlen(text);
    if (length >= size)
        for (length = size - 1; length > 0 && ((unsigned char)text[length] & 0xC0) == 0x80;)
            --length;
    memcpy(to, text, length);
    to[length] = '\0';
}

/* Gives `status` back and, if the caller wants words, writes them (rule 7 of abi.h). */
static inline acct_status acct_fail(acct_error *error, acct_status status, const char *code, const char *message,
                                    const char *next_step) {
    if (error != NULL && error->size >= offsetof(acct_error, next_step) + sizeof(error->next_step)) {
        error->status = status;
        error->field[0] = '\0';
        acct_error_copy(error->code, sizeof(error->code), code);
        acct_error_copy(error->message, sizeof(error->message), message);
        acct_error_copy(error->next_step, sizeof(error->next_step), next_step);
    }
    return status;
}

#endif /* ACCT_C_TEXT_H */
