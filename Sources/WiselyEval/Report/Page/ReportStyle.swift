// SPDX-License-Identifier: Apache-2.0

extension ReportAssets {
  /// The style sheet, for light and dark, narrow and printed pages.
  // Colours are told apart by people who see fewer of them (after Okabe and Ito, with the lightness
  // that each background needs), and never tell anything alone.
  static let style: StaticString = #"""
    :root {
      color-scheme: light dark;
      --paper: #ffffff; --panel: #f5f7f9; --ink: #1c2024; --soft: #566069; --rule: #d3d9df;
      --good: #00705a; --bad: #b23c00; --unsure: #7a5600; --link: #0a5f98;
      --c1: #0b6bab; --c2: #c2500a; --c3: #00795a; --c4: #96407c; --c5: #8a6100; --c6: #c3cad1;
      --texture: rgba(255, 255, 255, 0.55); --within: rgba(0, 121, 90, 0.09);
    }
    @media (prefers-color-scheme: dark) {
      :root {
        --paper: #14171a; --panel: #1d2226; --ink: #e6e9ec; --soft: #a4aeb8; --rule: #39424a;
        --good: #45c9a4; --bad: #ff9460; --unsure: #e0b03c; --link: #6fbdf2;
        --c1: #4ea6e3; --c2: #f0854a; --c3: #35b692; --c4: #d987b8; --c5: #d0a136; --c6: #4c5761;
        --texture: rgba(0, 0, 0, 0.5); --within: rgba(69, 201, 164, 0.12);
      }
    }
    * { box-sizing: border-box; }
    body {
      margin: 0 auto; max-width: 64rem; padding: 1.5rem 1.25rem 4rem; background: var(--paper);
      color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans",
      "Liberation Sans", sans-serif; overflow-wrap: break-word;
    }
    h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 0.25rem; }
    h2 { font-size: 1.3rem; margin: 2.75rem 0 0.75rem; padding-top: 0.75rem; border-top: 1px solid var(--rule); }
    h3 { font-size: 1.05rem; margin: 1.75rem 0 0.5rem; }
    h4 { font-size: 0.95rem; margin: 0.75rem 0 0.25rem; }
    h5 { font-size: 0.8rem; margin: 0.75rem 0 0.2rem; color: var(--soft); font-weight: 600; }
    p { margin: 0.5rem 0; }
    a { color: var(--link); }
    ul { padding-left: 1.25rem; margin: 0.5rem 0; }
    li { margin: 0.25rem 0; }
    code, pre, svg .name {
      font-family: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace;
    }
    code { font-size: 0.92em; }
    .subtitle, .note, .none, figcaption { color: var(--soft); }
    .note, figcaption { font-size: 0.875rem; }
    nav { margin-top: 0.75rem; font-size: 0.925rem; }
    nav a { margin-right: 0.9rem; display: inline-block; }

    .cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 25rem), 1fr)); gap: 1rem; margin-bottom: 1.5rem; }
    .card { border: 1px solid var(--rule); border-left: 5px solid var(--tone); border-radius: 6px; background: var(--panel); padding: 0.9rem 1.1rem; min-width: 0; }
    .card h3 { margin: 0; font-size: 1.05rem; }
    .card .badge { color: var(--tone); }
    .icon { width: 1.1rem; height: 1.1rem; vertical-align: -0.2rem; margin-right: 0.3rem; fill: none; stroke: var(--tone); stroke-width: 2.6; stroke-linecap: round; stroke-linejoin: round; }
    .verdicts { list-style: none; padding: 0; }
    .good { --tone: var(--good); } .bad { --tone: var(--bad); } .unsure { --tone: var(--unsure); }
    .lead { margin: 0.5rem 0 0.7rem; }
    dl { margin: 0; font-size: 0.925rem; }
    dt { color: var(--soft); margin-top: 0.4rem; }
    dt b { color: var(--ink); font-weight: 600; }
    dd { margin: 0; }
    .warnings { border: 1px solid var(--rule); border-left: 5px solid var(--unsure); border-radius: 6px; padding: 0.5rem 1.1rem; margin: 1.25rem 0; }
    .warnings h3 { margin: 0.25rem 0; font-size: 1rem; }
    .warnings li { font-size: 0.925rem; }

    .scroll { overflow-x: auto; margin: 0.75rem 0 1.25rem; }
    table { border-collapse: collapse; font-size: 0.875rem; min-width: 100%; }
    caption { text-align: left; font-weight: 600; padding-bottom: 0.35rem; }
    th, td { padding: 0.3rem 0.55rem; border-bottom: 1px solid var(--rule); vertical-align: top; text-align: left; }
    th { color: var(--soft); font-weight: 600; vertical-align: bottom; }
    th:first-child, td:first-child { padding-left: 0; }
    td.words:first-child { min-width: 6rem; }
    th:last-child, td:last-child { padding-right: 0; }
    .figure { text-align: right; font-variant-numeric: tabular-nums; }
    td.figure { white-space: nowrap; }
    td code { white-space: nowrap; }
    td .long { white-space: normal; overflow-wrap: anywhere; display: inline-block; min-width: 12.5rem; }

    figure { margin: 1rem 0; max-width: 54rem; }
    p, ul, dl { max-width: 54rem; }
    figure svg { display: block; width: 100%; height: auto; }
    .narrow { display: none; max-width: 30rem; margin: 0 auto; }
    figcaption { margin-top: 0.5rem; }
    svg text { fill: var(--ink); }
    svg .words { font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; }
    svg .tick, svg .axis { fill: var(--soft); }
    svg .figure { font-variant-numeric: tabular-nums; }
    svg .halo { paint-order: stroke; stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; }
    .grid { stroke: var(--rule); stroke-width: 1; }
    .edge { stroke: var(--soft); stroke-width: 1; }
    .whisker { stroke: var(--soft); stroke-width: 1.25; }
    .leader { stroke: var(--soft); stroke-width: 0.75; }
    .frontier { fill: none; stroke: var(--c3); stroke-width: 2; }
    .mix { fill: none; stroke: var(--c2); stroke-width: 1.75; stroke-dasharray: 6 4; }
    .oracle { fill: var(--c4); stroke: var(--paper); stroke-width: 1; }
    .oracle-line { stroke: var(--c4); stroke-width: 1.5; stroke-dasharray: 2 3; }
    .point { fill: var(--c1); stroke: var(--c1); stroke-width: 2; stroke-linejoin: round; }
    .point.beaten { fill: var(--paper); }
    .ring { fill: none; stroke: var(--ink); stroke-width: 1.25; }
    .within { fill: var(--within); }
    .zero { stroke: var(--ink); stroke-width: 1.25; }
    .margin { stroke: var(--c3); stroke-width: 1.75; stroke-dasharray: 5 4; }
    .interval { stroke-width: 2; stroke: var(--tone); }
    .mark { fill: var(--tone); stroke: var(--tone); stroke-width: 2; stroke-linejoin: round; }
    .mark.unsure { fill: var(--paper); }
    .part { stroke: var(--paper); stroke-width: 1; }
    .c1 { fill: var(--c1); } .c2 { fill: var(--c2); } .c3 { fill: var(--c3); }
    .c4 { fill: var(--c4); } .c5 { fill: var(--c5); } .c6 { fill: var(--c6); stroke: var(--soft); }
    .hatch { stroke: var(--texture); stroke-width: 2; fill: none; }
    .dots { fill: var(--texture); }

    summary { cursor: pointer; }
    .figures { margin: 0.25rem 0 1rem; font-size: 0.925rem; }
    .figures summary { color: var(--link); }
    .flips { margin: 0.5rem 0; }
    .flips > summary { font-weight: 600; font-size: 0.95rem; }
    .flip { margin: 0.35rem 0 0.35rem 1rem; border: 1px solid var(--rule); border-radius: 6px; padding: 0.35rem 0.8rem; }
    .flip > summary { font-size: 0.9rem; }
    .prompt, pre { unicode-bidi: isolate; }
    .prompt { color: var(--soft); }
    .scores { font-variant-numeric: tabular-nums; white-space: nowrap; }
    .answers { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
    .answer { min-width: 0; }
    pre { margin: 0.2rem 0 0.5rem; padding: 0.6rem 0.8rem; background: var(--panel); border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; font-size: 0.8125rem; line-height: 1.5; max-height: 24rem; overflow-y: auto; }
    .consultation { border-left: 3px solid var(--c2); padding-left: 0.8rem; margin: 0.75rem 0; }
    .filter { display: block; margin: 0.75rem 0; font-size: 0.925rem; }
    .filter input { font: inherit; padding: 0.2rem 0.5rem; }
    .gates { margin: 0.6rem 0; }
    .gates summary { font-weight: 600; }
    .gate-list { list-style: none; padding: 0 0 0 1rem; font-size: 0.925rem; }
    .state { font-size: 0.8rem; border: 1px solid currentColor; border-radius: 4px; padding: 0 0.35rem; }
    .open .state { color: var(--good); } .closed .state { color: var(--bad); font-weight: 600; }

    @media screen and (max-width: 43rem) {
      body { padding: 1rem 0.9rem 3rem; }
      .wide { display: none; } .narrow { display: block; }
      .answers { grid-template-columns: 1fr; gap: 0; }
      .flip { margin-left: 0; }
    }
    @media print {
      :root {
        --paper: #ffffff; --panel: #ffffff; --ink: #000000; --soft: #444444; --rule: #bbbbbb;
        --good: #00705a; --bad: #b23c00; --unsure: #7a5600; --link: #000000;
        --c1: #0b6bab; --c2: #c2500a; --c3: #00795a; --c4: #96407c; --c5: #8a6100; --c6: #c3cad1;
        --texture: rgba(255, 255, 255, 0.55); --within: rgba(0, 121, 90, 0.09);
      }
      html { font-size: 10pt; }
      body { max-width: none; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
      nav, .filter { display: none; }
      figure, .card, tr, .flip { break-inside: avoid; }
      h2, h3, h4 { break-after: avoid; }
      .scroll { overflow: visible; }
      table { font-size: 7.5pt; }
      th, td { padding: 0.2rem 0.35rem; }
      pre { max-height: none; border: 1px solid var(--rule); }
    }
    """#
}
