# What `cmake --install` puts where: the program, what completes its commands in three shells, documents and examples. Man pages are
# installed where they are made (docs/man). Documents keep their places to one another, so that their links hold.
if(TARGET countersign)
  install(TARGETS countersign RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

  set(completions "")
  foreach(shell bash zsh fish)
    set(file ${CMAKE_BINARY_DIR}/completions/${shell})
    add_custom_command(OUTPUT ${file}
      COMMAND ${CMAKE_COMMAND} -E make_directory ${CMAKE_BINARY_DIR}/completions
      COMMAND countersign completion ${shell} > ${file}
      DEPENDS countersign VERBATIM)
    list(APPEND completions ${file})
  endforeach()
  add_custom_target(completions ALL DEPENDS ${completions})
  install(FILES ${CMAKE_BINARY_DIR}/completions/bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
    RENAME countersign)
  install(FILES ${CMAKE_BINARY_DIR}/completions/zsh DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions RENAME _countersign)
  install(FILES ${CMAKE_BINARY_DIR}/completions/fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d
    RENAME countersign.fish)
endif()

install(FILES README.md CHANGELOG.md LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY docs DESTINATION ${CMAKE_INSTALL_DOCDIR} FILES_MATCHING PATTERN "*.md" PATTERN man EXCLUDE)
install(FILES src/rules/SPEC.md src/rules/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}/src/rules)
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})
