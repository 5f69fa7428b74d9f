// SPDX-License-Identifier: Apache-2.0

/// The form in which a file of a batch is uploaded, read strictly.
struct OpenAIUploadForm {
  /// The file's bytes.
  let file: [UInt8]

  /// Reads a form; nil when it is none, or not one of a batch's file.
  init?(_ contentType: String?, _ body: [UInt8]) {
    let mark = "multipart/form-data; boundary="
    guard let contentType, contentType.hasPrefix(mark) else { return nil }
    let delimiter = Array("--\(contentType.dropFirst(mark.count))".utf8)
    var purpose: [UInt8]?
    var file: [UInt8]?
    var rest = body[...]
    guard rest.starts(with: delimiter) else { return nil }
    rest = rest.dropFirst(delimiter.count)
    while !rest.starts(with: Array("--\r\n".utf8)) {
      guard rest.starts(with: Array("\r\n".utf8)) else { return nil }
      rest = rest.dropFirst(2)
      guard let blank = Self.find(Array("\r\n\r\n".utf8), in: rest),
        let end = Self.find(Array("\r\n".utf8) + delimiter, in: rest[(blank + 4)...])
      else { return nil }
      let head = String(decoding: rest[..<blank], as: UTF8.self).lowercased()
      let content = Array(rest[(blank + 4)..<end])
      if head.contains("name=\"purpose\"") { purpose = content }
      if head.contains("name=\"file\"; filename=") { file = content }
      rest = rest[(end + 2 + delimiter.count)...]
    }
    guard rest.count == 4, purpose == Array("batch".utf8), let file else { return nil }
    self.file = file
  }

  private static func find(_ bytes: [UInt8], in slice: ArraySlice<UInt8>) -> Int? {
    guard slice.count >= bytes.count else { return nil }
    return (slice.startIndex...(slice.endIndex - bytes.count)).first {
      slice[$0] == bytes[0] && slice[$0..<($0 + bytes.count)].elementsEqual(bytes)
    }
  }
}
