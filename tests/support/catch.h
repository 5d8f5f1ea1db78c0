#pragma once

// Catch2 2 (Debian 12) and 3 (Debian 13).
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
namespace mayfly::test {
using EventListener = Catch::EventListenerBase;
}
#else
#include <catch2/catch.hpp>
#ifdef CATCH_CONFIG_EXTERNAL_INTERFACES
namespace mayfly::test {
using EventListener = Catch::TestEventListenerBase;
}
#endif
#endif
