#include "debug_iv_view.h"
#include "json_text.h"
#include "mayfly/encoding.h"

namespace mayfly::app {
namespace {

std::string base64(ByteView bytes) {
  return std::string(as_text(to_base64(bytes)));
}

Json as_json(const IvReading& reading) {
  return Json{{"id", reading.id},
              {"title", reading.title},
              {"explanation", reading.explanation},
              {"right", reading.right},
              {"garbled_blocks", reading.garbled_blocks},
              {"bytes_base64", base64(reading.bytes)}};
}

}  // namespace

std::string demonstration_as_json(const IvDemonstration& demonstration) {
  Json json{{"blob_base64", base64(demonstration.blob)},
            {"iv_hex", to_hex(demonstration.iv())},
            {"ciphertext_hex", to_hex(demonstration.ciphertext())},
            {"tag_hex", to_hex(demonstration.tag())}};
  if (!demonstration.key.empty()) json["key_hex"] = to_hex(demonstration.key);
  json["message_base64"] = base64(demonstration.message);
  json["readings"] = Json::array();
  for (const IvReading& reading : demonstration.readings) {
    json["readings"].push_back(as_json(reading));
  }
  return json.dump() + "\n";
}

}  // namespace mayfly::app
