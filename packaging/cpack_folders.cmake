# Run by CPack before it packs: folders that were made on the way to a file have the umask's rights, and in a package all may enter
# all folders.
file(CHMOD_RECURSE "${CPACK_TEMPORARY_DIRECTORY}" DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                                        WORLD_READ WORLD_EXECUTE)
