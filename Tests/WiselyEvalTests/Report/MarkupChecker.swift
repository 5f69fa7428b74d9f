// SPDX-License-Identifier: Apache-2.0

/// Reads a page the strict way: every tag closed, every attribute quoted, every sign escaped.
struct MarkupChecker {
  struct Element {
    var name: String
    var attributes: [String: String]
    /// The names of the elements round it, the outermost first.
    var path: [String]
    /// The view box of the picture it is in.
    var viewBox: [Double]?
  }

  struct Fault: Error, CustomStringConvertible {
    var description: String
  }

  private(set) var elements: [Element] = []
  /// Everything between tags, without scripts and style sheets.
  private(set) var text = ""
  private let bytes: [UInt8]
  private var position = 0
  private var open: [Element] = []

  init(_ page: String) throws {
    bytes = Array(page.utf8)
    let start = "<!DOCTYPE html>"
    guard page.hasPrefix(start) else { throw Fault(description: "no document type") }
    position = start.utf8.count
    while position < bytes.count {
      if bytes[position] == UInt8(ascii: "<") { try tag() } else { try words() }
    }
    guard open.isEmpty else { throw fault("\(open.map(\.name)) are never closed") }
  }

  private func fault(_ what: String) -> Fault {
    let place = bytes[max(0, position - 60)..<min(bytes.count, position + 60)]
    return Fault(description: "\(what) near: \(String(decoding: place, as: UTF8.self))")
  }

  private mutating func words() throws {
    var run: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
      let byte = bytes[position]
      guard byte != UInt8(ascii: ">") else { throw fault("a bare >") }
      guard byte >= 0x20 || byte == 0x0A || byte == 0x09 else { throw fault("a control character") }
      if byte == UInt8(ascii: "&") { try reference() }
      run.append(byte)
      position += 1
    }
    text += String(decoding: run, as: UTF8.self)
  }

  /// Looks whether an ampersand begins one of the references that we write.
  private func reference() throws {
    let rest = String(decoding: bytes[position..<min(bytes.count, position + 7)], as: UTF8.self)
    guard
      ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;", "&#10;", "&#9;"].contains(where: rest.hasPrefix)
    else { throw fault("a bare &") }
  }

  private mutating func tag() throws {
    position += 1
    if bytes[position] == UInt8(ascii: "/") {
      position += 1
      let name = try name()
      guard take(">") else { throw fault("</\(name)> is not closed") }
      guard open.popLast()?.name == name else { throw fault("</\(name)> closes another element") }
      return
    }
    let name = try name()
    var attributes: [String: String] = [:]
    while take(" ") {
      let key = try self.name()
      guard take("=\"") else { throw fault("the attribute \(key) is not quoted") }
      var value: [UInt8] = []
      while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
        guard ![UInt8(ascii: "<"), UInt8(ascii: ">"), 0x0A].contains(bytes[position]) else {
          throw fault("an attribute with a bare sign")
        }
        if bytes[position] == UInt8(ascii: "&") { try reference() }
        value.append(bytes[position])
        position += 1
      }
      position += 1
      guard attributes.updateValue(String(decoding: value, as: UTF8.self), forKey: key) == nil
      else { throw fault("\(key) is there twice") }
    }
    var element = Element(
      name: name, attributes: attributes, path: open.map(\.name), viewBox: open.last?.viewBox)
    if let box = attributes["viewBox"] {
      element.viewBox = box.split(separator: " ").compactMap { Double($0) }
    }
    elements.append(element)
    if take("/>") { return }
    guard take(">") else { throw fault("<\(name) is not closed") }
    guard !["meta", "br", "input", "link", "img"].contains(name) else {
      throw fault("<\(name)> does not close itself")
    }
    if name == "script" || name == "style" {
      try skip(to: "</\(name)>")
    } else {
      open.append(element)
    }
  }

  private mutating func skip(to end: String) throws {
    let end = Array(end.utf8)
    while position + end.count <= bytes.count {
      if bytes[position..<position + end.count].elementsEqual(end) {
        position += end.count
        return
      }
      guard ![UInt8(ascii: "<"), UInt8(ascii: "&")].contains(bytes[position]) else {
        throw fault("a sign that needs escaping in a script or style sheet")
      }
      position += 1
    }
    throw fault("no \(end)")
  }

  private mutating func name() throws -> String {
    var name = ""
    while position < bytes.count {
      let scalar = Unicode.Scalar(bytes[position])
      guard scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-"
      else { break }
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard !name.isEmpty else { throw fault("a tag or attribute without a name") }
    return name
  }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard position + wanted.count <= bytes.count,
      bytes[position..<position + wanted.count].elementsEqual(wanted)
    else { return false }
    position += wanted.count
    return true
  }
}
