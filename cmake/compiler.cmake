# Compiler flags of Crescent's own code. Users of the installed library inherit none of them.
add_library(crescent_flags INTERFACE)
target_compile_options(crescent_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  # a * b + c rounds twice on every machine: the tutorial's numbers depend on the last bit.
  -ffp-contract=off)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
  # False alarms about "text" + std::string at -O3 (GCC bug 105651).
  target_compile_options(crescent_flags INTERFACE -Wno-restrict)
endif()
if(CMAKE_UNITY_BUILD AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # In a batch the names of one file's anonymous namespace are there in the next file too: nothing to
  # warn of. tools/lint looks at each file by itself.
  target_compile_options(crescent_flags INTERFACE -Wno-subobject-linkage -Wno-shadow -Wshadow=local)
endif()
if(CRESCENT_WARNINGS_AS_ERRORS)
  target_compile_options(crescent_flags INTERFACE -Werror)
endif()
if(CRESCENT_SANITIZE)
  target_compile_options(crescent_flags INTERFACE
    -fsanitize=${CRESCENT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(crescent_flags INTERFACE -fsanitize=${CRESCENT_SANITIZE})
endif()
