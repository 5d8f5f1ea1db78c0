#pragma once

// The scripts of tests/cli/*.txt. A script is what somebody types, and what they then must see:
//
//   # why                         a comment
//   stdin TEXT                    what the next command reads (\n, \t, \xHH, \\ are escapes)
//   type TEXT                     an answer to the next command's next question
//   file NAME TEXT                writes $HOME/NAME, for its owner only; escapes as for stdin
//   terminal / pipe               standard output from here on
//   clock TIME                    moves the clock
//   copy FROM TO, move FROM TO    files or folders of the home
//   env NAME=VALUE
//   $ store 'a word' --user x     runs the program
//   ? TEXT                        a question that it asks at the terminal
//   > TEXT                        a line of standard output; escapes as for stdin
//   >| TEXT                       the last one, if it has no newline
//   ! TEXT or !| TEXT             a line of standard error, as it is
//   exit N                        if it is not 0
//   exists NAME / absent NAME     $HOME/NAME is there, or is not
//   mode NAME 600                 the permissions of $HOME/NAME
//   ---                           a new home: nothing that was before is left
//
// $HOME stands for the script's own home. Whatever a command prints or asks must be in the script,
// and the reverse. There is a terminal to ask at if the script types an answer.

#include <string>
#include <vector>

namespace mayfly::test {

/// Something that is not as the script says.
struct Difference {
  int line;  ///< of the script, from 1
  std::string what;
};

struct ScriptReport {
  int commands = 0;  ///< that were run
  std::vector<Difference> differences;
  std::string rewritten;  ///< the script, if what the commands did were right
};

/// Runs a script. Throws std::runtime_error, with the number of the line, if one is not a step.
ScriptReport run_script(const std::string& script);

}  // namespace mayfly::test
