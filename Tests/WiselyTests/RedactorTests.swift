// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Wisely

@Suite struct RedactorTests {
  private func redact(_ text: String) -> (text: String, count: Int) {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let count = Redactor.redact(&lines)
    return (lines.joined(separator: "\n"), count)
  }

  // Written in pieces, so that no scanner of this repository takes them for real ones.
  private static let body = "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"

  @Test(
    "Keys go by their makers' shapes",
    arguments: [
      "sk-" + body, "sk-ant-api03-" + body, "sk_live_" + body, "ghp_" + body,
      "github_pat_" + body, "glpat-" + body, "AKIA" + "ABCDEFGHIJ234567", "AIza" + body,
      "gsk_" + body, "xai-" + body, "nvapi-" + body, "pplx-" + body, "csk-" + body,
      "tgp_v1_" + body,
      "xoxb-" + body, "hf_" + body, "eyJ" + body + "." + body + "." + body,
    ])
  func shapes(key: String) {
    #expect(redact("see \(key), please") == ("see [redacted], please", 1))
    #expect(redact("\(key)\n\(key)") == ("[redacted]\n[redacted]", 2))
    #expect(redact("x\(key)").count == 0)
  }

  @Test(
    "Values of passwords go, their names stay",
    arguments: [
      ("password=hunter2", "password=[redacted]"),
      ("DB_PASSWORD=hunter22 # note", "DB_PASSWORD=[redacted] # note"),
      ("export API_KEY='abc def'", "export API_KEY='[redacted]'"),
      ("\"client_secret\": \"xyz\"", "\"client_secret\": \"[redacted]\""),
      ("api-key: k3yk3yk3y", "api-key: [redacted]"),
      ("let token = \"abc\"", "let token = \"[redacted]\""),
      ("postgres://bob:s3cr3t@db/x", "postgres://bob:[redacted]@db/x"),
      ("Authorization: Bearer abcdef0123456789", "Authorization: Bearer [redacted]"),
      ("a=1&token=abcd1234&b=2", "a=1&token=[redacted]&b=2"),
      ("password => 'x1'", "password => '[redacted]'"),
    ])
  func assignments(before: String, after: String) { #expect(redact(before) == (after, 1)) }

  @Test(
    "Prose, program text and placeholders stay",
    arguments: [
      "password: must be at least 12 characters", "The password = what you chose.",
      "max_tokens=4096", "token_count=17", "if password == stored {", "password=${DB_PASSWORD}",
      "password=<yours>", "secret = os.environ[\"SECRET\"]", "token = next()", "token: null",
      "sk-learn-compatible-estimators", "ASIA-PACIFIC-REGION-2024-REPORT", "https://a.b:8080/x@y",
      "see https://example.org/a:b@c", "secret: the second chapter", "password:", "token=",
    ])
  func kept(text: String) { #expect(redact(text) == (text, 0)) }

  @Test("A private key goes line by line, so that line numbers stay")
  func privateKey() {
    let key = [
      "-----BEGIN RSA " + "PRIVATE KEY-----", "MIIE", "abc=", "-----END RSA " + "PRIVATE KEY-----",
    ]
    let text = (["a"] + key + ["b"]).joined(separator: "\n")
    let mark = Redactor.mark
    #expect(redact(text) == (["a", mark, mark, mark, mark, "b"].joined(separator: "\n"), 1))
    #expect(redact("-----BEGIN CERTIFICATE-----\nMIIE\n-----END CERTIFICATE-----").count == 0)
    // A key that is cut off takes the rest with it rather than showing half of itself.
    #expect(
      redact(key.prefix(2).joined(separator: "\n") + "\nx").text == "\(mark)\n\(mark)\n\(mark)")
  }
}
