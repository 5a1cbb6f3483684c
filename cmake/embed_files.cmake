# Called by embed_text(): writes NAMESPACE.hpp and NAMESPACE.cpp that hold the text of FILES.
set(header "#pragma once\n#include <array>\n#include <string_view>\n#include <utility>\nnamespace ${NAMESPACE} {\n")
set(list "")
list(LENGTH FILES count)
set(source "#include \"${NAMESPACE}.hpp\"\nnamespace ${NAMESPACE} {\n")
foreach(file IN LISTS FILES)
  cmake_path(GET file FILENAME file_name)
  set(name ${file_name})
  string(MAKE_C_IDENTIFIER "${name}" name)
  # As bytes: a string literal is limited to 64 KiB and would need escaping.
  file(READ ${file} hex HEX)
  string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${hex}")
  string(APPEND header "extern const std::string_view ${name};\n")
  string(APPEND source "static const char ${name}_bytes[] = {${bytes}'\\0'};\n"
    "const std::string_view ${name}{${name}_bytes, sizeof(${name}_bytes) - 1};\n")
  string(APPEND list "  {\"${file_name}\", {${name}_bytes, sizeof(${name}_bytes) - 1}},\n")
endforeach()
# Every file by its name, in the order given.
set(type "const std::array<std::pair<std::string_view, std::string_view>, ${count}> files")
file(WRITE ${OUT}/${NAMESPACE}.hpp "${header}extern ${type};\n}\n")
file(WRITE ${OUT}/${NAMESPACE}.cpp "${source}${type}{{\n${list}}};\n}\n")
