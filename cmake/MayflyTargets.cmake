# What every target of ours is built with: the language, the warnings, the sanitizers, the hardening.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

include(CheckPIESupported)
check_pie_supported(LANGUAGES CXX)

add_library(mayfly_build_flags INTERFACE)
target_compile_options(mayfly_build_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wcast-align -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wnull-dereference -Wformat=2 -Wundef
  $<$<BOOL:${MAYFLY_WERROR}>:-Werror>)

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
endif()

if(MAYFLY_COVERAGE)
  target_compile_options(mayfly_build_flags INTERFACE --coverage -fprofile-update=atomic)
  target_link_options(mayfly_build_flags INTERFACE --coverage)
endif()
