# cmake -DPYTHON=<interpreter> -DFILE=<test file> -P run_pytest.cmake
# Without the interpreter the test counts as skipped, by the line that ctest looks for.
if(NOT EXISTS ${PYTHON})
  message("SKIPPED: there is no ${PYTHON}; make it with 'tools/setup test'")
  return()
endif()
execute_process(
  COMMAND ${PYTHON} -B -m pytest -q -rs --tb=short -p no:cacheprovider ${FILE}
  RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "pytest ended with ${status}")
endif()
