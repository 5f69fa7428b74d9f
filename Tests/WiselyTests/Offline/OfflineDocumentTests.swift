// SPDX-License-Identifier: Apache-2.0

import Oracles
import Testing
import Wisely

@Suite(.timeLimit(.minutes(4))) struct OfflineDocumentTests {
  /// A table whose figures are known before it is written down.
  private struct Ledger {
    var rows: [(id: Int, town: String, state: String, units: Int, cents: Int)]

    static let towns = ["Torvik", "Hamble", "Lowick"]
    static let states = ["paid", "open", "void"]

    init(rows count: Int, using generator: inout SeededSource) {
      rows = (0..<count).map { index in
        (
          1_000 + index, generator.pick(Self.towns), generator.pick(Self.states),
          generator.int(1...90), generator.int(100...99_999)
        )
      }
    }

    var shelf: PaperShelf {
      PaperShelf(documents: [
        "books/sales.csv": ["id,town,state,units,amount"]
          + rows.map {
            "\($0.id),\($0.town),\($0.state),\($0.units),\($0.cents / 100).\($0.cents / 10 % 10)\($0.cents % 10)"
          },
        "books/notes.md": ["# Notes", "", "The sales are booked by Ada."],
      ])
    }
  }

  private static func euros(_ cents: Int) -> String {
    FractionOracle(Int128(cents), 100).decimal() ?? ""
  }

  @Test("Counts, sums and extremes of tables are right wherever they are checked")
  func tables() async throws {
    var generator = SeededSource(seed: 31)
    var doubted = 0
    for round in 0..<6 {
      // A small one reads two pages of 200 lines.
      let ledger = Ledger(rows: round % 2 == 0 ? 60 : 450, using: &generator)
      let (town, state, limit) = (
        generator.pick(Ledger.towns), generator.pick(Ledger.states), generator.int(20...70)
      )
      let chosen = ledger.rows.filter { $0.town == town && $0.state == state }
      let dearest = ledger.rows.map(\.cents).max() ?? 0
      let questions = [
        (
          "How many rows in sales.csv have town \(town) and state \(state)?", "\(chosen.count)"
        ),
        (
          "How many rows in sales.csv have units below \(limit)?",
          "\(ledger.rows.count { $0.units < limit })"
        ),
        (
          "How many rows in sales.csv have units at least \(limit) and town \(town)?",
          "\(ledger.rows.count { $0.units >= limit && $0.town == town })"
        ),
        (
          "What is the total amount in sales.csv where town is \(town) and state is \(state)?",
          Self.euros(chosen.reduce(0) { $0 + $1.cents })
        ),
        ("What is the highest amount in sales.csv?", Self.euros(dearest)),
        (
          "Which id in sales.csv has the highest amount?",
          "\(ledger.rows.first { $0.cents == dearest }?.id ?? 0)"
        ),
        (
          "How many lines in sales.csv mention \"\(town)\"?",
          "\(ledger.rows.count { $0.town == town })"
        ),
      ]
      for (question, expected) in questions {
        for size in [OfflineModel.Size.small, .large] {
          let said = try await ledger.shelf.ask(OfflineModel(size), question).answer
          if said.isDoubted { doubted += 1 }
          #expect(said.isChecked || size == .small, "\(question)\n\(said.text)")
          guard said.isChecked else { continue }
          #expect(said.answer == expected, "\(question)\n\(said.text)")
        }
        let pair = AdvisedModel(executor: OfflineModel(.small), advisor: OfflineModel(.large))
        let (said, _, response) = try await ledger.shelf.ask(pair, question)
        #expect(said.answer == expected, "\(question)\n\(said.text)\n\(response.consultations)")
      }
    }
    #expect(doubted > 10)
  }

  private static let office = PaperShelf(documents: [
    "office/lease.md": [
      "# Lease", "", "- Monthly rent: 1,200.00", "- Deposit: 3,600.00", "",
      "## Addendum", "", "The floor area is 88 square metres. The landlord pays the water.",
    ],
    "office/people.md": [
      "# People", "", "| Name | Role | Email |", "|---|---|---|",
      "| Ida Falk | director | ida@falk.example |", "| Ole Berg | driver | ole@berg.example |", "",
      "Write to info@falk.example, or call +44 20 7946 0100.",
    ],
    "bills/one.txt": ["Bill of Brook", "Date: 2026-01-05", "Total: 120.50"],
    "bills/two.txt": ["Bill of Senn", "Date: 2026-02-06", "Total: 80.25"],
    "bills/three.txt": ["Bill of Brook", "Date: 2026-03-07", "Total: 1,000.00"],
  ])

  @Test(
    "Facts, lists and sums over documents are found",
    arguments: [
      ("What is the monthly rent?", "1,200.00"), ("What is the deposit of the lease?", "3,600.00"),
      ("What is the floor area?", "88 square metres"),
      ("What is the email of Ole Berg?", "ole@berg.example"),
      ("What is the role of Ida Falk?", "director"),
      (
        "List all email addresses in people.md",
        "ida@falk.example, ole@berg.example, info@falk.example"
      ),
      ("List all phone numbers in people.md", "+44 20 7946 0100"),
      ("What is the sum of the totals of all bills?", "1200.75"),
      ("What is the sum of the totals of all bills from Brook?", "1120.5"),
      ("How many lines mention \"Brook\"?", "2"), ("How many rows in people.md?", "2"),
      ("What is the total in two.txt?", "80.25"),
    ])
  func facts(_ question: String, _ expected: String) async throws {
    for size in OfflineModel.Size.allCases {
      let (said, calls, _) = try await Self.office.ask(OfflineModel(size), question)
      #expect(said.answer == expected, "\(said.text)")
      #expect(!calls.isEmpty)
    }
  }

  @Test("Documents that disagree, are missing or do not say it leave a doubt")
  func doubts() async throws {
    var shelf = Self.office
    shelf.documents["office/old-lease.md"] = ["# Old lease", "", "- Monthly rent: 900.00"]
    for (question, answer) in [
      ("What is the monthly rent?", nil), ("What is the rent of the garage?", "not found"),
      ("How many rows in missing.csv have town Ulm?", nil),
      ("How many rows in people.md have role pilot?", "0"),
      ("What is the total amount in people.md where role is between 3 and 5?", nil),
    ] as [(String, String?)] {
      let (said, _, _) = try await shelf.ask(OfflineModel(.large), question)
      #expect(!said.isChecked, "\(question)\n\(said.text)")
      if let answer { #expect(said.answer == answer) }
    }
  }

  @Test("Without tools a question about documents says that they are missing")
  func noTools() async throws {
    let said = try await OfflineAnswer.of(.large, "How many rows in sales.csv have town Ulm?")
    #expect(said.text.hasPrefix("This needs documents"))
    #expect(said.answer.isEmpty)
  }

  @Test("Quoted cells and wrapped sentences are read whole")
  func reading() async throws {
    let shelf = PaperShelf(documents: [
      "a.csv": ["name,price", "\"Bolt, long\",3.50", "\"Nut \"\"M8\"\"\",0.20"],
      "b.md": [
        "# Rules", "",
        "Nobody is to work alone in the building after dark. The alarm code of the",
        "building is 4471. Guests are to be announced at the door.",
      ],
      "empty.md": [],
    ])
    let model = OfflineModel(.large)
    #expect(
      try await shelf.ask(model, "Which name in a.csv has the highest price?").answer.answer
        == "Bolt, long")
    #expect(
      try await shelf.ask(model, "What is the price of Nut in a.csv?").answer.answer == "0.20")
    #expect(
      try await shelf.ask(model, "What is the alarm code of the building?").answer.answer == "4471")
  }
}
