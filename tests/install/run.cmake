# cmake -DBUILD=<build folder> -DSOURCE=<checkout> -DWORK=<scratch folder> -DGENERATOR=<generator>
#       -DCXX=<compiler> -DFLAGS=<flags that the library needs at linking> -DCLI=<ON|OFF> -P run.cmake
# Installs the library as it was built, then builds and runs a program that finds it there.
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status)
  if(NOT status EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${status} from: ${command}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix)

# Of the libraries that Crescent uses, its headers may show Eigen alone.
file(GLOB_RECURSE headers ${WORK}/prefix/*.hpp)
foreach(header IN LISTS headers)
  file(STRINGS ${header} private REGEX "#include <(fmt|nlohmann|fast_float|protozero|CLI|hwy|kainjow)/")
  if(private)
    message(FATAL_ERROR "${header} needs a private library: ${private}")
  endif()
endforeach()

# The package must not lean on the checkout or the build folder.
file(GLOB_RECURSE package ${WORK}/prefix/*.cmake)
foreach(file IN LISTS package)
  file(READ ${file} text)
  foreach(place ${SOURCE} ${BUILD})
    string(FIND "${text}" "${place}/" found)
    if(NOT found EQUAL -1)
      message(FATAL_ERROR "${file} names ${place}")
    endif()
  endforeach()
endforeach()

run(${CMAKE_COMMAND} -S ${SOURCE}/tests/install/outside -B ${WORK}/build -G ${GENERATOR}
  -DCMAKE_CXX_COMPILER=${CXX} "-DCMAKE_CXX_FLAGS=${FLAGS} -Wall -Wextra -Werror"
  -DCMAKE_PREFIX_PATH=${WORK}/prefix -DEXAMPLES=${SOURCE}/examples)
run(${CMAKE_COMMAND} --build ${WORK}/build)
run(${WORK}/build/outside ${WORK}/xor.onnx)
run(${WORK}/build/examples/train_moons)
if(CLI)
  # The installed command works from its place, with the other program's model.
  run(${WORK}/prefix/bin/crescent --version)
  file(WRITE ${WORK}/new.csv "x1,x2\n3,4\n-3,4\n")
  run(${WORK}/prefix/bin/crescent predict ${WORK}/xor.onnx ${WORK}/new.csv)
endif()
file(REMOVE_RECURSE ${WORK})
