# Compiler flags of Crescent's own code. Users of the installed library inherit none of them.
add_library(crescent_flags INTERFACE)
target_compile_options(crescent_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow
  # a * b + c rounds twice on every machine: the tutorial's numbers depend on the last bit.
  -ffp-contract=off)
if(CRESCENT_WARNINGS_AS_ERRORS)
  target_compile_options(crescent_flags INTERFACE -Werror)
endif()
if(CRESCENT_SANITIZE)
  target_compile_options(crescent_flags INTERFACE
    -fsanitize=${CRESCENT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(crescent_flags INTERFACE -fsanitize=${CRESCENT_SANITIZE})
endif()
