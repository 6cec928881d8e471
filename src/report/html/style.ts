/** The style of the page: system fonts, both color schemes, readable in print. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --bg: #fff; --panel: #f6f7f9; --line: #d5d9e0; --text: #1b1f26; --dim: #59616e;
  --a: #0b63c5; --b: #b3420a; --mark: #ffe9a8; --differs: #fff4d6;
  --error: #b3121d; --warning: #8a5300; --info: #1f5fae; --note: #59616e;
  --red: #c01c28; --green: #1a7f37; --blue: #1a5fb4; --photo: #dfe8f2; --shape: #6c88a8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --bg: #14171c; --panel: #1d2128; --line: #363d49; --text: #e5e8ee; --dim: #a3acba;
    --a: #6cb2ff; --b: #ff9a5c; --mark: #6b5200; --differs: #3a2f10;
    --error: #ff7b80; --warning: #f0b14a; --info: #7db7ff; --note: #a3acba;
    --red: #ff7b80; --green: #62d17a; --blue: #7db7ff; --photo: #2a3442; --shape: #8fa9c8;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--text); font: 15px/1.55 system-ui, sans-serif; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 1rem; background: var(--bg); padding: .5rem; z-index: 1; }
header, main, footer { max-width: 1120px; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
footer { color: var(--dim); padding-bottom: 2rem; }
h1 { font-size: 1.55rem; line-height: 1.3; margin: .2rem 0 1.2rem; text-wrap: pretty; }
h2 { font-size: 1.25rem; margin: 2.6rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
h3 { font-size: 1.02rem; margin: 0; }
h4 { font-size: .9rem; margin: 0 0 .4rem; }
p { margin: .4rem 0; }
a { color: var(--info); }
:focus-visible { outline: 2px solid var(--a); outline-offset: 2px; }
nav ul { display: flex; flex-wrap: wrap; gap: .3rem 1.1rem; list-style: none; padding: 0; margin: 1rem 0 0; }
.eyebrow, .dim { color: var(--dim); }
.eyebrow { font-size: .85rem; margin: 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 330px), 1fr)); gap: .8rem; }
.pair > * { min-width: 0; }
.card { background: var(--panel); border: 1px solid var(--line); border-radius: 6px; padding: .7rem .9rem; }
.card .name { font-weight: 600; overflow-wrap: anywhere; }
.letter { display: inline-block; min-width: 1.5em; text-align: center; font-weight: 700; border-radius: 4px; margin-right: .45em; color: var(--bg); }
.letter.a { background: var(--a); } .letter.b { background: var(--b); } .letter.none { display: none; }
.finding { border: 1px solid var(--line); border-left-width: 5px; border-radius: 6px; padding: .9rem 1.1rem 1rem; margin: 0 0 1rem; }
.finding.error { border-left-color: var(--error); } .finding.warning { border-left-color: var(--warning); }
.finding.info { border-left-color: var(--info); } .finding.note { border-left-color: var(--note); }
.finding > header { max-width: none; padding: 0; display: flex; flex-wrap: wrap; align-items: baseline; gap: .2rem .7rem; }
.finding .message { margin: .3rem 0 .7rem; }
.badge { font-size: .78rem; font-weight: 700; letter-spacing: .02em; }
.error .badge { color: var(--error); } .warning .badge { color: var(--warning); }
.info .badge { color: var(--info); } .note .badge { color: var(--note); }
.rule { font-family: ui-monospace, monospace; font-size: .82rem; color: var(--dim); margin-left: auto; }
.value { font-weight: 600; overflow-wrap: anywhere; }
.place { font-size: .85rem; color: var(--dim); overflow-wrap: anywhere; }
pre { margin: .5rem 0 0; padding: .5rem .6rem; background: var(--bg); border: 1px solid var(--line); border-radius: 4px; white-space: pre-wrap; overflow-wrap: anywhere; font: .82rem/1.5 ui-monospace, monospace; tab-size: 2; }
pre .n { color: var(--dim); user-select: none; }
pre .context { color: var(--dim); }
mark { background: var(--mark); color: inherit; font-weight: 700; border-radius: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .15rem .9rem; margin: .8rem 0 0; }
dt { color: var(--dim); } dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 0 0 1.4rem; }
figcaption { margin-bottom: .5rem; }
svg { display: block; max-width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--dim); }
svg text.strong { fill: var(--text); font-weight: 600; }
.axis { stroke: var(--line); fill: none; }
.curve { fill: none; stroke-width: 2.2; stroke-linejoin: round; }
.curve.a { stroke: var(--a); } .curve.b { stroke: var(--b); stroke-dasharray: 7 4; }
svg text.a { fill: var(--a); font-weight: 700; } svg text.b { fill: var(--b); font-weight: 700; }
.red { stroke: var(--red); } .green { stroke: var(--green); stroke-dasharray: 8 3; } .blue { stroke: var(--blue); stroke-dasharray: 2 3; }
svg text.r { fill: var(--red); } svg text.g { fill: var(--green); } svg text.bl { fill: var(--blue); }
.photo { fill: var(--photo); stroke: var(--line); } .shape { fill: none; stroke: var(--shape); stroke-width: 6; }
.grid { stroke: var(--shape); stroke-width: 1.5; opacity: .45; }
.kept { fill: none; stroke: var(--error); stroke-width: 2; } .kept.moves { stroke-dasharray: 6 4; }
.pad { fill: none; stroke: var(--line); } .block { fill: var(--shape); } .differs .block { fill: var(--b); }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .88rem; }
caption { text-align: left; color: var(--dim); padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
thead th { color: var(--dim); font-weight: 600; }
tbody th { font-weight: 500; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
tr.differs { background: var(--differs); }
.facts { table-layout: fixed; min-width: 46rem; }
.facts .path { font-family: ui-monospace, monospace; font-size: .8rem; width: 28%; }
.facts .flag { width: 5.5rem; }
.controls { display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; align-items: center; margin-bottom: .8rem; }
.controls[hidden] { display: none; }
input[type=search], select { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 4px; padding: .3rem .5rem; }
input[type=search] { min-width: 16rem; }
details > summary { cursor: pointer; color: var(--info); }
details[open] > summary { margin-bottom: .4rem; }
ul.plain { margin: .3rem 0; padding-left: 1.2rem; }
@media print { .controls, nav { display: none; } .finding { break-inside: avoid; } }
`;
