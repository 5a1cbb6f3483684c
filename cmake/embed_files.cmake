# Called by embed_text(): writes NAMESPACE.hpp and NAMESPACE.cpp that hold the text of FILES.
set(header "#pragma once\n#include <string_view>\nnamespace ${NAMESPACE} {\n")
set(source "#include \"${NAMESPACE}.hpp\"\nnamespace ${NAMESPACE} {\n")
foreach(file IN LISTS FILES)
  cmake_path(GET file FILENAME name)
  string(MAKE_C_IDENTIFIER "${name}" name)
  # As bytes: a string literal is limited to 64 KiB and would need escaping.
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND header "extern const std::string_view ${name};\n")
  string(APPEND source "static const char ${name}_bytes[] = {${bytes}'\\0'};\n"
    "const std::string_view ${name}{${name}_bytes, sizeof(${name}_bytes) - 1};\n")
endforeach()
file(WRITE ${OUT}/${NAMESPACE}.hpp "${header}}\n")
file(WRITE ${OUT}/${NAMESPACE}.cpp "${source}}\n")
