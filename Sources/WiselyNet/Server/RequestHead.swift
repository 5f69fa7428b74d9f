// SPDX-License-Identifier: Apache-2.0

/// A request's line and header fields, read strictly.
///
/// Whatever two programs could understand differently is refused rather than mended (RFC 9112, 11.2):
/// bare line feeds, folded lines, white space before colons, two lengths, a length beside a transfer
/// coding, absolute targets, two hosts.
struct RequestHead: Hashable, Sendable {
  /// How a body is delimited.
  enum Framing: Hashable, Sendable {
    case length(Int)
    case chunked
  }

  var method: String
  var target: String
  var headers: HTTPHeaders
  var framing: Framing
  /// Whether the client waits to be told to go on before it sends the body.
  var expectsContinue: Bool
  /// Whether the client wants the connection to end.
  var wantsClose: Bool

  /// Reads a head, from its first byte up to but not including the empty line.
  init(_ bytes: ArraySlice<UInt8>, limits: HTTPServerLimits) throws(RequestFault) {
    var rest = bytes
    let line = Self.line(&rest)
    guard line.count <= limits.lineBytes else {
      throw RequestFault(414, "The request line is longer than \(limits.lineBytes) bytes.")
    }
    (method, target) = try Self.request(line)
    headers = HTTPHeaders()
    while !rest.isEmpty {
      guard headers.fields.count < limits.fields else {
        throw RequestFault(431, "The request has more than \(limits.fields) header fields.")
      }
      headers.add(try Self.field(Self.line(&rest)))
    }
    guard headers.all("host").count == 1 else {
      throw RequestFault(400, "A request has exactly one Host.")
    }
    framing = try Self.framing(headers, limit: limits.bodyBytes)
    let connection = headers.all("connection")
      .flatMap { $0.lowercased().split(separator: ",") }
      .map { $0.trimmed }
    wantsClose = connection.contains("close")
    switch headers["expect"]?.lowercased() {
    case nil: expectsContinue = false
    case "100-continue": expectsContinue = true
    default: throw RequestFault(417, "Only 100-continue can be expected.")
    }
  }

  /// Cuts off everything up to the next line end.
  private static func line(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = rest.startIndex
    while end < rest.endIndex {
      if rest[end] == 13, end + 1 < rest.endIndex, rest[end + 1] == 10 {
        defer { rest = rest[(end + 2)...] }
        return rest[..<end]
      }
      end += 1
    }
    defer { rest = [] }
    return rest
  }

  private static func request(
    _ line: ArraySlice<UInt8>
  ) throws(RequestFault) -> (method: String, target: String) {
    let parts = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3 else {
      throw RequestFault(400, "The first line is no request line of HTTP/1.1.")
    }
    let method = String(decoding: parts[0], as: UTF8.self)
    guard HTTPHeaders.isToken(method), method.utf8.count <= 32 else {
      throw RequestFault(400, "The method is not one.")
    }
    let version = String(decoding: parts[2], as: UTF8.self)
    guard version == "HTTP/1.1" else {
      throw version.hasPrefix("HTTP/")
        ? RequestFault(505, "This server speaks HTTP/1.1 only.")
        : RequestFault(400, "The first line is no request line of HTTP/1.1.")
    }
    guard parts[1].first == UInt8(ascii: "/"), parts[1].allSatisfy({ 0x21...0x7E ~= $0 }) else {
      throw RequestFault(400, "The target is not a path that begins with a slash.")
    }
    return (method, String(decoding: parts[1], as: UTF8.self))
  }

  private static func field(
    _ line: ArraySlice<UInt8>
  ) throws(RequestFault) -> HTTPHeaders.Field {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")),
      let name = String(validating: line[..<colon], as: UTF8.self),
      let value = String(validating: line[(colon + 1)...], as: UTF8.self),
      let field = HTTPHeaders.Field(name: name, value: value.trimmed)
    else {
      throw RequestFault(400, "A header field is malformed.")
    }
    return field
  }

  private static func framing(
    _ headers: HTTPHeaders, limit: Int
  ) throws(RequestFault) -> Framing {
    let lengths = headers.all("content-length")
    let codings = headers.all("transfer-encoding")
    guard lengths.count + codings.count <= 1 else {
      throw RequestFault(400, "The request says twice how long its body is.")
    }
    if let coding = codings.first {
      guard coding.lowercased() == "chunked" else {
        throw RequestFault(501, "Chunked is the only transfer coding this server knows.")
      }
      return .chunked
    }
    guard let text = lengths.first else { return .length(0) }
    guard !text.isEmpty, text.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) else {
      throw RequestFault(400, "The content length is not a number.")
    }
    // A number too large for an integer is too large for us as well.
    guard let length = Int(text), length <= limit else { throw .bodyTooLarge(limit) }
    return .length(length)
  }
}

extension RequestFault {
  static func bodyTooLarge(_ limit: Int) -> RequestFault {
    RequestFault(413, "The request's body is larger than \(limit) bytes.")
  }
}

extension HTTPHeaders {
  /// The values of all fields of that name.
  func all(_ name: String) -> [String] {
    fields.filter { $0.name.lowercased() == name }.map(\.value)
  }
}

extension StringProtocol {
  /// Without the white space that HTTP allows round a value.
  var trimmed: String {
    let isSpace = { (character: Character) in character == " " || character == "\t" }
    var rest = self[...].drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
    return String(rest)
  }
}
