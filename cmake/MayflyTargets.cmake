# What every target of ours is built with: the language, the warnings, the sanitizers, the
# hardening. All of it is a property of the target, since mayfly may be a part of another project.

# mayfly_language(TARGET...): C++20, and code for wherever it is loaded.
function(mayfly_language)
  set_target_properties(${ARGN} PROPERTIES
    CXX_STANDARD 20
    CXX_STANDARD_REQUIRED ON
    CXX_EXTENSIONS OFF
    POSITION_INDEPENDENT_CODE ON)
endfunction()

add_library(mayfly_build_flags INTERFACE)
target_compile_options(mayfly_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-align -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wundef
  # gcc 12 to 14 see these two inside libstdc++'s own strings and vectors, wrongly.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
  # And these two, if they come out of a precompiled header.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overread>
  $<$<BOOL:${MAYFLY_WERROR}>:-Werror>)

# What nobody calls is left out of a program: fewer pages to map at each start.
target_compile_options(mayfly_build_flags INTERFACE -ffunction-sections -fdata-sections)
target_link_options(mayfly_build_flags INTERFACE -Wl,--gc-sections)

include(CheckCXXCompilerFlag)
include(CheckLinkerFlag)

# Each flag that compiler and processor know. (clang only warns of those that another processor
# has.)
function(mayfly_compile_options)
  set(CMAKE_REQUIRED_FLAGS -Werror)
  foreach(flag ${ARGN})
    string(MAKE_C_IDENTIFIER "MAYFLY_COMPILES${flag}" known)
    check_cxx_compiler_flag(${flag} ${known})
    if(${known})
      target_compile_options(mayfly_build_flags INTERFACE ${flag})
    endif()
  endforeach()
endfunction()

# Each flag that the linker knows.
function(mayfly_link_options)
  foreach(flag ${ARGN})
    string(MAKE_C_IDENTIFIER "MAYFLY_LINKS${flag}" known)
    check_linker_flag(CXX ${flag} ${known})
    if(${known})
      target_link_options(mayfly_build_flags INTERFACE ${flag})
    endif()
  endforeach()
endfunction()

if(MAYFLY_SANITIZE)
  target_compile_options(mayfly_build_flags INTERFACE
    -fsanitize=${MAYFLY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(mayfly_build_flags INTERFACE -fsanitize=${MAYFLY_SANITIZE})
elseif(MAYFLY_HARDENING)
  # Where a jump may land is checked by x86-64 with the third, by arm64 with the fourth.
  mayfly_compile_options(-fstack-protector-strong -fstack-clash-protection
    -fcf-protection -mbranch-protection=standard)
  # FORTIFY needs the optimizer; glibc warns if it is off.
  target_compile_options(mayfly_build_flags INTERFACE
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>
    -D_GLIBCXX_ASSERTIONS)
  # The last: a position-independent program with Botan in it has 8,000 relocations; packed, they
  # cost a start less.
  mayfly_link_options(-Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,-z,pack-relative-relocs)
endif()

include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LINK_OPTIONS -static-pie -Wl,--no-warnings)
check_cxx_source_compiles("int main() {}" MAYFLY_LINKS_STATIC_PIE)
unset(CMAKE_REQUIRED_LINK_OPTIONS)
if(MAYFLY_LINKS_STATIC_PIE
    AND NOT MAYFLY_SHARED_DEPS AND NOT MAYFLY_SANITIZE)
  set(MAYFLY_STATIC_PIE ON)
endif()

# Only what is written in lib/ is counted, but wherever it is compiled: inline functions of its
# headers in app/ and tests/, too. (Without the second line, clang counts the templates of the
# system's headers in files of lib/.) A program adds its counts to one of four files. Their place is
# in the program, since tests choose the environment of their processes.
if(MAYFLY_COVERAGE)
  if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
    message(FATAL_ERROR "MAYFLY_COVERAGE is for clang alone.")
  endif()
  set(covered_sources ${PROJECT_BINARY_DIR}/covered-sources)
  file(CONFIGURE OUTPUT ${covered_sources} CONTENT "src:${PROJECT_SOURCE_DIR}/lib/*\n!src:/usr/*\n")
  set(counting -fprofile-instr-generate=${PROJECT_BINARY_DIR}/profiles/%4m.profraw)
  target_compile_options(mayfly_build_flags INTERFACE
    ${counting} -fcoverage-mapping -fprofile-list=${covered_sources})
  target_link_options(mayfly_build_flags INTERFACE ${counting})
endif()
