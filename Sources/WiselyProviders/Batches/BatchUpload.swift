// SPDX-License-Identifier: Apache-2.0

import Wisely

/// A file of a batch's requests as the form (RFC 7578) in which it is uploaded.
struct BatchUpload {
  /// The lines of the file.
  let file: [UInt8]
  private let boundary: String

  init(file: [UInt8]) {
    self.file = file
    // The requests decide it, so that equal batches are equal bytes. A line of JSON begins with a brace
    // and holds no other line, so no boundary can stand in it.
    boundary = "wisely-" + SHA256.hex(of: file).prefix(32)
  }

  /// The value of the form's content type.
  var contentType: String { "multipart/form-data; boundary=\(boundary)" }

  /// The form.
  var body: [UInt8] {
    let head = """
      --\(boundary)\r
      content-disposition: form-data; name="purpose"\r
      \r
      batch\r
      --\(boundary)\r
      content-disposition: form-data; name="file"; filename="requests.jsonl"\r
      content-type: application/jsonl\r
      \r

      """
    return Array(head.utf8) + file + Array("\r\n--\(boundary)--\r\n".utf8)
  }
}
