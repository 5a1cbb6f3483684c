# Every library Crescent uses. Eigen is part of the public interface; the others stay inside.
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(fmt 9 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(FastFloat REQUIRED)
find_package(hwy 1.0 REQUIRED)
find_package(TBB 2021)
if(NOT TBB_FOUND)
  message(STATUS "oneTBB is not there: everything runs on one thread")
endif()
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_reader.hpp REQUIRED)
if(CRESCENT_BUILD_CLI)
  find_package(CLI11 2.1 REQUIRED)
  find_path(MUSTACHE_INCLUDE_DIR kainjow/mustache.hpp REQUIRED)
endif()

# Header-only, used in sources alone: nothing of it reaches the installed package.
add_library(crescent_private INTERFACE)
target_include_directories(crescent_private SYSTEM INTERFACE ${PROTOZERO_INCLUDE_DIR})
target_link_libraries(crescent_private INTERFACE
  fmt::fmt-header-only nlohmann_json::nlohmann_json FastFloat::fast_float)
