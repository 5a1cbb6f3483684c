# Toolchain of preset `wasm`: Emscripten as Debian packages it.
execute_process(COMMAND em-config EMSCRIPTEN_ROOT OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE
                RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "Emscripten is not there: tools/setup playground installs it")
endif()
include(${root}/cmake/Modules/Platform/Emscripten.cmake)
