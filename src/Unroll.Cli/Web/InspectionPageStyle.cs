namespace Unroll.Cli.Web;

/// <summary>How the page looks: light or dark as the reader's system is, on a telephone as on a desk. Contrasts are 4.5 and more.</summary>
static class InspectionPageStyle
{
    internal const string Css = """

        :root {
          color-scheme: light dark;
          --page: #ffffff; --text: #1b1f24; --quiet: #565d66; --line: #d4d8dd; --mark: #fff3b8; --focus: #0b57d0;
          --for: #2563eb; --against: #c2410c; --zero: #eef0f3; --heat: #a9c9ff;
          --for1: #e0ebff; --for2: #c2d7ff; --for3: #97bcff; --for4: #6ea2ff;
          --against1: #ffeadb; --against2: #ffd3b0; --against3: #ffb57d; --against4: #fb9550;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --page: #14171b; --text: #e8eaed; --quiet: #a8b0ba; --line: #3a4048; --mark: #4a4216; --focus: #8ab4f8;
            --for: #6ea2ff; --against: #fb9550; --zero: #23272d; --heat: #1f4a9e;
            --for1: #14254a; --for2: #183470; --for3: #1b479c; --for4: #1d4ed8;
            --against1: #3c1f10; --against2: #5c2a10; --against3: #803610; --against4: #a8400c;
          }
        }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
        main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
        h1 { font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { font-size: 1.15rem; margin: 2rem 0 0.25rem; }
        p { margin: 0.25rem 0 0.75rem; max-width: 46rem; overflow-wrap: anywhere; }
        section > p, footer, details > p { color: var(--quiet); }
        .answer { font-size: 1.15rem; }
        .tokens { display: flex; flex-wrap: wrap; gap: 0.25rem; }
        .token { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 0.3rem; padding: 0.15rem 0.4rem; min-height: 2.75rem; cursor: pointer; max-width: 100%; overflow-wrap: anywhere; }
        .token small { display: block; font-size: 0.75rem; font-variant-numeric: tabular-nums; }
        .token[aria-pressed="true"] { outline: 3px solid var(--text); outline-offset: 1px; }
        .for1 { background: var(--for1); } .for2 { background: var(--for2); } .for3 { background: var(--for3); } .for4 { background: var(--for4); }
        .against1 { background: var(--against1); } .against2 { background: var(--against2); } .against3 { background: var(--against3); } .against4 { background: var(--against4); }
        .scroll { overflow-x: auto; }
        :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.2rem 0.6rem; border-bottom: 1px solid var(--line); text-align: left; white-space: nowrap; }
        thead th { font-weight: 600; vertical-align: bottom; }
        tbody th { font-weight: 400; position: sticky; left: 0; background: var(--page); max-width: 12rem; overflow: hidden; text-overflow: ellipsis; }
        .number { text-align: right; }
        td.words { white-space: normal; min-width: 8rem; }
        td.heat { background: linear-gradient(to left, var(--heat) var(--share), transparent var(--share)); }
        th.bar { text-align: center; }
        td.bar { min-width: 8rem; position: relative; }
        td.bar::before { content: ""; position: absolute; left: 50%; top: 0; bottom: 0; border-left: 1px solid var(--quiet); }
        td.bar i { position: absolute; top: 25%; bottom: 25%; width: calc(var(--share) * 46%); }
        td.bar .for { left: 50%; background: var(--for); }
        td.bar .against { right: 50%; background: var(--against); }
        tr.marked td, tr.marked th { background-color: var(--mark); }
        details { margin: 0.5rem 0; }
        summary { cursor: pointer; padding: 0.6rem 0; }
        canvas { display: block; }
        output { display: block; min-height: 1.5rem; font-variant-numeric: tabular-nums; }

        """;
}
