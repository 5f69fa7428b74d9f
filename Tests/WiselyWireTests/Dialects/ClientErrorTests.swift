// SPDX-License-Identifier: Apache-2.0

import Testing
import Wisely
import WiselyWire

@Suite struct ClientErrorTests {
  @Test(
    "What is written for clients is read as the same error", arguments: Dialect.allCases,
    [
      ModelError.Code.invalidRequest, .authentication, .billing, .permission, .unknownModel,
      .tooLarge, .rateLimited, .overloaded, .timedOut, .upstream,
    ])
  func written(dialect: Dialect, code: ModelError.Code) {
    let error = ModelError(code, "It went wrong.")
    let body = dialect.body(of: error).bytes
    let status = error.clientStatus
    let read =
      dialect == .anthropicMessages
      ? ModelError(anthropicStatus: status, body: body, host: "h")
      : ModelError(openAIStatus: status, body: body, host: "h")
    #expect(read.code == code)
    #expect(read.message == "It went wrong (status \(status)).")
  }
}
