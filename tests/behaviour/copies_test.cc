// Which database the window keys belong to: if a vault is moved, copied, restored or handed over,
// nothing that another one needs is destroyed (doc/design.md, "Copies").

#include <sys/mount.h>
#include <unistd.h>

#include "support/catch.h"
#include "support/errors.h"
#include "support/skip.h"
#include "support/vault_fixture.h"
#include "support/window_key_files.h"
#include "window_keys/file/window_key_file.h"

using namespace mayfly;
using namespace mayfly::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

/// A folder under a second name, until the end of the test.
struct BindMount {
  BindMount(const fs::path& real, fs::path where)
      : at(std::move(where)),
        is_there(::mount(real.c_str(), at.c_str(), nullptr, MS_BIND, nullptr) == 0) {}
  BindMount(const BindMount&) = delete;
  BindMount& operator=(const BindMount&) = delete;
  ~BindMount() {
    if (is_there) ::umount(at.c_str());
  }

  const fs::path at;
  const bool is_there;
};

struct CopyFixture : VaultFixture {
  MessageId first = user("james").store(draft("first")).id;
  SystemDisk disk;

  /// A folder of ours, made here.
  fs::path made_folder(const std::string& name) {
    fs::create_directory(folder / name);
    fs::permissions(folder / name, fs::perms::owner_all);
    return folder / name;
  }
  fs::path copied_to(const std::string& name) {
    const fs::path copy = made_folder(name) / "vault.db";
    fs::copy_file(database(), copy);
    return copy;
  }
  VaultPlace at(const fs::path& database) const { return {database, state()}; }
  Vault open_at(const VaultPlace& place) { return Vault::open(place, clock, random); }
  UnlockedUser james_at(const VaultPlace& place) {
    return *open_at(place).unlock(UserName("james"), key_file("james"));
  }
  /// Whether messages can be stored there, and the first one be read.
  bool is_vault(const VaultPlace& place) {
    UnlockedUser james = james_at(place);
    CHECK(james.get(first));
    return !error_kind([&] { james.store(draft("x")); });
  }
  bool is_copy(const VaultPlace& place) {
    UnlockedUser james = james_at(place);
    CHECK(james.get(first));
    CHECK(james.list().size() >= 1);
    const auto refused = [&](auto&& change) {
      return error_kind(change) == ErrorKind::not_a_vault;
    };
    return refused([&] { james.store(draft("x")); }) &&
           refused([&] { james.remove(std::vector{first}); }) &&
           refused([&] { james.remove_all(); }) && refused([&] { james.rotate({}, false); }) &&
           refused([&] {
             open_at(place).enroll(UserName("anna"),
                                   Key::of_passphrase(secure_copy(as_bytes("x"))));
           });
  }
  window_keys::Binding binding() {
    return window_keys::WindowKeyFile::open(window_keys(), {}, disk).value().binding().value();
  }
  void bind_to(const window_keys::Binding& binding) {
    auto file = window_keys::WindowKeyFile::open(window_keys(), {}, disk).value();
    Patience none;
    const auto lock = file.lock(none);
    file.write_binding(binding);
  }
};

}  // namespace

TEST_CASE_METHOD(CopyFixture, "a copy of the database can be looked at, and no more", "[copies]") {
  const fs::path copy = copied_to("copy");
  CHECK(is_copy(at(copy)));
  CHECK(is_vault(place()));
  CHECK(is_copy(at(copy)));
}

TEST_CASE_METHOD(CopyFixture, "a message to burn is not read from a copy", "[copies]") {
  Draft once = draft("once");
  once.burn = true;
  const MessageId id = user("james").store(std::move(once)).id;
  const fs::path copy = copied_to("copy");
  UnlockedUser james = james_at(at(copy));
  CHECK(error_kind([&] { james.get(id); }) == ErrorKind::not_a_vault);
  CHECK(user("james").get(id));
}

TEST_CASE_METHOD(CopyFixture, "from a copy window keys are destroyed by time, and rows are not",
                 "[copies]") {
  const fs::path copy = copied_to("copy");
  clock.advance(10min + 64s);
  Vault vault = open_at(at(copy));
  CHECK(vault.list(UserName("james")).empty());
  CHECK(vault.purged().windows == 1);
  const PurgeReport report = vault.purge();
  REQUIRE(report.failure);
  CHECK(report.failure->kind() == ErrorKind::not_a_vault);
  CHECK(report.messages == 0);
}

TEST_CASE_METHOD(CopyFixture, "a vault that was moved is taken along", "[copies]") {
  const fs::path there = made_folder("there") / "vault.db";
  SECTION("within its disk") {
    fs::rename(database(), there);
  }
  SECTION("to another, as mv does it") {
    fs::copy_file(database(), there);
    fs::remove(database());
  }
  SECTION("with its folder") {
    fs::rename(folder / "there", folder / "elsewhere");
    fs::rename(database(), folder / "elsewhere/vault.db");
    CHECK(is_vault(at(folder / "elsewhere/vault.db")));
    fs::rename(folder / "elsewhere", folder / "there");
  }
  CHECK(is_vault(at(there)));
  fs::copy_file(there, database());
  CHECK(is_copy(place()));
}

TEST_CASE_METHOD(CopyFixture, "of two that were moved and copied, one is the vault", "[copies]") {
  const fs::path there = made_folder("there") / "vault.db";
  fs::rename(database(), there);
  fs::copy_file(there, database());
  if (GENERATE(true, false)) {
    CHECK(is_vault(at(there)));
    CHECK(is_copy(place()));
  } else {
    CHECK(is_vault(place()));
    CHECK(is_copy(at(there)));
  }
}

TEST_CASE_METHOD(CopyFixture, "a database that is restored where it stood is the vault",
                 "[copies]") {
  const fs::path backup = copied_to("backup");
  user("james").store(draft("second"));
  fs::remove(database());
  fs::copy_file(backup, database());
  CHECK(is_vault(place()));
  CHECK(is_copy(at(backup)));
}

TEST_CASE_METHOD(CopyFixture, "if it cannot be known whether the original is there, it is a copy",
                 "[copies]") {
  const fs::path copy = copied_to("copy");
  fs::remove(database());
  window_keys::Binding elsewhere = binding();
  elsewhere.database.path = GENERATE_COPY(folder / "nothing" / "vault.db", database());
  ++elsewhere.database.device;  // of a disk that is not mounted now
  elsewhere.database.inode = 1;
  bind_to(elsewhere);
  CHECK(is_copy(at(copy)));
  Vault vault = open_at(at(copy));
  CHECK(vault.adopt());
  CHECK_FALSE(vault.adopt());
  CHECK(is_vault(at(copy)));
}

TEST_CASE_METHOD(CopyFixture, "with a binding that is damaged nothing is destroyed", "[copies]") {
  for (std::size_t i = 0; i < window_keys::kBindingBlocks; ++i)
    overwrite(window_keys(), (window_keys::kBindingBlock + i) * window_keys::kBlockSize,
              Bytes(8, 0x5a));
  CHECK(is_copy(place()));
  open_at(place()).adopt();
  CHECK(is_vault(place()));
}

TEST_CASE_METHOD(CopyFixture, "a copy that is adopted is the vault, and the other one a copy",
                 "[copies]") {
  const fs::path copy = copied_to("copy");
  CHECK(open_at(at(copy)).adopt());
  CHECK(is_vault(at(copy)));
  CHECK(is_copy(place()));
}

TEST_CASE_METHOD(CopyFixture, "a copy with its window keys is a vault of its own", "[copies]") {
  const fs::path copy = copied_to("copy");
  fs::copy(state(), folder / "copy/state");
  fs::permissions(folder / "copy/state", fs::perms::owner_all);
  const VaultPlace both{copy, folder / "copy/state"};
  CHECK(is_vault(both));
  james_at(both).remove_all();
  CHECK(is_vault(place()));
}

TEST_CASE_METHOD(CopyFixture, "window keys that were moved or restored are no copies", "[copies]") {
  const fs::path copy = copied_to("copy");
  const fs::path moved = folder / "moved";
  VaultPlace there{database(), moved};
  SECTION("within their disk") {
    fs::rename(state(), moved);
  }
  SECTION("to another") {
    fs::copy(state(), moved);
    fs::permissions(moved, fs::perms::owner_all);
    fs::remove_all(state());
  }
  SECTION("restored") {
    fs::copy(state(), moved);
    fs::remove_all(state());
    fs::rename(moved, state());
    fs::permissions(state(), fs::perms::owner_all);
    there.state_folder = state();
  }
  VaultPlace of_copy = there;
  of_copy.database = copy;
  CHECK(is_copy(of_copy));
  CHECK(is_vault(there));
  CHECK(is_copy(of_copy));
}

TEST_CASE_METHOD(CopyFixture, "a folder that is a symbolic link, and its target, are one place",
                 "[copies]") {
  const fs::path target = made_folder("target");
  fs::rename(database(), target / "vault.db");
  fs::create_directory_symlink(target, folder / "link");
  CHECK(is_vault(at(folder / "link/vault.db")));
  CHECK(is_vault(at(target / "vault.db")));
  CHECK(binding().database.path == fs::canonical(target / "vault.db"));
}

TEST_CASE_METHOD(CopyFixture, "another hard link is refused, and destroys nothing", "[copies]") {
  const fs::path copy = made_folder("copy") / "vault.db";
  fs::create_hard_link(database(), copy);
  CHECK(error_kind([&] { open_at(at(copy)); }) == ErrorKind::unsafe_permissions);
  CHECK(error_kind([&] { open_at(place()); }) == ErrorKind::unsafe_permissions);
  fs::remove(copy);
  CHECK(is_vault(place()));
}

TEST_CASE_METHOD(CopyFixture, "a bind mount leads to the vault, by both names", "[copies]") {
  const fs::path real = made_folder("real");
  const fs::path mounted = made_folder("mounted");
  fs::rename(database(), real / "vault.db");
  const BindMount mount(real, mounted);
  if (!mount.is_there) return skip("no bind mount can be made here");
  CHECK(is_vault(at(real / "vault.db")));
  const window_keys::Binding bound = binding();
  CHECK(is_vault(at(mounted / "vault.db")));
  CHECK(binding() == bound);
}

TEST_CASE_METHOD(CopyFixture, "a vault that was handed over takes no key of ours", "[copies]") {
  // Somebody gives us a database with our vault's id and rows of their own.
  const fs::path theirs = copied_to("theirs");
  UnlockedUser james = james_at(at(theirs));
  CHECK(error_kind([&] { james.remove_all(); }) == ErrorKind::not_a_vault);
  CHECK(user("james").get(first));
}

TEST_CASE_METHOD(CopyFixture, "who only looks binds nothing", "[copies]") {
  const fs::path there = made_folder("there") / "vault.db";
  fs::rename(database(), there);
  const window_keys::Binding before = binding();
  VaultOptions look;
  look.look_only = true;
  CHECK(Vault::open(at(there), clock, random, look).list(UserName("james")).size() == 1);
  CHECK(binding() == before);
}

TEST_CASE_METHOD(CopyFixture, "to look at a copy takes nothing from an original that is away",
                 "[copies]") {
  const fs::path copy = copied_to("copy");
  fs::rename(database(), folder / "aside");
  CHECK(open_at(at(copy)).list(UserName("james")).size() == 1);
  fs::rename(folder / "aside", database());
  CHECK(is_vault(place()));
  CHECK(is_copy(at(copy)));
}

TEST_CASE_METHOD(CopyFixture, "one that was open when another was adopted is a copy", "[copies]") {
  const fs::path copy = copied_to("copy");
  UnlockedUser james = user("james");
  open_at(at(copy)).adopt();
  CHECK(error_kind([&] { james.remove_all(); }) == ErrorKind::not_a_vault);
  CHECK(error_kind([&] { james.store(draft("x")); }) == ErrorKind::not_a_vault);
  CHECK(is_vault(at(copy)));
}

TEST_CASE_METHOD(CopyFixture, "a vault that was restored is found by a bind mount as well",
                 "[copies]") {
  const fs::path real = made_folder("real");
  const fs::path mounted = made_folder("mounted");
  fs::rename(database(), real / "vault.db");
  CHECK(is_vault(at(real / "vault.db")));
  fs::copy_file(real / "vault.db", real / "new");
  fs::rename(real / "new", real / "vault.db");
  const BindMount mount(real, mounted);
  if (!mount.is_there) return skip("no bind mount can be made here");
  CHECK(is_vault(at(mounted / "vault.db")));
}

TEST_CASE_METHOD(CopyFixture, "both files on another machine are a vault of their own",
                 "[copies]") {
  const fs::path there = made_folder("there");
  fs::copy_file(database(), there / "vault.db");
  fs::copy(state(), there / "state");
  fs::permissions(there / "state", fs::perms::owner_all);
  window_keys::Binding unseen = binding();  // as what stands there has it, in this test
  unseen.database = {"/nowhere/else/vault.db", unseen.database.device + 1, 7};
  unseen.window_keys = {"/nowhere/else/x.windows", unseen.database.device + 1, 8};
  fs::remove_all(state());
  fs::create_directory_symlink(there / "state", state());
  bind_to(unseen);
  CHECK(is_vault({there / "vault.db", there / "state"}));
}

TEST_CASE_METHOD(CopyFixture, "what cannot be told of a vault that is away is not taken for none",
                 "[copies]") {
  fs::rename(database(), folder / "hidden");
  const fs::path keys = window_keys();
  SECTION("cut off") {
    fs::resize_file(keys, 100);
  }
  SECTION("open to others") {
    fs::permissions(keys, fs::perms::owner_all | fs::perms::group_read);
  }
  SECTION("a folder") {
    fs::remove(keys);
    fs::create_directory(keys);
  }
  SECTION("bound to nothing yet") {
    bind_to({});
  }
  const auto left = find_left_window_keys(place());
  REQUIRE(left);
  CHECK(left->file == keys);
  CHECK_FALSE(left->certain);
}

TEST_CASE_METHOD(CopyFixture, "what was there and is gone is known", "[copies]") {
  CHECK_FALSE(find_left_window_keys(place()));
  fs::rename(database(), folder / "hidden");
  const auto left = find_left_window_keys(place());
  REQUIRE(left);
  CHECK(left->file == window_keys());
  CHECK(left->certain);
  CHECK_FALSE(find_left_window_keys(at(folder / "other.db")));
}
