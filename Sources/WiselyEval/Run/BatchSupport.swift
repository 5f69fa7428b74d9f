// SPDX-License-Identifier: Apache-2.0

public import Wisely
public import WiselyProviders

/// What a run needs to have attempts answered by batches.
public struct BatchSupport: Sendable {
  /// The batches through which a model can be asked; nil where its provider has none.
  public var service: @Sendable (ModelID) -> (any BatchService)?
  /// Where the calls in them are booked.
  public var ledger: any Ledger
  /// The prices.
  public var catalogue: PriceCatalogue
  /// The one request that an attempt is.
  public var item: @Sendable (Attempt) async throws -> BatchItem
  /// The first pause between two looks at a batch; it doubles up to the longest.
  public var firstPause = Duration.seconds(1)
  /// The longest such pause.
  public var longestPause = Duration.seconds(60)

  /// Support by the providers' batches.
  public init(
    service: @escaping @Sendable (ModelID) -> (any BatchService)?, ledger: any Ledger,
    catalogue: PriceCatalogue = .builtIn,
    item: @escaping @Sendable (Attempt) async throws -> BatchItem
  ) {
    self.service = service
    self.ledger = ledger
    self.catalogue = catalogue
    self.item = item
  }
}
