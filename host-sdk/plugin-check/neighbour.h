/*
 * neighbour.h - what the library beside acct-plugin-check does: it stands for a host that uses OpenSSL and
 * Poco itself. It is a library of its own, so that both come into the process for one check only.
 */
#ifndef ACCT_PLUGIN_CHECK_NEIGHBOUR_H
#define ACCT_PLUGIN_CHECK_NEIGHBOUR_H

#define ACCT_CHECK_NEIGHBOUR_SYMBOL "acct_check_neighbour_table"
#define ACCT_CHECK_NEIGHBOUR_FILE "acct-plugin-check-neighbour.so"

typedef struct acct_check_neighbour {
    void (*begin)(void);         /* initialises SSL and cryptography, with a default context */
    const char* (*broken)(void); /* uses both; what no longer works, or NULL */
    void (*end)(void);           /* uninitialises them */
} acct_check_neighbour;

#endif
