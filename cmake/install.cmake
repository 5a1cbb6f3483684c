# find_package(crescent) -> crescent::crescent
include(CMakePackageConfigHelpers)
install(TARGETS crescent EXPORT crescent-targets
  ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY include/crescent DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} FILES_MATCHING PATTERN "*.hpp")
install(EXPORT crescent-targets NAMESPACE crescent:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/crescent)
configure_package_config_file(cmake/crescent-config.cmake.in crescent-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/crescent)
write_basic_package_version_file(crescent-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/crescent-config.cmake
  ${CMAKE_CURRENT_BINARY_DIR}/crescent-config-version.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/crescent)
if(TARGET crescent_cli)
  install(TARGETS crescent_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
