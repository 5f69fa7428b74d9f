// SPDX-License-Identifier: Apache-2.0

import Oracles

/// Questions about the documents, answered by reading them.
enum DocumentQueries {
  private static let folder = ["documents"]

  static var all: [(Example, [String])] { facts + amended + counts + figures + lists }

  /// One place says it.
  private static let facts: [(Example, [String])] = [
    (Example("What is the deposit of the lease?", "7,050.00"), folder),
    (Example("How long is the fixed term of the lease?", "5 years"), folder),
    (
      Example("What is the notice to end the lease?", "9 months before the end of a term"),
      ["documents/lease.md"]
    ),
    (Example("Who is the insurer of the building?", "Corvane Mutual"), folder),
    (
      Example("What is the delivery time in the contract with Brant Steel?", "15 working days"),
      folder
    ),
    (
      Example(
        "What is the penalty for late delivery?",
        "1 % of the order for each full week, at most 5 %"), ["documents/supply-contract.md"]
    ),
    (Example("Who is the contact at the supplier Brant Steel?", "Ines Kaltz"), folder),
    (
      Example("What is the price of the Dropout pair in supply-contract.md?", "5.25"), folder
    ),
    (Example("What is the notice after probation?", "8 weeks"), folder),
    (Example("What is the lunch limit in handbook.md?", "14.00"), folder),
    (Example("What is the email of Mara Quill?", "mara.quill@larkfield.example"), folder),
    (Example("What is the phone number of the director Lewis Okoro?", "+44 20 7946 0111"), folder),
    (
      Example("What are the opening hours of the shop?", "Tuesday to Saturday, 10:00 to 18:00"),
      folder
    ),
    (Example("What is the final price of the booth?", "19,340.00"), folder),
    (Example("What is the price of the trailer?", "685.00"), folder),
    (Example("When is the trailer manual, first draft due?", "2026-06-26"), folder),
    (Example("What is the code name of the trailer project?", "Pelican"), folder),
    (Example("What is the price of the Courier E?", "4150.00"), folder),
  ]

  /// Another document, or another place, has changed it since.
  private static let amended: [(Example, [String])] = [
    (Example("What is the annual leave from April 2026?", "28 days"), folder),
    (
      Example("What is the annual leave?", "28 days"),
      ["documents/handbook.md", "documents/handbook-changes.md"]
    ),
    (Example("What is the hotel limit from June 2026?", "125.00"), folder),
    (Example("What is the notice during probation?", "3 weeks"), folder),
    (Example("What is the monthly rent of the workshop?", "2,480.00"), ["documents/lease.md"]),
    (Example("What is the release of the trailer?", "1 September 2026"), folder),
    (Example("What is the price of the Hauler XL in price-list.csv?", "3390.00"), folder),
  ]

  private static let counts: [(Example, [String])] = [
    (Example("How many rows in orders-2025.csv have status cancelled?", "38"), folder),
    (
      Example("How many rows in orders-2025.csv have city Torvik and status returned?", "7"), folder
    ),
    (Example("How many rows in orders-2025.csv have date after 2025-11-30?", "38"), folder),
    (
      Example("How many rows in orders-2025.csv have amount above 4,000?", "75"),
      ["documents/orders-2025.csv"]
    ),
    (Example("How many lines in orders-2025.csv mention \"Courier\"?", "97"), folder),
    (Example("How many rows in price-list.csv have category e-bike?", "5"), folder),
    (
      Example("How many rows in inventory.csv have group brake and on_hand below 12?", "2"),
      ["documents/inventory.csv"]
    ),
    (Example("How many rows in inventory.csv have on_hand 0?", "3"), folder),
    (Example("How many lines mention \"crack\" in project-log.md?", "2"), folder),
  ]

  private static let figures: [(Example, [String])] = [
    (
      Example("What is the total amount in orders-2025.csv where status is returned?", "47592"),
      folder
    ),
    (
      Example("What is the total quantity in orders-2025.csv where article is Cargo box?", "81"),
      ["documents/orders-2025.csv", "documents/price-list.csv"]
    ),
    (
      Example("What is the average price in price-list.csv where category is e-bike?", "4940"),
      folder
    ),
    (Example("Which model in price-list.csv has the highest price?", "Twin E"), folder),
    (Example("Which part in inventory.csv has the highest unit cost?", "Motor 250 W"), folder),
    (Example("Which part in inventory.csv has the earliest last count?", "Filter mat"), folder),
    (Example("What is the total on_hand in inventory.csv where group is wheel?", "1227"), folder),
    (Example("What is the sum of the totals of all invoices from Brant Steel?", "2897"), folder),
    (Example("What is the sum of the totals of all invoices?", "3397.5"), folder),
  ]

  private static let lists: [(Example, [String])] = [
    (
      Example(
        "List all email addresses in contacts.md",
        "rhea.dunmore@larkfield.example, lewis.okoro@larkfield.example, tom.ashby@larkfield.example, mara.quill@larkfield.example, jonas.pell@larkfield.example, ada.ferrant@larkfield.example, kaltz@brant-steel.example, orders@hollin.example, gus@orlo-parts.example, lettings@ferris.example, claims@corvane.example"
      ), folder
    ),
    (
      Example(
        "List all dates in minutes-march.md",
        "2026-03-20, 2026-04-10, 2026-04-30, 2026-03-27, 2026-03-31"), folder
    ),
  ]
}
