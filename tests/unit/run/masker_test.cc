// Secrets in what a program writes, however it is cut into pieces.

#include "run/mask/masker.h"

#include <random>

#include "mayfly/encoding.h"
#include "mayfly/error.h"
#include "support/catch.h"

using namespace mayfly;

namespace {

std::vector<SecureBytes> secrets_of(const std::vector<std::string>& texts) {
  std::vector<SecureBytes> secrets;
  for (const std::string& text : texts) secrets.push_back(secure_copy(as_bytes(text)));
  return secrets;
}

struct Masks {
  explicit Masks(const std::vector<std::string>& secrets)
      : forms(app::forms_of(secrets_of(secrets))) {}

  std::string masked(const std::vector<std::string>& pieces) const {
    app::Masker masker(forms);
    SecureBytes out;
    for (const std::string& piece : pieces) masker.add(as_bytes(piece), out);
    masker.finish(out);
    return std::string(as_text(out));
  }
  std::string masked(const std::string& text) const { return masked(std::vector{text}); }

  /// What is shown before the stream ends.
  std::string shown(const std::string& text) const {
    app::Masker masker(forms);
    SecureBytes out;
    masker.add(as_bytes(text), out);
    return std::string(as_text(out));
  }

  app::MaskForms forms;
};

std::string base64(const std::string& text) {
  return std::string(as_text(to_base64(as_bytes(text))));
}

std::string base64url(std::string text) {
  text = base64(text);
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::string percent_encoded(const std::string& text, bool capitals) {
  std::string encoded;
  for (const char c : text) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0;
    std::string digits = to_hex(as_bytes(std::string(1, c)));
    if (capitals)
      std::ranges::transform(digits, digits.begin(), [](char d) {
        return d >= 'a' ? static_cast<char>(d - 'a' + 'A') : d;
      });
    encoded += is_plain ? std::string(1, c) : "%" + digits;
  }
  return encoded;
}

/// The characters of a secret's base64 in which there are bits of the secret alone.
std::string core(const std::string& secret, std::size_t before) {
  const std::string text = base64(std::string(before, 'x') + secret);
  const std::size_t shared = before == 0 ? 0 : before + 1;
  return text.substr(shared, (before + secret.size()) * 8 / 6 - shared);
}

std::vector<std::string> cut(const std::string& text, std::mt19937& engine) {
  std::vector<std::string> pieces;
  for (std::size_t at = 0; at < text.size(); at += pieces.back().size())
    pieces.push_back(text.substr(at, 1 + engine() % 12));
  return pieces;
}

std::string random_text(std::mt19937& engine, std::size_t size, std::string_view alphabet) {
  std::string text;
  while (text.size() < size) text += alphabet[engine() % alphabet.size()];
  return text;
}

}  // namespace

TEST_CASE("a secret is hidden, and nothing else is changed", "[mask]") {
  const Masks masks({"sekret-token"});
  CHECK(masks.masked("a sekret-token b") == "a [hidden] b");
  CHECK(masks.masked("sekret-token") == "[hidden]");
  CHECK(masks.masked("sekret-tokensekret-token") == "[hidden][hidden]");
  CHECK(masks.masked("sekret-toke sekret-sekret-token\n") == "sekret-toke sekret-[hidden]\n");
  CHECK(masks.masked("100% %4 %41 %zz + sekret-toke") == "100% %4 %41 %zz + sekret-toke");
  CHECK(masks.masked("") == "");
}

TEST_CASE("secrets that overlap are hidden as one", "[mask]") {
  const Masks masks({"abcdef", "defghi", "abcd", "cdefgh"});
  CHECK(masks.masked("xabcdefghiy") == "x[hidden]y");
  CHECK(masks.masked("abcdefgh") == "[hidden]");
  CHECK(masks.masked("abcd.defghi") == "[hidden].[hidden]");
  CHECK(Masks({"aaaa"}).masked("baaaaaab") == "b[hidden]b");
}

TEST_CASE("a secret is hidden in base64 and base64url at each alignment", "[mask]") {
  const std::string secret = "\xfb\xff\xbe s\x3f\xffkret\xff";
  const Masks masks({secret});
  for (std::size_t before = 0; before < 3; ++before) {
    for (std::size_t after = 0; after < 4; ++after) {
      CAPTURE(before, after);
      const std::string whole = std::string(before, 'x') + secret + std::string(after, 'y');
      for (const std::string& text : {base64(whole), base64url(whole)}) {
        const std::string masked = masks.masked("<" + text + ">");
        CHECK(masked.find("[hidden]") != std::string::npos);
        CHECK(masked.find(core(secret, before).substr(0, 4)) == std::string::npos);
        CHECK(masked.size() <= std::string("<xxx[hidden]yyyyyyy>").size());
      }
    }
  }
  CHECK(masks.masked(base64(secret)) == "[hidden]");
}

TEST_CASE("base64 that is cut into lines is hidden", "[mask]") {
  const std::string secret(90, 's');
  std::string text = base64(secret);
  text.insert(76, "\n").insert(20, "\r\n");
  CHECK(Masks({secret}).masked(text + "\n") == "[hidden]\n");
}

TEST_CASE("a secret is hidden in a URL, in capitals or not, and with + for a blank", "[mask]") {
  const std::string secret = "p\xc3\xa4ss w/rd+%?";
  const Masks masks({secret});
  CHECK(masks.masked("u=" + percent_encoded(secret, true) + "&") == "u=[hidden]&");
  CHECK(masks.masked("u=" + percent_encoded(secret, false) + "&") == "u=[hidden]&");
  CHECK(masks.masked("u=p%C3%A4ss+w/rd%2B%25%3f&") == "u=[hidden]&");
  CHECK(masks.masked("u=%70%C3%A4ss%20w%2Frd%2B%25%3F&") == "u=[hidden]&");
  // What stands before it looks as if it went on.
  CHECK(Masks({"beta ad"}).masked("%beta%20ad %abeta%20ad") == "%[hidden] %a[hidden]");
}

TEST_CASE("a newline at the end of a secret need not be there", "[mask]") {
  const Masks masks({"sekret\n"});
  CHECK(masks.masked("a sekret b sekret\nc") == "a [hidden] b [hidden]\nc");
  CHECK(masks.masked(base64("sekret\n")) == "[hidden]");
  CHECK(masks.masked(base64("sekret")) == "[hidden]");
}

TEST_CASE("what may begin a secret is kept back, and no more", "[mask]") {
  const Masks masks({"sekret"});
  CHECK(masks.shown("a sek") == "a ");
  CHECK(masks.shown("a se%4") == "a ");
  CHECK(masks.shown("a prompt: ") == "a prompt: ");
  CHECK(masks.masked("a sek") == "a sek");
  CHECK(masks.masked("a se%6") == "a se%6");
}

TEST_CASE("what cannot be masked is refused", "[mask]") {
  for (const std::string& secret :
       {std::string("abc"), std::string("abc\n"), std::string(65537, 'x')})
    CHECK_THROWS_AS(Masks({"long enough", secret}), Error);
  CHECK(Masks({std::string(65536, 'x')}).masked(std::string(65537, 'x')) == "[hidden]");
  CHECK(Masks({"abcd"}).masked("abcd") == "[hidden]");
}

namespace {

/// A stream of random text with secrets in all their forms, cut at random: it never shows one, and
/// it is what the whole stream gives.
void check_random_splits(int count) {
  std::mt19937 engine(20261128);
  int leaks = 0, differences = 0, hidden = 0;
  for (int i = 0; i < count; i += 10) {
    const std::string secret = random_text(engine, 4 + engine() % 30, "ab-+/%A1 \n\xff") + "xyz";
    const Masks masks({secret, random_text(engine, 5, "abxyz")});
    std::string text, again;
    for (int part = 0; part < 4; ++part) {
      const std::array forms{secret, base64("q" + secret), base64url("qq" + secret + "q"),
                             percent_encoded(secret, true), secret.substr(0, engine() % 4)};
      text += random_text(engine, engine() % 8, "ab-%x2dyz\n") + forms[engine() % forms.size()];
    }
    const std::string whole = masks.masked(text);
    hidden += whole.find("[hidden]") != std::string::npos ? 1 : 0;
    for (int split = 0; split < 10; ++split) {
      const std::string masked = masks.masked(cut(text, engine));
      differences += masked != whole ? 1 : 0;
      leaks += masked.find(secret) != std::string::npos ||
                       masked.find(percent_encoded(secret, true)) != std::string::npos ||
                       masked.find(core(secret, 0)) != std::string::npos ||
                       masked.find(core(secret, 1)) != std::string::npos ||
                       masked.find(core(secret, 2)) != std::string::npos
                   ? 1
                   : 0;
    }
  }
  CHECK(leaks == 0);
  CHECK(differences == 0);
  CHECK(hidden > count / 20);
}

}  // namespace

TEST_CASE("no split of a stream shows a secret", "[mask]") {
  check_random_splits(50'000);
}

TEST_CASE("none of a million splits of a stream shows a secret", "[mask][slow]") {
  check_random_splits(1'000'000);
}
