// SPDX-License-Identifier: Apache-2.0

/// One conversation of a cascade as each of its two models knows it.
///
/// The conversation is cut into questions, each beginning with the person's words. In a question that
/// was escalated the marker stands in front of the strong model's first block:
///
/// | question | the cheap model sees | the strong model sees |
/// |---|---|---|
/// | not escalated | its own turns as they are | the cheap model's words and tool pairs |
/// | escalated | its own turns, then the strong model's words and tool pairs | the person's words, then its own turns as they are |
///
/// So a call always stands before its result in either view: a cheap attempt's calls and results are
/// shown together or left out together. Each view only ever grows at its end, except that the cheap
/// model's failed draft is replaced by the answer that took its place.
struct CascadeTranscript {
  private let questions: [Question]

  private struct Question {
    var messages: ArraySlice<Message>
    /// The message with the marker and the marker's place in it.
    var marker: (message: Int, block: Int)?
  }

  init(_ transcript: Transcript, from first: ModelID, to strong: ModelID) {
    let messages = transcript.messages
    var starts = messages.indices.filter {
      messages[$0].speaker == .user && !messages[$0].text.isEmpty
    }
    if starts.first != 0, !messages.isEmpty { starts.insert(0, at: 0) }
    questions = starts.enumerated().map { position, start in
      let end = position + 1 < starts.count ? starts[position + 1] : messages.count
      let slice = messages[start..<end]
      return Question(messages: slice, marker: Self.marker(in: slice, from: first, to: strong))
    }
  }

  /// Setups nest, so only a marker between these two models counts.
  private static func marker(
    in messages: ArraySlice<Message>, from first: ModelID, to strong: ModelID
  ) -> (message: Int, block: Int)? {
    for index in messages.indices {
      let place = messages[index].blocks.firstIndex { block in
        guard case .escalation(let escalation) = block else { return false }
        return escalation.from == first && escalation.to == strong
      }
      if let place { return (index, place) }
    }
    return nil
  }

  /// Whether the strong model has taken over the newest question.
  var isEscalated: Bool { questions.last?.marker != nil }

  /// The conversation as the cheap model knows it.
  var first: Transcript {
    Transcript(
      questions.flatMap { question -> [Message] in
        guard let marker = question.marker else { return Array(question.messages) }
        return question.messages.indices.compactMap { index in
          let message = question.messages[index]
          if index < marker.message || message.speaker != .assistant { return message }
          guard index == marker.message else { return Self.foreign(message) }
          let own = message.blocks[..<marker.block]
          let others = message.blocks[(marker.block + 1)...].filter(\.isReadableByOthers)
          return Self.unlessEmpty(message, own + others)
        }
      })
  }

  /// The conversation as the strong model knows it; the newest question without the cheap attempt.
  func strong(takingOver: Bool) -> Transcript {
    Transcript(
      questions.enumerated().flatMap { position, question -> [Message] in
        if let marker = question.marker {
          return question.messages.indices.compactMap { index in
            let message = question.messages[index]
            if index == question.messages.startIndex || index > marker.message { return message }
            // Instructions in mid-conversation stay; the cheap attempt does not.
            guard index == marker.message else {
              return message.speaker == .system ? message : nil
            }
            return Self.unlessEmpty(message, Array(message.blocks[(marker.block + 1)...]))
          }
        }
        if takingOver, position == questions.count - 1 {
          return question.messages.enumerated().filter { $0 == 0 || $1.speaker == .system }
            .map(\.element)
        }
        return question.messages.compactMap { message in
          message.speaker == .assistant ? Self.foreign(message) : message
        }
      })
  }

  private static func foreign(_ message: Message) -> Message? {
    unlessEmpty(message, message.blocks.filter(\.isReadableByOthers))
  }

  private static func unlessEmpty(_ message: Message, _ blocks: [Block]) -> Message? {
    blocks.isEmpty ? nil : Message(message.speaker, blocks, extra: message.extra)
  }
}
