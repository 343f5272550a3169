/* The look of a page and its only script. Both are part of the page; nothing is loaded. */

/** Colours by role: ink on paper, rails for what moves, amber and red for what needs care. Contrast is tested in a browser. */
const colours = {
  light: `
    --paper:#f6f7f8; --sheet:#ffffff; --ink:#16202a; --faint:#51606e; --rule:#d5dbe1; --rail:#0c6470; --rail-soft:#dff0f1;
    --on-rail:#ffffff; --good:#156c3a; --good-soft:#e2f3e8; --care:#8a4b00; --care-soft:#fdf0dc; --bad:#a8201a; --bad-soft:#fce7e5;
    --line:#7b8894; --code:#eef1f4`,
  dark: `
    --paper:#11161b; --sheet:#191f26; --ink:#e6ebf0; --faint:#9fadba; --rule:#303a45; --rail:#5cc3cf; --rail-soft:#15343a;
    --on-rail:#0b1a1d; --good:#6fd19a; --good-soft:#14301f; --care:#f0b25b; --care-soft:#362610; --bad:#ff938a; --bad-soft:#3c1a18;
    --line:#8593a0; --code:#222a33`,
}

export const style = `
:root { color-scheme: light dark; ${colours.light} }
@media (prefers-color-scheme: dark) { :root { ${colours.dark} } }
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", sans-serif }
main, header, footer { max-width: 74rem; margin: 0 auto; padding: 0 1.5rem }
header { padding-top: 2.25rem } footer { overflow-wrap: anywhere; padding-bottom: 3rem; color: var(--faint); font-size: .87rem }
h1 { font-size: clamp(1.45rem, 1rem + 2vw, 2.1rem); line-height: 1.2; letter-spacing: -.015em; margin: .5rem 0 .35rem; overflow-wrap: anywhere }
h2 { font-size: 1.25rem; letter-spacing: -.01em; margin: 0 0 .35rem; overflow-wrap: anywhere }
h3 { font-size: .8rem; text-transform: uppercase; letter-spacing: .07em; color: var(--faint); margin: 0 0 .75rem }
h4 { font-size: 1rem; margin: 0; display: flex; flex-wrap: wrap; gap: .25rem .6rem; align-items: center; overflow-wrap: anywhere }
h5 { font-size: .87rem; margin: .6rem 0 .2rem; color: var(--faint) }
p { margin: .35rem 0 } ul, ol { margin: .35rem 0; padding-left: 1.25rem }
a { color: var(--rail) } a:focus-visible, [tabindex]:focus-visible, summary:focus-visible { outline: 3px solid var(--rail); outline-offset: 2px; border-radius: 4px }
code, pre { font: .87em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace }
pre { background: var(--code); border-radius: 8px; padding: .6rem .8rem; margin: .5rem 0; white-space: pre-wrap; overflow-wrap: anywhere }
.faint, .how { color: var(--faint) } .how { font-size: .93rem }
.rule { color: var(--faint); font-size: .8rem; overflow-wrap: anywhere }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
.eyebrow { display: flex; flex-wrap: wrap; gap: .5rem .75rem; align-items: center; color: var(--faint); font-size: .93rem }
.verdict { display: inline-block; font-weight: 650; border-radius: 99px; padding: .1rem .75rem; background: var(--good-soft); color: var(--good) }
.verdict.unknown { background: var(--care-soft); color: var(--care) } .verdict.impossible { background: var(--bad-soft); color: var(--bad) }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); background: var(--sheet); border: 1px solid var(--rule); border-radius: 12px; overflow: hidden; margin: 1.25rem 0 1.5rem }
.facts > div { padding: .7rem .9rem; box-shadow: 0 0 0 .5px var(--rule) } .facts dt { color: var(--faint); font-size: .8rem } .facts dd { margin: 0; font-size: 1.05rem; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere }
main > section { background: var(--sheet); border: 1px solid var(--rule); border-radius: 14px; padding: 1.25rem 1.4rem; margin: 0 0 1.25rem }
main > .warnings { background: var(--care-soft); border-color: transparent } .warnings li { margin: .35rem 0 }
main > .questions { border-color: var(--care) } main > .conflict { border-color: var(--bad) }
.conflict ol.because { list-style: none; padding: 0 } .because li { padding: .3rem 0; border-bottom: 1px solid var(--rule) } .because li > span:first-child { display: inline-block; min-width: 5rem; color: var(--faint) }
.goal { font-weight: 600 }
.scroll { overflow-x: auto; max-width: 100%; position: relative }
.layout { display: grid; grid-template-columns: fit-content(52%) minmax(20rem, 1fr); gap: 1.5rem 2rem; margin-top: 1rem; align-items: start }
.layout.wide { grid-template-columns: minmax(0, 1fr) } .layout > * { min-width: 0 }
.stages { list-style: none; padding: 0; margin: 0 }
.stage { border-top: 1px solid var(--rule); padding: .8rem .6rem; margin: 0 -.6rem; scroll-margin-top: 1rem }
.stage:first-child { border-top: 0; padding-top: 0 } .stage:target { background: var(--rail-soft); border-radius: 8px }
.number { display: inline-flex; min-width: 1.65rem; height: 1.65rem; padding: 0 .4rem; align-items: center; justify-content: center; border-radius: 99px; background: var(--rail); color: var(--on-rail); font-size: .82rem; font-weight: 650; font-variant-numeric: tabular-nums }
.tasks .number { background: transparent; color: var(--rail); border: 1.5px solid var(--rail) } .tasks ul { list-style: none; padding: 0; margin: 0 } .tasks li { margin: .3rem 0 }
.hop { font-variant-numeric: tabular-nums }
dl { margin: .35rem 0 0 } .stage dl > div { display: grid; grid-template-columns: 5.5rem minmax(0, 1fr); gap: .5rem; padding: .1rem 0 } .stage dt { color: var(--faint) } .stage dd { margin: 0; overflow-wrap: anywhere }
.is-gate dt { color: var(--good); font-weight: 600 } .is-warning dt { color: var(--care); font-weight: 600 } .is-bad dt { color: var(--bad); font-weight: 600 }
.legend { list-style: none; padding: 0; margin: .75rem 0 0; color: var(--faint); font-size: .84rem; display: grid; gap: .2rem }
.sign { display: inline-block; min-width: 1.6rem; text-align: center; font-weight: 700 } .sign.gate { color: var(--good) } .sign.no-return { color: var(--bad) } .sign.stopped { color: var(--care) } .sign.task { color: var(--rail) }
details > summary { cursor: pointer } summary h3 { display: inline-block; margin: 0 } .moments { margin-top: 1.25rem } .moments > summary { margin-bottom: .5rem } .alike { margin: .5rem 0 }
table { border-collapse: collapse; width: 100%; font-size: .93rem } caption { text-align: left; color: var(--faint); padding-bottom: .4rem; font-size: .87rem }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--rule) } thead th { color: var(--faint); font-weight: 600; font-size: .84rem; white-space: nowrap } tbody th { font-weight: 600; white-space: nowrap }
.rules { list-style: none; padding: 0; margin: .75rem 0 0; display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 1.1rem 2rem } .rules p { margin: .1rem 0 } .says { font-weight: 600 }
.short .figure { position: sticky; top: 1rem }
.timeline td { font-variant-numeric: tabular-nums; white-space: nowrap } .timeline .moving { background: var(--rail-soft) } .timeline td, .timeline th { padding-left: .6rem }
.chip { display: inline-block; border: 1px solid var(--line); border-radius: 6px; padding: 0 .4rem } .chip.new { background: var(--rail); border-color: var(--rail); color: var(--on-rail); font-weight: 600 }
.diagram { display: block } .diagram text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: var(--ink) }
.diagram .track path { stroke: var(--rail); stroke-width: 4; stroke-linecap: round; fill: none; opacity: .35 }
.diagram .track text { text-anchor: middle } .diagram .name { font-weight: 650 } .diagram .where, .diagram .box-pace { font-size: 11.5px; fill: var(--faint) } .diagram .version { font-variant-numeric: tabular-nums; fill: var(--faint) }
.stage-box > rect { fill: var(--sheet); stroke: var(--rail); stroke-width: 1.75 } .stage-box.stopped > rect { stroke: var(--care); stroke-dasharray: 5 4 }
.stage-box .number { fill: var(--rail) } .diagram .number-text { fill: var(--on-rail); text-anchor: middle; font-weight: 650; font-size: 12.5px } .diagram .box-version { font-weight: 650; font-variant-numeric: tabular-nums }
.stage-box:hover > rect, .stage-box:focus-visible > rect { fill: var(--rail-soft) } .stage-box:focus-visible { outline: none } .stage-box:focus-visible > rect { stroke-width: 4 }
.halo { fill: none; stroke: var(--sheet); stroke-width: 6 } .wait { fill: none; stroke: var(--line); stroke-width: 1.75 } .tip { fill: var(--line) }
.together { stroke: var(--care); stroke-width: 2 } .no-return path { stroke: var(--bad); stroke-width: 2.5 }
.gate-mark circle { fill: var(--sheet); stroke: var(--good); stroke-width: 2 } .gate-mark path { stroke: var(--good); stroke-width: 2; fill: none }
.task-mark rect { fill: var(--sheet); stroke: var(--rail); stroke-width: 1.5 } .diagram .task-mark text { font-size: 10.5px; text-anchor: middle; fill: var(--rail); font-weight: 650 }
.stage-box, .wait { transition: opacity .12s } .marking .stage-box:not(.marked), .marking .wait:not(.marked) { opacity: .25 } .marking .wait.marked { stroke: var(--rail); stroke-width: 2.5 }
@media (max-width: 56rem) { .layout { grid-template-columns: minmax(0, 1fr) } .short .figure { position: static } main, header, footer { padding-inline: 1rem } main > section { padding: 1rem } }
@media (prefers-reduced-motion: reduce) { .stage-box, .wait { transition: none } }
@media print {
  :root { ${colours.light} } body { background: none; font-size: 10.5pt } main > section { border: 0; padding: 0 0 .5rem } main, header, footer { max-width: none; padding-inline: 0 }
  .number, .chip, .moving, .verdict { print-color-adjust: exact; -webkit-print-color-adjust: exact }
  .scroll { overflow: visible } .diagram { max-width: 100%; height: auto } .stage, tr, .warnings li { break-inside: avoid }
  details::details-content { content-visibility: visible; height: auto } .layout { grid-template-columns: minmax(0, 1fr) } a { color: inherit }
}
`

/** Points out what a stage waits for while it is pointed at. The page says the same without it. */
export const script = `
for (const way of document.querySelectorAll('.way')) {
  const all = [...way.querySelectorAll('[data-stage]')]
  const before = new Map(all.flatMap((e) => 'before' in e.dataset ? [[e.dataset.stage, new Set([e.dataset.stage, ...e.dataset.before.split(' ')])]] : []))
  const mark = (id) => {
    const marked = id === undefined ? undefined : before.get(id)
    way.classList.toggle('marking', marked !== undefined)
    for (const e of all) e.classList.toggle('marked', marked?.has(e.dataset.stage) ?? false)
    for (const e of way.querySelectorAll('[data-from]')) e.classList.toggle('marked', marked?.has(e.dataset.from) && marked.has(e.dataset.to) || false)
  }
  for (const e of all) {
    for (const on of ['mouseenter', 'focusin']) e.addEventListener(on, () => mark(e.dataset.stage))
    for (const off of ['mouseleave', 'focusout']) e.addEventListener(off, () => mark())
  }
}
addEventListener('beforeprint', () => { for (const e of document.querySelectorAll('details')) e.open = true })
`
