#include "values/aad.h"

#include "support/catch.h"

using mayfly::AadBuilder;
using mayfly::as_bytes;
using mayfly::Bytes;

TEST_CASE("associated data has a size in front of each field and numbers big-endian", "[aad]") {
  CHECK(AadBuilder("ab").sized(as_bytes("c")).number(258).bytes() ==
        Bytes{0, 0, 0, 2, 'a', 'b', 0, 0, 0, 1, 'c', 0, 0, 0, 0, 0, 0, 1, 2});
  CHECK(AadBuilder("", 1).number(-1).bytes() == Bytes{0, 255, 255, 255, 255, 255, 255, 255, 255});
}

TEST_CASE("in format 1 a field whose size does not fit into its byte is refused", "[aad]") {
  CHECK_NOTHROW(AadBuilder("p", 1).sized(Bytes(255)));
  CHECK_THROWS(AadBuilder("p", 1).sized(Bytes(256)));
}

TEST_CASE("bytes cannot move from one field to the next unnoticed", "[aad]") {
  CHECK(AadBuilder("p").sized(as_bytes("ab")).sized(as_bytes("c")).bytes() !=
        AadBuilder("p").sized(as_bytes("a")).sized(as_bytes("bc")).bytes());
}
