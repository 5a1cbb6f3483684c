# cmake -DWEB=<folder> -DKIND=<unit, engine or browser> -P run_web.cmake
# Without the page's packages or the compiled engine the test counts as skipped, by the line that ctest
# looks for.
if(NOT EXISTS ${WEB}/node_modules)
  message("SKIPPED: there is no ${WEB}/node_modules; make it with 'tools/setup playground'")
  return()
endif()
if(NOT KIND STREQUAL unit AND NOT EXISTS ${WEB}/../build/wasm/playground/crescent.wasm)
  message("SKIPPED: there is no compiled engine; make it with 'make playground'")
  return()
endif()
if(KIND STREQUAL browser AND NOT EXISTS ${WEB}/dist/index.html)
  message("SKIPPED: there is no ${WEB}/dist; make it with 'make playground'")
  return()
endif()
execute_process(COMMAND node test/run.mjs ${KIND} WORKING_DIRECTORY ${WEB} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the tests ended with ${status}")
endif()
