# embed_text(<target> <namespace> <file>...): compiles text files into the target.
# Each file becomes `extern const std::string_view <name with . and - as _>` in <namespace>,
# declared in "embedded/<namespace>.hpp"; `files` there pairs every file's name with its text.
function(embed_text target namespace)
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded)
  set(files)
  foreach(file IN LISTS ARGN)
    cmake_path(ABSOLUTE_PATH file)
    list(APPEND files ${file})
  endforeach()
  add_custom_command(
    OUTPUT ${folder}/${namespace}.hpp ${folder}/${namespace}.cpp
    COMMAND ${CMAKE_COMMAND} "-DFILES=${files}" -DNAMESPACE=${namespace} -DOUT=${folder}
            -P ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed_files.cmake
    VERBATIM)
  target_sources(${target} PRIVATE ${folder}/${namespace}.cpp ${folder}/${namespace}.hpp)
  target_include_directories(${target} PRIVATE ${CMAKE_CURRENT_BINARY_DIR})
endfunction()
