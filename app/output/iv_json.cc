#include "mayfly/encoding.h"
#include "output/iv_view.h"

namespace mayfly::app {
namespace {

Json as_json(const IvReading& reading) {
  Json json;
  json.add("id", reading.id)
      .add("title", reading.title)
      .add("explanation", reading.explanation)
      .add("right", reading.right)
      .add("garbled_blocks", json_numbers(reading.garbled_blocks))
      .add("bytes_base64", to_base64(reading.bytes));
  return json;
}

}  // namespace

Json demonstration_as_json(const IvDemonstration& demonstration) {
  Json json;
  json.add("blob_base64", to_base64(demonstration.blob))
      .add("iv_hex", to_hex(demonstration.iv()))
      .add("ciphertext_hex", to_hex(demonstration.ciphertext()))
      .add("tag_hex", to_hex(demonstration.tag()));
  if (!demonstration.key.empty()) json.add("key_hex", to_hex(demonstration.key));
  json.add("message_base64", to_base64(demonstration.message));
  Json readings = Json::array();
  for (const IvReading& reading : demonstration.readings) readings.push(as_json(reading));
  json.add("readings", std::move(readings));
  return json;
}

}  // namespace mayfly::app
