// SPDX-License-Identifier: Apache-2.0

extension ReviewPage {
  /// Both answers have boxes of one height, and no scroll bar whose size would tell how much there
  /// is.
  static let style = """
    :root {
      color-scheme: light dark;
      --page: light-dark(#f4f3ef, #161613); --card: light-dark(#fff, #20201c);
      --ink: light-dark(#1d1c19, #ecebe4); --soft: light-dark(#5f5d55, #a9a79c);
      --line: light-dark(#d9d6cc, #3a3932); --accent: light-dark(#1f55a5, #8fb8f6);
      --alert: light-dark(#a3261b, #ffb4a8);
    }
    * { box-sizing: border-box; }
    body {
      margin: 0; background: var(--page); color: var(--ink);
      font: 1rem/1.55 system-ui, sans-serif; height: 100dvh; display: flex; flex-direction: column;
    }
    header, footer { display: flex; gap: 1rem; align-items: center; padding: .6rem 1.25rem; }
    header { justify-content: space-between; color: var(--soft); font-size: .875rem; }
    header p { margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
    header label { display: flex; gap: .75rem; align-items: center; white-space: nowrap; }
    progress { accent-color: var(--accent); width: 9rem; }
    main { flex: 1; min-height: 0; display: flex; flex-direction: column; gap: .75rem; padding: 0 1.25rem; }
    h1 { font-size: 1rem; margin: 0; font-weight: 600; }
    h2 { font-size: .8rem; margin: 0 0 .5rem; color: var(--soft); font-weight: 600; }
    h3 { font-size: .8rem; margin: .75rem 0 .25rem; color: var(--soft); font-weight: 600; }
    section {
      background: var(--card); border: 1px solid var(--line); border-radius: 8px;
      padding: .9rem 1.1rem; overflow-y: auto; scrollbar-width: none;
    }
    section::-webkit-scrollbar { display: none; }
    .query { flex: none; max-height: 30dvh; scrollbar-width: thin; }
    .query ul { margin: 0; padding-left: 1.2rem; }
    .answers { flex: 1; min-height: 0; display: grid; grid-template-columns: 1fr 1fr; gap: .75rem; }
    .text { white-space: pre-wrap; overflow-wrap: anywhere; tab-size: 4; max-width: 75ch; }
    .end {
      margin: 1.25rem 0 0; color: var(--soft); font-size: .8rem; display: flex; gap: .75rem;
      align-items: center;
    }
    .end::before, .end::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
    footer { flex-wrap: wrap; justify-content: space-between; padding-block: .75rem 1rem; }
    fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .6rem; align-items: center; }
    legend { float: left; padding: 0; margin-right: .75rem; }
    button {
      font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft);
      border-radius: 8px; padding: .5rem 1.1rem; min-height: 2.75rem; cursor: pointer;
    }
    button:hover:enabled { border-color: var(--accent); color: var(--accent); }
    button:disabled { opacity: .45; cursor: default; }
    .undo button { border-color: transparent; background: none; }
    kbd { font: inherit; color: var(--soft); margin-left: .35rem; }
    :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
    .alert { margin: 0; color: var(--alert); font-weight: 600; }
    .done main { align-items: center; justify-content: center; text-align: center; }
    .done h1 { font-size: 1.5rem; }
    .hint { margin: 0 auto 0 .75rem; color: var(--soft); font-size: .875rem; }
    @media (max-width: 720px) {
      body { height: auto; min-height: 100dvh; }
      header label { flex: 1; }
      progress { flex: 1; }
      .answers { grid-template-columns: 1fr; grid-auto-rows: 55dvh; }
      .who, .hint, footer kbd { display: none; }
      header, main, footer { padding-inline: .75rem; }
      footer {
        position: sticky; bottom: 0; background: var(--page); border-top: 1px solid var(--line);
        gap: 0; padding-block: .5rem;
      }
      footer form:first-child { width: 100%; }
      legend { float: none; width: 100%; text-align: center; margin: 0 0 .4rem; }
      fieldset { display: grid; grid-template-columns: repeat(4, 1fr); gap: .4rem; }
      footer button { padding-inline: .25rem; }
      .undo { margin: auto; }
    }
    @media (forced-colors: active) { button { border-color: ButtonText; } }
    """

  /// Keys press the buttons; in a box that has the focus, up and down scroll it instead.
  ///
  /// Page Up and Down move both answers, so that reading needs no mouse either.
  static let script = """
    let busy = false;
    addEventListener("submit", (event) => { if (busy) event.preventDefault(); busy = true; });
    addEventListener("pageshow", () => { busy = false; });
    addEventListener("keydown", (event) => {
      if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
      const scrolls = event.target.matches("section") && /^Arrow(Up|Down)$/.test(event.key);
      if (scrolls) return;
      if (/^Page(Up|Down)$/.test(event.key) && !event.target.matches("section")) {
        const way = event.key === "PageDown" ? .85 : -.85;
        for (const box of document.querySelectorAll(".answer")) box.scrollBy(0, way * box.clientHeight);
        event.preventDefault();
        return;
      }
      for (const button of document.querySelectorAll("button:enabled")) {
        if (!button.getAttribute("aria-keyshortcuts").split(" ").includes(event.key)) continue;
        event.preventDefault();
        button.click();
        return;
      }
    });
    """
}
