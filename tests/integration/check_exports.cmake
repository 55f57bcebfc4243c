# Fails unless the dynamic symbols that LIBRARY defines are exactly acct_entry.
execute_process(COMMAND "${NM}" -D --defined-only --format=posix "${LIBRARY}"
                OUTPUT_VARIABLE symbols RESULT_VARIABLE result)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "nm could not read ${LIBRARY}")
endif()
string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
list(TRANSFORM lines REPLACE " .*" "")
if(NOT lines STREQUAL "acct_entry")
  message(FATAL_ERROR "${LIBRARY} exports these symbols, and not acct_entry alone: ${lines}")
endif()
