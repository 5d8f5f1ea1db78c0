# Where the libraries come from. Static archives are preferred: a shared libbotan costs several
# milliseconds of relocation at every start of the tool (doc/design.md, "Speed").
if(NOT MAYFLY_SHARED_DEPS)
  find_library(SQLite3_LIBRARY NAMES libsqlite3.a)
  if(NOT SQLite3_LIBRARY)
    unset(SQLite3_LIBRARY CACHE)
  endif()
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_package(Threads REQUIRED)
list(PREPEND CMAKE_MODULE_PATH ${PROJECT_SOURCE_DIR}/cmake)
find_package(Botan REQUIRED)
find_package(Argon2 REQUIRED)
list(POP_FRONT CMAKE_MODULE_PATH)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp REQUIRED)
find_path(MAYFLY_UTFCPP_INCLUDE_DIR NAMES utf8.h PATH_SUFFIXES utf8cpp REQUIRED)
if(NOT MAYFLY_TOOL)
  return()
endif()

find_package(CLI11 REQUIRED)
find_package(fmt REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json REQUIRED)

# spdlog and fmt as headers alone: Debian's targets would bring libfmt.so in, and its relocation at
# every start. The files that use more of fmt than its core define FMT_HEADER_ONLY themselves
# (app/CMakeLists.txt).
add_library(mayfly_spdlog INTERFACE)
foreach(library spdlog::spdlog_header_only fmt::fmt-header-only)
  get_target_property(includes ${library} INTERFACE_INCLUDE_DIRECTORIES)
  target_include_directories(mayfly_spdlog SYSTEM INTERFACE ${includes})
endforeach()
target_compile_definitions(mayfly_spdlog INTERFACE SPDLOG_FMT_EXTERNAL SPDLOG_PREVENT_CHILD_FD)
target_link_libraries(mayfly_spdlog INTERFACE Threads::Threads)
