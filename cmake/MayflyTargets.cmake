# What every target of ours is built with: the language, the warnings, the sanitizers, the hardening.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

add_library(mayfly_build_flags INTERFACE)
target_compile_options(mayfly_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-align -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wformat=2 -Wundef
  # gcc 12 to 14 see these two inside libstdc++'s own strings and vectors, wrongly.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>
  $<$<BOOL:${MAYFLY_WERROR}>:-Werror>)

# What nobody calls is left out of a program: fewer pages to map at each start.
target_compile_options(mayfly_build_flags INTERFACE -ffunction-sections -fdata-sections)
target_link_options(mayfly_build_flags INTERFACE -Wl,--gc-sections)

if(MAYFLY_SANITIZE)
  target_compile_options(mayfly_build_flags INTERFACE
    -fsanitize=${MAYFLY_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(mayfly_build_flags INTERFACE -fsanitize=${MAYFLY_SANITIZE})
elseif(MAYFLY_HARDENING)
  # FORTIFY needs the optimizer; glibc warns where it is off.
  target_compile_options(mayfly_build_flags INTERFACE
    -fstack-protector-strong -fstack-clash-protection -fcf-protection
    $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE> $<$<NOT:$<CONFIG:Debug>>:-D_FORTIFY_SOURCE=2>
    -D_GLIBCXX_ASSERTIONS)
  target_link_options(mayfly_build_flags INTERFACE -Wl,-z,relro,-z,now,-z,noexecstack)
  # A position-independent program with Botan in it has 8,000 relocations; packed, they cost a start less.
  include(CheckLinkerFlag)
  check_linker_flag(CXX -Wl,-z,pack-relative-relocs MAYFLY_HAS_RELR)
  if(MAYFLY_HAS_RELR)
    target_link_options(mayfly_build_flags INTERFACE -Wl,-z,pack-relative-relocs)
  endif()
endif()

include(CheckCXXSourceCompiles)
set(CMAKE_REQUIRED_LINK_OPTIONS -static-pie -Wl,--no-warnings)
check_cxx_source_compiles("int main() {}" MAYFLY_LINKS_STATIC_PIE)
unset(CMAKE_REQUIRED_LINK_OPTIONS)
if(MAYFLY_LINKS_STATIC_PIE AND NOT MAYFLY_SHARED_DEPS AND NOT MAYFLY_SANITIZE AND NOT MAYFLY_COVERAGE)
  set(MAYFLY_STATIC_PIE ON)
endif()

if(MAYFLY_COVERAGE)
  target_compile_options(mayfly_build_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(mayfly_build_flags INTERFACE --coverage)
endif()
