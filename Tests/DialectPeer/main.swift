// SPDX-License-Identifier: Apache-2.0

// Stands between our codecs and programs that nobody here wrote (Peers/); a tool of the checks.
//
// DialectPeer serve              answers clients of all three dialects on a loopback port, which it prints
// DialectPeer samples FOLDER     writes requests of all three dialects
// DialectPeer ask DIALECT URL MODEL [OPTIONS]   asks a server, and prints what became of it as JSON;
//                                the options are an object, the key stands in $PEER_KEY

import Glibc
import Wisely
import WiselyNet
import WiselyWire

signal(SIGPIPE, SIG_IGN)
let arguments = CommandLine.arguments.dropFirst()
switch (arguments.first, arguments.count) {
case ("serve", 1):
  let server = try HTTPServer()
  print(server.port)
  // Whoever started this reads it from a pipe.
  fflush(nil)
  try await server.run { await PeerServer.answer($0) }
case ("samples", 2): try Samples.write(into: arguments[2])
case ("ask", 4...5):
  guard let dialect = Dialect(rawValue: arguments[2]) else { exit(64) }
  let options = arguments.count == 5 ? arguments[5] : "{}"
  let question = Question(
    dialect: dialect, url: arguments[3], model: ModelID(arguments[4]),
    options: try JSONValue(parsing: Array(options.utf8)))
  print(await question.asked().text)
default: exit(64)
}
